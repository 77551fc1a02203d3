// `bench year`: a year of ten sites at event fidelity, or a part of it.
#include "tools/bench/year.hpp"

#include <fmt/format.h>

#include "models/llm/capacity.hpp"
#include "orrery/base/cpu_time.hpp"
#include "orrery/facts.hpp"
#include "sim/accounts/ledger.hpp"
#include "sim/engine/run.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {
namespace {

constexpr double kRequests = 1e9;
constexpr double kYear = 365 * 86400;
constexpr int kSites = 10;
constexpr int kReplicas = 4;

LengthSpec lengths(double mean) {
    LengthSpec spec;
    spec.mean = mean;
    return spec;
}

void add_site(World& world, const Catalog& catalog, int number) {
    const SiteId site(world.sites.size());
    world.sites.emplace_back();
    world.sites.back().name = fmt::format("site-{}", number);
    world.sites.back().grid_g_kwh = {300};
    world.sites.back().usd_kwh = {0.1};
    Pool pool;
    pool.name = fmt::format("pool-{}", number);
    pool.site = site;
    pool.server = catalog.servers.at("dgx-h100");
    pool.accelerator = catalog.accelerators.at(pool.server.accelerator);
    pool.servers = pool.max_servers = 1;
    pool.terms.kind = contracts::ComputeKind::on_demand;
    pool.terms.vendor = "vendor";
    pool.terms.list_usd_server_h = pool.terms.contracted_usd_server_h = 30;
    pool.failures.mtbf = kDay * 200;
    world.pools.push_back(pool);
    Deployment d;
    d.name = fmt::format("chat-{}", number);
    d.pool = PoolId(world.pools.size() - 1);
    d.site = site;
    d.replicas_min = d.replicas_max = kReplicas;
    d.load_time = Nanos{kMinute};
    world.deployments.push_back(d);
}

/// Users of each site go there, or to the next two if it is full or down; days are six to one.
void add_users(World& world, int number) {
    Workload w;
    w.name = fmt::format("users-{}", number);
    w.router = RouterKind::nearest;
    w.spec.max_queue = 8;
    for (int far = 0; far < 3; ++far) {
        const int to = (number + far) % kSites;
        w.routes.push_back(
            {DeploymentId(static_cast<std::size_t>(to)), Nanos{(5 + 20 * far) * 1'000'000}});
    }
    SyntheticSpec demand;
    demand.rate = kRequests / kYear / kSites;
    demand.daily = {1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 5, 5, 4, 4, 3, 2, 2, 1};
    demand.weekly = {1, 1, 1, 1, 1, .6, .5};
    demand.prompt = lengths(256);
    demand.output = lengths(128);
    w.spec.synthetic = demand;
    w.utc_offset_s = 3600 * (number - 5);
    world.workloads.push_back(w);
}

World world_of(const Catalog& catalog, double requests) {
    World world;
    world.name = "year";
    world.start_unix_s = 1'767'225'600;  // 2026-01-01
    world.horizon = Nanos::from_seconds(kYear * requests / kRequests);
    world.meter_interval = kHour;
    for (int s = 0; s < kSites; ++s) add_site(world, catalog, s);
    for (int s = 0; s < kSites; ++s) add_users(world, s);
    llm::ReplicaShape shape;
    shape.model = catalog.models.at("llama-3.1-8b");
    shape.accelerator = world.pools[0].accelerator;
    shape.profile = catalog.engines.at("vllm/*");
    world.tables.push_back(llm::compile_iteration_table(shape));
    world.shapes.push_back(shape);
    return world;
}

}  // namespace

int bench_year(double requests, bool json) {
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({api::share_folder() + "/scenarios/catalog"}, diagnostics);
    const World world = world_of(catalog, requests);
    const double before = cpu_seconds();
    const Observations o = simulate(world, RunOptions{});
    const double engine = cpu_seconds() - before;
    const Ledger ledger = account(world, o);
    const double all = cpu_seconds() - before;
    double n = 0;
    for (const WorkloadCounts& c : o.workloads) n += static_cast<double>(c.completed);
    const double memory = static_cast<double>(resident_bytes()) / 1e6;
    const double whole = engine / n * kRequests / 60;
    if (json) {
        fmt::print(
            "{{\"requests\": {:.0f}, \"events\": {}, \"cpu_s\": {:.2f}, \"with_accounts_s\": "
            "{:.2f}, "
            "\"memory_mb\": {:.0f}, \"minutes_for_1e9\": {:.2f}}}\n",
            n, o.events, engine, all, memory, whole);
    } else {
        fmt::print(
            "{:.0f} requests, {} events: {:.2f} CPU s ({:.2f} with the accounts), {:.0f} MB; 1e9 "
            "at "
            "this pace: {:.2f} min\n",
            n, o.events, engine, all, memory, whole);
    }
    return 0;
}

}  // namespace orrery
