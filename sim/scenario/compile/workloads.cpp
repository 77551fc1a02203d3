// Workloads: where they may go, how far it is, what they replay.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/topology.hpp"

namespace orrery::compile {
namespace {

/// As written; else twice the latency of the shortest path from the users' place to the site.
Route route_to(const Context& context, DeploymentId deployment, const std::string& origin,
               SiteId site) {
    for (const RttSpec& rtt : context.scenario.rtts) {
        if (rtt.from == origin && rtt.to == context.world.sites[site.index()].name) {
            return {deployment, rtt.rtt};
        }
    }
    const Network& network = context.world.network;
    const std::uint32_t from = network.place(origin);
    if (origin.empty() || from == kNoPlace) return {deployment, Nanos{0}};
    const auto path = path_for(network, from, site.value, Purpose::response);
    if (!path) return {deployment, Nanos{0}};
    return {deployment, latency_of(network, *path) * 2, false};
}

std::vector<Route> routes_of(Context& context, const WorkloadSpec& spec,
                             const ResidencyRules& rules) {
    std::vector<Route> routes;
    std::vector<std::string> names = spec.deployments;
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
        const auto it = context.deployments.find(name);
        if (it == context.deployments.end()) continue;
        const Deployment& deployment = context.world.deployments[it->second.index()];
        const Site& site = context.world.sites[deployment.site.index()];
        const Site* where = &site;
        if (const ResidencyRule* rule = broken_rule(context.world, rules, deployment, &where)) {
            const Pool& pool = context.world.pools[deployment.pool.index()];
            context.world.excluded_routes.push_back(
                {spec.name, name, where->name, rule->path, violation(*rule, *where, pool)});
            continue;
        }
        routes.push_back(route_to(context, it->second, spec.origin, deployment.site));
    }
    return routes;
}

/// For the check at every dispatch, which does not look at routes.
void note_allowed(const Context& context, const ResidencyRules& rules, Workload& workload) {
    for (const Deployment& d : context.world.deployments) {
        workload.allowed.push_back(broken_rule(context.world, rules, d) == nullptr);
    }
}

/// KV of encrypted data moves no faster than it is encrypted.
void encrypt_transfers(Context& context, const std::string& path, const Workload& workload) {
    for (const Route& route : workload.routes) {
        Deployment& d = context.world.deployments[route.deployment.index()];
        if (!d.prefill.valid()) continue;
        const double limit = encryption_bandwidth(context, path);
        if (limit > 0) d.transfer_bandwidth = std::min(d.transfer_bandwidth, limit);
    }
}

/// Steps reachable from each step, itself left out.
std::vector<std::vector<bool>> reachable(const std::vector<AgentCall>& calls) {
    const std::size_t n = calls.size();
    std::vector<std::vector<bool>> r(n, std::vector<bool>(n));
    for (std::size_t round = 0; round < n; ++round) {
        for (std::size_t i = 0; i < n; ++i) {
            for (const std::uint32_t next : calls[i].next) {
                r[i][next] = true;
                for (std::size_t k = 0; k < n; ++k) r[i][k] = r[i][k] || r[next][k];
            }
        }
    }
    return r;
}

/// A call is in line if no other call can run beside it: then the conversation's text goes on with
/// it.
std::vector<AgentCall> compile_agent(const WorkloadSpec& spec) {
    std::vector<AgentCall> calls(spec.agent.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        for (const std::string& name : spec.agent[i].after) {
            for (std::size_t k = 0; k < calls.size(); ++k) {
                if (spec.agent[k].name != name) continue;
                calls[k].next.push_back(static_cast<std::uint32_t>(i));
                ++calls[i].before;
            }
        }
    }
    const auto after = reachable(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        calls[i].in_line = spec.agent[i].calls == 1 && !spec.agent[i].fresh;
        for (std::size_t k = 0; k < calls.size(); ++k) {
            if (k != i && !after[i][k] && !after[k][i]) calls[i].in_line = false;
        }
    }
    return calls;
}

/// A typical request has to fit the model's context and the KV cache of a replica; longer ones are
/// rejected one by one when they come.
void check_lengths(Context& context, const WorkloadSpec& spec, const Workload& workload,
                   const std::string& path) {
    if (!spec.synthetic || !spec.synthetic->lengths_from.empty()) return;
    const bool empirical = spec.synthetic->prompt.law == LengthLaw::empirical ||
                           spec.synthetic->output.law == LengthLaw::empirical;
    if (empirical) return;
    const double tokens =
        spec.shared_prefix + spec.synthetic->prompt.mean + spec.synthetic->output.mean;
    for (const Route& route : workload.routes) {
        const Deployment& d = context.world.deployments[route.deployment.index()];
        if (d.service != ServiceKind::batching || context.world.tables.empty()) continue;
        const int most = context.world.shapes[d.table].model.context;
        const auto held = static_cast<double>(context.world.tables[d.table].kv_tokens);
        if (most > 0 && tokens > most) {
            context.error(spec.where, "E0416", path + ".demand",
                          fmt::format("a mean request of {:.0f} tokens is longer than the context "
                                      "of {}, {} tokens",
                                      tokens, d.model, most),
                          "shorten prompts and outputs, or serve a model of longer context");
        } else if (tokens > held) {
            context.infeasible(
                spec.where, "E0505", path + ".demand",
                fmt::format("a mean request of {:.0f} tokens does not fit the KV cache of {}, "
                            "{:.0f} tokens",
                            tokens, d.name, held),
                fmt::format("conflicting entries: {}.demand; deployments[{}] with its tp, "
                            "kv_precision and engine.num_gpu_blocks",
                            path, d.name));
        }
    }
}

}  // namespace

void compile_workloads(Context& context) {
    for (const std::size_t i : by_name(context.scenario.workloads)) {
        const WorkloadSpec& spec = context.scenario.workloads[i];
        const std::string path = fmt::format("workloads[{}]", spec.name);
        Workload workload;
        workload.name = spec.name;
        workload.tenant = spec.tenant;
        workload.router = spec.router;
        workload.spec = spec;
        const ResidencyRules rules = residency_rules(context.scenario, context.catalog, spec);
        workload.routes = routes_of(context, spec, rules);
        if (!rules.rules.empty()) note_allowed(context, rules, workload);
        const bool known = std::all_of(
            spec.deployments.begin(), spec.deployments.end(),
            [&](const std::string& name) { return context.deployments.count(name) > 0; });
        if (workload.routes.empty() && known) residency_conflict(context, spec, path, rules);
        if (rules.encrypted) encrypt_transfers(context, path, workload);
        if (spec.trace) {
            workload.trace_path =
                resolve_path(context, spec.trace->file, spec.where, path + ".demand.trace.file");
        }
        if (spec.synthetic && !spec.synthetic->lengths_from.empty()) {
            workload.lengths_path = resolve_path(context, spec.synthetic->lengths_from, spec.where,
                                                 path + ".demand.synthetic.lengths_from");
        }
        workload.agent = compile_agent(spec);
        if (!context.diagnostics.has_errors()) check_lengths(context, spec, workload, path);
        workload.utc_offset_s = utc_offset_s(context, spec.time_zone, context.world.start_unix_s,
                                             spec.where, path + ".time_zone");
        context.world.workloads.push_back(std::move(workload));
    }
}

}  // namespace orrery::compile
