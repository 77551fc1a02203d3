// Deployments that start for what waits beside them, full queues and caches: worked by hand.
#include <algorithm>
#include <memory>
#include <utility>

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace standby_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// One replica that is always there, and a deployment like it that stands by without any; the first
/// workload may go to either.
World with_standby(const AutoscalerSpec& scaling) {
    World world = chat_replicas(2);
    world.deployments[0].replicas_min = world.deployments[0].replicas_max = 1;
    Deployment standby = world.deployments[0];
    standby.name = "standby";
    standby.replicas_min = 0;
    standby.autoscaler = scaling;
    world.deployments.push_back(standby);
    world.workloads[0].routes = {{DeploymentId(0u), Nanos{0}}, {DeploymentId(1u), Nanos{0}}};
    return world;
}

}  // namespace

TEST_CASE("a deployment without a replica starts for what waits beside it, and goes again") {
    // 10 requests a second for 120 s, of which 8 run at a time, about 1.2 s each: soon over 4 wait,
    // over 90 % of the slots are taken and first tokens come after over 2 s. One a minute follows:
    // for those the first would do.
    std::vector<TraceRequest> list;
    for (int i = 0; i < 1200; ++i) list.push_back(request_at(Nanos{i * kSecond.ns / 10}, 50, 100));
    for (int i = 1; i < 50; ++i) list.push_back(request_at(Nanos{i * kMinute.ns}, 50, 100));
    std::stable_sort(list.begin(), list.end(), [](const TraceRequest& a, const TraceRequest& b) {
        return a.arrival < b.arrival;
    });
    for (const auto& [metric, target] :
         {std::pair{AutoscaleMetric::queue, 4.0}, std::pair{AutoscaleMetric::ttft, 2.0},
          std::pair{AutoscaleMetric::utilisation, .9}}) {
        World world =
            with_standby({metric, target, Nanos{10 * kSecond.ns}, Nanos{60 * kSecond.ns}});
        INFO("target " << target);
        const Observations out = simulate(world, sources_of(list), {});
        CHECK(out.workloads[0].completed == 1249);
        CHECK(std::as_const(out).serving[0][1].completed > 100);
        std::int64_t ready_ns = 0;
        for (const DeploymentUsage& u : out.deployments[1]) ready_ns += u.ready_ns;
        CHECK(ready_ns > 10 * kSecond.ns);
        CHECK(ready_ns < 6 * kMinute.ns);
    }
}

TEST_CASE("a deployment without a replica starts where requests are turned away beside it") {
    World world = with_standby({AutoscaleMetric::queue, 4, Nanos{10 * kSecond.ns}, kHour});
    world.workloads[0].spec.max_queue = 2;  // never over the target of 4
    std::vector<TraceRequest> list;
    for (int i = 0; i < 1200; ++i) list.push_back(request_at(Nanos{i * kSecond.ns / 10}, 50, 100));
    const Observations out = simulate(world, sources_of(list), {});
    CHECK(out.workloads[0].rejected > 50);
    CHECK(std::as_const(out).serving[0][1].completed > 100);
}

TEST_CASE("a failed server is replaced at the autoscaler's next look, by whatever it scales") {
    // Repairs take weeks. A replacement takes a look (1 min), the vendor (a minute at the mean) and
    // 30 s of loading: with a request a minute that waits a minute, a failure costs few of them.
    std::vector<TraceRequest> list;
    for (int i = 1; i < 12'000; ++i) list.push_back(request_at(Nanos{i * kMinute.ns}, 50, 10));
    for (const auto& [metric, target] :
         {std::pair{AutoscaleMetric::queue, 4.0}, std::pair{AutoscaleMetric::ttft, 2.0},
          std::pair{AutoscaleMetric::utilisation, .7}}) {
        World world = chat_replicas();
        world.horizon = Nanos{200 * kHour.ns};
        world.pools[0].max_servers = 12;
        world.pools[0].failures.mtbf = Nanos{40 * kHour.ns};
        world.pools[0].failures.mttr = Nanos{1000 * kHour.ns};
        world.pools[0].supply.delay = kMinute;
        world.deployments[0].replicas_max = 4;
        world.deployments[0].autoscaler =
            AutoscalerSpec{metric, target, kMinute, Nanos{10 * kMinute.ns}};
        world.workloads[0].spec.timeout = kMinute;
        INFO("target " << target);
        const Observations out = simulate(world, sources_of(list), {});
        std::int64_t down_ns = 0;
        for (const PoolUsage& usage : out.pools[0]) down_ns += usage.server_down_ns;
        CHECK(down_ns > 20 * kHour.ns);
        CHECK(out.workloads[0].timed_out + out.workloads[0].lost < 60);
    }
}

TEST_CASE("who waits for an autoscaler that has not looked yet waits for servers, not an outage") {
    World world = chat_replicas();
    world.deployments[0].replicas_min = 0;
    world.deployments[0].autoscaler =
        AutoscalerSpec{AutoscaleMetric::queue, 4, Nanos{600 * kSecond.ns}, kHour};
    const Observations out = simulate(world, sources_of({request_at(kMinute, 50, 10)}), {});
    const ServingStats& stats = std::as_const(out).serving[0][0];
    REQUIRE(stats.completed == 1);
    const auto waited = [&stats](WaitCause cause) {
        return static_cast<std::int64_t>(stats.wait_ns[static_cast<std::size_t>(cause)]);
    };
    CHECK(waited(WaitCause::provisioning) == 540 * kSecond.ns);  // 60 s to 600 s
    CHECK(waited(WaitCause::loading) == 30 * kSecond.ns);
    CHECK(waited(WaitCause::outage) == 0);
}

TEST_CASE("what requests waited for that gave up or were lost is told of them") {
    World world = chat_replicas();
    world.sites[0].outages.push_back({kSecond * 100, kSecond * 200, "fire"});
    world.workloads[0].spec.timeout = Nanos{20 * kSecond.ns};
    // The first waits 20 s of the outage and goes; the last 10 s of it and 10 s of loading (30 s).
    const Observations out = simulate(
        world, sources_of({request_at(kSecond * 150, 50, 10), request_at(kSecond * 190, 50, 10)}),
        {});
    CHECK(out.workloads[0].timed_out == 2);
    const ServingStats& stats = std::as_const(out).serving[0][0];
    const auto waited = [&stats](WaitCause cause) {
        const auto i = static_cast<std::size_t>(cause);
        CHECK(stats.wait_ns[i] == 0);  // of the completed
        return static_cast<std::int64_t>(stats.unserved_wait_ns[i]);
    };
    CHECK(waited(WaitCause::outage) == 30 * kSecond.ns);
    CHECK(waited(WaitCause::loading) == 10 * kSecond.ns);
}

TEST_CASE("an answer that comes to its client after its patience is timed out") {
    // A second each way. The prompt takes 20 ms, its two decodes 10.1 ms and a little: the client
    // has its first token after 2.02 s and all of them before 2.041 s.
    const auto served = [](double timeout_s, double deadline_s) {
        World world = chat_replicas();
        world.workloads[0].routes[0].rtt = Nanos{2 * kSecond.ns};
        world.workloads[0].spec.timeout = Nanos::from_seconds(timeout_s);
        world.workloads[0].spec.deadline = Nanos::from_seconds(deadline_s);
        const Observations out = simulate(world, sources_of({request_at(Nanos{0}, 100, 3)}), {});
        CHECK(out.workloads[0].completed + out.workloads[0].timed_out == 1);
        return out.workloads[0].completed;
    };
    CHECK(served(2.019, 100) == 0);
    CHECK(served(2.021, 100) == 1);
    CHECK(served(100, 2.04) == 0);
    CHECK(served(100, 2.041) == 1);
}

TEST_CASE("a queue of two holds two, and the next is turned away") {
    World world = chat_replicas();
    world.deployments[0].max_num_seqs = 1;
    world.workloads[0].spec.max_queue = 2;
    std::vector<TraceRequest> list;  // one runs, two wait, two are too many
    for (int i = 0; i < 5; ++i) list.push_back(request_at(Nanos{i * 1'000'000}, 50, 10));
    const Observations out = simulate(world, sources_of(list), {});
    CHECK(out.workloads[0].completed == 3);
    CHECK(out.workloads[0].rejected == 2);
}

TEST_CASE(
    "the last replica stays while a workload has no other place, whatever is idle beside it") {
    World world =
        with_standby({AutoscaleMetric::queue, 4, Nanos{10 * kSecond.ns}, Nanos{30 * kSecond.ns}});
    add_workload(world, "other");
    world.workloads[1].routes = {{DeploymentId(1u), Nanos{0}}};
    std::vector<TraceRequest> list;  // the first workload asks nothing: what it may use is idle
    for (int i = 0; i < 1200; ++i) list.push_back(request_at(Nanos{i * kSecond.ns / 2}, 50, 100));
    RequestSources sources;
    sources.push_back(std::make_unique<ListSource>(std::vector<TraceRequest>{}));
    sources.push_back(std::make_unique<ListSource>(list));
    const Observations out = simulate(world, std::move(sources), {});
    CHECK(out.workloads[1].completed == 1200);
    // Awake after 40 s at the latest, a tick and the load, it stays for the 600 s of the requests.
    std::int64_t ready_ns = 0;
    for (const DeploymentUsage& u : out.deployments[1]) ready_ns += u.ready_ns;
    CHECK(ready_ns >= 560 * kSecond.ns);
    CHECK(ready_ns < 700 * kSecond.ns);
    CHECK(std::as_const(out).serving[1][1].ttft.quantile(0.9) < 1);
}

TEST_CASE("a router that keeps first tokens in time sees that a cache is full") {
    World world = chat_replicas(2);
    world.deployments[0].replicas_min = world.deployments[0].replicas_max = 1;
    world.deployments[0].usd_per_million_tokens = 1;
    Deployment dear = world.deployments[0];
    dear.name = "dear";
    dear.usd_per_million_tokens = 5;
    world.deployments.push_back(dear);
    world.tables.push_back(simple_table(8, 256, 16 * 40));  // three requests of 200 tokens
    world.deployments[0].table = 1;
    world.workloads[0].routes = {{DeploymentId(0u), Nanos{0}}, {DeploymentId(1u), Nanos{0}}};
    world.workloads[0].router = RouterKind::cheapest_within_slo;
    world.workloads[0].spec.slo.ttft_s = 1;
    std::vector<TraceRequest> list;  // 5 a second, of which three in about 1.3 s fit the cheap one
    for (int i = 0; i < 300; ++i) list.push_back(request_at(Nanos{i * kSecond.ns / 5}, 100, 100));
    const Observations out = simulate(world, sources_of(list), {});
    const ServingRow& row = out.serving[0];
    CHECK(row[0].completed > 100);
    CHECK(row[1].completed > 100);
    CHECK(row[0].slo_met + row[1].slo_met > 270);
}

}  // namespace standby_test
