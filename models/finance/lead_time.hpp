// When to order what takes an uncertain time to come: the newsvendor in time, lognormal lead times.
#pragma once

namespace orrery::finance {

/// Lognormal through its median and its 90th percentile; both equal: certain. Any unit of time.
struct LeadTimeLaw {
    double p50 = 0;
    double p90 = 0;
    [[nodiscard]] bool certain() const { return p90 <= p50; }
};

/// P(lead time ≤ t).
double lead_time_cdf(const LeadTimeLaw& law, double t);
/// The time within which it comes with probability p, 0 < p < 1.
double lead_time_quantile(const LeadTimeLaw& law, double p);
double lead_time_mean(const LeadTimeLaw& law);
/// E[(t − L)⁺]: how long what was ordered t ahead stands idle in the mean.
double expected_early(const LeadTimeLaw& law, double t);
/// E[(L − t)⁺]: how long it is missing.
double expected_late(const LeadTimeLaw& law, double t);

/// How long ahead to order: P(L ≤ x) = late/(late + early), for costs per unit of time of standing
/// idle and of missing. The newsvendor's critical fractile, of time instead of quantity.
double best_lead(const LeadTimeLaw& law, double early_cost, double late_cost);

}  // namespace orrery::finance
