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
