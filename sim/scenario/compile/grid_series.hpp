// Recorded hourly grid intensity of a zone, laid over the run's intervals.
#pragma once
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// Reads columns datetime_utc, zone (optional) and an intensity in g/kWh (`ci_lca_g_per_kwh`,
/// `g_per_kwh` or `ci_direct_g_per_kwh`, in this order of preference). A run beyond the recorded
/// dates takes the same hour of the last recorded year, and the register says so.
void read_grid_series(Context& context, const std::string& file, const SiteSpec& spec,
                      const std::string& path, Site& site);

}  // namespace orrery::compile
