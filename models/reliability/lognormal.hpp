// Lognormal times as people state them: a median and what nine of ten stay below.
#pragma once

namespace orrery::reliability {

/// σ of the lognormal law with this median and 90th percentile (any unit, both > 0): ln(p90/p50) /
/// Φ⁻¹(0.9). Its μ is ln(median).
double lognormal_sigma(double median, double p90);

}  // namespace orrery::reliability
