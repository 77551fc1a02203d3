// What a request of a workload takes at a deployment: time, energy, money, in closed form.
#include "sim/study/placement/requests.hpp"

#include <algorithm>
#include <cmath>

#include "sim/engine/serving/alone.hpp"

namespace orrery::placement {
namespace {

constexpr std::size_t kSampled = 400;

struct Tokens {
    double prompt = 0;
    double output = 0;
};

Tokens means_of(const DemandSample& sample) {
    Tokens t;
    const auto n = static_cast<double>(std::max<std::size_t>(sample.requests.size(), 1));
    for (const TraceRequest& r : sample.requests) {
        t.prompt += r.prompt_tokens / n;
        t.output += r.output_tokens / n;
    }
    return t;
}

double at(const std::vector<double>& table, double n) {
    if (table.empty()) return 0;
    const double last = static_cast<double>(table.size() - 1);
    const double x = std::clamp(n, 0.0, last);
    const auto low = static_cast<std::size_t>(x);
    const std::size_t high = std::min(low + 1, table.size() - 1);
    return std::lerp(table[low], table[high], x - static_cast<double>(low));
}

/// Energy of an iteration of the best batch over the requests that leave in it, less what the
/// accelerators would have drawn idle.
double joules_of(const World& world, const Deployment& d, const ReplicaBound& bound,
                 const Tokens& tokens) {
    if (d.tokens) {
        return d.tokens->joules_input * tokens.prompt + d.tokens->joules_output * tokens.output;
    }
    if (d.service != ServiceKind::batching || bound.rate <= 0) return 0;
    const Pool& pool = world.pools[d.pool.index()];
    const llm::IterationTable& t = world.tables[d.table];
    const double requests = bound.rate * bound.iteration_s;
    const double decodes = std::max(0.0, tokens.output - 1);
    const double context = tokens.prompt + tokens.output / 2;
    const double weight = t.full_layers * context + t.window_layers * std::min(t.window, context);
    const double iteration = at(t.energy_g, requests * (tokens.prompt + decodes)) +
                             at(t.energy_h, requests * decodes) +
                             t.energy_kappa * weight * requests * decodes;
    const double idle = pool.accelerator.idle.value * d.accelerators * bound.iteration_s;
    const double host = (pool.server.host_busy.value - pool.server.host_idle.value) *
                        d.accelerators / std::max(1, pool.server.accelerators) * bound.iteration_s;
    return std::max(0.0, iteration - idle + host) / requests;
}

double usd_of(const World& world, const Workload& workload, const Deployment& d, double joules,
              const Tokens& tokens) {
    const Site& site = world.sites[d.site.index()];
    double usd = 0;
    if (d.tokens) {
        usd =
            (d.tokens->usd_mtok_input * tokens.prompt + d.tokens->usd_mtok_output * tokens.output) /
            1e6;
    } else if (world.pools[d.pool.index()].terms.kind == contracts::ComputeKind::owned) {
        usd = joules / 3.6e6 * site.pue * site.electricity_usd_kwh;
    }
    if (!site.egress.tiers.empty()) {
        usd += workload.spec.response_bytes_per_token * tokens.output * 1e-9 *
               site.egress.tiers.front().usd_gb;
    }
    return usd;
}

double ttft_of(const World& world, const Deployment& d, const Tokens& tokens) {
    const int prompt = std::max(1, static_cast<int>(tokens.prompt + .5));
    if (d.service == ServiceKind::linear) return llm::prefill_seconds(d.slot_law, prompt);
    if (d.service != ServiceKind::batching) return 0;
    const llm::IterationTable& t = world.tables[d.table];
    return alone_time(t, d.token_budget, prompt, 1).first_s + t.frontend_s;
}

/// What is left of a limit behind the network; the front end is in the bound.
std::vector<SloTarget> behind(const std::vector<SloTarget>& targets, double rtt_s) {
    std::vector<SloTarget> left = targets;
    for (SloTarget& target : left) {
        if (target.latency == Latency::ttft || target.latency == Latency::e2e) {
            target.limit_s -= rtt_s;
        }
    }
    return left;
}

/// Of services that are no iterations, the bound looks at rates alone.
std::string slow_service(const Deployment& d, double ttft_s,
                         const std::vector<SloTarget>& targets) {
    if (d.service == ServiceKind::batching) return {};
    for (const SloTarget& target : targets) {
        if (target.latency == Latency::ttft && ttft_s > target.limit_s) return target.text;
    }
    return {};
}

}  // namespace

DemandSample sample_workload(const World& world, std::size_t workload, std::uint64_t seed) {
    World one;
    one.horizon = world.horizon;
    one.warmup = world.warmup;
    one.start_unix_s = world.start_unix_s;
    one.meter_interval = world.meter_interval;
    one.workloads = {world.workloads[workload]};
    return sample_demand(one, seed, kSampled);
}

RouteFacts route_facts(const World& world, std::size_t workload, const orrery::Route& way,
                       const DemandSample& sample, const std::vector<SloTarget>& targets) {
    RouteFacts facts;
    const Deployment& d = world.deployments[way.deployment.index()];
    const ReplicaBound best = replica_bound(world, way.deployment, sample, {});
    if (!best.infeasible.empty() || best.rate <= 0) {
        facts.impossible = best.infeasible.empty() ? "it serves nothing" : best.infeasible;
        return facts;
    }
    const Tokens tokens = means_of(sample);
    facts.ttft_s = way.rtt.seconds() + ttft_of(world, d, tokens);
    facts.work_relaxed_s = facts.work_s = 1 / best.rate;
    facts.joules = joules_of(world, d, best, tokens);
    facts.usd = usd_of(world, world.workloads[workload], d, facts.joules, tokens);
    const ReplicaBound within =
        replica_bound(world, way.deployment, sample, behind(targets, way.rtt.seconds()));
    facts.too_slow =
        within.infeasible.empty() ? slow_service(d, facts.ttft_s, targets) : within.infeasible;
    if (within.rate_within_tpot > 0) facts.work_s = 1 / within.rate_within_tpot;
    if (facts.too_slow.empty() && within.rate_within_tpot <= 0) {
        facts.too_slow = "the time per output token is missed at every batch";
    }
    return facts;
}

}  // namespace orrery::placement
