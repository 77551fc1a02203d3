// The normal law between two bounds.
#pragma once

namespace orrery::statistics {

/// Normal(mean, sd), sd > 0, given that it lies in [low, high], low < high, either possibly
/// infinite. Tails are computed on the side where nothing cancels. Moments: N. L. Johnson,
/// S. Kotz and N. Balakrishnan, Continuous Univariate Distributions 1 (1994), 13.10.1; good to
/// 1e-9 where the mass is above 1e-6.

/// P(low ≤ X ≤ high) before truncation.
double truncated_mass(double mean, double sd, double low, double high);
double truncated_quantile(double mean, double sd, double low, double high, double u);
double truncated_mean(double mean, double sd, double low, double high);
double truncated_variance(double mean, double sd, double low, double high);

}  // namespace orrery::statistics
