// Policies that see prices or intensities: what they saw in a run, and would see now.
#include "sim/study/reprice_policies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

bool by_price(const Workload& w) {
    return w.router == RouterKind::cheapest_within_slo;
}
bool by_grams(const Workload& w) {
    return w.router == RouterKind::greenest_within_slo;
}

/// As the engine reads a signal: a zone whose margin is not known is judged by its average.
const std::vector<double>& signal_of(const Site& site, Signal signal) {
    if (signal == Signal::price) return site.usd_kwh;
    const bool margin = signal == Signal::marginal && !site.grid_marginal_g_kwh.empty();
    return margin ? site.grid_marginal_g_kwh : site.grid_g_kwh;
}

/// What of the contracts decides the price of one server hour more.
void add_contracts(const World& world, const Pool& pool, PoolId id, std::vector<double>& seen) {
    const ContractBook& book = world.contracts;
    for (const HeldServers& h : book.held) {
        seen.insert(seen.end(), {h.servers, at_hour(h.from), at_hour(h.until)});
    }
    for (const HourlyPlan& p : book.plans) {
        seen.insert(seen.end(), {p.usd_hour, at_hour(p.from), at_hour(p.until)});
        for (const PlanPool& of : p.pools) seen.push_back(of.discount);
    }
    for (const SpendSpec& s : book.spend) {
        if (s.vendor == pool.terms.vendor) seen.push_back(s.discount);
    }
    if (id.index() >= book.changes.size()) return;
    for (const contracts::PriceStep& step : book.changes[id.index()]) {
        seen.insert(seen.end(), {step.at_h, step.price, step.change, step.cap, step.floor});
    }
}

/// What the cheapest router sees of a deployment, interval by interval.
std::vector<double> prices_seen(const World& world, const Deployment& d) {
    const Site& site = world.sites[d.site.index()];
    const Pool& pool = world.pools[d.pool.index()];
    const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
    std::vector<double> seen{d.usd_per_million_tokens};
    if (!owned && !d.tokens) add_contracts(world, pool, d.pool, seen);
    if (!owned || site.electricity_usd_kwh <= 0) return seen;
    for (const double price : site.usd_kwh) seen.push_back(price / site.electricity_usd_kwh);
    return seen;
}

std::vector<double> grams_seen(const World& world, const Deployment& d, Signal signal) {
    const Site& site = world.sites[d.site.index()];
    std::vector<double> seen{d.joules_per_token, site.pue};
    const std::vector<double>& grid = signal_of(site, signal);
    seen.insert(seen.end(), grid.begin(), grid.end());
    seen.insert(seen.end(), site.pue_by_interval.begin(), site.pue_by_interval.end());
    return seen;
}

void add_routers(const World& before, const World& after, std::vector<std::string>& out) {
    for (std::size_t w = 0; w < after.workloads.size(); ++w) {
        const Workload& workload = after.workloads[w];
        if (!by_price(workload) && !by_grams(workload)) continue;
        std::string where;
        for (const Route& route : workload.routes) {
            const Deployment& was = before.deployments[route.deployment.index()];
            const Deployment& is = after.deployments[route.deployment.index()];
            const Signal signal = workload.spec.signal;
            const bool same =
                by_price(workload)
                    ? prices_seen(before, was) == prices_seen(after, is)
                    : grams_seen(before, was, signal) == grams_seen(after, is, signal);
            if (!same) where += (where.empty() ? "" : ", ") + is.name;
        }
        if (where.empty()) continue;
        out.push_back(
            fmt::format("workloads[{}].router {}: {} of {}", workload.name,
                        by_price(workload) ? "cheapest_within_slo" : "greenest_within_slo",
                        by_price(workload) ? "the price" : "the intensity", where));
    }
}

void add_jobs(const World& before, const World& after, std::vector<std::string>& out) {
    for (std::size_t j = 0; j < after.jobs.size(); ++j) {
        const Job& job = after.jobs[j];
        if (!job.spec.shift) continue;
        std::vector<PoolId> pools{job.pool};
        if (job.upgrade) pools.push_back(job.upgrade->pool);
        if (job.fallback) pools.push_back(job.fallback->pool);
        const Signal signal = job.spec.shift->signal;
        const bool differs = std::any_of(pools.begin(), pools.end(), [&](PoolId pool) {
            const std::size_t s = after.pools[pool.index()].site.index();
            return signal_of(before.sites[s], signal) != signal_of(after.sites[s], signal);
        });
        if (differs)
            out.push_back(fmt::format("jobs[{}].shift: the hours that it waits for", job.name));
    }
}

void add_spot(const World& before, const World& after, std::vector<std::string>& out) {
    for (std::size_t p = 0; p < after.pools.size(); ++p) {
        const auto& was = before.pools[p].spot;
        const auto& is = after.pools[p].spot;
        if (!was || !is) continue;
        const bool same =
            std::equal(was->recorded.begin(), was->recorded.end(), is->recorded.begin(),
                       is->recorded.end(), [](const CapacityChange& a, const CapacityChange& b) {
                           return a.at == b.at && a.servers == b.servers;
                       });
        if (same) continue;
        out.push_back(fmt::format("pools[{}].spot.bid: when there are servers below it",
                                  after.pools[p].name));
    }
}

}  // namespace

bool has_reacting_policies(const World& world) {
    const auto routed = [](const Workload& w) { return by_price(w) || by_grams(w); };
    const auto shifts = [](const Job& j) { return j.spec.shift.has_value(); };
    const auto spot = [](const Pool& p) { return p.spot.has_value(); };
    const auto capped = [](const Site& s) { return !s.power_cap_w.empty(); };
    return std::any_of(world.workloads.begin(), world.workloads.end(), routed) ||
           std::any_of(world.jobs.begin(), world.jobs.end(), shifts) ||
           std::any_of(world.pools.begin(), world.pools.end(), spot) ||
           std::any_of(world.sites.begin(), world.sites.end(), capped);
}

std::vector<std::string> reactions(const World& before, const World& after) {
    std::vector<std::string> out;
    add_routers(before, after, out);
    add_jobs(before, after, out);
    add_spot(before, after, out);
    return out;
}

std::vector<std::string> changed_caps(const World& before, const World& after) {
    std::vector<std::string> out;
    for (std::size_t s = 0; s < after.sites.size(); ++s) {
        const Site& was = before.sites[s];
        const Site& is = after.sites[s];
        if (is.power_cap_w.empty()) continue;
        // A cap of the grid leaves the less to IT the higher the PUE.
        const bool same = was.power_cap_w == is.power_cap_w && was.firm_cap_w == is.firm_cap_w &&
                          was.pue == is.pue && was.pue_by_interval == is.pue_by_interval;
        if (!same) out.push_back(is.name);
    }
    return out;
}

}  // namespace orrery
