// Laws of uncertain inputs, as people state them: by range, by most likely value, by P10 and P90.
#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace orrery::statistics {

/// One uncertain input in its own unit. Build it with a function below, ask problem() once, then
/// draw by quantile(u) with u uniform in (0, 1).
struct Law {
    enum class Kind {
        constant,
        uniform,
        triangular,
        pert,
        normal,
        truncated_normal,
        lognormal,
        discrete,
        empirical
    };
    Kind kind = Kind::constant;
    double low = -std::numeric_limits<double>::infinity();  ///< uniform … pert, truncated normal
    double high = std::numeric_limits<double>::infinity();
    double mode = 0;   ///< triangular and pert: the most likely value; constant: the value
    double peak = 4;   ///< pert: weight of the mode
    double mu = 0;     ///< normal: mean before truncation; lognormal: mean of the logarithm
    double sigma = 0;  ///< normal, lognormal: standard deviation of the same
    std::vector<double> values;         ///< discrete and empirical, ascending
    std::vector<double> probabilities;  ///< discrete: of each value
};

Law constant_law(double value);
Law uniform_law(double low, double high);
Law triangular_law(double low, double mode, double high);
/// Beta law on [low, high] with mean (low + peak·mode + high)/(peak + 2). D. G. Malcolm et al.,
/// Oper. Res. 7 (1959), for peak 4; D. Vose, Risk Analysis, 3rd ed. (2008), for others.
Law pert_law(double low, double mode, double high, double peak = 4);
Law normal_law(double mean, double sd);
Law normal_p10_p90(double p10, double p90);
/// Normal(mean, sd) given that it lies in [low, high]; either bound may be infinite.
Law truncated_normal_law(double mean, double sd, double low, double high);
/// Mean > 0 and coefficient of variation > 0 of the value, not of its logarithm.
Law lognormal_mean_cv(double mean, double cv);
Law lognormal_p10_p90(double p10, double p90);
Law lognormal_p50_p90(double p50, double p90);
/// Values in any order, each with its probability.
Law discrete_law(std::vector<double> values, std::vector<double> probabilities);
/// Observed values in any order, joined by straight lines: quantiles of type 7.
Law empirical_law(std::vector<double> values);

/// Why this is no law, in words for the one who stated it; empty if it is one.
std::string problem(const Law& law);

/// The value that the law stays at or below with probability u; ascends with u. Lognormal and
/// normal are infinite at u = 1. The law has no problem().
double quantile(const Law& law, double u);
/// Of what quantile() gives for uniform u.
double mean(const Law& law);
double variance(const Law& law);

}  // namespace orrery::statistics
