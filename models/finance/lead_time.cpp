// When to order what takes an uncertain time to come: the newsvendor in time, lognormal lead times.
#include "models/finance/lead_time.hpp"

#include <algorithm>

#include "models/reliability/lognormal.hpp"
#include "orrery/base/math.hpp"

namespace orrery::finance {
namespace {

double mu_of(const LeadTimeLaw& law) {
    return math::log(law.p50);
}
double sigma_of(const LeadTimeLaw& law) {
    return reliability::lognormal_sigma(law.p50, law.p90);
}

/// E[L; L ≤ t].
double partial_mean(const LeadTimeLaw& law, double t) {
    const double sigma = sigma_of(law);
    return lead_time_mean(law) *
           math::normal_cdf((math::log(t) - mu_of(law) - sigma * sigma) / sigma);
}

}  // namespace

double lead_time_cdf(const LeadTimeLaw& law, double t) {
    if (law.certain()) return t >= law.p50 ? 1 : 0;
    return t <= 0 ? 0 : math::normal_cdf((math::log(t) - mu_of(law)) / sigma_of(law));
}

double lead_time_quantile(const LeadTimeLaw& law, double p) {
    if (law.certain()) return law.p50;
    return math::exp(mu_of(law) + sigma_of(law) * math::normal_quantile(p));
}

double lead_time_mean(const LeadTimeLaw& law) {
    if (law.certain()) return law.p50;
    const double sigma = sigma_of(law);
    return law.p50 * math::exp(sigma * sigma / 2);
}

double expected_early(const LeadTimeLaw& law, double t) {
    if (t <= 0) return 0;
    if (law.certain()) return std::max(0.0, t - law.p50);
    return t * lead_time_cdf(law, t) - partial_mean(law, t);
}

double expected_late(const LeadTimeLaw& law, double t) {
    return expected_early(law, t) + lead_time_mean(law) - t;
}

double best_lead(const LeadTimeLaw& law, double early_cost, double late_cost) {
    return lead_time_quantile(law, late_cost / (late_cost + early_cost));
}

}  // namespace orrery::finance
