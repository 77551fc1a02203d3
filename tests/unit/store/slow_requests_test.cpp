// The slowest requests: the right ones in the right order, after the warm-up, each with its waits.
#include "sim/store/slow_requests.hpp"

#include "sim/engine/run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace slow_requests_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World two_workloads() {
    World world = small_world(1, 2, kHour);
    world.warmup = Nanos{10 * kSecond.ns};
    add_station(world, "desk", 1, 1);
    add_workload(world, "a");
    add_workload(world, "b");
    return world;
}

RequestRow done(std::int64_t id, std::uint32_t workload, double arrival, double e2e) {
    RequestRow r;
    r.request_id = id;
    r.workload = WorkloadId(workload);
    r.deployment = DeploymentId(0u);
    r.replica = ReplicaId(0u);
    r.arrival = Nanos::from_seconds(arrival);
    r.first_token = Nanos::from_seconds(arrival + e2e / 2);
    r.finish = Nanos::from_seconds(arrival + e2e);
    r.output_tokens = 1;
    r.status = "completed";
    return r;
}

}  // namespace

TEST_CASE("the slowest of each workload are kept with their waits") {
    const World world = two_workloads();
    SlowRequests slow(world);
    // 30 requests of workload a, e2e = 1 … 30 s, in an order that is not theirs.
    for (int i = 0; i < 30; ++i) {
        WaitTimes waits{};
        const int e2e = (i * 7) % 30 + 1;
        waits[static_cast<std::size_t>(WaitCause::slots)] = e2e * kSecond.ns / 4;
        slow.waits(waits);
        slow.row(done(i, 0, 20 + i, e2e));
    }
    slow.waits(WaitTimes{});
    slow.row(done(100, 1, 20, 5));
    slow.row(done(101, 1, 20, 5));    // equal: the lower id first
    slow.row(done(102, 1, 9, 1000));  // in the warm-up
    RequestRow lost = done(103, 1, 20, 1000);
    lost.finish = Nanos::never();
    slow.row(lost);
    const auto rows = slow.take();
    std::vector<SlowRequest> a;
    std::vector<SlowRequest> b;
    for (const SlowRequest& r : rows) {
        CHECK(r.measure != "tpot");  // a single token each
        if (r.measure == "e2e") (r.workload == "a" ? a : b).push_back(r);
    }
    REQUIRE(a.size() == SlowRequests::kKept);
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].rank == static_cast<std::int64_t>(i) + 1);
        CHECK(a[i].e2e_s == 30.0 - static_cast<double>(i));
        CHECK(a[i].ttft_s == a[i].e2e_s / 2);
        CHECK(a[i].wait_s[static_cast<std::size_t>(WaitCause::slots)] == a[i].e2e_s / 4);
        CHECK(a[i].deployment == "desk");
        CHECK(a[i].site == "hall");
    }
    REQUIRE(b.size() == 2);
    CHECK(b[0].request_id == 100);
    CHECK(b[1].request_id == 101);
}

TEST_CASE("a simulated request's waits are those that the run counts") {
    World world = two_workloads();
    world.warmup = Nanos{0};
    world.workloads.pop_back();
    SlowRequests slow(world);
    RunOptions options;
    options.sink = &slow;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 5; ++i) list.push_back(request_at(Nanos{kSecond.ns + i}, 10, 1));
    const Observations o = simulate(world, sources_of(list), options);
    double waited = 0;
    for (const SlowRequest& r : slow.take()) {
        if (r.measure != "e2e") continue;
        for (const double w : r.wait_s) waited += w;
    }
    REQUIRE(o.serving[0][0].completed == 5);
    CHECK(waited == Approx(o.serving[0][0].wait.total_seconds()));
    CHECK(waited > 0);
}

}  // namespace slow_requests_test
