// The whole engine, fused and iteration by iteration: the same requests, waits and meters, bit for
// bit, in random worlds with every feature on.
#include <cmath>
#include <memory>
#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace stepwise_test {

using namespace orrery;
using namespace orrery::test;

namespace {

class Rows final : public RequestSink {
public:
    void row(const RequestRow& row) override { rows.push_back(row); }
    std::vector<RequestRow> rows;
};

int below(Stream& s, int n) {
    return static_cast<int>(uniform_int(s, static_cast<std::uint64_t>(n)));
}

LengthSpec about(double tokens) {
    LengthSpec spec;
    spec.law = LengthLaw::lognormal;
    spec.mean = tokens;
    spec.cv = 0.8;
    spec.max = 300;
    return spec;
}

Nanos seconds(double s) {
    return Nanos::from_seconds(s);
}

/// Iterations that get longer as verification counts prefill and rows: not the table's numbers.
class MeasuredStep final : public llm::StepModel {
public:
    [[nodiscard]] llm::StepCost cost(const llm::StepBatch& b) const override {
        llm::StepCost cost;
        cost.first = 0.008 + 1.3e-4 * (b.decode_tokens() + b.chunk_tokens) +
                     1.7e-7 * static_cast<double>(b.sum_context);
        cost.step = 1.7e-7 * b.decodes;
        cost.valid = b.decodes > 0 ? 37 : INT64_MAX;
        return cost;
    }
};

/// Engine rules and limits at random; KV so small that requests are preempted.
void randomise(Stream& s, World& world, Deployment& d) {
    constexpr SchedulerKind kinds[]{SchedulerKind::vllm_v0, SchedulerKind::vllm_v1,
                                    SchedulerKind::sglang, SchedulerKind::trtllm,
                                    SchedulerKind::sarathi};
    constexpr BalancerKind balancers[]{BalancerKind::least_outstanding,
                                       BalancerKind::least_tokens,
                                       BalancerKind::round_robin,
                                       BalancerKind::random,
                                       BalancerKind::power_of_two,
                                       BalancerKind::session,
                                       BalancerKind::prefix};
    d.rules = scheduler_rules(kinds[below(s, 5)], "");
    d.rules.prefix_cache = below(s, 4) > 0;
    d.balancer = balancers[below(s, 7)];
    d.max_num_seqs = 2 + below(s, 8);
    if (below(s, 2) == 0) {
        d.draft_tokens = 1 + below(s, 3);
        d.acceptance = 0.2 + 0.7 * s.uniform();
    }
    const int rows = d.max_num_seqs * (1 + d.draft_tokens);
    d.token_budget = rows + 20 + below(s, 200);
    d.context = below(s, 3) == 0 ? 700 : 0;
    d.host_cache_blocks = below(s, 2) * below(s, 40);
    d.disk_cache_blocks = below(s, 2) * 30;
    d.host_block_s = 0.001;
    d.disk_block_s = 0.01;
    d.kv_bytes_token = 1e5;
    d.transfer_bandwidth = 1e8;
    d.transfer_latency = seconds(0.01);
    llm::IterationTable t = simple_table(rows, d.token_budget + 600, 16 * (70 + below(s, 60)));
    if (below(s, 3) == 0) {
        t.window_layers = 2;
        t.window = 100;
    }
    if (below(s, 4) == 0) {
        d.measured = std::make_shared<MeasuredStep>();
        d.measured_scale = 1.1;
    }
    d.table = static_cast<std::uint32_t>(world.tables.size());
    world.tables.push_back(std::move(t));
}

/// Two sites; `a` has its prompts computed by `p`, `b` scales from one or none, `c` is far away.
World make_world(Stream& s) {
    World world = small_world(3, 2, seconds(600));
    world.warmup = seconds(30);
    world.meter_interval = kMinute;
    world.sites.push_back(world.sites[0]);
    world.sites[0].outages = {{seconds(200), seconds(260), "works"}};
    world.sites[1].name = "yard";
    for (Site& site : world.sites) site.grid_g_kwh = {below(s, 2) == 0 ? 100.0 : 400.0};
    world.pools[0].failures.mtbf = seconds(400);
    world.pools[0].failures.mttr = seconds(40);
    world.pools.push_back(world.pools[0]);
    world.pools[1].name = "yard";
    world.pools[1].site = SiteId(1u);
    for (const char* name : {"a", "b", "c", "p"}) {
        Deployment& d = add_deployment(world, name, 1, 1);
        d.load_time = seconds(8);
        randomise(s, world, d);
    }
    world.deployments[0].replicas_max = world.deployments[0].replicas_min = 1 + below(s, 2);
    world.deployments[0].prefill = DeploymentId(3u);
    Deployment& scaled = world.deployments[1];
    scaled.replicas_min = below(s, 2);
    scaled.replicas_max = 3;
    scaled.autoscaler = AutoscalerSpec{};
    constexpr AutoscaleMetric metrics[]{AutoscaleMetric::queue, AutoscaleMetric::utilisation,
                                        AutoscaleMetric::ttft};
    scaled.autoscaler->metric = metrics[below(s, 3)];
    scaled.autoscaler->target = 0.7;
    scaled.autoscaler->interval = seconds(7);
    scaled.autoscaler->scale_down_after = seconds(20);
    world.deployments[2].pool = PoolId(1u);
    world.deployments[2].site = SiteId(1u);
    return world;
}

void add_tasks(Workload& talk, Workload& agent) {
    ConversationSpec c;
    c.turns = 3;
    c.think_time = seconds(2);
    c.prompt = about(30);
    c.output = about(40);
    talk.spec.conversation = c;
    talk.spec.shared_prefix = 60;
    agent.spec.agent.resize(3);
    agent.spec.agent[0] = {{}, "plan", {}, 1, Nanos{0}, about(10), about(20), false};
    agent.spec.agent[1] = {{}, "look", {"plan"}, 2, seconds(0.5), about(80), about(10), true};
    agent.spec.agent[2] = {{}, "say", {"look"}, 1, Nanos{0}, about(5), about(30), false};
    agent.agent = {{{1}, 0, true}, {{2}, 1, false}, {{}, 1, true}};
}

/// Conversations, agents, impatient and patient requests, each with its own ways and priority.
void add_workloads(Stream& s, World& world) {
    constexpr RouterKind routers[]{RouterKind::least_outstanding, RouterKind::nearest,
                                   RouterKind::cheapest_within_slo,
                                   RouterKind::greenest_within_slo};
    for (const char* name : {"agent", "batch", "hasty", "talk"}) {
        Workload w;
        w.name = name;
        w.tenant = "t";
        for (unsigned d = 0; d < 3; ++d) {
            if (below(s, 4) > 0) w.routes.push_back({DeploymentId(d), seconds(0.02 * d)});
        }
        if (w.routes.empty()) w.routes.push_back({DeploymentId(0u), Nanos{0}});
        w.router = routers[below(s, 4)];
        w.spec.priority = below(s, 3);
        w.spec.slo.ttft_s = 0.5;
        world.workloads.push_back(w);
    }
    world.workloads[1].spec.priority = 5;
    world.workloads[1].spec.max_tokens = 200;
    world.workloads[2].spec.timeout = seconds(1.5);
    world.workloads[2].spec.deadline = seconds(3);
    world.workloads[2].spec.limit = {4, 10};
    world.workloads[2].spec.max_queue = 6;
    add_tasks(world.workloads[3], world.workloads[0]);
}

std::vector<TraceRequest> make_requests(Stream& s, double gap) {
    std::vector<TraceRequest> list;
    Nanos at{0};
    while (true) {
        at += seconds(exponential(s, gap));
        if (at >= seconds(550)) return list;
        TraceRequest r = request_at(at, 1 + below(s, 300), 1 + below(s, 120));
        if (below(s, 60) == 0) r.prompt_tokens = 2000;  // beyond every cache
        if (below(s, 3) == 0) {
            auto parts = std::make_shared<PromptParts>();
            parts->tokens = 50;
            for (int k = 0; k * 50 < r.prompt_tokens; ++k) {
                const int variant = k < 2 ? 0 : below(s, 3);
                parts->hashes.push_back(1000 + static_cast<std::uint64_t>(10 * k + variant));
            }
            r.parts = parts;
        }
        list.push_back(r);
    }
}

struct Outcome {
    Observations seen;
    std::vector<RequestRow> rows;
};

Outcome run(World world, const std::vector<std::vector<TraceRequest>>& lists, bool stepwise) {
    for (Deployment& d : world.deployments) d.rules.stepwise = stepwise;
    RequestSources sources;
    for (const auto& list : lists) sources.push_back(std::make_unique<ListSource>(list));
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    Observations seen = simulate(world, std::move(sources), options);
    return {std::move(seen), std::move(rows.rows)};
}

void same_rows(const std::vector<RequestRow>& a, const std::vector<RequestRow>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        INFO("row " << i << ", request " << a[i].request_id);
        REQUIRE(a[i].request_id == b[i].request_id);
        REQUIRE(a[i].replica == b[i].replica);
        REQUIRE(a[i].arrival.ns == b[i].arrival.ns);
        REQUIRE(a[i].first_token.ns == b[i].first_token.ns);
        REQUIRE(a[i].finish.ns == b[i].finish.ns);
        REQUIRE(a[i].prompt_tokens == b[i].prompt_tokens);
        REQUIRE(a[i].preemptions == b[i].preemptions);
        REQUIRE(std::string(a[i].status) == b[i].status);
    }
}

void same_counts(const Observations& a, const Observations& b) {
    for (std::size_t w = 0; w < a.workloads.size(); ++w) {
        CHECK(a.workloads[w].in_flight == b.workloads[w].in_flight);
        CHECK(a.workloads[w].retries == b.workloads[w].retries);
        CHECK(a.tasks[w].completed == b.tasks[w].completed);
        CHECK(a.tasks[w].failed == b.tasks[w].failed);
        for (std::size_t d = 0; d < a.deployments.size(); ++d) {
            const ServingStats& x = a.serving[w][d];
            const ServingStats& y = b.serving[w][d];
            CHECK(x.wait_ns == y.wait_ns);
            CHECK(x.network_ns == y.network_ns);
            CHECK(x.contention_ns == y.contention_ns);
            CHECK(x.slo_met == y.slo_met);
        }
    }
    for (std::size_t r = 0; r < a.replicas.size(); ++r) {
        CHECK(a.replicas[r].iterations == b.replicas[r].iterations);
        CHECK(a.replicas[r].preemptions == b.replicas[r].preemptions);
        CHECK(a.replicas[r].recomputed_tokens == b.replicas[r].recomputed_tokens);
        CHECK(a.replicas[r].cached_tokens == b.replicas[r].cached_tokens);
    }
}

void same_meters(const Observations& a, const Observations& b, bool drafts) {
    for (std::size_t p = 0; p < a.pools.size(); ++p) {
        std::int64_t decoded = 0;
        for (std::size_t i = 0; i < a.pools[p].size(); ++i) {
            const PoolUsage& x = a.pools[p][i];
            const PoolUsage& y = b.pools[p][i];
            CHECK(x.useful_ns == y.useful_ns);
            CHECK(x.overhead_ns == y.overhead_ns);
            CHECK(x.failed_ns == y.failed_ns);
            CHECK(x.prefill_tokens == y.prefill_tokens);
            // Speculation emits unevenly: a fused run's tokens are shared out by iterations.
            CHECK(std::abs(x.decode_tokens - y.decode_tokens) <= (drafts ? 64 : 0));
            decoded += x.decode_tokens - y.decode_tokens;
            CHECK(near(x.iteration_energy_j, y.iteration_energy_j, 1e-9));  // sums of other parts
        }
        CHECK(decoded == 0);
    }
}

}  // namespace

TEST_CASE("fused runs of whole random worlds equal stepwise ones, bit for bit") {
    Stream s(23, "stepwise test", "world");
    std::int64_t preemptions = 0;
    std::int64_t cached = 0;
    std::int64_t agents = 0;
    std::int64_t left = 0;
    std::int64_t retries = 0;
    std::int64_t handed = 0;
    for (int round = 0; round < 200; ++round) {
        World world = make_world(s);
        add_workloads(s, world);
        std::vector<std::vector<TraceRequest>> lists;
        for (const double gap : {3.0, 2.0, 0.5, 4.0}) lists.push_back(make_requests(s, gap));
        INFO("round " << round);
        const Outcome fused = run(world, lists, false);
        const Outcome stepwise = run(world, lists, true);
        same_rows(fused.rows, stepwise.rows);
        same_counts(fused.seen, stepwise.seen);
        bool drafts = false;
        for (const Deployment& d : world.deployments) drafts = drafts || d.draft_tokens > 0;
        same_meters(fused.seen, stepwise.seen, drafts);
        CHECK(stepwise.seen.events > fused.seen.events);
        for (const Check& check : fused.seen.checks) CHECK(check.holds);
        for (const ReplicaCounts& r : fused.seen.replicas) {
            preemptions += r.preemptions;
            cached += r.cached_tokens;
        }
        agents += fused.seen.tasks[0].completed;
        left += fused.seen.workloads[2].timed_out;
        for (const WorkloadCounts& w : fused.seen.workloads) retries += w.retries;
        for (const auto& row : fused.seen.serving) handed += row[0].completed;
    }
    // The worlds do have what the test is for.
    CHECK(preemptions > 1000);
    CHECK(cached > 100'000);
    CHECK(agents > 1000);
    CHECK(left > 1000);
    CHECK(retries > 100);
    CHECK(handed > 1000);
}

}  // namespace stepwise_test
