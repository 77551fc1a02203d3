// SHA-256 (FIPS 180-4): the fingerprint of catalogs, scenarios and data files in a manifest.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orrery {

/// Takes a message in pieces of any size; memory stays constant, so files can be streamed.
class Sha256 {
public:
    void update(std::string_view bytes);
    /// The 64 lower-case hex digits of what was given so far; more may be added afterwards.
    [[nodiscard]] std::string hex() const;

private:
    static constexpr std::size_t kBlock = 64;
    void absorb(const unsigned char* block);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, kBlock> pending_{};
    std::uint64_t length_ = 0;  ///< bytes so far
};

/// The 64 lower-case hex digits of one message.
std::string sha256_hex(std::string_view bytes);

}  // namespace orrery
