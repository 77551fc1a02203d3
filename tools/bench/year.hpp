// `bench year`: a year of ten sites at event fidelity, or a part of it.
#pragma once

namespace orrery {

/// Simulates `requests` of the 1e9 that a year has, at the same rate; prints CPU time, memory and
/// what the whole would take; 0.
int bench_year(double requests, bool json);

}  // namespace orrery
