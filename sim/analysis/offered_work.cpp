// Work that is offered to each deployment beside what it can do; prompts and answers apart where
// they are computed apart.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/analysis/groups.hpp"
#include "sim/analysis/headroom.hpp"

namespace orrery::analysis {
namespace {

struct Offered {
    double work = 0;           ///< replicas kept busy
    std::vector<double> busy;  ///< the same by meter interval
    double transfer = 0;       ///< links kept busy
    double ready = 0;          ///< replicas, in the mean
    double most = 0;           ///< replicas that there may be at once
    double completed = 0;
    double prompt = 0;  ///< tokens that are computed, of the completed
    double output = 0;
    double arrivals_s = 0;
    double refused = 0;  ///< requests that full queues turned away, of those routed
};

struct RequestWork {  ///< seconds of a replica
    double prompt = 0;
    double answer = 0;
};

/// Tokens that an iteration emits a sequence: a draft counts after all those before it.
double emitted_an_iteration(const Deployment& d) {
    double sum = 1;
    double all_before = 1;
    for (int k = 0; k < d.draft_tokens; ++k) sum += all_before *= d.acceptance;
    return sum;
}

/// A request of those lengths in a full batch: its prompt, of which `computed` tokens are not
/// cached, at the marginal time of a token, and its share of the decodes, if it has some.
RequestWork work_of(const World& world, const Deployment& d, double prompt, double computed,
                    double output, double stated) {
    const llm::IterationTable& t = world.tables[d.table];
    const auto weight = [&t](double context) {
        return t.full_layers * context + t.window_layers * std::min(t.window, context);
    };
    const double held = std::max(prompt + output, 1.0);
    const double kept = std::max(held, prompt + d.rules.reserve * stated);
    const double fit = std::floor(static_cast<double>(t.kv_tokens) / kept);
    const double batch = std::clamp(fit, 1.0, static_cast<double>(d.max_num_seqs));
    const auto drafts = static_cast<std::size_t>(d.draft_tokens);
    const std::size_t rows = output > 0 ? static_cast<std::size_t>(batch) * (1 + drafts) : 0;
    const auto full = static_cast<std::size_t>(d.token_budget);
    const double decode =
        (t.g[rows] + t.h[rows]) / batch + t.kappa_of(batch) * weight(held - 0.5 * output);
    const bool beside = rows > 0 && full > rows;
    const double token = beside ? (t.g[full] - t.g[rows]) / static_cast<double>(full - rows)
                                : t.g[full] / static_cast<double>(full);
    const double attention = t.lambda * weight(prompt - 0.5 * computed);
    // The first token comes with the prompt.
    const double decodes = std::max(output - 1, 0.0);
    return {computed * (token + attention), decodes * decode / emitted_an_iteration(d)};
}

/// Of a meter interval; the last one may end early.
double interval_s(const Input& in, std::size_t i) {
    const double each = in.world.meter_interval.seconds();
    return std::min(each, in.o.ended_at.seconds() - static_cast<double>(i) * each);
}

/// Replicas for which the pool has accelerators beside those of others that are ready there in the
/// mean; what was ready where vendors did not grant all that was asked for.
double room_for(const Input& in, std::size_t d, const std::vector<double>& ready) {
    const Deployment& deployment = in.world.deployments[d];
    const Pool& pool = in.world.pools[deployment.pool.index()];
    if (deployment.tokens || pool.server.accelerators <= 0) return deployment.replicas_max;
    const std::size_t p = deployment.pool.index();
    if (p < in.o.supply.pools.size()) {
        for (const DeviceTime missing : in.o.supply.pools[p].missing_ns) {
            if (missing > 0) return 0;
        }
    }
    double left = 1.0 * std::max(pool.servers, pool.max_servers) * pool.server.accelerators;
    for (std::size_t k = 0; k < ready.size(); ++k) {
        const Deployment& other = in.world.deployments[k];
        if (k != d && other.pool == deployment.pool) left -= ready[k] * other.accelerators;
    }
    const double fit = std::floor(left / deployment.accelerators + 1e-9);
    return std::clamp(fit, 0.0, static_cast<double>(deployment.replicas_max));
}

/// Requests that full queues turned away, of workloads that nobody else may serve: others may have
/// gone elsewhere. A gateway's limit spares the deployment what it turns away.
double refused_by(const Input& in, std::size_t d) {
    std::int64_t refused = 0;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const std::vector<Route>& routes = in.world.workloads[w].routes;
        const bool alone = routes.size() == 1 && routes[0].deployment.index() == d;
        // No more than a burst finds the bucket full.
        const RateLimitSpec& limit = in.world.workloads[w].spec.limit;
        const auto arrived = static_cast<double>(in.o.workloads[w].arrived);
        if (!alone || (limit.rate > 0 && arrived > limit.burst)) continue;
        refused += in.o.workloads[w].rejected - in.o.workloads[w].too_long;
    }
    return static_cast<double>(refused);
}

std::vector<double> ready_replicas(const Input& in) {
    std::vector<double> ready(in.world.deployments.size(), 0.0);
    for (std::size_t d = 0; d < ready.size(); ++d) {
        for (const DeploymentUsage& u : in.o.deployments[d]) {
            ready[d] += static_cast<double>(u.ready_ns) * 1e-9 / in.o.ended_at.seconds();
        }
    }
    return ready;
}

std::vector<Offered> gather(const Input& in) {
    std::vector<Offered> all(in.world.deployments.size());
    const double span = in.o.ended_at.seconds();
    if (span <= 0) return all;
    const std::vector<double> replicas = ready_replicas(in);
    for (std::size_t d = 0; d < all.size(); ++d) {
        const auto& usages = in.o.deployments[d];
        all[d].busy.assign(usages.size(), 0.0);
        all[d].ready = replicas[d];
        all[d].refused = refused_by(in, d);
        if (in.world.deployments[d].autoscaler) all[d].most = room_for(in, d, replicas);
        for (std::size_t i = 0; i < usages.size(); ++i) {
            const double ready = static_cast<double>(usages[i].ready_ns) * 1e-9;
            all[d].arrivals_s += static_cast<double>(usages[i].arrivals) / span;
            const double length = interval_s(in, i);
            if (length > 0) all[d].most = std::max(all[d].most, ready / length);
        }
        for (const auto& row : in.o.serving) {
            all[d].completed += static_cast<double>(row[d].completed);
            all[d].prompt += static_cast<double>(row[d].prompt_tokens);
            all[d].output += static_cast<double>(row[d].output_tokens);
        }
    }
    return all;
}

/// Prompt tokens that prefix caches spared are no work. Of requests under way, too, so at most all.
double computed_share(const Input& in, std::size_t d, double prompt_tokens) {
    double cached = 0;
    for (const ReplicaCounts& r : in.o.replicas) {
        if (r.deployment.index() == d) cached += static_cast<double>(r.cached_tokens);
    }
    return prompt_tokens > 0 ? std::max(0.0, 1 - cached / prompt_tokens) : 1;
}

/// Most tokens that a mean request of a deployment states, of those that state some.
double stated_tokens(const Input& in, std::size_t d) {
    double stated = 0;
    double requests = 0;
    for (std::size_t w = 0; w < in.o.serving.size() && w < in.world.workloads.size(); ++w) {
        const auto n = static_cast<double>(in.o.serving[w][d].completed);
        stated += n * static_cast<double>(in.world.workloads[w].spec.max_tokens);
        requests += n;
    }
    return requests > 0 ? stated / requests : 0;
}

bool known(const Deployment& d) {
    return d.service == ServiceKind::batching && !d.measured;
}

/// Seconds of a replica a request, for the requests that `answers` got.
void add_work(const Input& in, std::size_t answers, double each_s, Offered& at) {
    const auto& usages = in.o.deployments[answers];
    for (std::size_t i = 0; i < usages.size(); ++i) {
        const double work = static_cast<double>(usages[i].arrivals) * each_s;
        at.work += work / in.o.ended_at.seconds();
        const double length = interval_s(in, i);
        if (length > 0 && i < at.busy.size()) at.busy[i] += work / length;
    }
}

/// A deployment's requests keep it busy, or their prompts another one.
void share_out(const Input& in, std::size_t d, std::vector<Offered>& all) {
    const Deployment& answers = in.world.deployments[d];
    const std::size_t p = answers.prefill.valid() ? answers.prefill.index() : d;
    const Deployment& prompts = in.world.deployments[p];
    const Offered& own = all[d];
    if (own.completed <= 0 || !known(answers) || !known(prompts)) return;
    const double prompt = own.prompt / own.completed;
    const double output = own.output / own.completed;
    const double computed = prompt * computed_share(in, p, own.prompt);
    const double routed = own.arrivals_s * in.o.ended_at.seconds();
    const double all_of = routed > 0 ? 1 + own.refused / routed : 1;
    const double rate = own.arrivals_s * all_of;
    const double stated = stated_tokens(in, d);
    add_work(in, d, all_of * work_of(in.world, answers, prompt, computed, output, stated).answer,
             all[d]);
    const double beside = p == d ? output : 0;
    add_work(in, d, all_of * work_of(in.world, prompts, prompt, computed, beside, stated).prompt,
             all[p]);
    if (p == d) return;
    const double bytes = answers.kv_bytes_token * prompt + answers.kv_bytes_request;
    all[p].transfer += rate * bytes / answers.transfer_bandwidth;
}

void add_row(Findings& out, const std::string& where, const char* quantity, double simulated,
             const char* law) {
    out.bounds.push_back({where, quantity, simulated, 1, "", law, simulated < 1});
}

/// Replicas for prompts to replicas for answers: as they are, and at equal load.
void add_match(const Input& in, std::size_t d, const std::vector<Offered>& all, Findings& out) {
    const Deployment& deployment = in.world.deployments[d];
    if (!deployment.prefill.valid()) return;
    const Offered& prompts = all[deployment.prefill.index()];
    if (all[d].work <= 0 || all[d].ready <= 0) return;
    out.bounds.push_back(
        {deployment.name, "rate matching", prompts.ready / all[d].ready, prompts.work / all[d].work,
         "", "replicas for prompts / replicas for answers; the bound: at equal load", true});
}

/// What comes to an API over what its limits let pass. Of workloads with other routes only what
/// went there: where the rest would go first is not known.
void add_api_limit(const Input& in, std::size_t d, const Offered& o, Findings& out) {
    const Deployment& api = in.world.deployments[d];
    const double span = in.o.ended_at.seconds();
    if ((api.requests_s_limit <= 0 && api.tokens_s_limit <= 0) || span <= 0) return;
    const double offered = o.refused / span + o.arrivals_s;
    double load = api.requests_s_limit > 0 ? offered / api.requests_s_limit : 0;
    if (api.tokens_s_limit > 0 && o.completed > 0) {
        const double tokens = (o.prompt + o.output) / o.completed;
        load = std::max(load, offered * tokens / api.tokens_s_limit);
    }
    add_row(out, api.name, kApiLimit, load,
            "requests a second, or their tokens, / what the API's limits let pass");
}

/// What comes of a workload over what the gateway's limit lets pass.
void add_gateways(const Input& in, Findings& out) {
    const double span = in.o.ended_at.seconds();
    for (std::size_t w = 0; w < in.world.workloads.size() && span > 0; ++w) {
        const double rate = in.world.workloads[w].spec.limit.rate;
        if (rate <= 0) continue;
        const double comes = static_cast<double>(in.o.workloads[w].arrived) / span;
        add_row(out, in.world.workloads[w].name, kGateway, comes / rate,
                "requests a second / rate_limit of the workload");
    }
}

}  // namespace

std::string limits_sentence(const Findings& f) {
    std::string apis;
    std::string gateways;
    for (const BoundRow& b : f.bounds) {
        if (b.holds) continue;
        if (b.quantity == kApiLimit) {
            apis += fmt::format("{}{} ({:.2f} times what its limits let pass)",
                                apis.empty() ? "Beyond the limits of an API: " : ", ",
                                shown(f, "deployment", b.deployment), b.simulated);
        }
        if (b.quantity == kGateway) {
            gateways += fmt::format("{}{} ({:.2f} times what it lets pass)",
                                    gateways.empty() ? "Beyond its rate limit: " : ", ",
                                    shown(f, "workload", b.deployment), b.simulated);
        }
    }
    if (!apis.empty()) apis += "; the rest is turned away.";
    if (!gateways.empty()) gateways += "; the gateway turns the rest away.";
    return apis + (apis.empty() || gateways.empty() ? "" : " ") + gateways;
}

void add_offered_work(const Input& in, Findings& out) {
    std::vector<Offered> all = gather(in);
    for (std::size_t d = 0; d < all.size(); ++d) share_out(in, d, all);
    add_gateways(in, out);
    for (std::size_t d = 0; d < all.size(); ++d) {
        const Offered& o = all[d];
        const std::string& name = in.world.deployments[d].name;
        add_api_limit(in, d, o, out);
        if (o.ready <= 0) continue;
        if (o.work > 0) {
            add_row(out, name, "offered work", o.work / o.ready,
                    "arrivals × device time of a mean request in a full batch / ready replicas");
            add_row(out, name, kPeakWork, *std::max_element(o.busy.begin(), o.busy.end()) / o.most,
                    "the same of the busiest meter interval / most replicas at once");
        }
        if (o.transfer > 0) {
            add_row(out, name, kTransfers, o.transfer / o.ready,
                    "arrivals × KV of a mean prompt / bandwidth of the ready replicas' links");
        }
        add_match(in, d, all, out);
    }
}

}  // namespace orrery::analysis
