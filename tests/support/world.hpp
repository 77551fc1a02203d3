// Small hand-made worlds for engine tests: no files, no catalog, round numbers.
#pragma once
#include <memory>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::test {

/// Iteration time 10 ms + 0.1 ms a token + 1 µs a context token; 1 J an iteration and token.
inline llm::IterationTable simple_table(int max_num_seqs, int token_budget,
                                        std::int64_t kv_tokens) {
    llm::IterationTable t;
    for (int n = 0; n <= token_budget + max_num_seqs; ++n) {
        t.g.push_back(0.01 + 1e-4 * n);
        t.energy_g.push_back(1.0 + n);
    }
    t.h.assign(static_cast<std::size_t>(max_num_seqs) + 1, 0.0);
    t.energy_h.assign(static_cast<std::size_t>(max_num_seqs) + 1, 0.0);
    t.kappa = 1e-6;
    t.full_layers = 1;
    t.kv_tokens = kv_tokens;
    t.block_tokens = 16;
    return t;
}

/// One site, one pool of `servers` with `accelerators` each, empty of deployments.
inline World small_world(int servers, int accelerators, Nanos horizon) {
    World world;
    world.name = "test";
    world.horizon = horizon;
    world.meter_interval = kHour;
    world.sites.emplace_back();
    world.sites[0].name = "hall";
    Pool pool;
    pool.name = "pool";
    pool.site = SiteId(0u);
    pool.server.accelerators = accelerators;
    pool.server.host_idle = Power{100};
    pool.server.host_busy = Power{200};
    pool.accelerator.idle = Power{50};
    pool.accelerator.tdp = Power{400};
    pool.servers = servers;
    pool.max_servers = servers;
    world.pools.push_back(pool);
    world.limits.max_events_at_instant = 1'000'000;
    return world;
}

inline Deployment& add_deployment(World& world, std::string name, int replicas, int accelerators) {
    Deployment d;
    d.name = std::move(name);
    d.pool = PoolId(0u);
    d.site = world.pools[0].site;
    d.accelerators = accelerators;
    d.replicas_min = replicas;
    d.replicas_max = replicas;
    d.load_time = Nanos{30 * kSecond.ns};
    world.deployments.push_back(d);
    return world.deployments.back();
}

/// A queueing device of `slots` servers with exponential service.
inline Deployment& add_station(World& world, std::string name, int slots, double service_s) {
    Deployment& d = add_deployment(world, std::move(name), 1, 1);
    d.service = ServiceKind::exponential;
    d.service_s = service_s;
    d.max_num_seqs = slots;
    return d;
}

inline Workload& add_workload(World& world, std::string name) {
    Workload w;
    w.name = std::move(name);
    w.tenant = "tenant";
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        w.routes.push_back({DeploymentId(d), Nanos{0}});
    }
    world.workloads.push_back(w);
    return world.workloads.back();
}

/// Requests given in advance.
class ListSource final : public RequestSource {
public:
    explicit ListSource(std::vector<TraceRequest> list) : list_(std::move(list)) {}
    bool next(TraceRequest& out) override {
        if (at_ == list_.size()) return false;
        out = list_[at_++];
        return true;
    }

private:
    std::vector<TraceRequest> list_;
    std::size_t at_ = 0;
};

/// A deployment of so many replicas: 10 ms an iteration, 0.1 ms a token, 1 µs a context token.
inline World chat_replicas(int replicas = 1) {
    World world = small_world(replicas, 1, kHour);
    world.tables.push_back(simple_table(8, 256, 16 * 1000));
    Deployment& d = add_deployment(world, "chat", replicas, 1);
    d.max_num_seqs = 8;
    d.token_budget = 256;
    add_workload(world, "w");
    return world;
}

inline RequestSources sources_of(std::vector<TraceRequest> list) {
    RequestSources sources;
    sources.push_back(std::make_unique<ListSource>(std::move(list)));
    return sources;
}

inline TraceRequest request_at(Nanos arrival, int prompt, int output) {
    TraceRequest r;
    r.arrival = arrival;
    r.prompt_tokens = prompt;
    r.output_tokens = output;
    return r;
}

}  // namespace orrery::test
