// `bench serving`: requests per CPU-second through the whole engine.
#include "tools/bench/serving.hpp"

#include <fmt/format.h>

#include "models/llm/capacity.hpp"
#include "orrery/base/cpu_time.hpp"
#include "orrery/facts.hpp"
#include "sim/engine/run.hpp"
#include "sim/engine/workload/generator.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {
namespace {

struct Row {
    const char* name;
    int replicas;
    double rate;  ///< requests a second
    double requests;
    double prompt = 256;  ///< mean tokens
    double output = 128;
    bool all = false;  ///< agents, prefix caches and prefill elsewhere
};

/// Llama 3.1 8B on H100s, load a replica constant.
World world_of(const Catalog& catalog, const Row& row) {
    const int replicas = row.replicas;
    World world;
    world.name = "bench";
    world.horizon = Nanos::from_seconds(row.requests / row.rate);
    world.meter_interval = kHour;
    world.sites.emplace_back();
    world.sites[0].name = "site";
    Pool pool;
    pool.name = "pool";
    pool.site = SiteId(0u);
    pool.server = catalog.servers.at("dgx-h100");
    pool.accelerator = catalog.accelerators.at(pool.server.accelerator);
    pool.servers = pool.max_servers = (replicas + 7) / 8;
    world.pools.push_back(pool);
    llm::ReplicaShape shape;
    shape.model = catalog.models.at("llama-3.1-8b");
    shape.accelerator = pool.accelerator;
    shape.profile = catalog.engines.at("vllm/*");
    world.tables.push_back(llm::compile_iteration_table(shape));
    world.shapes.push_back(shape);
    Deployment d;
    d.name = "chat";
    d.pool = PoolId(0u);
    d.site = SiteId(0u);
    d.replicas_min = d.replicas_max = replicas;
    world.deployments.push_back(d);
    Workload w;
    w.name = "load";
    w.routes.push_back({DeploymentId(0u), Nanos{0}});
    SyntheticSpec demand;
    demand.rate = row.rate;
    demand.prompt.mean = row.prompt;
    demand.output.mean = row.output;
    w.spec.synthetic = demand;
    world.workloads.push_back(w);
    return world;
}

LengthSpec lengths(double mean) {
    LengthSpec spec;
    spec.mean = mean;
    return spec;
}

/// Half of the replicas compute prompts for the others; each arrival is an agent of five calls on a
/// shared prefix, balanced by what caches hold.
void add_features(World& world) {
    Deployment& decode = world.deployments[0];
    const llm::ReplicaShape& shape = world.shapes[0];
    decode.rules = scheduler_rules(SchedulerKind::vllm_v1, "");
    decode.replicas_min = decode.replicas_max = decode.replicas_max / 2;
    decode.kv_bytes_token = llm::kv_bytes_per_token(shape.model, shape.kv).value;
    decode.transfer_bandwidth = 50e9;
    decode.balancer = BalancerKind::session;
    Deployment prompts = decode;
    prompts.name = "prompts";
    prompts.balancer = BalancerKind::prefix;
    decode.prefill = DeploymentId(1u);
    world.deployments.push_back(prompts);
    Workload& w = world.workloads[0];
    w.spec.shared_prefix = 500;
    const CallSpec plan{{}, "plan", {}, 1, Nanos{0}, lengths(50), lengths(128), false};
    CallSpec search{{}, "search", {"plan"}, 3, Nanos{kSecond}, lengths(256), lengths(128), false};
    CallSpec answer{{}, "answer", {"search"}, 1, Nanos{0}, lengths(50), lengths(128), false};
    w.spec.agent = {plan, search, answer};
    w.agent = {{{1}, 0, true}, {{2}, 1, false}, {{}, 1, true}};
    w.spec.synthetic->rate /= 5;
}

}  // namespace

int bench_serving(bool json) {
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({api::share_folder() + "/scenarios/catalog"}, diagnostics);
    const Row rows[]{{"a day, 64 replicas", 64, 1e6 / 86400, 1e6},
                     {"constant load, 1 replica", 1, 8, 1e6},
                     {"constant load, 16 replicas", 16, 128, 1e6},
                     {"chat lengths, 16 replicas", 16, 32, 1e6, 1169, 201},
                     {"constant load, 1024 replicas", 1024, 8192, 1e6},
                     {"chat lengths, 1024 replicas", 1024, 2048, 1e6, 1169, 201},
                     {"agents, caches, split, 16", 16, 64, 1e6, 256, 128, true},
                     {"ten times longer, 64 replicas", 64, 512, 1e7}};
    if (!json) {
        fmt::print("{:<30}{:>10}{:>8}{:>16}{:>12}\n", "", "requests", "CPU s", "requests/CPU-s",
                   "memory MB");
    }
    for (const Row& row : rows) {
        World world = world_of(catalog, row);
        if (row.all) add_features(world);
        const double before = cpu_seconds();
        const Observations o = simulate(world, RunOptions{});
        const double cpu = cpu_seconds() - before;
        const auto n = static_cast<double>(o.workloads[0].completed);
        const double memory = static_cast<double>(resident_bytes()) / 1e6;
        if (json) {
            fmt::print(
                "{{\"name\": \"{}\", \"requests\": {}, \"cpu_s\": {}, \"events\": {}, "
                "\"requests_per_cpu_s\": {}}}\n",
                row.name, n, cpu, o.events, n / cpu);
        } else {
            fmt::print("{:<30}{:>10.0f}{:>8.2f}{:>16.0f}{:>12.0f}\n", row.name, n, cpu, n / cpu,
                       memory);
        }
    }
    return 0;
}

}  // namespace orrery
