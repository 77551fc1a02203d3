// What readers of names share: lower case, and how far two words are apart.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace orrery {

/// Letters of ASCII alone, whatever the locale.
std::string lower_case(std::string text);

/// Letters inserted, left out or put for another (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace orrery
