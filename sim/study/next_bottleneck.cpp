// What limits next if the first bottleneck were removed: the same run again without it.
#include "sim/study/next_bottleneck.hpp"

#include <algorithm>
#include <limits>

#include "models/llm/capacity.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery {
namespace {

Deployment* find(World& world, const std::string& name) {
    for (Deployment& d : world.deployments) {
        if (d.name == name) return &d;
    }
    return nullptr;
}

/// Deployments may share a table: the changed one gets its own.
llm::IterationTable* own_table(World& world, Deployment& d) {
    if (d.service != ServiceKind::batching) return nullptr;
    world.tables.push_back(world.tables[d.table]);
    world.shapes.push_back(world.shapes[d.table]);
    d.table = static_cast<std::uint32_t>(world.tables.size() - 1);
    return &world.tables.back();
}

void scale(llm::IterationTable& t, double factor) {
    for (double& g : t.g) g *= factor;
    for (double& h : t.h) h *= factor;
    t.kappa *= factor;
    t.lambda *= factor;
}

bool more_slots(World& world, Deployment& d) {
    const llm::IterationTable* old =
        d.service == ServiceKind::batching ? own_table(world, d) : nullptr;
    d.max_num_seqs *= 4;
    d.token_budget = std::max(d.token_budget, d.max_num_seqs);
    if (!old) return true;
    if (world.shapes[d.table].model.layers == 0) return false;  // a fixed shape: no formula at hand
    llm::ReplicaShape& shape = world.shapes[d.table];
    shape.max_num_seqs = d.max_num_seqs;
    shape.token_budget = d.token_budget;
    world.tables[d.table] = llm::compile_iteration_table(shape);
    return true;
}

bool relax(World& world, const Bottleneck& b) {
    Deployment* d = find(world, b.where);
    if (!d) return false;
    Pool& pool = world.pools[d->pool.index()];
    if (b.cause == "slots") return more_slots(world, *d);
    if (b.cause == "outage") {
        world.sites[d->site.index()].outages.clear();
        world.network.partitions.clear();
        pool.failures.mtbf = Nanos::never();
        return true;
    }
    if (b.cause == "provisioning") {
        pool.supply.delay = Nanos{0};
        pool.supply.refuse = 0;
        return true;
    }
    if (b.cause == "loading") {
        d->load_time = Nanos{1};
        return true;
    }
    if (b.cause == "transfer") {
        d->transfer_bandwidth = std::numeric_limits<double>::infinity();
        d->transfer_latency = Nanos{0};
        return true;
    }
    if (b.cause == "network") {
        for (Workload& w : world.workloads) {
            for (Route& route : w.routes) {
                if (&world.deployments[route.deployment.index()] != d) continue;
                route.rtt = Nanos{0};
                route.stated = true;
            }
        }
        for (Link& link : world.network.links) link.jitter = Nanos{0};
        if (llm::IterationTable* t = own_table(world, *d)) t->frontend_s = 0;
        return true;
    }
    llm::IterationTable* table = own_table(world, *d);
    if (!table) return false;
    if (b.cause == "kv_memory") {
        table->kv_tokens *= 4;
    } else {
        scale(*table, 0.5);  // token budget, iteration length, contention: a machine twice as fast
    }
    return true;
}

}  // namespace

std::optional<World> without_bottleneck(const World& world, const Bottleneck& bottleneck) {
    World other = world;
    if (!relax(other, bottleneck)) return std::nullopt;
    return other;
}

std::optional<NextBottleneck> next_bottleneck(const World& world, const AnalysedRuns& runs,
                                              const RunOptions& options) {
    const Findings& findings = runs.findings;
    if (findings.bottlenecks.empty() || findings.partial) return std::nullopt;
    const Bottleneck& first = findings.bottlenecks.front();
    const std::optional<World> other = without_bottleneck(world, first);
    if (!other) return std::nullopt;
    RunOptions quiet = options;
    quiet.sink = nullptr;
    const Observations o = simulate(*other, quiet);
    if (o.end != RunEnd::horizon) return std::nullopt;  // of a stump nothing is said
    const Findings after = analyse(*other, o, account(*other, o));
    NextBottleneck next;
    next.removed = first.name;
    const auto other_one = std::find_if(after.bottlenecks.begin(), after.bottlenecks.end(),
                                        [&](const Bottleneck& b) { return b.name != first.name; });
    if (other_one != after.bottlenecks.end()) next.next = other_one->name;
    next.ttft_p99_before_s = runs.first_ttft_p99_s;
    next.ttft_p99_after_s = analysis::value_of(after, "latency.ttft.p99");
    return next;
}

}  // namespace orrery
