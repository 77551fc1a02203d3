// `bench facility`: a battery year at 5-minute steps under each policy.
#pragma once

namespace orrery {

/// Milliseconds of CPU for a year of 105,120 intervals; returns 0.
int bench_facility(bool json);

}  // namespace orrery
