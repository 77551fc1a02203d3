// Who answers for a pool's energy and emissions: workloads, jobs, and idle by a stated rule.
#include "sim/accounts/allocation.hpp"

#include <array>
#include <cmath>
#include <map>

#include "orrery/base/math.hpp"
#include "sim/accounts/checked.hpp"

namespace orrery {
namespace {

/// A carrier's part of a pool, before it is normed.
struct Weight {
    CarbonShare who;
    double weight = 0;
};

struct PoolTotals {
    double facility_kwh = 0;
    double location_g = 0;
    double embodied_g = 0;
};

/// Accelerators of a replica by which a deployment works in a pool: its own, or that of the one
/// that computes its prompts; 0: none.
int accelerators_in(const World& world, const Deployment& d, PoolId pool) {
    if (d.pool == pool) return d.accelerators;
    if (!d.prefill.valid()) return 0;
    const Deployment& prefill = world.deployments[d.prefill.index()];
    return prefill.pool == pool ? prefill.accelerators : 0;
}

/// Keys of a workload in a pool; the first that anybody has is used.
std::array<double, 3> keys_of(const World& world, const Observations& o, std::size_t workload,
                              PoolId pool) {
    std::array<double, 3> keys{};
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const int accelerators = accelerators_in(world, world.deployments[d], pool);
        if (accelerators == 0) continue;
        const ServingStats& s = o.serving[workload][d];
        keys[0] += static_cast<double>(s.service_alone_ns) * accelerators;
        keys[1] += static_cast<double>(s.prompt_tokens + s.output_tokens);
        keys[2] += static_cast<double>(s.completed);
    }
    return keys;
}

/// Workloads that a pool served, by the stated rule; where nobody has its key (no request after the
/// warm-up, no tokens), by the next one.
std::vector<Weight> workloads_of(const World& world, const Observations& o, PoolId pool,
                                 AllocationRule rule) {
    std::vector<std::array<double, 3>> keys;
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        keys.push_back(keys_of(world, o, w, pool));
    }
    for (std::size_t k = rule == AllocationRule::busy_time ? 0 : 1; k < 3; ++k) {
        std::vector<Weight> weights;
        for (std::size_t w = 0; w < keys.size(); ++w) {
            if (keys[w][k] <= 0) continue;
            const Workload& workload = world.workloads[w];
            weights.push_back(
                {{CarbonShare::Kind::workload, workload.name, workload.tenant, 0, 0, 0},
                 keys[w][k]});
        }
        if (!weights.empty()) return weights;
    }
    return {};
}

std::vector<Weight> jobs_of(const World& world, const Observations& o, PoolId pool) {
    std::vector<Weight> weights;
    for (const JobRecord& record : o.jobs) {
        const Job& job = world.jobs[record.job.index()];
        const auto held = record.held_by_pool.find(pool.value);
        if (held == record.held_by_pool.end() || held->second <= 0) continue;
        weights.push_back({{CarbonShare::Kind::job, job.name, job.spec.tenant, 0, 0, 0},
                           static_cast<double>(held->second)});
    }
    std::map<std::pair<std::uint32_t, std::string>, double> recorded;  // trace, tenant
    for (const SharedJobRow& row : o.shared_jobs) {
        const JobTrace& trace = world.job_traces[row.trace];
        if (trace.pool != pool.index() || row.accelerator_ns <= 0) continue;
        recorded[{row.trace, trace.tenants[trace.jobs[row.job].tenant]}] +=
            static_cast<double>(row.accelerator_ns);
    }
    for (const auto& [key, weight] : recorded) {
        weights.push_back({{CarbonShare::Kind::recorded_jobs, world.job_traces[key.first].name,
                            key.second, 0, 0, 0},
                           weight});
    }
    return weights;
}

/// Of busy accelerator time: what jobs took.
double jobs_share(const std::vector<PoolUsage>& usages) {
    double jobs = 0;
    double busy = 0;
    for (const PoolUsage& usage : usages) {
        jobs += static_cast<double>(usage.job_ns);
        busy += static_cast<double>(usage.useful_ns + usage.overhead_ns);
    }
    return busy > 0 ? jobs / busy : 0;
}

/// Their part of a pool, by weight.
void add_users(const std::vector<Weight>& weights, double share, std::vector<PoolUser>& users) {
    math::NeumaierSum sum;
    for (const Weight& w : weights) sum.add(w.weight);
    for (const Weight& w : weights) users.push_back({w.who, share * w.weight / sum.value()});
}

PoolTotals totals_of(const SiteEnergyFlows& f, const PoolEnergyFlows& pool, const std::string& name,
                     const Ledger& ledger) {
    math::NeumaierSum kwh, g, embodied;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        kwh.add(pool.facility[i]);
        g.add(f.location_g[i] * pool.share[i]);
    }
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis == CarbonBasis::amortised && e.pool == name) embodied.add(e.whole_g());
    }
    return {kwh.value(), g.value(), embodied.value()};
}

void allocate_pool(const World& world, const Observations& o, PoolId id, const PoolTotals& totals,
                   Ledger& ledger) {
    const std::vector<PoolUser> users = users_of(world, o, id);
    for (const PoolUser& user : users) {
        CarbonShare part = user.who;
        part.facility_kwh = totals.facility_kwh * user.share;
        part.location_g = totals.location_g * user.share;
        part.embodied_g = totals.embodied_g * user.share;
        ledger.carbon_shares.push_back(std::move(part));
    }
    if (!users.empty()) return;
    const std::string& name = world.pools[id.index()].name;
    ledger.carbon_shares.push_back({CarbonShare::Kind::nobody, name, "", totals.facility_kwh,
                                    totals.location_g, totals.embodied_g});
}

void check_shares(Ledger& ledger) {
    math::NeumaierSum shares, totals;
    for (const CarbonShare& s : ledger.carbon_shares) shares.add(s.g());
    for (const SiteEnergyFlows& f : ledger.energy) {
        if (!f.pools.empty()) totals.add(total(f.location_g));
    }
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis == CarbonBasis::amortised) totals.add(e.whole_g());
    }
    const double left = shares.value();
    const double right = totals.value();
    const bool holds = std::fabs(left - right) <= 1e-9 * std::fabs(right) + 1e-9;
    enter_check(ledger, {"carbon of workloads and jobs",
                         "Σ carriers with idle = Σ sites, location-based and embodied (1e-9 "
                         "relative), gCO2e",
                         left, right, holds});
}

}  // namespace

std::vector<PoolUser> users_of(const World& world, const Observations& o, PoolId id) {
    const std::vector<Weight> jobs = jobs_of(world, o, id);
    const std::vector<Weight> served = workloads_of(world, o, id, world.reporting.allocation);
    double share = jobs.empty() ? 0 : jobs_share(o.pools[id.index()]);
    if (served.empty() && !jobs.empty()) share = 1;
    std::vector<PoolUser> users;
    add_users(jobs, share, users);
    if (!served.empty()) add_users(served, 1 - share, users);
    return users;
}

void allocate_carbon(const World& world, const Observations& o, Ledger& ledger) {
    for (const SiteEnergyFlows& f : ledger.energy) {
        for (const PoolEnergyFlows& pool : f.pools) {
            const std::string& name = world.pools[pool.pool.index()].name;
            allocate_pool(world, o, pool.pool, totals_of(f, pool, name, ledger), ledger);
        }
    }
    check_shares(ledger);
}

}  // namespace orrery
