// Reliability in closed form: availability of parts and groups, checkpoint intervals.
#include "models/reliability/reliability.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::reliability {

double availability(double mtbf, double mttr) {
    return mtbf / (mtbf + mttr);
}

double k_of_n(int k, int n, double p) {
    if (k <= 0) return 1;
    if (k > n || p <= 0) return 0;
    if (p >= 1) return 1;
    // The smaller tail is summed, in logarithms, so that neither underflow nor cancellation hurts.
    const bool upper = k > n * p;
    const int first = upper ? k : 0;
    const int last = upper ? n : k - 1;
    const double log_p = math::log(p);
    const double log_q = math::log1p(-p);
    math::NeumaierSum sum;
    for (int i = first; i <= last; ++i) {
        const double ways =
            math::log_gamma(n + 1.0) - math::log_gamma(i + 1.0) - math::log_gamma(n - i + 1.0);
        sum.add(math::exp(ways + i * log_p + (n - i) * log_q));
    }
    return std::clamp(upper ? sum.value() : 1 - sum.value(), 0.0, 1.0);
}

int parts_for(int k, double p, double target, int most) {
    for (int n = std::max(k, 0); n <= most; ++n) {
        if (k_of_n(k, n, p) >= target) return n;
    }
    return -1;
}

double group_mtbf(double mtbf, int parts) {
    return mtbf / parts;
}

double young_interval(double checkpoint_s, double mtbf_s) {
    return std::sqrt(2 * checkpoint_s * mtbf_s);
}

double daly_interval(double checkpoint_s, double mtbf_s) {
    if (checkpoint_s >= 2 * mtbf_s) return mtbf_s;
    const double ratio = checkpoint_s / (2 * mtbf_s);
    return young_interval(checkpoint_s, mtbf_s) * (1 + std::sqrt(ratio) / 3 + ratio / 9) -
           checkpoint_s;
}

double checkpoint_slowdown(double interval_s, double checkpoint_s, double restart_s,
                           double mtbf_s) {
    return mtbf_s * math::exp(restart_s / mtbf_s) *
           math::expm1((interval_s + checkpoint_s) / mtbf_s) / interval_s;
}

double expected_ettr(double failures_per_s, double restart_s, double interval_s,
                     double checkpoint_s) {
    return (1 - failures_per_s * (restart_s + interval_s / 2)) / (1 + checkpoint_s / interval_s);
}

}  // namespace orrery::reliability
