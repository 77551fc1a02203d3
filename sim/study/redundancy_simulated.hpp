// Servers that are up over simulated years of outages and repairs, counted.
#pragma once
#include "sim/study/redundancy.hpp"

namespace orrery {

/// Share of time in which at least `needed` servers of the row's sites are up, and its 95 %
/// interval.
void simulate_row(const World& world, const RedundancyResult& result,
                  const RedundancyQuestion& question, RedundancyRow& row);

}  // namespace orrery
