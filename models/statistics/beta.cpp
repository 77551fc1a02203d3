// The beta law: what Student's law, PERT estimates and binomial intervals are computed from.
#include "models/statistics/beta.hpp"

#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

constexpr int kMostTerms = 20'000;  ///< about √max(a, b) are needed

/// The j-th partial numerator, j ≥ 1.
double numerator(int j, double x, double a, double b) {
    const int half = j / 2;
    const double m = half;
    const double place = (a + j - 1) * (a + j);
    if (j % 2 == 0) return m * (b - m) * x / place;
    return -(a + m) * (a + b + m) * x / place;
}

double log_density(double x, double a, double b) {
    return (a - 1) * math::log(x) + (b - 1) * math::log1p(-x) + math::log_gamma(a + b) -
           math::log_gamma(a) - math::log_gamma(b);
}

/// I_x(a, b) on the side where the fraction converges.
double lower_part(double x, double a, double b) {
    const double log_front = log_density(x, a, b) + math::log(x) + math::log1p(-x);
    return math::exp(log_front) / a * beta_fraction(x, a, b);
}

}  // namespace

double beta_fraction(double x, double a, double b) {
    double value = 1;
    double c = 1;
    double d = 0;
    for (int j = 1; j < kMostTerms; ++j) {
        const double next = numerator(j, x, a, b);
        d = 1 / (1 + next * d);
        c = 1 + next / c;
        value *= c * d;
        if (std::fabs(c * d - 1) <= 0x1p-52) break;
    }
    return 1 / value;
}

double beta_cdf(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    if (x < (a + 1) / (a + b + 2)) return lower_part(x, a, b);
    return 1 - lower_part(1 - x, b, a);
}

double beta_quantile(double p, double a, double b) {
    if (p <= 0) return 0;
    if (p >= 1) return 1;
    double low = 0;
    double high = 1;
    double x = a / (a + b);
    // Newton's steps, halved where they leave the bracket.
    for (int i = 0; i < 200 && high - low > 1e-16; ++i) {
        const double miss = beta_cdf(x, a, b) - p;
        (miss > 0 ? high : low) = x;
        double next = x - miss / math::exp(log_density(x, a, b));
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        const double step = std::fabs(next - x);
        x = next;
        if (step <= 1e-15 * x) break;
    }
    return x;
}

}  // namespace orrery::statistics
