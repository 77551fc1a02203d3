// Where a leading indicator is heading: a straight or exponential trend and its crossing.
#include "models/demand/trend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "orrery/base/math.hpp"

namespace orrery::demand {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kFloor = 1e-3;  ///< of the threshold, for logarithms

}  // namespace

Trend fit_trend(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    const double middle = (n - 1) / 2;
    double mean = 0;
    for (const double v : values) mean += v / n;
    double sxx = 0;
    double sxy = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = static_cast<double>(i) - middle;
        sxx += x * x;
        sxy += x * (values[i] - mean);
    }
    Trend trend;
    trend.slope = sxx > 0 ? sxy / sxx : 0;
    trend.level = mean + trend.slope * middle;
    if (values.size() < 3) return trend;
    double residual = 0;
    double size = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double fit = mean + trend.slope * (static_cast<double>(i) - middle);
        residual += (values[i] - fit) * (values[i] - fit);
        size = std::max(size, std::fabs(values[i]));
    }
    const double error = std::sqrt(residual / (n - 2) / sxx);
    // What rounding leaves of an exact line is no scatter.
    trend.t = error > 1e-12 * size ? trend.slope / error : (trend.slope > 0 ? kNever : 0);
    return trend;
}

double steps_to_threshold(std::span<const double> values, double threshold, TrendLaw law,
                          double least_t) {
    if (values.empty()) return kNever;
    if (values.back() > threshold) return 0;
    if (values.size() < 3) return kNever;
    std::vector<double> seen(values.begin(), values.end());
    double wanted = threshold;
    if (law == TrendLaw::exponential) {
        for (double& v : seen) v = math::log(std::max(v, kFloor * threshold));
        wanted = math::log(threshold);
    }
    const Trend trend = fit_trend(seen);
    if (trend.slope <= 0 || trend.t < least_t) return kNever;
    return std::max(0.0, (wanted - trend.level) / trend.slope);
}

}  // namespace orrery::demand
