// Which half of a random split a key falls in: the same on every machine.
#include "sim/evidence/random_half.hpp"

namespace orrery {

std::uint64_t random_half(const std::string& key, std::uint64_t seed) {
    // FNV-1a, then a finaliser, so that near keys fall apart.
    std::uint64_t h = 14695981039346656037ULL ^ seed;
    for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    h ^= h >> 33U;
    h *= 0xff51afd7ed558ccdULL;
    return (h ^ (h >> 33U)) & 1U;
}

}  // namespace orrery
