// Conversations, agents, prefill elsewhere, caches, clients that leave, limits: worked by hand.
#include <algorithm>
#include <utility>

#include "sim/engine/policy/autoscaler.hpp"
#include "sim/engine/policy/router.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace serving_features_test {

using namespace orrery;
using namespace orrery::test;

namespace {

LengthSpec constant(double tokens) {
    LengthSpec spec;
    spec.law = LengthLaw::constant;
    spec.mean = tokens;
    return spec;
}

class Rows final : public RequestSink {
public:
    void row(const RequestRow& row) override { rows.push_back(row); }
    std::vector<RequestRow> rows;
};

}  // namespace

TEST_CASE("a conversation: each prompt holds what was said, and the cache spares it") {
    World world = chat_replicas();
    ConversationSpec talk;
    talk.turns = 4;
    talk.think_time = Nanos{5 * kSecond.ns};
    talk.prompt = constant(20);
    talk.output = constant(30);
    world.workloads[0].spec.conversation = talk;
    world.deployments[0].rules.prefix_cache = true;
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 50; ++i) list.push_back(request_at(Nanos{i * 60 * kSecond.ns}, 100, 40));
    const Observations out = simulate(world, sources_of(list), options);
    const TaskStats& tasks = out.tasks[0];
    CHECK(tasks.started == 50);
    CHECK(tasks.completed >= 48);  // the last ones may reach the end
    CHECK(tasks.failed == 0);
    CHECK(near(static_cast<double>(tasks.calls) / static_cast<double>(tasks.completed), 4, 0.4));
    // Prompts are 100, 100 + 40 + 20 = 160, 160 + 30 + 20 = 210, …
    std::int64_t cached = 0;
    for (const RequestRow& row : rows.rows) {
        const bool first = row.prompt_tokens == 100;
        CHECK((first || (row.prompt_tokens - 160) % 50 == 0));
        // Of 160 tokens 139 were computed before (the last token emitted was not): 8 blocks.
        if (!first) cached += (row.prompt_tokens - 20 - 1) / 16 * 16;
    }
    CHECK(out.replicas[0].cached_tokens == cached);
    CHECK(cached > 5000);
}

TEST_CASE("an agent: steps wait for others and for their tools") {
    World world = chat_replicas();
    WorkloadSpec& spec = world.workloads[0].spec;
    spec.agent.resize(3);
    spec.agent[0] = {{}, "plan", {}, 1, Nanos{0}, constant(10), constant(1), false};
    spec.agent[1] = {{}, "search", {"plan"}, 2, Nanos{kSecond}, constant(100), constant(1), true};
    spec.agent[2] = {{}, "answer", {"search"}, 1, Nanos{0}, constant(5), constant(1), false};
    world.workloads[0].agent = {{{1}, 0, true}, {{2}, 1, false}, {{}, 1, true}};
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 50, 1)}), options);
    REQUIRE(rows.rows.size() == 4);
    // plan: 50 + 10 tokens, 0.010 + 60·1e-4 = 16 ms. Tool 1 s. The first of two searches starts an
    // iteration of 0.010 + 100·1e-4 = 20 ms, the second the next. answer: what was said,
    // 61 + 2·101, and 5: 268 tokens in chunks of 256 and 12: 35.6 + 11.2 ms.
    CHECK(rows.rows[0].prompt_tokens == 60);
    CHECK(rows.rows[1].arrival.ns == 1'016'000'000);
    CHECK(rows.rows[2].prompt_tokens == 100);
    CHECK(rows.rows[3].prompt_tokens == 268);
    CHECK(out.tasks[0].completed == 1);
    CHECK(near(out.tasks[0].e2e.mean(), 1.016 + 0.040 + 0.0356 + 0.0112, 1e-9));
    CHECK(out.workloads[0].arrived == 4);
}

TEST_CASE("prefill elsewhere: the KV crosses the link, then the answer begins") {
    World world = chat_replicas(2);
    world.deployments[0].name = "answers";
    world.deployments[0].replicas_min = world.deployments[0].replicas_max = 1;
    Deployment prompts = world.deployments[0];
    prompts.name = "prompts";
    world.deployments.push_back(prompts);
    world.deployments[0].prefill = DeploymentId(1u);
    world.deployments[0].kv_bytes_token = 1e6;
    world.deployments[0].transfer_bandwidth = 1e9;
    world.deployments[0].transfer_latency = Nanos{1'000'000};
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 100, 3)}), options);
    REQUIRE(rows.rows.size() == 1);
    // Prompt 20 ms at `prompts`; 100 MB over 1 GB/s and 1 ms: 101 ms; two decodes of
    // 10.1 ms + 101 µs and + 102 µs at `answers`.
    CHECK(rows.rows[0].first_token.ns == 20'000'000);
    CHECK(rows.rows[0].finish.ns == 20'000'000 + 101'000'000 + 10'201'000 + 10'202'000);
    CHECK(out.serving[0][0].completed == 1);
    CHECK(out.serving[0][0].transfer_ns == 101'000'000);
    CHECK(out.serving[0][0].network_ns == 0);  // no round trip, no front end
    CHECK(out.workloads[0].completed == 1);
}

TEST_CASE("a prompt goes through the stages of a pipeline one after another") {
    World world = chat_replicas();
    world.tables[0].stages = 4;
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 100, 3)}), options);
    REQUIRE(rows.rows.size() == 1);
    // Spread over the stages 10 ms + 100 · 0.1 ms = 20 ms; as one micro-batch 10 ms + 400 · 0.1 ms
    // = 50 ms, when its client sees the first token. Its decodes read their context alone, at a
    // stage at a time: 10.1 ms + 4 · 101 µs and + 4 · 102 µs.
    CHECK(rows.rows[0].first_token.ns == 50'000'000);
    CHECK(rows.rows[0].finish.ns == 50'000'000 + 10'504'000 + 10'508'000);
    CHECK(std::as_const(out).serving[0][0].network_ns == 0);
}

TEST_CASE("clients leave at their deadline in the middle of an answer, others go on") {
    World world = chat_replicas();
    world.workloads[0].spec.deadline = Nanos{kSecond};
    const Observations out = simulate(
        world, sources_of({request_at(Nanos{0}, 100, 1000), request_at(Nanos{0}, 100, 20)}), {});
    CHECK(out.workloads[0].timed_out == 1);
    CHECK(out.workloads[0].completed == 1);
    // Tokens of the one that left are lost, and conservation (checked at the end) knows it.
    CHECK(out.serving[0][0].output_tokens == 20);
}

TEST_CASE("a token bucket lets its burst pass, then its rate") {
    World world = chat_replicas();
    world.workloads[0].spec.limit = {2, 3};
    std::vector<TraceRequest> list;
    for (int i = 0; i < 10; ++i) list.push_back(request_at(Nanos{i * 100'000'000}, 10, 1));
    const Observations out = simulate(world, sources_of(list), {});
    // Ten within 0.9 s: three at once and 0.9 s · 2/s = 1.8, of which one is whole by then.
    CHECK(out.workloads[0].rejected == 6);
    CHECK(out.workloads[0].completed == 4);
    // After a pause no more than the burst is there.
    for (std::size_t i = 0; i < 10; ++i) {
        list.push_back(request_at(kSecond * 100 + list[i].arrival, 10, 1));
    }
    CHECK(simulate(world, sources_of(list), {}).workloads[0].completed == 8);
}

TEST_CASE("round robin takes replicas in turn, whatever their load") {
    World world = chat_replicas(3);
    world.deployments[0].balancer = BalancerKind::round_robin;
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 9; ++i) list.push_back(request_at(Nanos{i * kSecond.ns}, 10, 1));
    simulate(world, sources_of(list), options);
    REQUIRE(rows.rows.size() == 9);
    for (std::size_t i = 3; i < 9; ++i) {
        CHECK(rows.rows[i].replica == rows.rows[i - 3].replica);
        CHECK(rows.rows[i].replica != rows.rows[i - 1].replica);
    }
}

TEST_CASE("preempted requests are finished, and their statistics stay those of the client") {
    World world = chat_replicas();
    world.tables[0].kv_tokens = 16 * 20;  // 320 tokens for three requests of up to 180
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    const Observations out =
        simulate(world,
                 sources_of({request_at(Nanos{0}, 80, 100), request_at(Nanos{0}, 80, 100),
                             request_at(Nanos{0}, 80, 100)}),
                 options);
    CHECK(out.workloads[0].completed == 3);
    CHECK(out.workloads[0].preemptions >= 1);
    for (const RequestRow& row : rows.rows) {
        CHECK(row.prompt_tokens == 80);
        CHECK(row.output_tokens == 100);
    }
    CHECK(out.serving[0][0].output_tokens == 300);
}

TEST_CASE("the greenest route within the SLO, else the fastest") {
    const auto router = make_router(RouterKind::greenest_within_slo);
    RouteView dirty;
    dirty.replica = ReplicaId(0u);
    dirty.g_per_million_tokens = 400;
    dirty.ttft_estimate_s = 0.2;
    RouteView clean = dirty;
    clean.replica = ReplicaId(1u);
    clean.g_per_million_tokens = 30;
    clean.ttft_estimate_s = 0.6;
    CHECK(router->decide({dirty, clean}, 1.0) == 1);
    CHECK(router->decide({dirty, clean}, 0.5) == 0);
}

TEST_CASE("autoscalers wake from zero and follow the time to first token") {
    AutoscalerSpec spec;
    Deployment deployment;
    deployment.replicas_min = 0;
    deployment.replicas_max = 10;
    ScalingView view;
    view.slots = 8;
    view.waiting = 1;
    CHECK(decide_scaling(spec, deployment, view).replicas == 1);
    spec.metric = AutoscaleMetric::ttft;
    spec.target = 0.5;
    view.ready = 4;
    view.waiting = 0;
    view.outstanding = 20;
    view.mean_ttft_s = 0.75;  // 1.5 times the target: ⌈4 · 1.5⌉
    CHECK(decide_scaling(spec, deployment, view).replicas == 6);
    view.mean_ttft_s = 0.4;
    CHECK(decide_scaling(spec, deployment, view).replicas == 4);
}

TEST_CASE("what a deployment misses alone is told from what it misses among others") {
    // Alone a token takes 10 ms + 0.1 ms + 0.1 ms of context, among eight 10 + 0.8 + 0.8.
    struct Case {
        double tpot_s;
        int requests;
        std::int64_t missed, alone;
    };
    for (const Case& c : {Case{0.009, 8, 8, 8}, Case{0.011, 8, 8, 0}, Case{0.011, 1, 0, 0}}) {
        World world = chat_replicas();
        world.workloads[0].spec.slo.tpot_s = c.tpot_s;
        const std::vector<TraceRequest> list(static_cast<std::size_t>(c.requests),
                                             request_at(Nanos{0}, 50, 100));
        const Observations out = simulate(world, sources_of(list), {});
        const ServingStats& s = std::as_const(out).serving[0][0];
        INFO(c.tpot_s << " s, " << c.requests << " requests");
        CHECK(s.measured - s.slo_met == c.missed);
        CHECK(s.missed_alone == c.alone);
        CHECK(s.missed_contention_ns == (c.missed > 0 ? s.contention_ns : 0));
    }
}

TEST_CASE("a full cache sends away who came last") {
    World world = chat_replicas();
    world.tables.push_back(simple_table(8, 256, 16 * 20));  // of 2 · 200 tokens 320 fit
    world.deployments[0].table = 1;
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    simulate(world,
             sources_of({request_at(Nanos{0}, 100, 100),
                         request_at(Nanos{50 * kSecond.ns / 1000}, 100, 100)}),
             options);
    REQUIRE(rows.rows.size() == 2);
    CHECK(rows.rows[0].request_id == 0);
    CHECK(rows.rows[0].preemptions == 0);
    CHECK(rows.rows[1].preemptions == 1);
}

TEST_CASE("a padded batch is as long as its longest prompt, times all of them") {
    World world = chat_replicas();
    world.deployments[0].rules.chunked = false;
    world.deployments[0].rules.padded = true;
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    // The first one sets out alone. Of 100, 30 and 30 tokens all would fit into 256, but each
    // counts as the longest of them: 2 · 100 do, 3 · 100 do not.
    std::vector<TraceRequest> list;
    for (const int prompt : {50, 100, 30, 30}) list.push_back(request_at(Nanos{0}, prompt, 5));
    simulate(world, sources_of(list), options);
    REQUIRE(rows.rows.size() == 4);
    std::vector<std::int64_t> first;
    for (const RequestRow& row : rows.rows) first.push_back(row.first_token.ns);
    std::sort(first.begin(), first.end());
    CHECK(first[1] > first[0]);
    CHECK(first[1] == first[2]);
    CHECK(first[3] > first[2]);
}

TEST_CASE("a request longer than the model's context is refused, and counted as such") {
    World world = chat_replicas();
    world.deployments[0].context = 200;
    const Observations out = simulate(
        world, sources_of({request_at(Nanos{0}, 150, 50), request_at(Nanos{0}, 150, 51)}), {});
    CHECK(out.workloads[0].completed == 1);
    CHECK(out.workloads[0].rejected == 1);
    CHECK(out.workloads[0].too_long == 1);
}

TEST_CASE("prompts and answers apart: either stage is woken from zero, neither is blocked") {
    for (const std::size_t asleep : {0u, 1u}) {
        World world = chat_replicas(2);
        world.deployments[0].name = "answers";
        world.deployments[0].replicas_min = world.deployments[0].replicas_max = 1;
        Deployment prompts = world.deployments[0];
        prompts.name = "prompts";
        world.deployments.push_back(prompts);
        world.deployments[0].prefill = DeploymentId(1u);
        world.deployments[0].transfer_bandwidth = 1e9;
        world.deployments[asleep].replicas_min = 0;
        world.deployments[asleep].autoscaler = AutoscalerSpec{};
        world.workloads[0].routes = {{DeploymentId(0u), Nanos{0}}};
        // The prompts' cache holds 20 blocks: a prompt of 400 tokens would wait for ever.
        world.tables.push_back(simple_table(8, 256, 16 * 20));
        world.deployments[1].table = 1;
        const Observations out = simulate(
            world, sources_of({request_at(Nanos{0}, 100, 3), request_at(Nanos{0}, 400, 3)}), {});
        INFO("asleep: " << asleep);
        CHECK(out.workloads[0].completed == 1);
        CHECK(out.workloads[0].too_long == 1);
        CHECK(out.workloads[0].retries == 0);
    }
}

TEST_CASE("when a site is down, the next deployment that can be woken is") {
    World world = small_world(1, 1, kHour);
    world.tables.push_back(simple_table(8, 256, 16 * 1000));
    world.sites[0].outages = {{Nanos{0}, Nanos{1800 * kSecond.ns}, "works"}};
    world.sites.emplace_back();
    world.pools.push_back(world.pools[0]);
    world.pools[1].site = SiteId(1u);
    for (unsigned i = 0; i < 2; ++i) {
        Deployment& d = add_deployment(world, i == 0 ? "a" : "b", 0, 1);
        d.pool = PoolId(i);
        d.site = SiteId(i);
        d.replicas_max = 1;
        d.max_num_seqs = 8;
        d.token_budget = 256;
        d.autoscaler = AutoscalerSpec{};
    }
    add_workload(world, "w");
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    simulate(world, sources_of({request_at(Nanos{kSecond}, 100, 1)}), options);
    // The autoscaler looks after a minute, loading takes 30 s.
    REQUIRE(rows.rows.size() == 1);
    CHECK(rows.rows[0].deployment == DeploymentId(1u));
    CHECK(rows.rows[0].first_token.ns == 90 * kSecond.ns + 20'000'000);
}

TEST_CASE("the autoscaler sees the time to first token during the warm-up, too") {
    World world = chat_replicas(4);
    world.warmup = Nanos{1800 * kSecond.ns};
    Deployment& d = world.deployments[0];
    d.replicas_min = 1;
    d.max_num_seqs = 1;
    d.autoscaler = AutoscalerSpec{};
    d.autoscaler->metric = AutoscaleMetric::ttft;
    d.autoscaler->target = 0.5;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 1500; ++i) list.push_back(request_at(Nanos{i * kSecond.ns}, 100, 150));
    const Observations out = simulate(world, sources_of(list), {});
    CHECK(out.workloads[0].in_flight == 0);  // one replica would still be at it
}

TEST_CASE("a backlog that only grows ends the run, which says so") {
    World world = chat_replicas();
    world.limits.max_present = 100;
    std::vector<TraceRequest> list;
    for (std::int64_t i = 0; i < 10000; ++i) {
        list.push_back(request_at(Nanos{i * 1'000'000}, 100, 100));
    }
    const Observations out = simulate(world, sources_of(list), {});
    CHECK(out.end == RunEnd::backlog);
    CHECK(out.workloads[0].in_flight == 101);
    CHECK(out.ended_at.ns < 2 * kSecond.ns);
}

TEST_CASE("a whole prompt beyond the budget goes on as the table rises") {
    World world = chat_replicas();
    world.deployments[0].rules = scheduler_rules(SchedulerKind::vllm_v0, "");
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    simulate(world, sources_of({request_at(Nanos{0}, 5000, 1)}), options);
    REQUIRE(rows.rows.size() == 1);
    CHECK(rows.rows[0].first_token.ns == 510'000'000);  // 10 ms and 0.1 ms a token
}

}  // namespace serving_features_test
