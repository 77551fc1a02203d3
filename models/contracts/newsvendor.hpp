// How much capacity to commit to: the newsvendor's level and the use of each slice of demand.
#pragma once
#include <vector>

namespace orrery::contracts {

/// Demand by equal spans of time, in servers → share of time in which the n-th server is wanted,
/// n = 1 … ⌈max⌉; a span that wants part of it counts by that part. Not increasing.
std::vector<double> slice_use(const std::vector<double>& demand);

/// Whole servers K* of which every one pays: the most n with use(n) ≥ committed / on_demand.
/// P(D > K*) = c/p, the newsvendor's critical ratio (K. Arrow, T. Harris, J. Marschak,
/// Econometrica 19 (1951)); both prices for the same span.
int newsvendor_level(const std::vector<double>& use, double committed, double on_demand);

/// K* of demand uniform on [low, high]: the quantile 1 − c/p.
double newsvendor_uniform(double low, double high, double committed, double on_demand);

}  // namespace orrery::contracts
