// Confidence intervals from replications: means, differences, quantiles and shares.
#pragma once
#include <cstdint>
#include <limits>
#include <span>

#include "models/statistics/student.hpp"

namespace orrery::statistics {

/// An estimate and where the truth lies with the stated confidence; unbounded where the
/// observations are too few to say.
struct Interval {
    double value = 0;
    double lo = -std::numeric_limits<double>::infinity();
    double hi = std::numeric_limits<double>::infinity();
    std::int64_t n = 0;  ///< observations it rests on
    [[nodiscard]] double half() const { return (hi - lo) / 2; }
    [[nodiscard]] bool holds(double truth) const { return lo <= truth && truth <= hi; }
};

/// Mean and standard deviation (n − 1) of observations; sd 0 below two.
struct Moments {
    double mean = 0;
    double sd = 0;
};
Moments moments(std::span<const double> values);

/// How many standard errors a two-sided interval of that confidence reaches, n observations ≥ 2.
double student_reach(std::int64_t n, double confidence);

/// Mean ± t·s/√n of independent replications, any unit; the confidence in (0, 1).
Interval mean_interval(std::span<const double> values, double confidence = .95);

/// Mean of a − b over pairs (the same seeds through both), equally many of each.
Interval difference_interval(std::span<const double> a, std::span<const double> b,
                             double confidence = .95);

/// The p-quantile of one observation's law between two order statistics, whatever the law: their
/// ranks leave at most (1 − confidence)/2 of the binomial law (n, p) on either side. The value is
/// the type-7 quantile. `sorted` ascends. Source: W. J. Conover, Practical Nonparametric
/// Statistics, 3rd ed. (1999), 3.2.
Interval quantile_interval(std::span<const double> sorted, double p, double confidence = .95);
/// The fewest observations that bound the p-quantile, 0 < p < 1, on both sides.
std::int64_t observations_for_quantile(double p, double confidence = .95);

/// Share of `hits` in `trials` ≥ 1: the score interval of E. B. Wilson, J. Am. Stat. Assoc. 22
/// (1927), which keeps to [0, 1] and is no point at 0 or all hits.
Interval proportion_interval(std::int64_t hits, std::int64_t trials, double confidence = .95);

/// Replications, those of the pilot included, after which the mean's half-width is expected to be
/// `half_width` > 0 or less: the least n with t(n − 1)·s/√n ≤ half_width, s that of the pilot (two
/// or more values). Source: A. M. Law, Simulation Modeling and Analysis, 5th ed. (2015), 9.4.1.
/// Saturates at 1e15.
std::int64_t replications_needed(std::span<const double> pilot, double half_width,
                                 double confidence = .95);

}  // namespace orrery::statistics
