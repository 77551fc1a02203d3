// Bounded robust least squares on logarithms: positive coefficients, relative errors.
#pragma once
#include <functional>
#include <vector>

namespace orrery {

/// Coefficients x within [low, high], all positive; `errors` fills log(predicted / measured) of
/// each point for an x. The loss is soft-L1 with `scale`, so that an outlier counts linearly, plus
/// `prior` times the squared logarithm of x over `parent` for each coefficient.
struct LogFit {
    std::vector<double> low;
    std::vector<double> high;
    std::vector<double> parent;
    double prior = 0;
    std::vector<double> weights;
    double scale = 0.05;
    std::function<void(const std::vector<double>& x, std::vector<double>& errors)> errors;
};

/// Gauss–Newton with damping from `x`, which it moves to the best found; the loss there.
double fit_logs(const LogFit& problem, std::vector<double>& x);

}  // namespace orrery
