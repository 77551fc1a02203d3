// Random streams by name: counter-based, so that adding an entity never shifts another's draws.
#pragma once
#include <cstdint>
#include <string_view>

namespace orrery {

/// 64-bit hash of a name: FNV-1a, then mixed so that short names differ in every bit.
std::uint64_t hash_name(std::string_view text);

/// Philox4x64-10 (J. K. Salmon et al., SC 2011). The key is (seed, cause), the counter carries
/// (draw, entity, replication): different streams never overlap, barring a collision of hashes.
/// Plain data: copying it forks the stream, writing its bytes saves it.
class Stream {
public:
    /// `cause` says what is drawn ("arrivals"), `entity` for whom; seed and replication number the
    /// experiment.
    Stream(std::uint64_t seed, std::string_view cause, std::string_view entity,
           std::uint64_t replication = 0);

    /// 64 uniform bits.
    std::uint64_t next_u64() {
        if (used_ == kBuffer) [[unlikely]] {
            refill();
        }
        return buffer_[used_++];
    }

    /// Uniform in the open interval (0, 1): a multiple of 2^-53, never 0 and never 1.
    double uniform() {
        const std::uint64_t k = next_u64() >> 11;
        return static_cast<double>(k + static_cast<std::uint64_t>(k == 0)) * 0x1p-53;
    }

    /// How many numbers were drawn.
    [[nodiscard]] std::uint64_t position() const { return block_ * 4 + used_ - kBuffer; }
    /// Continues at the given draw, forward or back, in constant time.
    void seek(std::uint64_t position);

private:
    static constexpr std::uint32_t kBlocks = 4;
    static constexpr std::uint32_t kBuffer = 4 * kBlocks;

    void refill();

    std::uint64_t key_[2];
    std::uint64_t entity_;
    std::uint64_t replication_;
    std::uint64_t block_ = 0;  ///< the next block of four to generate
    std::uint64_t used_ = kBuffer;
    std::uint64_t buffer_[kBuffer] = {};
};

}  // namespace orrery
