// What can go wrong, from a sample of outcomes: quantiles, odds of exceeding, mean of the tail.
#pragma once
#include <span>
#include <vector>

namespace orrery::statistics {

/// A copy in ascending order, as the functions below want it.
std::vector<double> sorted(std::span<const double> values);

/// The p-quantile, 0 ≤ p ≤ 1, by linear interpolation at rank 1 + (n − 1)·p of at least one value:
/// type 7 of R. J. Hyndman and Y. Fan, Am. Stat. 50 (1996); spreadsheets' PERCENTILE.INC.
double quantile(std::span<const double> sorted, double p);

/// Share of the values that exceed the threshold; 0 of none. Any order.
double prob_above(std::span<const double> values, double threshold);

/// Mean of the worst, that is highest, 1 − p of the outcomes (conditional value at risk, expected
/// shortfall), the outcome on the border counted in part; 0 ≤ p < 1. Never below quantile(p), the
/// value at risk. Source: C. Acerbi and D. Tasche, J. Bank. Finance 26 (2002), for the estimator.
double cvar(std::span<const double> sorted, double p);
/// Mean of the lowest share p of the outcomes, 0 < p ≤ 1: the same of the other tail, for revenues.
/// Never above quantile(p).
double lower_cvar(std::span<const double> sorted, double p);

}  // namespace orrery::statistics
