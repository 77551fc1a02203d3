// What the charts of energy show: flows from sources to uses, and sorted loads.
#pragma once
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// Findings::energy_flows and ::load_durations, of sites with pools.
void add_energy_charts(const Input& in, Findings& out);

}  // namespace orrery::analysis
