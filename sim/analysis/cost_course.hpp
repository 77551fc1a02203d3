// How cost builds up over a run, and between which courses replications leave it.
#pragma once
#include <string>
#include <vector>

#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Effective cost up to the end of each part of the run, in the reporting currency; the last is the
/// total. Parts are hours (up to 3 days), days (up to 92 days) or calendar months, UTC.
struct CostCourse {
    std::vector<std::string> parts;  ///< "2026-11-02 06:00", "2026-11-02", "2026-11"
    std::vector<double> total;
};
CostCourse cost_course(const World& world, const Ledger& ledger);

/// What 10, 50 and 90 % of the replications stay below by the end of a part.
struct FanPoint {
    std::string part;
    double p10 = 0;
    double p50 = 0;
    double p90 = 0;
};
/// Empty for fewer than two courses, or where they do not have the same parts.
std::vector<FanPoint> fan_of(const std::vector<CostCourse>& courses);

}  // namespace orrery
