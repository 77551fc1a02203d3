// A recorded list of requests through a deployment of one model: what validations run.
#include "sim/evidence/replay.hpp"

#include "sim/engine/whole_run.hpp"

namespace orrery {
namespace {

class Given final : public RequestSource {
public:
    explicit Given(const std::vector<ReplayRequest>& list) : list_(list) {}
    bool next(TraceRequest& out) override {
        if (at_ == list_.size()) return false;
        const ReplayRequest& r = list_[at_++];
        out = TraceRequest{};
        out.arrival = Nanos::from_seconds(r.arrival_s);
        out.prompt_tokens = r.prompt;
        out.output_tokens = r.output;
        return true;
    }

private:
    const std::vector<ReplayRequest>& list_;
    std::size_t at_ = 0;
};

class Times final : public RequestSink {
public:
    explicit Times(std::vector<ReplayTimes>& out) : out_(out) {}
    void row(const RequestRow& row) override {
        ReplayTimes& t = out_[static_cast<std::size_t>(row.request_id)];
        t.output = row.output_tokens;
        if (row.finish == Nanos::never()) return;
        t.seen_s = (row.seen - row.arrival).seconds();
        t.first_token_s = (row.first_token - row.arrival).seconds();
        t.finish_s = (row.finish - row.arrival).seconds();
    }

private:
    std::vector<ReplayTimes>& out_;
};

World world_of(const ReplaySetup& setup, double last_arrival_s) {
    World world;
    world.name = "replay";
    world.horizon = Nanos::from_seconds(last_arrival_s + 1e6);
    world.meter_interval = kHour;
    world.sites.emplace_back();
    world.sites[0].name = "site";
    Pool pool;
    pool.name = "pool";
    pool.site = SiteId(0u);
    pool.server.accelerators = 1;
    pool.servers = pool.max_servers = setup.replicas;
    world.pools.push_back(pool);
    world.tables.push_back(setup.table);
    Deployment d;
    d.name = "model";
    d.pool = PoolId(0u);
    d.site = SiteId(0u);
    d.replicas_min = d.replicas_max = setup.replicas;
    d.measured = setup.measured;
    d.rules = setup.rules;
    d.balancer = setup.balancer;
    d.max_num_seqs = setup.max_num_seqs;
    d.token_budget = setup.token_budget;
    world.deployments.push_back(std::move(d));
    Workload w;
    w.name = "requests";
    w.routes.push_back({DeploymentId(0u), Nanos{0}});
    world.workloads.push_back(std::move(w));
    return world;
}

}  // namespace

llm::IterationTable blank_table(std::int64_t blocks, int block_tokens, int tokens, int sequences) {
    llm::IterationTable t;
    t.g.assign(static_cast<std::size_t>(tokens + sequences) + 1, 0.0);
    t.h.assign(static_cast<std::size_t>(sequences) + 1, 0.0);
    t.energy_g = t.g;
    t.energy_h = t.h;
    t.full_layers = 1;
    t.block_tokens = block_tokens;
    t.kv_tokens = blocks * block_tokens;
    return t;
}

ReplayResult replay(const ReplaySetup& setup, const std::vector<ReplayRequest>& requests) {
    ReplayResult result;
    result.requests.assign(requests.size(), ReplayTimes{-1, -1, 0, 0});
    Times sink(result.requests);
    RunOptions options;
    options.sink = &sink;
    RequestSources sources;
    sources.push_back(std::make_unique<Given>(requests));
    const double last = requests.empty() ? 0 : requests.back().arrival_s;
    const World world = world_of(setup, last);
    const Observations out = whole(world, simulate(world, std::move(sources), options));
    for (const ReplicaCounts& r : out.replicas) {
        result.iterations += r.iterations;
        result.preemptions += r.preemptions;
    }
    return result;
}

}  // namespace orrery
