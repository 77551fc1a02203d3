// A small chat service with two tenants, and its findings: for tests of analysis and studies.
#pragma once
#include "sim/analysis/analyse.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace orrery::test {

inline World chat_world(int slots, std::int64_t kv) {
    World world = small_world(2, 1, kHour);
    world.tables.push_back(simple_table(slots, 256, kv));
    world.shapes.emplace_back();
    Deployment& d = add_deployment(world, "chat", 2, 1);
    d.max_num_seqs = slots;
    d.token_budget = 256;
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.pools[0].terms.vendor = "v";
    world.pools[0].terms.list_usd_server_h = world.pools[0].terms.contracted_usd_server_h = 10;
    world.sites[0].grid_g_kwh = {400};
    for (const char* name : {"one", "two"}) {
        Workload& w = add_workload(world, name);
        w.tenant = std::string("tenant-") + name;
        w.spec.slo.ttft_s = 0.5;
    }
    return world;
}

inline RequestSources load(const World& world, double rate, int prompt, int output) {
    RequestSources sources;
    for (const Workload& w : world.workloads) {
        Stream s(1, "test", w.name);
        std::vector<TraceRequest> list;
        for (double t = exponential(s, 1 / rate); t < 3600; t += exponential(s, 1 / rate)) {
            list.push_back(request_at(Nanos::from_seconds(t), prompt, output));
        }
        sources.push_back(std::make_unique<ListSource>(list));
    }
    return sources;
}

inline Findings find(const World& world, double rate, int prompt, int output) {
    const Observations o = simulate(world, load(world, rate, prompt, output), {});
    return analyse(world, o, account(world, o));
}

inline double value(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    REQUIRE(m != nullptr);
    return m->value;
}

inline double sum(const Findings& f, const std::string& prefix) {
    double total = 0;
    for (const auto& [path, m] : f.metrics.all()) {
        if (path.rfind(prefix, 0) == 0) total += m.value;
    }
    return total;
}

}  // namespace orrery::test
