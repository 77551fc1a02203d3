// How strongly an outcome follows each uncertain input, by ranks.
#pragma once
#include <span>
#include <vector>

namespace orrery::statistics {

/// Ranks from 1, the mean rank for equal values.
std::vector<double> ranks(std::span<const double> values);
/// Pearson's correlation of equally many values, in [−1, 1]; 0 where either does not vary.
double correlation(std::span<const double> x, std::span<const double> y);
/// The same of the ranks: Spearman's ρ, 1 for any ascending relation.
double spearman(std::span<const double> x, std::span<const double> y);

/// Partial rank correlation of the output with each input, the linear effect of all other inputs
/// on the ranks removed: the correlation of the residuals of two least-squares fits. 0 for an input
/// that does not vary or follows from the others, and where the others explain the output wholly.
/// `inputs[i][r]`: input i in run r. Source: R. L. Iman and W. J. Conover, Commun. Stat. A9 (1980).
std::vector<double> partial_rank_correlations(std::span<const std::vector<double>> inputs,
                                              std::span<const double> output);

}  // namespace orrery::statistics
