// Jobs that wait for better hours: plans, stops at checkpoints, deadlines, forecasts that err.
#include "sim/engine/facility/shift.hpp"

#include "sim/kernel/stream.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace shift_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos h(double hours) {
    return Nanos::from_seconds(hours * 3600);
}

World shift_world(std::vector<double> grams, double work_h, double within_h) {
    World world = small_world(1, 8, h(static_cast<double>(grams.size())));
    world.sites[0].grid_g_kwh = std::move(grams);
    Job job;
    job.name = "batch";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.kind = JobKind::batch;
    job.spec.step_time = Nanos{kMinute};
    job.spec.steps = static_cast<std::int64_t>(work_h * 60 + .5);
    job.spec.shift = ShiftSpec{};
    job.spec.shift->within = h(within_h);
    world.jobs.push_back(job);
    return world;
}

JobRecord run(const World& world) {
    return simulate(world, RequestSources{}, {}).jobs[0];
}

}  // namespace

TEST_CASE("a job in one go starts at the window of least carbon, within its flexibility") {
    World world = shift_world({9, 8, 3, 2, 4, 1, 1, 9, 9, 9}, 2, 8);
    CHECK(run(world).start == h(5));
    CHECK(run(world).shift_ns == h(5).ns);
    CHECK(run(world).wait_ns == 0);
    CHECK(run(world).time.waiting == 0);
    world.jobs[0].spec.shift->within = h(4);
    CHECK(run(world).start == h(2));  // 3 + 2 against 2 + 4
    world.jobs[0].spec.deadline = h(3);
    CHECK(run(world).start == h(1));  // to 3 h: 8 + 3
    world.jobs[0].spec.deadline = h(1.5);
    CHECK(run(world).start == h(0));  // nothing to choose
}

TEST_CASE("equal hours: the earliest") {
    const World world = shift_world(std::vector<double>(10, 5.0), 2, 8);
    CHECK(run(world).start == h(0));
}

TEST_CASE("an interruptible job runs in the best hours, stops at checkpoints, and pays for it") {
    World world = shift_world({5, 1, 9, 9, 2, 9, 3, 9, 9, 9, 9, 9}, 2, 9);
    world.jobs[0].spec.shift->interruptible = true;
    JobRecord r = run(world);
    // Two hours without a price for stopping: 1 h at 1, 1 h at 4.
    CHECK(r.start == h(1));
    CHECK(r.shifts == 1);
    CHECK(r.end == h(5));
    CHECK(r.shift_ns == h(3).ns);
    CHECK(r.steps_done == 120);
    // A stop takes 6 minutes to write, and 12 to come back: a third hour is needed.
    world.jobs[0].write = h(.1);
    world.jobs[0].read = h(.1);
    world.jobs[0].spec.recovery.restart = h(.1);
    r = run(world);
    // By 2 h: 54 steps and the checkpoint; restart 12 minutes; 48 minutes of steps less the
    // checkpoint, 42; restart again from 6 h on, 24 steps.
    CHECK(r.shifts == 2);
    CHECK(r.end == h(6.2) + Nanos{24 * kMinute.ns});
    CHECK(r.steps_done == 120);
    CHECK(static_cast<double>(r.time.recompute + r.time.lost) == 0);
}

TEST_CASE("a deadline is kept by jobs that shift, whatever the hours") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Stream dice(seed, "hours", "test");
        std::vector<double> hours;
        for (int i = 0; i < 48; ++i) hours.push_back(100 * dice.uniform());
        World world = shift_world(hours, 1 + 6 * dice.uniform(), 48 * dice.uniform());
        Job& job = world.jobs[0];
        job.spec.shift->interruptible = seed % 2 == 0;
        job.spec.shift->forecast_error = .3;
        job.write = h(.02);
        job.read = h(.02);
        job.spec.recovery.restart = h(.02);
        job.spec.deadline = h(9 + 20 * dice.uniform());
        const JobRecord r = run(world);
        INFO("seed " << seed);
        REQUIRE(r.status == JobStatus::done);
        CHECK(r.end <= job.spec.deadline);
    }
}

TEST_CASE("forecast error grows to what was stated, and the plan suffers for it") {
    // A day of cheap and dear hours by turns: with error the job meets dearer ones, on average.
    std::vector<double> hours;
    for (int i = 0; i < 72; ++i) hours.push_back(i % 24 == 20 ? 50 : 60 + i % 7);
    double sum = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        World world = shift_world(hours, 1, 40);
        world.jobs[0].spec.shift->forecast_error = .2;
        RunOptions options;
        options.replication = i;
        const JobRecord r = simulate(world, RequestSources{}, options).jobs[0];
        sum += hours[static_cast<std::size_t>(r.start.ns / kHour.ns)];
    }
    CHECK(run(shift_world(hours, 1, 40)).start == h(20));
    CHECK(sum / 60 > 51);
    CHECK(sum / 60 < 64);
}

TEST_CASE("marginal and price are signals of their own, a margin not known is the average") {
    World world = shift_world({9, 8, 1, 9, 9, 9}, 1, 5);
    world.sites[0].usd_kwh = {.1, .1, .1, .05, .1, .1};
    world.jobs[0].spec.shift->signal = Signal::marginal;
    CHECK(run(world).start == h(2));
    world.sites[0].grid_marginal_g_kwh = {9, 8, 9, 9, 1, 9};
    CHECK(run(world).start == h(4));
    world.jobs[0].spec.shift->signal = Signal::price;
    CHECK(run(world).start == h(3));
}

}  // namespace shift_test
