// Which of compared plans keep their service levels, and which of those is the cheapest.
#pragma once
#include <string>
#include <vector>

#include "sim/report/compare_diff.hpp"

namespace orrery {

inline constexpr const char* kLevels = "slo.by_workload.";  ///< reached and wanted of each

/// Which plans do not keep their service levels: the cheapest may be the one that serves worst.
std::string missed_levels_text(const std::vector<ComparedPlan>& plans);
/// Where the cheapest plan misses its service levels and another that promises as much keeps them,
/// that one is the answer; else empty.
std::string cheapest_that_keeps(const std::vector<ComparedPlan>& plans,
                                const std::string& currency);
/// The cheapest is the baseline itself: what the next one costs more stands in its place; else
/// empty.
std::string stays_cheapest(const std::vector<ComparedPlan>& plans, const std::string& currency);

}  // namespace orrery
