// Alternatives of the scenario in present value, for the sentence that puts them side by side.
#pragma once
#include <string>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// " In present value at 9.0 % a year, buy costs …; rent costs …, … more."; empty where nothing is
/// discounted or a site's cash is not known.
std::string discounted_alternatives(const Input& in, const Findings& f);

}  // namespace orrery::analysis
