// Which half of a random split a key falls in: the same on every machine.
#pragma once
#include <cstdint>
#include <string>

namespace orrery {

/// 0 or 1, by a hash of seed and key.
std::uint64_t random_half(const std::string& key, std::uint64_t seed);

}  // namespace orrery
