// The normal law between two bounds.
#include "models/statistics/truncated_normal.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

double density(double z) {
    return std::isinf(z) ? 0 : math::exp(-z * z / 2) * 0.39894228040143267794;
}

/// z·φ(z), 0 at the ends.
double moment(double z) {
    return std::isinf(z) ? 0 : z * density(z);
}

double mass(double a, double b) {
    return a > 0 ? math::normal_cdf(-a) - math::normal_cdf(-b)
                 : math::normal_cdf(b) - math::normal_cdf(a);
}

}  // namespace

double truncated_mass(double mean, double sd, double low, double high) {
    return mass((low - mean) / sd, (high - mean) / sd);
}

double truncated_quantile(double mean, double sd, double low, double high, double u) {
    const double a = (low - mean) / sd;
    const double b = (high - mean) / sd;
    // Above the mean Φ is near 1: there the mirror image keeps the digits.
    const double z = a > 0 ? -math::normal_quantile(math::normal_cdf(-a) - u * mass(a, b))
                           : math::normal_quantile(math::normal_cdf(a) + u * mass(a, b));
    return std::clamp(mean + sd * z, low, high);
}

double truncated_mean(double mean, double sd, double low, double high) {
    const double a = (low - mean) / sd;
    const double b = (high - mean) / sd;
    return mean + sd * (density(a) - density(b)) / mass(a, b);
}

double truncated_variance(double mean, double sd, double low, double high) {
    const double a = (low - mean) / sd;
    const double b = (high - mean) / sd;
    const double z = mass(a, b);
    const double shift = (density(a) - density(b)) / z;
    return sd * sd * (1 + (moment(a) - moment(b)) / z - shift * shift);
}

}  // namespace orrery::statistics
