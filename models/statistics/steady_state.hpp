// One long run instead of many: what to delete as warm-up, and an interval from batch means.
#pragma once
#include <span>

#include "models/statistics/interval.hpp"

namespace orrery::statistics {

struct WarmUp {
    std::size_t deleted = 0;  ///< observations at the front, a multiple of the batch
    /// The least standard error would lie in the second half: the run is too short to say.
    bool too_short = false;
};
/// MSER: deletes the front after which the standard error of the mean of the rest is least,
/// min over d of Σ(Yⱼ − Ȳ)²/(k − d)², Y the means of `batch` observations, up to half of them.
/// Sources: K. P. White, Simulation 69 (1997); K. P. White, M. J. Cobb and S. C. Spratt, WSC 2000,
/// for batches of 5; K. Hoad, S. Robinson and R. Davies, J. Oper. Res. Soc. 61 (2010), for the
/// bound at half and for leaving out the last five batches, where a few values may agree by chance.
/// Of several replications give it the mean series: a deletion point found in the very run that is
/// then measured leaves a slightly low mean (0.4 % at 20,000 customers of M/M/1 at load 0.5).
WarmUp warm_up(std::span<const double> series, std::size_t batch = 5);

struct BatchMeans {
    Interval interval;  ///< n is the number of batches
    std::size_t batch = 0;
    double lag1 = 0;          ///< correlation of neighbours among batches of a tenth of the size
    bool independent = true;  ///< false: lag1 of 0.4 or more, or too short: the interval is narrow
};
/// Mean of a stationary series (after warm_up()) with the Student interval of 40 batch means, fewer
/// and of 10 observations each below 400. They pass as independent if the jackknifed lag-1
/// correlation among ten times as many batches is below 0.4: A. M. Law and J. S. Carson, Oper. Res.
/// 27 (1979). Observations that fill no batch are dropped at the front, where the transient is.
BatchMeans batch_means(std::span<const double> series, double confidence = .95);

/// Σ(xᵢ − x̄)(xᵢ₊₁ − x̄)/Σ(xᵢ − x̄)²; 0 where nothing varies.
double lag1_correlation(std::span<const double> values);

}  // namespace orrery::statistics
