// The study `order-by`: when must servers be ordered so that they are there when demand needs them?
#include "sim/study/order_by.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"
#include "sim/engine/whole_run.hpp"

namespace orrery {
namespace {

constexpr double kDayS = 86400;
constexpr double kDaysPerYear = 365.25;
constexpr int kGrowths = 201;  ///< equally likely ones that stand for the law of growth

/// Multiple of today's need after some days, if growth is z standard deviations off.
double multiple(const OrderByQuestion& q, double z, double days) {
    const double expected = q.growth.growth_at(Nanos::from_seconds(days * kDayS));
    if (q.growth_spread <= 0) return expected;
    return expected * math::exp(z * q.growth_spread * days / kDaysPerYear);
}

/// First day on which more than `servers` are needed; infinite: never within the horizon.
double need_day(const OrderByQuestion& q, double z, double servers) {
    if (q.needed > servers) return 0;
    for (double day = 1; day <= q.horizon_days; day += 1) {
        if (q.needed * multiple(q, z, day) <= servers) continue;
        double low = day - 1;
        double high = day;
        for (int i = 0; i < 30; ++i) {
            const double middle = (low + high) / 2;
            (q.needed * multiple(q, z, middle) > servers ? high : low) = middle;
        }
        return high;
    }
    return std::numeric_limits<double>::infinity();
}

/// Days of need under equally likely growths, or the one where growth is certain.
std::vector<double> need_days(const OrderByQuestion& q, double servers) {
    if (q.growth_spread <= 0) return {need_day(q, 0, servers)};
    std::vector<double> days;
    for (int i = 0; i < kGrowths; ++i) {
        days.push_back(need_day(q, math::normal_quantile((i + .5) / kGrowths), servers));
    }
    return days;
}

class Stage {
public:
    Stage(const OrderByQuestion& q, double have) : q_(q), needs_(need_days(q, have)) {}

    /// P(it is not in service when it is needed).
    [[nodiscard]] double risk(double order_day) const {
        double sum = 0;
        for (const double need : needs_) sum += std::isinf(need) ? 0 : late(need, order_day);
        return sum / static_cast<double>(needs_.size());
    }
    [[nodiscard]] double latest(double risk_accepted) const {
        return last_day([&](double day) { return risk(day) <= risk_accepted; });
    }
    [[nodiscard]] OrderCost cost(double order_day) const {
        OrderCost mean;
        for (const double need : needs_) {
            // A need that never comes leaves the servers idle until the horizon.
            const double until = std::isinf(need) ? q_.horizon_days : need;
            const double ahead = until - order_day - q_.burn_in_days;
            mean.idle += finance::expected_early(q_.lead, ahead);
            if (!std::isinf(need)) mean.stockout += finance::expected_late(q_.lead, ahead);
        }
        const double each = q_.step / static_cast<double>(needs_.size());
        return {mean.idle * each * q_.idle_usd_day, mean.stockout * each * q_.stockout_usd_day};
    }
    /// One day later saves early·P(L ≤ ahead) and costs late·P(L > ahead).
    [[nodiscard]] double best() const {
        return last_day([&](double day) {
            double slope = 0;
            for (const double need : needs_) {
                const bool never = std::isinf(need);
                const double ahead = (never ? q_.horizon_days : need) - day - q_.burn_in_days;
                const double there = finance::lead_time_cdf(q_.lead, ahead);
                slope += q_.idle_usd_day * there - (never ? 0 : q_.stockout_usd_day * (1 - there));
            }
            return slope >= 0;
        });
    }

private:
    [[nodiscard]] double late(double need, double order_day) const {
        return 1 - finance::lead_time_cdf(q_.lead, need - order_day - q_.burn_in_days);
    }
    /// The last day up to which `holds` is true; it is true early and false late.
    template <class Holds>
    [[nodiscard]] double last_day(Holds holds) const {
        double low = -10 * (q_.lead.p90 + q_.burn_in_days + 1);
        double high = q_.horizon_days;
        if (holds(high)) return high;
        for (int i = 0; i < 60; ++i) {
            const double middle = (low + high) / 2;
            (holds(middle) ? low : high) = middle;
        }
        return low;
    }

    const OrderByQuestion& q_;
    std::vector<double> needs_;
};

OrderStage stage_of(const OrderByQuestion& q, double have) {
    const Stage stage(q, have);
    OrderStage s;
    s.servers = q.step;
    s.total = have + q.step;
    s.need_day = need_day(q, 0, have);
    s.order_day = stage.latest(q.risk);
    s.risk_today = stage.risk(0);
    const double planned = std::max(0.0, s.need_day - q.burn_in_days - q.lead.p50);
    s.risk_median = stage.risk(planned);
    if (q.idle_usd_day < 0 || q.stockout_usd_day < 0) return s;
    s.best_day = stage.best();
    s.by_risk = stage.cost(std::max(0.0, s.order_day));
    s.best = stage.cost(std::max(0.0, *s.best_day));
    s.on_need = stage.cost(planned);
    return s;
}

/// How many times as long lead times may be until the first order is due today, by the same rule as
/// the order's date; 0: it is due already even if they were nothing.
double lead_slack(const OrderByQuestion& q) {
    const auto due = [&](double times) {
        OrderByQuestion other = q;
        other.lead.p50 *= times;
        other.lead.p90 *= times;
        return Stage(other, q.servers).latest(q.risk);
    };
    double low = 1e-3;
    double high = 100;
    if (due(low) <= 0) return 0;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (due(middle) > 0 ? low : high) = middle;
    }
    return low;
}

}  // namespace

OrderByResult study_order_by(const OrderByQuestion& q) {
    OrderByResult r;
    r.utilisation_now = q.servers > 0 ? q.needed / q.servers : 0;
    r.beyond = q.needed * multiple(q, 0, q.horizon_days) / std::max(q.servers, 1.0);
    constexpr std::size_t kMostStages = 100;
    for (double have = q.servers; r.stages.size() < kMostStages; have += q.step) {
        if (std::isinf(need_day(q, 0, have))) break;
        r.stages.push_back(stage_of(q, have));
    }
    if (r.stages.empty()) return r;
    r.cost_ratio = (1 - q.risk) / q.risk;
    r.lead_slack = lead_slack(q);
    return r;
}

double needed_servers(const World& world, std::uint64_t seed, std::size_t pool,
                      double utilisation) {
    RunOptions options;
    options.seed = seed;
    const Observations o = simulate_whole(world, options);
    const double n = world.pools[pool].server.accelerators;
    double most = 0;
    for (const PoolUsage& u : o.pools[pool]) {
        most = std::max(most, static_cast<double>(u.useful_ns + u.overhead_ns) / n);
    }
    return most / (static_cast<double>(world.meter_interval.ns) * utilisation);
}

demand::RateCurve growth_of(const GrowthSpec& g) {
    demand::RateCurve curve;
    curve.growth = g.law == GrowthLaw::exponential ? demand::Growth::exponential
                   : g.law == GrowthLaw::logistic  ? demand::Growth::logistic
                   : g.law == GrowthLaw::steps     ? demand::Growth::steps
                                                   : demand::Growth::none;
    curve.per_year = g.per_year;
    curve.ceiling = g.ceiling > 0 ? g.ceiling : 1;
    curve.midpoint = g.midpoint;
    for (const auto& [at, times] : g.steps) curve.steps.push_back({at, times});
    curve.normalise();
    return curve;
}

}  // namespace orrery
