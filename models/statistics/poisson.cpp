// What a number of events says about their rate.
#include "models/statistics/poisson.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

double chi_square_quantile(double p, double degrees) {
    const double spread = 2 / (9 * degrees);
    const double root = std::max(1 - spread + math::normal_quantile(p) * std::sqrt(spread), 0.0);
    return degrees * root * root * root;
}

}  // namespace

CountInterval count_interval(std::int64_t events, double confidence) {
    const double tail = (1 - confidence) / 2;
    const double twice = 2 * static_cast<double>(events);
    return {events > 0 ? chi_square_quantile(tail, twice) / 2 : 0,
            chi_square_quantile(1 - tail, twice + 2) / 2};
}

}  // namespace orrery::statistics
