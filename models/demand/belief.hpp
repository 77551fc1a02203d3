// What is believed of a factor, and what a measurement makes of it.
#pragma once

namespace orrery::demand {

/// A log-normal factor: its logarithm is normal.
struct Belief {
    double mean = 0;  ///< of the logarithm
    double sd = 0;    ///< of the logarithm, above 0
};

/// From the values that lie above the truth in one and in nine of ten cases; both above 0.
Belief belief_of(double p10, double p90);
/// The value below which the factor lies with probability p.
double belief_quantile(const Belief& belief, double p);

/// Normal prior, normal measurement of the logarithm: 1/s² = 1/s₀² + 1/e², m = s²·(m₀/s₀² + x/e²).
/// A. Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), section 2.5. Never wider than either.
Belief updated(const Belief& prior, const Belief& measured);

/// How far a measurement lies from what was believed, in standard deviations of their difference.
double surprise(const Belief& prior, const Belief& measured);

}  // namespace orrery::demand
