// Leading indicators of one run by review: service and deliveries.
#include "sim/study/early_warning_series.hpp"

#include <algorithm>
#include <limits>

#include "sim/study/slo.hpp"

namespace orrery {
namespace {

constexpr double kSecondsPerDay = 86400;

/// Sums of a deployment's meter intervals by review period.
struct Reviewed {
    double arrivals = 0;
    double ready_s = 0;
    std::vector<double> waiting;  ///< most in each interval
};

std::vector<Reviewed> review(const World& world, const std::vector<DeploymentUsage>& usage,
                             double every_days, int reviews) {
    std::vector<Reviewed> sums(static_cast<std::size_t>(reviews));
    for (std::size_t i = 0; i < usage.size(); ++i) {
        const double at = (static_cast<double>(i) + .5) * world.meter_interval.seconds();
        const auto k = static_cast<std::size_t>(at / (every_days * kSecondsPerDay));
        if (k >= sums.size()) continue;
        sums[k].arrivals += static_cast<double>(usage[i].arrivals);
        sums[k].ready_s += static_cast<double>(usage[i].ready_ns) * 1e-9;
        sums[k].waiting.push_back(static_cast<double>(usage[i].max_waiting));
    }
    return sums;
}

/// Offered work of the whole run in ready replicas; 0: the analysis knows none.
double offered(const Findings& f, const std::string& deployment) {
    double load = 0;
    for (const BoundRow& row : f.bounds) {
        if (row.deployment != deployment) continue;
        if (row.quantity == "offered work") return row.simulated;
        if (row.quantity == "offered load") load = row.simulated;
    }
    return load;
}

/// The run's utilisation, as arrivals a ready replica move it from period to period.
warning::Indicator utilisation(const Deployment& d, const std::vector<Reviewed>& sums,
                               double mean) {
    warning::Indicator u{"utilisation of " + d.name, demand::TrendLaw::exponential, 1, {}, {}};
    double arrivals = 0;
    double ready = 0;
    for (const Reviewed& r : sums) {
        arrivals += r.arrivals;
        ready += r.ready_s;
    }
    for (const Reviewed& r : sums) {
        const double each = r.ready_s > 0 ? r.arrivals / r.ready_s : 0;
        u.values.push_back(arrivals > 0 ? mean * each / (arrivals / ready) : 0);
    }
    return u;
}

/// The queue that all but so large a share of the intervals stay below.
warning::Indicator queue(const Deployment& d, std::vector<Reviewed> sums, double limit,
                         double share) {
    warning::Indicator q{"queue of " + d.name, demand::TrendLaw::exponential, limit, {}, {}};
    for (Reviewed& r : sums) {
        std::sort(r.waiting.begin(), r.waiting.end());
        const double at = share * static_cast<double>(r.waiting.size());
        const std::size_t last = r.waiting.empty() ? 0 : r.waiting.size() - 1;
        q.values.push_back(
            r.waiting.empty() ? 0 : r.waiting[std::min(static_cast<std::size_t>(at), last)]);
    }
    return q;
}

/// So many that the last of them waits as long as the tightest limit allows (Little's law at full
/// use), and no more than are let in.
double queue_limit(const Workload& w, const Deployment& d, const std::vector<Reviewed>& sums,
                   double mean) {
    double arrivals = 0;
    for (const Reviewed& r : sums) arrivals += r.arrivals;
    double ready = 0;
    for (const Reviewed& r : sums) ready += r.ready_s;
    const SloSpec& slo = w.spec.slo;
    const double limit_s = slo.ttft_s >= 0 ? slo.ttft_s : slo.e2e_s;
    const double full_s = mean > 0 && ready > 0 ? arrivals / ready / mean * d.replicas_max : 0;
    const double waits = limit_s > 0 ? std::max(full_s * limit_s, 1.0) : 0;
    const double let_in = static_cast<double>(w.spec.max_queue) * d.replicas_max;
    if (waits <= 0 || full_s <= 0) return let_in;
    return let_in > 0 ? std::min(waits, let_in) : waits;
}

void add_deployments(const World& world, const Workload& w, double every_days, int reviews,
                     const Observations& o, const Findings& f, WatchedSeries& s) {
    for (const Route& route : w.routes) {
        const Deployment& d = world.deployments[route.deployment.index()];
        const auto sums =
            review(world, o.deployments[route.deployment.index()], every_days, reviews);
        const double mean = offered(f, d.name);
        if (mean > 0) s.indicators.push_back(utilisation(d, sums, mean));
        const double limit = queue_limit(w, d, sums, mean);
        if (limit > 0) s.indicators.push_back(queue(d, sums, limit, w.spec.slo.target));
    }
}

}  // namespace

int reviews_of(const World& world, double every_days) {
    return static_cast<int>(world.horizon.seconds() / (every_days * kSecondsPerDay) + 1e-9);
}

ReviewedRequests::ReviewedRequests(const World& world, double every_days)
    : world_(world), every_(Nanos::from_seconds(every_days * kSecondsPerDay)) {
    const auto periods = static_cast<std::size_t>(reviews_of(world, every_days));
    counts_.assign(world.workloads.size(), std::vector<Count>(periods));
}

void ReviewedRequests::row(const RequestRow& r) {
    const auto k = static_cast<std::size_t>(r.arrival.ns / every_.ns);
    auto& periods = counts_[r.workload.index()];
    if (k >= periods.size() || r.arrival < world_.warmup) return;
    periods[k].arrived += 1;
    const SloSpec& slo = world_.workloads[r.workload.index()].spec.slo;
    if (within_slo(slo, r)) periods[k].met += 1;
}

void watch_service(const World& world, const EarlyWarningQuestion& q, const Observations& o,
                   const Findings& f, const ReviewedRequests& requests,
                   std::vector<WatchedSeries>& out) {
    const int reviews = reviews_of(world, q.rule.every_days);
    for (std::size_t i = 0; i < world.workloads.size(); ++i) {
        const Workload& w = world.workloads[i];
        if (!w.spec.slo.given()) continue;
        WatchedSeries s;
        s.what = "SLO of " + w.name;
        warning::Indicator misses{"misses", demand::TrendLaw::exponential, 1, {}, {}};
        const double allowed = std::max(1 - w.spec.slo.target, 1e-6);
        for (int k = 0; k < reviews; ++k) {
            const auto& c = requests.of(i)[static_cast<std::size_t>(k)];
            misses.values.push_back(c.arrived > 0 ? (1 - c.met / c.arrived) / allowed : 0);
            if (s.breach < 0 && misses.values.back() > 1) s.breach = k;
        }
        s.indicators.push_back(std::move(misses));
        add_deployments(world, w, q.rule.every_days, reviews, o, f, s);
        out.push_back(std::move(s));
    }
}

void watch_deliveries(const World& world, const EarlyWarningQuestion& q, const Observations& o,
                      std::vector<WatchedSeries>& out) {
    const int reviews = reviews_of(world, q.rule.every_days);
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        if (!pool.purchase || !pool.purchase->ordered) continue;
        const LeadTimeSpec& lead = pool.purchase->lead_time;
        Nanos last{0};
        for (const Delivery& d : o.deliveries) {
            if (d.pool.index() == p) last = max(last, d.in_service);
        }
        Nanos after = pool.purchase->ramp;
        for (const DeliverySpec& part : lead.deliveries) after = max(after, part.after);
        const Nanos planned = *pool.purchase->ordered + lead.p50 + after + lead.burn_in;
        if (last <= Nanos{0}) continue;
        WatchedSeries s;
        s.what = "delivery of " + pool.name;
        // What is overdue grows by a day a day until it comes.
        warning::Indicator slip{"slip", demand::TrendLaw::linear, q.slip_days, {}, {}};
        for (int k = 0; k < reviews; ++k) {
            const Nanos now = Nanos::from_seconds((k + 1) * q.rule.every_days * kSecondsPerDay);
            const double late = (min(now, last) - planned).seconds() / kSecondsPerDay;
            const bool overdue = late > 0 && now < last;
            slip.ahead_days.push_back(overdue ? std::max(0.0, q.slip_days - late)
                                              : std::numeric_limits<double>::infinity());
            if (s.breach < 0 && late > q.slip_days) s.breach = k;
        }
        s.indicators.push_back(std::move(slip));
        out.push_back(std::move(s));
    }
}

}  // namespace orrery
