// Bounded robust least squares on log ratios with a log-normal prior: what hierarchical fits share.
#pragma once
#include <functional>
#include <vector>

namespace orrery {

/// One coefficient: positive, between bounds, drawn to its prior.
struct FitBound {
    double low = 0;
    double high = 0;
    double prior = 1;   ///< its parent's value
    double weight = 1;  ///< residuals that one e-fold from the prior is worth
};

struct FitOptions {
    double scale = 0.1;  ///< soft-L1: beyond this log error a point counts linearly
    int iterations = 30;
    double longest = 1;     ///< e-folds a coefficient moves in one step
    double damping = 1e-2;  ///< to begin with
    double step = 1e-4;     ///< relative, of derivatives; larger where errors are simulated
};

struct Fitted {
    std::vector<double> x;
    double cost = 0;
};

/// Minimises Σ wₖ·ρ(log errorₖ) + Σ (weightᵢ·log(xᵢ/priorᵢ))² from `start` by damped Gauss–Newton.
/// `errors(x)` gives the log errors, always of the same length; `weights` one for each.
Fitted fit_log_errors(const std::vector<FitBound>& bounds, const std::vector<double>& start,
                      const std::vector<double>& weights,
                      const std::function<std::vector<double>(const std::vector<double>&)>& errors,
                      const FitOptions& options = {});

}  // namespace orrery
