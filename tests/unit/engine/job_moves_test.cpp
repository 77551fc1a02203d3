// Jobs that leave a spot queue for servers that are sure, against schedules made by hand.
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace job_moves_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

/// Two servers each: of a spot market that never has any, and of a pool that is sure.
World spot_and_sure() {
    World world = small_world(2, 8, Nanos{kDay});
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.pools.push_back(world.pools[0]);
    world.pools[1].name = "sure";
    world.pools[0].spot.emplace().recorded = {{Nanos{0}, 0}};
    return world;
}

/// On two servers, steps of ten seconds.
Job& add_job(World& world, const char* name, std::uint32_t pool, double submit,
             std::int64_t steps) {
    Job job;
    job.name = name;
    job.pool = PoolId(pool);
    job.servers = 2;
    job.spec.submit = s(submit);
    job.spec.step_time = s(10);
    job.spec.steps = steps;
    job.spec.checkpoint_every = Nanos::never();
    world.jobs.push_back(job);
    return world.jobs.back();
}

/// 2,000 s of steps, a restart that may be, of 50 s, and a margin of 100 s before 5,000 s.
void falls_back(Job& job) {
    job.spec.deadline = s(5000);
    job.spec.recovery.restart = s(50);
    job.fallback = JobPlace{PoolId(1u), 2, s(10)};
    job.spec.fallback = MoveSpec{{}, "sure", 16, s(10), Nanos::never(), s(100)};
}

}  // namespace

TEST_CASE("a job leaves the spot queue in time for its deadline") {
    World world = spot_and_sure();
    falls_back(add_job(world, "train", 0, 0, 200));
    const JobRecord r = simulate(world, RequestSources{}, {}).jobs[0];
    CHECK(r.start == s(2850));
    CHECK(r.end == s(4850));
    CHECK(r.moves == 1);
}

TEST_CASE("a job that moves is first in line where it goes") {
    World world = spot_and_sure();
    falls_back(add_job(world, "train", 0, 0, 200));
    add_job(world, "holds", 1, 0, 290);
    add_job(world, "waits", 1, 100, 10);
    const Observations out = simulate(world, RequestSources{}, {});
    // It comes at 2,850 s, and the servers are free at 2,900 s.
    CHECK(out.jobs[0].start == s(2900));
    CHECK(out.jobs[0].end == s(4900));
    CHECK(out.jobs[2].start == s(4900));
}

TEST_CASE("steps that wait for their data are not useful all of their time") {
    World world = small_world(2, 8, Nanos{kDay});
    Job& job = add_job(world, "train", 0, 0, 100);
    job.input.emplace();
    job.input->flow.starved = 0.6;
    const Observations out = simulate(world, RequestSources{}, {});
    const JobRecord& r = out.jobs[0];
    // 100 steps of 10 s on 16 accelerators, of which 6 s wait: the end is as without.
    CHECK(r.end == s(1000));
    CHECK(r.time.useful == DeviceTime{16} * s(400).ns);
    CHECK(r.time.starved == DeviceTime{16} * s(600).ns);
    CHECK(r.held_ns == r.time.total());
    std::int64_t useful = 0;
    for (const PoolUsage& usage : out.pools[0]) useful += usage.useful_ns;
    CHECK(useful == 16 * s(400).ns);
}

}  // namespace job_moves_test
