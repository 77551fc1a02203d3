// Bottlenecks ranked by request time lost, and each deployment beside its analytic bounds.
#include "sim/analysis/bottlenecks.hpp"

#include <algorithm>
#include <string_view>

#include "models/queueing/queueing.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/misses.hpp"

namespace orrery::analysis {
namespace {

struct Cause {
    const char* name;
    const char* title;  ///< "{title} of {deployment}"
    const char* remedy;
};

constexpr std::array<Cause, kWaitCauses> kCauses{{
    {"outage", "Outages", "Add capacity at a second site, or shorten repairs (mttr, outages)."},
    {"control_plane", "Control planes",
     "Keep replicas at a second vendor (deployments, runbooks): nothing new starts at one that is "
     "out."},
    {"supply", "Allocation by vendors",
     "Raise quotas, reserve capacity, or qualify a second vendor (quotas, qualification)."},
    {"provisioning", "Supply of servers",
     "Reserve servers ahead of demand (servers, supply), keep a warm replica (replicas.min), or "
     "let "
     "the autoscaler look more often (interval)."},
    {"power", "Power of the site",
     "Contract more power (contracted_power), raise the cooling limit, or let jobs yield."},
    {"loading", "Model loading", "Keep a warm replica (replicas.min) or load faster (load_time)."},
    {"slots", "Sequence slots", "Raise engine.max_num_seqs or add replicas."},
    {"kv_memory", "KV cache memory", "Add replicas, raise tp, or store KV in fp8 (kv_precision)."},
    {"token_budget", "Prompt processing", "Add replicas, or raise engine.token_budget."},
    {"iteration", "Iteration length", "Lower engine.token_budget so that iterations end sooner."},
}};
/// Who waits for it waits where prompts are computed.
constexpr std::string_view kPromptCause = "token_budget";
constexpr Cause kContention{"contention", "Shared accelerators",
                            "Add replicas or faster accelerators: requests slow each other down."};
constexpr Cause kTransfer{"transfer", "KV transfer",
                          "Raise prefill.bandwidth or the link between the sites, or store KV in "
                          "fp8 (kv_precision): prompts come ready faster than their KV leaves."};
constexpr Cause kNetwork{"network", "Network and front end",
                         "Serve closer to the users: round trips and front end take this time."};

/// The same where no round trip is part of it.
constexpr const char* kFrontEndRemedy =
    "No round trip is part of it: the engine's own front end takes this time.";
/// KV memory of engines that keep room for all that a request may still say.
constexpr const char* kReservedRemedy =
    "Lower workloads[].max_tokens, for which the engine keeps room from admission on, add "
    "replicas, "
    "or store KV in fp8 (kv_precision).";

/// Of the clock: a shorter wait is none. Where slots are many, the formula falls to 1e-309 s.
constexpr double kTick = 1e-9;

/// Causes that more servers would end, and that missing servers therefore explain.
bool of_capacity(std::string_view cause) {
    return cause == "slots" || cause == "kv_memory" || cause == "token_budget" ||
           cause == kContention.name;
}

struct Lost {
    DeviceTime all = 0;
    DeviceTime late = 0;  ///< by requests that missed the level of a workload that misses its own
};

void push(Findings& out, const Cause& cause, const std::string& where, Lost lost,
          const std::string& supply) {
    if (lost.all <= 0) return;
    Bottleneck b;
    b.name = std::string(cause.title) + " of " + where;
    const double lost_s = static_cast<double>(lost.all) * 1e-9;
    const double late_s = static_cast<double>(lost.late) * 1e-9;
    for (Bottleneck& other : out.bottlenecks) {  // of an equal site
        if (other.name != b.name) continue;
        other.lost_s += lost_s;
        other.late_s += late_s;
        return;
    }
    b.cause = cause.name;
    b.where = where;
    b.lost_s = lost_s;
    b.late_s = late_s;
    b.remedy = of_capacity(cause.name) && !supply.empty() ? supply : cause.remedy;
    out.bottlenecks.push_back(std::move(b));
}

/// Of all workloads; what requests lost that missed, of those that are marked `late`.
ServingStats of_deployment(const Observations& o, std::size_t d,
                           const std::vector<char>* late = nullptr) {
    ServingStats all;
    for (std::size_t w = 0; w < o.serving.size(); ++w) {
        const ServingStats& s = o.serving[w][d];
        all.completed += s.completed;
        all.measured += s.measured;
        all.prompt_tokens += s.prompt_tokens;
        all.output_tokens += s.output_tokens;
        all.wait.merge(s.wait);
        for (std::size_t i = 0; i < kWaitCauses; ++i) {
            all.wait_ns[i] += s.wait_ns[i];
            all.unserved_wait_ns[i] += s.unserved_wait_ns[i];
        }
        all.network_ns += s.network_ns;
        all.transfer_ns += s.transfer_ns;
        all.contention_ns += s.contention_ns;
        all.service_alone_ns += s.service_alone_ns;
        if (!late || !(*late)[w]) continue;
        for (std::size_t i = 0; i < kWaitCauses; ++i) {
            all.missed_wait_ns[i] += s.missed_wait_ns[i] + s.unserved_wait_ns[i];
        }
        all.missed_network_ns += s.missed_network_ns;
        all.missed_transfer_ns += s.missed_transfer_ns;
        all.missed_contention_ns += s.missed_contention_ns;
    }
    return all;
}

void bound(Findings& out, const std::string& where, const char* quantity, double simulated,
           double limit, const char* unit, const char* law, bool holds) {
    out.bounds.push_back({where, quantity, simulated, limit, unit, law, holds});
}

/// Mean residence of a request in a slot, and what slots · time allow.
void bound_deployment(const Input& in, std::size_t d, Findings& out) {
    const Deployment& deployment = in.world.deployments[d];
    const ServingStats s = of_deployment(in.o, d);
    if (s.measured == 0) return;
    const double n = static_cast<double>(s.measured);
    const double service = static_cast<double>(s.service_alone_ns + s.contention_ns) * 1e-9 / n;
    double ready_s = 0;
    std::int64_t arrivals = 0;
    for (const DeploymentUsage& usage : in.o.deployments[d]) {
        ready_s += static_cast<double>(usage.ready_ns) * 1e-9;
        arrivals += usage.arrivals;
    }
    const double span = in.o.ended_at.seconds();
    const double slots = deployment.max_num_seqs * ready_s / span;
    if (slots <= 0 || service <= 0) return;
    const double throughput = static_cast<double>(s.completed) / span;
    const double limit = slots / service;
    bound(out, deployment.name, "throughput", throughput, limit, "1/s",
          "≤ slots / mean residence of a request in its slot", throughput <= limit * 1.02);
    const double rho = static_cast<double>(arrivals) / span * service / slots;
    bound(out, deployment.name, "offered load", rho, 1, "", "stable below 1", rho < 1);
    const int servers = std::max(1, static_cast<int>(slots + 0.5));
    if (rho >= 1) return;
    double wait = queueing::mmc_mean_wait(rho * servers / service, 1 / service, servers);
    if (wait < kTick) wait = 0;
    bound(out, deployment.name, "mean wait", s.wait.mean(), wait, "s",
          "M/M/c with slots as servers: what slots alone explain", true);
}

/// How the seconds of a cause are counted.
std::string lost_formula(const std::string& cause) {
    const std::string all = "Σ over completed requests of ";
    if (cause == kContention.name) return all + "time in service − that of the request alone";
    if (cause == kTransfer.name) return all + "the way of their KV from prefill to decode";
    if (cause == kNetwork.name) return all + "round trips and front end";
    return "Σ over requests, those that gave up or were lost too, of the time in which this was "
           "the first cause to block them, at this deployment";
}

/// The list as metrics: what a study ranks over runs is what a run ranks.
void add_lost(const Input& in, double total, Findings& out) {
    if (in.world.deployments.empty()) return;
    const std::string family = std::string(kLostFamily) + ".";
    for (const Bottleneck& b : out.bottlenecks) {
        set_metric(out, family + b.cause + "." + b.where, b.lost_s, "s", lost_formula(b.cause));
    }
    set_metric(out, family + "total", total, "s",
               "Σ of the causes over deployments: waits, shared accelerators, network");
}

}  // namespace

std::string in_sentence(std::string name) {
    const bool word = name.size() > 1 && name[1] >= 'a' && name[1] <= 'z';
    if (word && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
    return name;
}

std::string lost_to(const std::string& member) {
    const auto words = [&member](const Cause& c) {
        const std::string head = std::string(c.name) + ".";
        if (member.rfind(head, 0) != 0) return std::string();
        return in_sentence(std::string(c.title) + " of " + member.substr(head.size()));
    };
    for (const Cause& c : kCauses) {
        if (std::string text = words(c); !text.empty()) return text;
    }
    for (const Cause& c : {kContention, kTransfer, kNetwork}) {
        if (std::string text = words(c); !text.empty()) return text;
    }
    return member;
}

namespace {

/// Whether somebody's requests travel to a deployment.
bool is_away(const World& world, std::size_t d) {
    return std::any_of(world.workloads.begin(), world.workloads.end(), [&](const Workload& w) {
        return std::any_of(w.routes.begin(), w.routes.end(), [&](const Route& route) {
            return route.deployment.index() == d && route.rtt > Nanos{0};
        });
    });
}

/// A cause as it is at a deployment: with the remedy that mends it there.
Cause cause_at(const World& world, std::size_t d, Cause cause) {
    const std::string_view name = cause.name;
    if (name == kNetwork.name && !is_away(world, d)) cause.remedy = kFrontEndRemedy;
    if (name == "kv_memory" && world.deployments[d].rules.reserve > 0) {
        cause.remedy = kReservedRemedy;
    }
    return cause;
}

}  // namespace

void add_bottlenecks(const Input& in, Findings& out) {
    std::vector<char> late;
    for (std::size_t w = 0; w < in.o.serving.size(); ++w) late.push_back(below_target(in, w));
    for (std::size_t d = 0; d < in.world.deployments.size(); ++d) {
        const std::string& name = entry_of(in.world.deployments[d]);
        const ServingStats s = of_deployment(in.o, d, &late);
        const std::string supply = supply_remedy(in, d);
        const DeploymentId prefill = in.world.deployments[d].prefill;
        for (std::size_t i = 0; i < kWaitCauses; ++i) {
            const bool prompts = prefill.valid() && kCauses[i].name == kPromptCause;
            const std::string& where =
                prompts ? entry_of(in.world.deployments[prefill.index()]) : name;
            push(out, cause_at(in.world, d, kCauses[i]), where,
                 {s.wait_ns[i] + s.unserved_wait_ns[i], s.missed_wait_ns[i]}, supply);
        }
        push(out, kContention, name, {s.contention_ns, s.missed_contention_ns}, supply);
        push(out, kTransfer, name, {s.transfer_ns, s.missed_transfer_ns}, supply);
        push(out, cause_at(in.world, d, kNetwork), name, {s.network_ns, s.missed_network_ns},
             supply);
    }
    std::stable_sort(out.bottlenecks.begin(), out.bottlenecks.end(),
                     [](const Bottleneck& a, const Bottleneck& b) { return a.lost_s > b.lost_s; });
    double total = 0;
    for (const Bottleneck& b : out.bottlenecks) total += b.lost_s;
    for (Bottleneck& b : out.bottlenecks) b.share = b.lost_s / total;
    add_lost(in, total, out);
}

void add_bounds(const Input& in, Findings& out) {
    for (std::size_t d = 0; d < in.world.deployments.size(); ++d) bound_deployment(in, d, out);
    add_offered_work(in, out);
}

}  // namespace orrery::analysis
