// Stored bytes that tell when a bit of them has changed.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/sha256.hpp"

namespace orrery::store {

/// With their SHA-256 behind them, in 64 hex digits.
inline std::string sealed(const std::string& bytes) {
    return bytes + sha256_hex(bytes);
}

/// What was sealed. Throws EnvironmentError with `what` where it is not that any more: a disk's
/// error would else be a wrong figure.
inline std::string unsealed(std::string bytes, const std::string& what) {
    constexpr std::size_t kDigits = 64;
    const std::size_t size = bytes.size() < kDigits ? 0 : bytes.size() - kDigits;
    const std::string seal = bytes.substr(size);
    bytes.resize(size);
    if (seal != sha256_hex(bytes)) throw EnvironmentError(what + " is damaged; run it again");
    return bytes;
}

}  // namespace orrery::store
