// What days that were not simulated would have metered: hour by hour from the day that stands in.
#include "sim/engine/sampled/fill.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "sim/engine/sampled/sessions.hpp"

namespace orrery {
namespace {

std::int64_t scaled(std::int64_t value, double ratio) {
    return std::llround(static_cast<double>(value) * ratio);
}

std::int64_t serving_overhead(const PoolUsage& usage) {
    return usage.overhead_ns - usage.job_overhead_ns;
}

/// What jobs did that counts.
std::int64_t job_useful(const PoolUsage& usage) {
    return usage.job_ns - usage.job_overhead_ns;
}

/// Which workloads may come to a pool, deployment or site.
using Visitors = std::vector<bool>;

class Filler {
public:
    Filler(const World& world, const SampledPlan& plan, Observations& out)
        : world_(world),
          plan_(plan),
          out_(out),
          per_day_(static_cast<std::size_t>(kDay.ns / world.meter_interval.ns)),
          pools_(world.pools.size(), Visitors(world.workloads.size())),
          deployments_(world.deployments.size(), Visitors(world.workloads.size())),
          sites_(world.sites.size(), Visitors(world.workloads.size())),
          anywhere_(world.workloads.size(), true) {
        for (const Workload& workload : world.workloads) {
            tokens_.push_back(tokens_of_request(workload));
        }
        see_routes();
    }

    void fill();

private:
    void see_routes();
    void visit(std::size_t workload, DeploymentId deployment);
    [[nodiscard]] bool autoscaled(PoolId pool) const;
    [[nodiscard]] bool elastic(PoolId pool) const;
    [[nodiscard]] double ratio(const Visitors& who, std::size_t day, std::size_t other) const;
    void fill_day(std::size_t day, std::size_t other);
    void fill_pool(PoolId pool, std::size_t day, std::size_t other);
    void fill_deployments(std::size_t day, std::size_t other);
    void fill_bytes(std::vector<std::int64_t>& bytes, double ratio, std::size_t day,
                    std::size_t other) const;
    void fill_traffic(std::size_t day, std::size_t other);
    void scale_replicas(const std::vector<std::int64_t>& before);
    void scale_orders(PoolId pool);
    void scale_sent(const std::array<double, kPurposes>& before);
    [[nodiscard]] std::vector<std::int64_t> prompts() const;
    [[nodiscard]] std::array<double, kPurposes> link_bytes() const;
    void check();

    const World& world_;
    const SampledPlan& plan_;
    Observations& out_;
    std::size_t per_day_;  ///< meter intervals
    std::vector<Visitors> pools_;
    std::vector<Visitors> deployments_;
    std::vector<Visitors> sites_;
    Visitors anywhere_;
    std::vector<double> tokens_;  ///< of a request, by workload
};

void Filler::visit(std::size_t workload, DeploymentId d) {
    const Deployment& deployment = world_.deployments[d.index()];
    deployments_[d.index()][workload] = true;
    pools_[deployment.pool.index()][workload] = true;
    sites_[deployment.site.index()][workload] = true;
}

void Filler::see_routes() {
    for (std::size_t w = 0; w < world_.workloads.size(); ++w) {
        for (const Route& route : world_.workloads[w].routes) {
            visit(w, route.deployment);
            const DeploymentId first = world_.deployments[route.deployment.index()].prefill;
            if (first.valid()) visit(w, first);
        }
    }
}

bool Filler::autoscaled(PoolId pool) const {
    return std::any_of(
        world_.deployments.begin(), world_.deployments.end(),
        [&](const Deployment& d) { return d.pool == pool && d.autoscaler.has_value(); });
}

/// Its servers come with demand and leave again; bought ones stay once they have come.
bool Filler::elastic(PoolId pool) const {
    const Pool& p = world_.pools[pool.index()];
    return autoscaled(pool) && p.max_servers > p.servers &&
           p.terms.kind == contracts::ComputeKind::on_demand;
}

/// Tokens expected of `day` over those of `other`.
double Filler::ratio(const Visitors& who, std::size_t day, std::size_t other) const {
    double here = 0;
    double there = 0;
    for (std::size_t w = 0; w < who.size(); ++w) {
        if (!who[w]) continue;
        here += plan_.calendar.requests[w][day] * tokens_[w];
        there += plan_.calendar.requests[w][other] * tokens_[w];
    }
    return there > 0 ? here / there : 1;
}

/// One interval: volumes of the other day in the time that this one leaves for them.
void fill_usage(PoolUsage& own, const PoolUsage& other, double ratio, std::int64_t accelerators,
                bool scales, bool elastic) {
    const PoolUsage was = own;
    if (elastic) {
        own = other;
    } else if (scales) {
        own.overhead_ns =
            was.job_overhead_ns + std::max(serving_overhead(was), serving_overhead(other));
    }
    own.prefill_tokens = scaled(other.prefill_tokens, ratio);
    own.decode_tokens = scaled(other.decode_tokens, ratio);
    own.requests = scaled(other.requests, ratio);
    const std::int64_t all = own.server_ns * accelerators;
    own.overhead_ns = std::min(own.overhead_ns, all - own.failed_ns - job_useful(own));
    const std::int64_t room = all - own.failed_ns - own.overhead_ns - job_useful(own);
    const std::int64_t busy = scaled(other.useful_ns - job_useful(other), ratio);
    const std::int64_t fits = std::clamp<std::int64_t>(busy, 0, std::max<std::int64_t>(room, 0));
    const double share = busy > 0 ? static_cast<double>(fits) / static_cast<double>(busy) : 1;
    own.useful_ns = job_useful(own) + fits;
    own.iteration_energy_j = other.iteration_energy_j * ratio * share;
    own.idle_ns = all - own.useful_ns - own.overhead_ns - own.failed_ns;
    own.sleep_ns = std::min(own.sleep_ns, own.idle_ns);
}

void Filler::fill_pool(PoolId pool, std::size_t day, std::size_t other) {
    const Pool& p = world_.pools[pool.index()];
    const Visitors& who = pools_[pool.index()];
    if (std::none_of(who.begin(), who.end(), [](bool v) { return v; })) return;
    const bool scales = autoscaled(pool);
    const double by = ratio(who, day, other);
    auto& usage = out_.pools[pool.index()];
    for (std::size_t k = 0; k < per_day_; ++k) {
        fill_usage(usage[day * per_day_ + k], usage[other * per_day_ + k], by,
                   p.server.accelerators, scales, elastic(pool));
    }
}

void Filler::fill_deployments(std::size_t day, std::size_t other) {
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const double by = ratio(deployments_[d], day, other);
        for (std::size_t k = 0; k < per_day_; ++k) {
            DeploymentUsage& own = out_.deployments[d][day * per_day_ + k];
            const DeploymentUsage& from = out_.deployments[d][other * per_day_ + k];
            if (world_.deployments[d].autoscaler) own.ready_ns = from.ready_ns;
            own.arrivals = scaled(from.arrivals, by);
            own.completed = scaled(from.completed, by);
            own.max_waiting = from.max_waiting;
        }
    }
}

void Filler::fill_bytes(std::vector<std::int64_t>& bytes, double by, std::size_t day,
                        std::size_t other) const {
    if (bytes.empty()) return;
    for (std::size_t k = 0; k < per_day_; ++k) {
        bytes[day * per_day_ + k] = scaled(bytes[other * per_day_ + k], by);
    }
}

void Filler::fill_traffic(std::size_t day, std::size_t other) {
    const double all = ratio(anywhere_, day, other);
    for (std::size_t s = 0; s < world_.sites.size(); ++s) {
        fill_bytes(out_.egress_bytes[s], ratio(sites_[s], day, other), day, other);
    }
    for (LinkUsage& link : out_.traffic.links) {
        for (auto& direction : link.bytes) {
            for (const Purpose p : {Purpose::response, Purpose::kv}) {
                fill_bytes(direction[static_cast<std::size_t>(p)], all, day, other);
            }
        }
    }
    for (ChargedTraffic& row : out_.traffic.charged) {
        if (row.purpose != Purpose::response && row.purpose != Purpose::kv) continue;
        fill_bytes(row.bytes, all, day, other);
    }
}

void Filler::fill_day(std::size_t day, std::size_t other) {
    for (std::size_t p = 0; p < world_.pools.size(); ++p) fill_pool(PoolId(p), day, other);
    fill_deployments(day, other);
    fill_traffic(day, other);
    for (std::size_t w = 0; w < out_.served.size(); ++w) {
        if (out_.served[w].empty()) continue;
        Visitors only(world_.workloads.size());
        only[w] = true;
        const double by = ratio(only, day, other);
        for (std::size_t k = 0; k < per_day_; ++k) {
            const ServedUsage& from = out_.served[w][other * per_day_ + k];
            out_.served[w][day * per_day_ + k] = {scaled(from.requests, by),
                                                  scaled(from.output_tokens, by)};
        }
    }
}

std::vector<std::int64_t> Filler::prompts() const {
    std::vector<std::int64_t> sums;
    for (const auto& pool : out_.pools) {
        sums.push_back(0);
        for (const PoolUsage& usage : pool) sums.back() += usage.prefill_tokens;
    }
    return sums;
}

std::array<double, kPurposes> Filler::link_bytes() const {
    std::array<double, kPurposes> sums{};
    for (const LinkUsage& link : out_.traffic.links) {
        for (const auto& direction : link.bytes) {
            for (std::size_t p = 0; p < kPurposes; ++p) {
                for (const std::int64_t b : direction[p]) sums[p] += static_cast<double>(b);
            }
        }
    }
    return sums;
}

/// Counters of the whole run, by the prompts that their pool computed in it.
void Filler::scale_replicas(const std::vector<std::int64_t>& before) {
    const auto after = prompts();
    for (ReplicaCounts& r : out_.replicas) {
        const std::size_t p = world_.deployments[r.deployment.index()].pool.index();
        if (before[p] == 0) continue;
        const double by = static_cast<double>(after[p]) / static_cast<double>(before[p]);
        r.iterations = scaled(r.iterations, by);
        r.preemptions = scaled(r.preemptions, by);
        r.recomputed_tokens = scaled(r.recomputed_tokens, by);
        r.cached_tokens = scaled(r.cached_tokens, by);
    }
}

/// Autoscalers order while requests arrive.
void Filler::scale_orders(PoolId pool) {
    Nanos open{0};
    for (const SimulatedSpan& span : plan_.spans) open += span.until - span.from;
    const double by = world_.horizon.seconds() / open.seconds();
    PoolOrders& orders = out_.supply.pools[pool.index()];
    orders.asked = scaled(orders.asked, by);
    orders.granted = scaled(orders.granted, by);
    orders.later = scaled(orders.later, by);
    for (DeviceTime& ns : orders.missing_ns) {
        ns = static_cast<DeviceTime>(static_cast<double>(ns) * by);
    }
}

void Filler::scale_sent(const std::array<double, kPurposes>& before) {
    const auto after = link_bytes();
    for (const Purpose purpose : {Purpose::response, Purpose::kv}) {
        const auto p = static_cast<std::size_t>(purpose);
        if (before[p] <= 0) continue;
        out_.traffic.sent[p] = scaled(out_.traffic.sent[p], after[p] / before[p]);
    }
}

/// The law of closing.cpp, again.
void Filler::check() {
    DeviceTime split = 0;
    DeviceTime present = 0;
    bool holds = true;
    for (const auto& pool : out_.pools) {
        for (const PoolUsage& usage : pool) {
            split += usage.total_ns();
            holds = holds && usage.idle_ns >= 0;
        }
    }
    for (const ServerSession& s : out_.sessions) {
        const int each = world_.pools[s.pool.index()].server.accelerators;
        present += static_cast<DeviceTime>((s.until - s.from).ns) * each;
    }
    holds = holds && split == present;
    out_.checks.push_back({"accelerator time, days filled in",
                           "useful + idle + overhead + failed = accelerators × time present",
                           static_cast<double>(split) * 1e-9, static_cast<double>(present) * 1e-9,
                           holds});
    ORRERY_ASSERT(holds, "days that were filled in do not add up");
}

void Filler::fill() {
    const auto before = prompts();
    const auto sent = link_bytes();
    const auto whole = static_cast<std::size_t>(out_.ended_at.ns / kDay.ns);
    std::vector<std::size_t> stands(plan_.unit_of.size());
    for (std::size_t day = 0; day < stands.size(); ++day) {
        const auto unit = static_cast<std::size_t>(plan_.unit_of[day]);
        stands[day] = static_cast<std::size_t>(plan_.units[unit].day);
        if (day >= whole || stands[day] >= whole) stands[day] = day;
        if (stands[day] != day) fill_day(day, stands[day]);
    }
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (!elastic(PoolId(p))) continue;
        out_.sessions = sessions_by_days(std::move(out_.sessions), PoolId(p), stands);
        scale_orders(PoolId(p));
    }
    scale_replicas(before);
    scale_sent(sent);
    check();
}

}  // namespace

SampledRun sample_of(const SampledPlan& plan) {
    SampledRun run;
    if (plan.units.empty()) return run;
    run.days = plan.calendar.days;
    run.strata = plan.strata;
    for (const SampledUnit& unit : plan.units) {
        run.simulated.push_back({unit.day,
                                 unit.stratum,
                                 unit.stands_for,
                                 plan.calendar.tokens[static_cast<std::size_t>(unit.day)],
                                 0,
                                 {}});
    }
    for (std::size_t day = 0; day < plan.unit_of.size(); ++day) {
        SampledDay& unit = run.simulated[static_cast<std::size_t>(plan.unit_of[day])];
        if (unit.demand > 0) unit.weight += plan.calendar.tokens[day] / unit.demand;
    }
    return run;
}

void fill_in(const World& world, const SampledPlan& plan, Observations& out) {
    Filler(world, plan, out).fill();
}

}  // namespace orrery
