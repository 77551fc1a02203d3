// Recorded jobs, replicas and training runs on one pool: starts by hand, room for serving,
// failures.
#include "sim/engine/cluster/gang_types.hpp"
#include "sim/engine/run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace shared_pool_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// One pool of `servers` of eight accelerators, and jobs of (submit s, accelerators, duration s).
World shared_world(int servers, const std::vector<std::array<int, 3>>& jobs) {
    World world;
    world.name = "shared";
    world.horizon = kHour;
    world.meter_interval = kHour;
    world.sites.emplace_back();
    world.sites[0].name = "site";
    Pool pool;
    pool.name = "pool";
    pool.site = SiteId(0u);
    pool.server.accelerators = 8;
    pool.servers = pool.max_servers = servers;
    pool.scheduler = PoolSchedulerSpec{};
    world.pools.push_back(pool);
    JobTrace trace;
    trace.name = "trace";
    trace.tenants = {"a"};
    for (const auto& [submit, gpus, duration] : jobs) {
        TraceJob j;
        j.submit = kSecond * submit;
        j.gpus = gpus;
        j.duration = j.estimate = kSecond * duration;
        trace.jobs.push_back(j);
    }
    world.job_traces.push_back(trace);
    return world;
}

}  // namespace

TEST_CASE("Recorded jobs run in a simulation, and why they waited adds up") {
    const World world = shared_world(1, {{0, 6, 100}, {1, 8, 10}, {2, 2, 10}});
    const Observations o = simulate(world, RunOptions{});
    REQUIRE(o.shared_jobs.size() == 3);
    CHECK(o.shared_jobs[0].end == kSecond * 100);
    CHECK(o.shared_jobs[1].start == kSecond * 100);
    CHECK(o.shared_jobs[2].start == kSecond * 110);
    CHECK(o.shared_jobs[1].waits[static_cast<std::size_t>(gang::Cause::capacity)] ==
          99 * kSecond.ns);
    std::int64_t busy = 0;
    for (const PoolUsage& u : o.pools[0]) busy += u.useful_ns;
    CHECK(busy == (600 + 80 + 20) * kSecond.ns);
    for (const Check& c : o.checks) CHECK(c.holds);
}

TEST_CASE("A recorded job that ends with the run is done") {
    const World world = shared_world(1, {{0, 6, 3600}, {1, 2, 3600}});
    const Observations o = simulate(world, RunOptions{});
    REQUIRE(o.shared_jobs.size() == 2);
    CHECK(o.shared_jobs[0].end == kHour);
    CHECK(o.shared_jobs[0].status == JobStatus::done);
    CHECK(o.shared_jobs[1].status == JobStatus::running);
    for (const Check& c : o.checks) CHECK(c.holds);
}

TEST_CASE("A failed server costs a recorded job what it did since its checkpoint") {
    World world = shared_world(1, {{0, 8, 1000}});
    world.job_traces[0].spec.checkpoint_every = kSecond * 100;
    world.pools[0].scheduler->restart = kSecond * 30;
    world.sites[0].outages.push_back({kSecond * 450, kSecond * 600, "test"});
    const Observations o = simulate(world, RunOptions{});
    const SharedJobRow& row = o.shared_jobs[0];
    CHECK(row.interruptions == 1);
    CHECK(row.lost_ns == 8 * 50 * kSecond.ns);
    CHECK(row.end == kSecond * (600 + 600 + 30));
    CHECK(row.waits[static_cast<std::size_t>(gang::Cause::outage)] == 150 * kSecond.ns);
    for (const Check& c : o.checks) CHECK(c.holds);
}

TEST_CASE("Restarts that are cut do not pile up, and are no work") {
    World world = shared_world(1, {{0, 8, 1000}});
    world.pools[0].scheduler->restart = kSecond * 100;
    for (const int at : {100, 150, 200}) {
        world.sites[0].outages.push_back({kSecond * at, kSecond * (at + 10), "test"});
    }
    // Restarts 110…150 and 160…200 are cut, 210…310 is whole; then the work left.
    std::int64_t left = 1000;
    SECTION("without checkpoints all is lost") {}
    SECTION("with checkpoints what it did before the first outage is kept") {
        world.job_traces[0].spec.checkpoint_every = kSecond * 50;
        left = 900;
    }
    const Observations o = simulate(world, RunOptions{});
    const SharedJobRow& row = o.shared_jobs[0];
    CHECK(row.interruptions == 3);
    CHECK(row.end == kSecond * (310 + left));
    CHECK(row.lost_ns == 8 * (left - 900) * kSecond.ns);
    std::int64_t useful = 0;
    std::int64_t overhead = 0;
    for (const PoolUsage& u : o.pools[0]) useful += u.useful_ns;
    for (const PoolUsage& u : o.pools[0]) overhead += u.job_overhead_ns;
    CHECK(useful == 8 * 1000 * kSecond.ns);
    CHECK(overhead == row.lost_ns + 8 * (40 + 40 + 100) * kSecond.ns);
    for (const Check& c : o.checks) CHECK(c.holds);
}

TEST_CASE("Checkpoints of a recorded job count from the end of its restart") {
    World world = shared_world(1, {{0, 8, 1000}});
    world.job_traces[0].spec.checkpoint_every = kSecond * 100;
    world.pools[0].scheduler->restart = kSecond * 30;
    world.sites[0].outages.push_back({kSecond * 450, kSecond * 460, "test"});
    world.sites[0].outages.push_back({kSecond * 580, kSecond * 590, "test"});
    const Observations o = simulate(world, RunOptions{});
    // 400 kept, 50 lost; it works again from 490 and loses the 90 since then; from 620 on 600 left.
    CHECK(o.shared_jobs[0].lost_ns == 8 * (50 + 90) * kSecond.ns);
    CHECK(o.shared_jobs[0].end == kSecond * (620 + 600));
    for (const Check& c : o.checks) CHECK(c.holds);
}

TEST_CASE("Jobs that never fit are said and do not block") {
    World world = shared_world(1, {{0, 8, 10}, {1, 4, 10}});
    world.pools[0].scheduler->quotas.push_back({"a", 4, 1});
    const Observations o = simulate(world, RunOptions{});
    CHECK(o.shared_jobs[0].never_fits);
    CHECK(o.shared_jobs[1].start == kSecond);
}

TEST_CASE("The scenario's own job takes whole servers from recorded ones") {
    World world = shared_world(2, {{0, 8, 1000}, {1, 2, 1000}});
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.name = "train";
    job.spec.submit = kSecond * 100;
    job.spec.steps = 50;
    job.spec.step_time = kSecond;
    world.jobs.push_back(job);
    const Observations o = simulate(world, RunOptions{});
    CHECK(o.jobs[0].start == kSecond * 100);
    CHECK(o.jobs[0].end == kSecond * 150);
    // The server with the smaller job gives way; it goes on when the training run is done.
    CHECK(o.shared_jobs[1].preemptions == 1);
    CHECK(o.shared_jobs[1].end == kSecond * 1051);
    CHECK(o.shared_jobs[0].end == kSecond * 1000);
    for (const Check& c : o.checks) CHECK(c.holds);
}

}  // namespace shared_pool_test
