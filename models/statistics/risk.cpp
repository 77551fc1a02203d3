// What can go wrong, from a sample of outcomes: quantiles, odds of exceeding, mean of the tail.
#include "models/statistics/risk.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {

std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> copy(values.begin(), values.end());
    std::sort(copy.begin(), copy.end());
    return copy;
}

double quantile(std::span<const double> sorted, double p) {
    ORRERY_ASSERT(!sorted.empty(), "a quantile of nothing");
    const double rank = static_cast<double>(sorted.size() - 1) * std::clamp(p, 0.0, 1.0);
    const auto below = static_cast<std::size_t>(rank);
    if (below + 1 >= sorted.size()) return sorted.back();
    const double part = rank - static_cast<double>(below);
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

double prob_above(std::span<const double> values, double threshold) {
    if (values.empty()) return 0;
    const auto above =
        std::count_if(values.begin(), values.end(), [&](double v) { return v > threshold; });
    return static_cast<double>(above) / static_cast<double>(values.size());
}

double cvar(std::span<const double> sorted, double p) {
    ORRERY_ASSERT(!sorted.empty(), "a tail of nothing");
    const double tail = static_cast<double>(sorted.size()) * (1 - std::clamp(p, 0.0, 1.0));
    math::NeumaierSum sum;
    double left = tail;
    for (std::size_t i = sorted.size(); i-- > 0 && left > 0; left -= 1) {
        sum.add(std::min(left, 1.0) * sorted[i]);
    }
    const double mean = tail > 0 ? sum.value() / tail : sorted.back();
    return std::max(mean, quantile(sorted, p));  // equal but for rounding where all are equal
}

double lower_cvar(std::span<const double> sorted, double p) {
    ORRERY_ASSERT(!sorted.empty(), "a tail of nothing");
    const double tail = static_cast<double>(sorted.size()) * std::clamp(p, 0.0, 1.0);
    math::NeumaierSum sum;
    double left = tail;
    for (std::size_t i = 0; i < sorted.size() && left > 0; ++i, left -= 1) {
        sum.add(std::min(left, 1.0) * sorted[i]);
    }
    const double mean = tail > 0 ? sum.value() / tail : sorted.front();
    return std::min(mean, quantile(sorted, p));
}

}  // namespace orrery::statistics
