// Whole runs of hand-made worlds: arithmetic beside the assertion, and storms that must conserve.
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace simulation_test {

using namespace orrery;
using namespace orrery::test;

namespace {

std::vector<TraceRequest> poisson(double rate, double seconds, std::uint64_t seed, int prompt,
                                  int output) {
    Stream s(seed, "test arrivals", "w");
    std::vector<TraceRequest> list;
    double t = 0;
    while (true) {
        t += exponential(s, 1 / rate);
        if (t >= seconds) return list;
        const int p = 1 + static_cast<int>(uniform_int(s, static_cast<std::uint64_t>(prompt)));
        const int o = 1 + static_cast<int>(uniform_int(s, static_cast<std::uint64_t>(output)));
        list.push_back(request_at(Nanos::from_seconds(t), p, o));
    }
}

std::size_t index(WaitCause cause) {
    return static_cast<std::size_t>(cause);
}

World batching_world(int replicas, int max_num_seqs = 8, std::int64_t kv = 16 * 400) {
    World world = small_world(replicas, 1, kHour);
    world.tables.push_back(simple_table(max_num_seqs, 256, kv));
    Deployment& d = add_deployment(world, "chat", replicas, 1);
    d.max_num_seqs = max_num_seqs;
    d.token_budget = 256;
    add_workload(world, "w");
    return world;
}

/// The same again a second away: requests go there while the near site is down.
void add_farther_site(World& world) {
    world.sites.push_back(world.sites[0]);
    world.sites[1].name = "other";
    world.pools.push_back(world.pools[0]);
    world.pools[1].name = "other";
    world.pools[1].site = SiteId(1u);
    Deployment other = world.deployments[0];
    other.name = "other";
    other.pool = PoolId(1u);
    other.site = SiteId(1u);
    world.deployments.push_back(other);
    world.workloads[0].routes.push_back({DeploymentId(1u), kSecond});
    world.workloads[0].router = RouterKind::nearest;
}

}  // namespace

TEST_CASE("M/M/1 through the engine: mean sojourn 1/(mu - lambda)") {
    World world = small_world(1, 1, Nanos{200000 * kSecond.ns});
    add_station(world, "queue", 1, 1.0);
    add_workload(world, "w");
    const Observations out = simulate(world, sources_of(poisson(0.7, 2e5, 3, 10, 10)), {});
    // 1/(1 − 0.7) = 3.3333 s; about 140,000 customers, autocorrelated: 4 % is over 3 sigma.
    CHECK(near(out.serving[0][0].e2e.mean(), 1 / 0.3, 0.04));
    // P(busy) = 0.7 of the accelerator's time.
    double useful = 0;
    for (const PoolUsage& usage : out.pools[0]) useful += static_cast<double>(usage.useful_ns);
    CHECK(near(useful / static_cast<double>(world.horizon.ns), 0.7, 0.01));
}

TEST_CASE("one request on an idle replica: latency, device time and energy by hand") {
    World world = batching_world(1);
    world.workloads[0].routes[0].rtt = Nanos{20'000'000};
    const Observations out =
        simulate(world, sources_of({request_at(Nanos{5 * kSecond.ns}, 100, 3)}), {});
    const ServingStats& s = out.serving[0][0];
    REQUIRE(s.completed == 1);
    // Prompt: 0.01 + 1e-4·100 = 0.020 s. Tokens 2 and 3: 0.0101 + 1e-6·(101, 102).
    // TTFT = 0.020 + round trip 0.020 = 0.040; E2E = 0.040 + 0.010201 + 0.010202 = 0.060403.
    CHECK(near(s.ttft.mean(), 0.040, 1e-7));
    CHECK(near(s.e2e.mean(), 0.060403, 1e-7));
    CHECK(near(s.tpot.mean(), 0.0102015, 1e-6));
    CHECK(s.wait.total_seconds() == 0);
    // Device busy 0.040403 s; energy (1 + 100) + (1 + 1) + (1 + 1) = 105 J.
    CHECK(out.pools[0][0].useful_ns == 40'403'000);
    CHECK(near(out.pools[0][0].iteration_energy_j, 105, 1e-12));
    CHECK(out.pools[0][0].idle_ns == kHour.ns - 40'403'000);
}

TEST_CASE("what a workload with a value serves is metered in the hour in which it is done") {
    World world = batching_world(1);
    const auto list = [] {
        return std::vector<TraceRequest>{request_at(Nanos{5 * kSecond.ns}, 100, 3),
                                         request_at(Nanos{9 * kSecond.ns}, 100, 7),
                                         request_at(Nanos{kHour.ns + kSecond.ns}, 100, 5)};
    };
    world.horizon = kHour * 2;
    CHECK(simulate(world, sources_of(list()), {}).served[0].empty());  // no value, no meter
    world.workloads[0].spec.value.emplace();
    world.workloads[0].spec.slo.e2e_s = 0.055;
    const Observations out = simulate(world, sources_of(list()), {});
    REQUIRE(out.served[0].size() == 2);
    CHECK(out.served[0][0].requests == 2);
    CHECK(out.served[0][0].output_tokens == 10);
    CHECK(out.served[0][1].requests == 1);
    CHECK(out.served[0][1].output_tokens == 5);
    // 3 tokens: 0.0404 s, within 0.055; 7 tokens: 0.081 s and 5 tokens: 0.061 s, not.
    CHECK(out.serving[0][0].measured_output_tokens == 15);
    CHECK(out.serving[0][0].slo_output_tokens == 3);
}

TEST_CASE("two requests, one slot: the second waits for the slot, and its wait says so") {
    World world = batching_world(1, 1);
    const Observations out = simulate(
        world, sources_of({request_at(Nanos{0}, 100, 1), request_at(Nanos{0}, 100, 1)}), {});
    const ServingStats& s = out.serving[0][0];
    CHECK(s.wait_ns[index(WaitCause::slots)] == 20'000'000);  // the first prompt: 0.020 s
    CHECK(s.wait.total_seconds() == 0.02);
}

TEST_CASE("a full KV cache holds the next request back, and its wait says so") {
    // Each needs ⌈(100 + 28)/16⌉·16 = 128 tokens; the cache has 128.
    World world = batching_world(1, 8, 128);
    const Observations out = simulate(
        world, sources_of({request_at(Nanos{0}, 100, 28), request_at(Nanos{0}, 100, 28)}), {});
    const ServingStats& s = out.serving[0][0];
    // First: 0.020 + Σ_{c=101}^{127} (0.0101 + 1e-6 c) = 0.020 + 0.2727 + 0.003078 = 0.295778.
    CHECK(near(static_cast<double>(s.wait_ns[index(WaitCause::kv_memory)]), 295'778'000, 1e-6));
    CHECK(s.completed == 2);
}

TEST_CASE("a request that no cache can hold is rejected, not queued for ever") {
    World world = batching_world(1, 8, 128);
    const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 200, 28)}), {});
    CHECK(out.workloads[0].rejected == 1);
}

TEST_CASE("a site outage: requests wait for it, then for the model to load") {
    World world = batching_world(1);
    world.sites[0].outages.push_back({Nanos{60 * kSecond.ns}, Nanos{160 * kSecond.ns}, "fire"});
    const Observations out =
        simulate(world, sources_of({request_at(Nanos{100 * kSecond.ns}, 100, 1)}), {});
    const ServingStats& s = out.serving[0][0];
    CHECK(s.wait_ns[index(WaitCause::outage)] == 60 * kSecond.ns);   // 100 s → 160 s
    CHECK(s.wait_ns[index(WaitCause::loading)] == 30 * kSecond.ns);  // load time
    CHECK(out.pools[0][0].failed_ns == 100 * kSecond.ns);
    CHECK(out.pools[0][0].overhead_ns == 30 * kSecond.ns);
    CHECK(out.pools[0][0].server_down_ns == 100 * kSecond.ns);
}

TEST_CASE("a request caught by an outage starts again elsewhere and counts one retry") {
    World world = batching_world(2);
    add_farther_site(world);
    world.sites[0].outages.push_back({kSecond, Nanos{100 * kSecond.ns}, "fire"});
    // 100 s of decoding at the near site; the outage strikes after one second.
    const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 10, 2000)}), {});
    CHECK(out.serving[0][0].completed == 0);
    CHECK(out.serving[0][1].completed == 1);
    CHECK(out.workloads[0].retries == 1);
    CHECK(out.serving[0][1].wait_ns[index(WaitCause::outage)] == kSecond.ns);
}

TEST_CASE("a request that was preempted and then lost its replica asks for its own prompt again") {
    World world = batching_world(1, 8, 320);
    add_farther_site(world);
    // Each may have 200 tokens, 320 fit: one goes after about 60 of its answer. Before the other
    // one ends, 1 s and more after it came, both lose their replica.
    world.sites[0].outages.push_back({kSecond, Nanos{100 * kSecond.ns}, "fire"});
    const Observations out = simulate(
        world, sources_of({request_at(Nanos{0}, 100, 100), request_at(Nanos{0}, 100, 100)}), {});
    CHECK(out.workloads[0].preemptions >= 1);
    CHECK(out.workloads[0].retries == 2);
    REQUIRE(out.workloads[0].completed == 2);
    CHECK(out.serving[0][1].prompt_tokens == 200);
    CHECK(out.serving[0][1].output_tokens == 200);
}

TEST_CASE("autoscaling: servers come after their delay, load, serve, and leave when quiet") {
    World world = batching_world(1, 2);
    world.pools[0].max_servers = 3;
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    Deployment& d = world.deployments[0];
    d.replicas_max = 3;
    d.autoscaler =
        AutoscalerSpec{AutoscaleMetric::queue, 1, Nanos{10 * kSecond.ns}, Nanos{60 * kSecond.ns}};
    std::vector<TraceRequest> list;
    for (int i = 0; i < 40; ++i) list.push_back(request_at(Nanos{i}, 100, 200));
    const Observations out = simulate(world, sources_of(list), {});
    CHECK(out.workloads[0].completed == 40);
    REQUIRE(out.sessions.size() == 3);
    CHECK(out.sessions[0].from == Nanos{0});
    CHECK(out.sessions[1].from == Nanos{10 * kSecond.ns});
    CHECK(out.sessions[1].until < kHour);
    CHECK(out.sessions[0].until == kHour);
}

TEST_CASE("a job loses the work since its checkpoint and restarts after the repair") {
    World world = batching_world(1);
    world.deployments.clear();
    world.workloads.clear();
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.step_time = Nanos{10 * kSecond.ns};
    job.spec.steps = 100;
    job.spec.checkpoint_every = Nanos{100 * kSecond.ns};
    world.jobs.push_back(job);
    world.sites[0].outages.push_back({Nanos{250 * kSecond.ns}, Nanos{300 * kSecond.ns}, "fire"});
    const Observations out = simulate(world, RequestSources{}, {});
    const JobRecord& record = out.jobs[0];
    // 250 s ran, 200 s saved (20 steps), 50 s lost; 80 steps from 300 s on: 300 + 800 = 1,100 s.
    CHECK(record.lost_ns == 50 * kSecond.ns);
    CHECK(record.end == Nanos{1100 * kSecond.ns});
    CHECK(record.wait_ns == 50 * kSecond.ns);
    CHECK(record.restarts == 1);
}

TEST_CASE("storms of failures, outages, scaling and impatience conserve everything") {
    // The engine asserts its conservation laws at the end of every run: a violation exits 70.
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Stream s(seed, "storm", "test");
        World world = batching_world(3, 1 + static_cast<int>(uniform_int(s, 8)));
        world.pools[0].max_servers = 6;
        world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
        world.pools[0].failures.mtbf = Nanos{600 * kSecond.ns};
        world.pools[0].failures.mttr = Nanos{120 * kSecond.ns};
        world.pools[0].supply.refuse = 0.3;
        world.pools[0].supply.partial = 0.3;
        world.pools[0].supply.delay = Nanos{60 * kSecond.ns};
        Deployment& d = world.deployments[0];
        d.replicas_max = 6;
        d.autoscaler = AutoscalerSpec{AutoscaleMetric::utilisation, 0.5, Nanos{15 * kSecond.ns},
                                      Nanos{45 * kSecond.ns}};
        const Nanos at = Nanos::from_seconds(s.uniform() * 3000);
        world.sites[0].outages.push_back({at, at + Nanos{200 * kSecond.ns}, "flood"});
        world.workloads[0].spec.timeout = Nanos{20 * kSecond.ns};
        world.workloads[0].spec.max_queue = 20;
        world.workloads[0].routes[0].rtt = Nanos{30'000'001};
        const Observations out = simulate(world, sources_of(poisson(8, 3600, seed, 200, 100)), {});
        CHECK(out.checks.size() >= 7);
        CHECK(out.workloads[0].completed > 1000);
    }
}

}  // namespace simulation_test
