// The study `breakeven`: from which utilisation does owning pay, from which volume self-hosting?
#include "sim/study/breakeven.hpp"

#include <algorithm>
#include <cmath>

#include "models/contracts/month.hpp"
#include "models/finance/break_even.hpp"
#include "sim/study/own_rent/study.hpp"
#include "sim/study/replica_bound.hpp"

namespace orrery {
namespace {

using contracts::kHoursPerMonth;

/// Million tokens a month of one replica as planned.
double replica_mtok(const SelfHost& h) {
    return h.tokens_s * h.target * 3600 * kHoursPerMonth * 1e-6;
}
/// Likewise of all replicas that are bought together.
double planned_mtok(const SelfHost& h) {
    return h.replicas * replica_mtok(h);
}

/// Variable cost of a million tokens.
double variable_mtok(const SelfHost& h) {
    return h.usd_busy_h * 1e6 / (h.tokens_s * 3600);
}

SelfHost faster(SelfHost h, double factor) {
    h.tokens_s *= factor;
    return h;
}

/// F/(a − v): the volume at which the first purchase costs what the API does; 0 where it is full
/// before.
double first_volume(const SelfHost& h, double usd_mtok) {
    const double margin = usd_mtok - variable_mtok(h);
    if (margin <= 0) return 0;
    const double volume = h.usd_h * kHoursPerMonth / margin;
    return volume <= planned_mtok(h) ? volume : 0;
}

/// Just above k full replicas, k + 1 are paid: (k + 1)·F ≤ k·full·(a − v) from some k on.
double always_volume(const SelfHost& h, double usd_mtok) {
    const double first = first_volume(h, usd_mtok);
    if (first <= 0) return 0;
    const double fixed = h.usd_h * kHoursPerMonth;
    const double gain = planned_mtok(h) * (usd_mtok - variable_mtok(h)) - fixed;
    if (gain <= 0) return 0;
    const double k = std::ceil(fixed / gain - 1e-9);
    // From the last step that costs more: its (k)-th replica pays at k·F/(a − v).
    return std::max(first, k * fixed / (usd_mtok - variable_mtok(h)));
}

std::vector<double> usual_volumes(const SelfHost& h) {
    const double full = planned_mtok(h);
    return {.01 * full, .1 * full, .25 * full, .5 * full, full, 2.5 * full, 10 * full};
}

}  // namespace

VolumeRow self_hosted(const SelfHost& h, double mtok) {
    VolumeRow row;
    row.mtok = mtok;
    row.replicas = std::max(1, static_cast<int>(std::ceil(mtok / replica_mtok(h) - 1e-9)));
    const double bought = std::ceil(row.replicas / h.replicas - 1e-9);
    const double usd = bought * h.usd_h * kHoursPerMonth + mtok * variable_mtok(h);
    row.usd_mtok = usd / mtok;
    return row;
}

double usd_mtok_full(const SelfHost& h) {
    return h.usd_h * kHoursPerMonth / planned_mtok(h) + variable_mtok(h);
}

BreakevenResult study_breakeven(const BreakevenQuestion& q) {
    BreakevenResult r;
    if (q.own) {
        for (const RentPrice& rent : q.rents) {
            r.utilisation.push_back(
                {rent, finance::break_even_utilisation(q.own->fixed_usd_h, q.own->variable_usd_h,
                                                       rent.usd_h)});
        }
    }
    if (!q.host) return r;
    const SelfHost quick = faster(*q.host, 1 + q.host->error);
    const SelfHost slow = faster(*q.host, 1 - q.host->error);
    for (const ApiOffer& api : q.apis) {
        ApiRow row;
        row.api = api;
        row.first = first_volume(*q.host, api.usd_mtok);
        row.always = always_volume(*q.host, api.usd_mtok);
        row.first_low = first_volume(quick, api.usd_mtok);
        row.first_high = first_volume(slow, api.usd_mtok);
        row.utilisation =
            row.first * 1e6 / (q.host->replicas * q.host->tokens_s * 3600 * kHoursPerMonth);
        r.apis.push_back(row);
    }
    for (const double mtok : q.volumes.empty() ? usual_volumes(*q.host) : q.volumes) {
        VolumeRow row = self_hosted(*q.host, mtok);
        row.usd_mtok_low = self_hosted(quick, mtok).usd_mtok;
        row.usd_mtok_high = self_hosted(slow, mtok).usd_mtok;
        r.volumes.push_back(row);
    }
    return r;
}

OwnCost own_cost(const World& world, std::size_t index) {
    const Pool& pool = world.pools[index];
    const double n = pool.server.accelerators;
    const OwnTerms o = own_terms(world, index);
    double year = wear_usd_server_year(pool) + o.capex_usd * o.maintenance_year +
                  o.capex_usd * (1 + o.network_share) * o.insurance_year + o.staff_usd_server_year +
                  12 * o.kw_busy * o.facility_usd_kw_month;
    if (pool.servers > 0) year += o.staff_usd_year / pool.servers;
    OwnCost own;
    own.fixed_usd_h = (year / contracts::kHoursPerYear + o.kw_idle * o.pue * o.usd_kwh) / n;
    own.variable_usd_h = own_variable_usd_h(o) / n;
    own.source = pool.terms.price_source;
    own.pool = pool.name;
    own.left_out = left_out_of_owning(world, index, false);
    return own;
}

std::optional<SelfHost> self_host(const World& world, std::size_t index, std::string& problem,
                                  double& prompt_share) {
    const Deployment& d = world.deployments[index];
    const Pool& pool = world.pools[d.pool.index()];
    const DemandSample sample = sample_demand(world, world.seed, 2000);
    const ReplicaBound bound = replica_bound(world, DeploymentId(index), sample, {});
    problem = bound.infeasible;
    if (!problem.empty() || bound.rate <= 0) return std::nullopt;
    double prompt = 0;
    double output = 0;
    for (const TraceRequest& request : sample.requests) {
        prompt += request.prompt_tokens;
        output += request.output_tokens;
    }
    prompt_share = prompt / (prompt + output);
    SelfHost host;
    host.accelerators = d.accelerators;
    host.tokens_s = bound.rate * (prompt + output) / static_cast<double>(sample.requests.size());
    const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
    const OwnCost own = owned ? own_cost(world, d.pool.index()) : OwnCost{};
    const int each = pool.server.accelerators;
    const int servers = std::max(1, (d.accelerators + each - 1) / each);
    host.replicas = std::max(1, each / d.accelerators);
    host.usd_h = servers * (owned ? own.fixed_usd_h * each : pool.terms.contracted_usd_server_h);
    host.usd_busy_h = owned ? d.accelerators * own.variable_usd_h : 0;
    host.source = "closed-form bound of " + d.name + ", " + pool.terms.price_source;
    return host;
}

}  // namespace orrery
