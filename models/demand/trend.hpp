// Where a leading indicator is heading: a straight or exponential trend and its crossing.
#pragma once
#include <span>

namespace orrery::demand {

/// Least squares through equally spaced observations.
struct Trend {
    double level = 0;  ///< of the fit at the last observation
    double slope = 0;  ///< a step
    double t = 0;      ///< slope / its standard error; infinite where nothing scatters
};
/// Two observations at least; t is 0 with two, for they say nothing about scatter.
Trend fit_trend(std::span<const double> values);

enum class TrendLaw { linear, exponential };

/// Steps from the last observation until the trend passes the threshold (positive): 0 where the
/// last observation is beyond it, infinite where the trend does not rise or its slope is below
/// `least_t` standard errors. Exponential: a straight line through the logarithms; observations
/// below a thousandth of the threshold count as that.
double steps_to_threshold(std::span<const double> values, double threshold, TrendLaw law,
                          double least_t);

}  // namespace orrery::demand
