// Units as people write them elsewhere, and those of the language that they mean.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

/// The one of `names` that `unit` means: another spelling ("hours", "Gbps", "kw", "$/h"), or the
/// nearest by edit distance; empty where there is none.
std::string unit_meant(std::string_view unit, const std::vector<std::string>& names);

/// How a number is written here that has a decimal comma, spaces, separators or a currency sign in
/// front ("1,5", "10 000", "$ 5"); empty where it is none of these.
std::string number_meant(std::string_view text);

}  // namespace orrery
