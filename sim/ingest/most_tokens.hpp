// How many tokens of a request a reader takes for true.
#pragma once
#include <cstdint>

namespace orrery {

/// Of its prompt, or of its answer: more is a mistake of the record.
inline constexpr std::int64_t kMostTokens = 100'000'000;

}  // namespace orrery
