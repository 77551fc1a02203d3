// How many changes of letters lie between two words.
#pragma once
#include <cstddef>
#include <string_view>

namespace orrery {

/// Letters inserted, left out or put for another (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace orrery
