// The study `size`: targets, bounds by hand, knees against theory, the whole ladder.
#include "sim/study/size.hpp"

#include "models/queueing/queueing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/world.hpp"

namespace size_test {

using namespace orrery;
using namespace orrery::test;

namespace {

SloTarget target(const std::string& text) {
    std::string problem;
    const auto t = parse_slo(text, problem);
    INFO(problem);
    REQUIRE(t);
    return *t;
}

/// Two replicas of 8 slots at most, constant lengths, Poisson.
World constant_world(double rate, int prompt, int output, std::int64_t kv) {
    World world = small_world(64, 1, Nanos{600 * kSecond.ns});
    world.warmup = Nanos{60 * kSecond.ns};
    world.tables.push_back(simple_table(8, 256, kv));
    world.shapes.emplace_back();
    Deployment& d = add_deployment(world, "chat", 1, 1);
    d.max_num_seqs = 8;
    d.token_budget = 256;
    Workload& w = add_workload(world, "load");
    w.spec.synthetic.emplace();
    w.spec.synthetic->rate = rate;
    w.spec.synthetic->prompt = {LengthLaw::constant, static_cast<double>(prompt)};
    w.spec.synthetic->output = {LengthLaw::constant, static_cast<double>(output)};
    return world;
}

}  // namespace

TEST_CASE("candidates see the same failures whatever the base calls its pool, and are told apart") {
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    SizeQuestion q;
    q.scenario.name = "t";
    q.scenario.file = "./t";
    q.scenario.horizon = Nanos{300 * kSecond.ns};
    WorkloadSpec w;
    w.name = "traffic";
    w.synthetic.emplace();
    w.synthetic->rate = 10;
    q.scenario.workloads = {w};
    SiteSpec site;
    site.name = "neo";
    site.kind = SiteKind::neocloud;
    site.region = "nebius/eu-north1";
    q.scenario.sites = {site};
    PoolSpec pool;
    pool.site = "neo";
    pool.server = "hgx-h100";
    pool.servers = 1;
    pool.contract = ContractKind::on_demand;
    pool.price_usd_server_h = 23.6;
    q.deployment.name = "chat";
    q.deployment.model = "llama-3.1-8b";
    q.precisions = {Precision::bf16};
    q.tps = {1};
    q.hardware = {"hgx-h100"};
    q.own = true;
    std::vector<Observations> seen;
    for (const char* name : {"h100", "fleet"}) {
        pool.name = name;
        q.scenario.pools = {pool};
        std::vector<SizeRow> unfit;
        const auto all = size_candidates(q, catalog, {}, unfit, d);
        REQUIRE_FALSE(d.has_errors());
        REQUIRE(all.size() == 2);
        CHECK(all[0].row.name == "hgx-h100 tp1 bf16, nebius");
        CHECK(all[1].row.name != all[0].row.name);
        CHECK(all[1].row.name.starts_with("hgx-h100 tp1 bf16, "));
        for (const SizeCandidate& c : all) {
            World world = with_replicas(c.world, c.deployment, 8);
            world = with_failures(world, c.deployment, 20, Nanos{20 * kSecond.ns});
            seen.push_back(simulate(world, {}));
        }
    }
    // One server of one kind, twenty failures expected: at the same instants in all four runs.
    REQUIRE_FALSE(seen[0].run_events.empty());
    for (const Observations& o : seen) {
        REQUIRE(o.run_events.size() == seen[0].run_events.size());
        for (std::size_t i = 0; i < o.run_events.size(); ++i) {
            CHECK(o.run_events[i].at == seen[0].run_events[i].at);
        }
    }
}

TEST_CASE("targets are read with their quantile and unit, and refused with a reason") {
    const SloTarget t = target("ttft.p99 <= 500 ms");
    CHECK(t.latency == Latency::ttft);
    CHECK(t.quantile == 0.99);
    CHECK(t.limit_s == 0.5);
    CHECK(near(target("e2e.p99.9<20s").quantile, 0.999, 1e-12));
    std::string problem;
    for (const char* bad : {"ttft<1s", "foo.p99<1s", "ttft.p0<1s", "ttft.p99<1", "ttft.p99<-1s",
                            "ttft.mean<1s", "", "<", "ttft.p99<"}) {
        CHECK_FALSE(parse_slo(bad, problem));
        CHECK_FALSE(problem.empty());
    }
    SloSpec slo;
    slo.tpot_s = .05;
    slo.target = .95;
    const auto targets = targets_of(slo);
    REQUIRE(targets.size() == 1);
    CHECK(targets[0].text == "tpot.p95<50ms");
}

TEST_CASE("the bound of a replica by hand") {
    // Output 21: 20 iterations after the first token. B = 8 → 0.4 requests and 40 prompt tokens an
    // iteration of 48 tokens: 10 ms + 4.8 ms; contexts 20·100 + 20·21/2 = 2,210 a request, 0.4 of
    // them at 1 µs: 0.884 ms. 0.4 / 15.684 ms = 25.504 requests a second.
    const World world = constant_world(10, 100, 21, 1 << 20);
    const DemandSample sample = sample_demand(world, 1, 64);
    CHECK(sample.rate == 10);
    const ReplicaBound bound = replica_bound(world, DeploymentId(0u), sample, {});
    CHECK(bound.batch == 8);
    CHECK(bound.limit == "slots");
    CHECK(near(bound.iteration_s, 0.015684, 1e-9));
    CHECK(near(bound.rate, 25.5037, 1e-4));
    // 121 tokens are 8 blocks of 16: 128. A cache of 512 holds four.
    const World small = constant_world(10, 100, 21, 512);
    CHECK(replica_bound(small, DeploymentId(0u), sample, {}).batch == 4);
    CHECK(replica_bound(small, DeploymentId(0u), sample, {}).limit == "kv_memory");
    const World tiny = constant_world(10, 100, 21, 112);
    CHECK_FALSE(replica_bound(tiny, DeploymentId(0u), sample, {}).infeasible.empty());
    // Alone: one chunk of 100 tokens, 10 ms + 10 ms. A limit of 19 ms cannot be met, 21 ms can.
    const auto with = [&](const char* slo) {
        return replica_bound(world, DeploymentId(0u), sample, {target(slo)}).infeasible;
    };
    CHECK_FALSE(with("ttft.p99<19ms").empty());
    CHECK(with("ttft.p99<21ms").empty());
}

TEST_CASE("a sample has workloads in proportion to their rates") {
    World world = constant_world(30, 100, 20, 1 << 20);
    Workload& rare = add_workload(world, "rare");
    rare.spec = world.workloads[0].spec;
    rare.spec.synthetic->rate = 3;
    rare.spec.synthetic->prompt.mean = 1000;
    const DemandSample sample = sample_demand(world, 1, 500);
    CHECK(sample.rate == 33);
    CHECK(sample.requests.size() >= 500);
    CHECK(sample.requests.size() < 1000);
    double mean = 0;
    for (const TraceRequest& r : sample.requests) {
        mean += r.prompt_tokens / static_cast<double>(sample.requests.size());
    }
    // (30 · 100 + 3 · 1000) / 33 = 181.8
    CHECK(near(mean, 181.8, 0.1));
}

TEST_CASE("no simulation serves more than its bound") {
    for (const auto& [prompt, output] : {std::pair{100, 21}, {1, 200}, {400, 2}, {250, 1}}) {
        const World world = constant_world(200, prompt, output, 1 << 20);
        const DemandSample sample = sample_demand(world, 1, 64);
        const ReplicaBound bound = replica_bound(world, DeploymentId(0u), sample, {});
        const Observations o = simulate(with_replicas(world, DeploymentId(0u), 1), {});
        const double served =
            static_cast<double>(o.workloads[0].completed) / world.horizon.seconds();
        INFO(prompt << " in, " << output << " out");
        CHECK(served <= bound.rate * 1.001);
        CHECK(served >= bound.rate * 0.8);
    }
}

TEST_CASE("the least fleet meets its targets and one replica less does not") {
    const World world = constant_world(120, 100, 21, 1 << 20);
    TrialOptions options;
    options.targets = {target("ttft.p99<200ms")};
    options.seeds = 2;
    const Trial best = least_fleet(world, 1, 2, options);
    REQUIRE(best.met);
    CHECK(try_fleet(world, best.replicas, options).met);
    CHECK_FALSE(try_fleet(world, best.replicas - 1, options).met);
    CHECK(least_fleet(world, 1, 60, options).replicas == best.replicas);
    // 120 / 25.5 = 4.7: five replicas are stable, and waits need at most a few more.
    CHECK(best.replicas >= 5);
    CHECK(best.replicas <= 8);
}

TEST_CASE("the knee of M/M/c lies within 2 % of theory") {
    World world = small_world(1, 1, Nanos{60000 * kSecond.ns});
    world.warmup = Nanos{3000 * kSecond.ns};
    add_station(world, "station", 8, 1);
    Workload& w = add_workload(world, "load");
    w.spec.synthetic.emplace();
    w.spec.synthetic->rate = 4;
    // Where the p99 of the wait of M/M/8 with a mean service of 1 s is 2 s.
    double low = 4;
    double high = 8;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (queueing::mmc_wait_quantile(middle, 1, 8, 0.99) <= 2 ? low : high) = middle;
    }
    TrialOptions options;
    options.targets = {target("wait.p99<2s")};
    options.seeds = 2;
    const double knee = knee_of(world, 1, 2, 0.005, options);
    CHECK(near(4 * knee, low, 0.02));
}

TEST_CASE("servers hold whole replicas") {
    World world = small_world(4, 8, kHour);
    add_deployment(world, "three", 1, 3);
    // Eight accelerators hold two replicas of three; five replicas need three servers.
    CHECK(servers_for(world, DeploymentId(0u), 5) == 3);
    CHECK(replicas_on(world, DeploymentId(0u), 3) == 6);
    world.deployments[0].accelerators = 16;
    CHECK(servers_for(world, DeploymentId(0u), 5) == 10);
    CHECK(replicas_on(world, DeploymentId(0u), 5) == 2);
    const World other = with_replicas(world, DeploymentId(0u), 3);
    CHECK(other.pools[0].servers == 6);
}

}  // namespace size_test
