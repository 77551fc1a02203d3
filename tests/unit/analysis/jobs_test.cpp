// What is said of jobs: deadlines met, missed and beyond the run.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/chat.hpp"

namespace jobs_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two servers of four accelerators for ten hours at 10 USD an hour each.
World job_world() {
    World world = small_world(2, 4, kHour * 10);
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.pools[0].terms.vendor = "v";
    world.pools[0].terms.list_usd_server_h = world.pools[0].terms.contracted_usd_server_h = 10;
    world.sites[0].grid_g_kwh = {400};
    return world;
}

Job& add_job(World& world, const std::string& name, std::int64_t steps, Nanos deadline) {
    Job job;
    job.name = job.spec.name = name;
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.tenant = "research";
    job.spec.step_time = kSecond;
    job.spec.steps = steps;
    job.spec.deadline = deadline;
    world.jobs.push_back(job);
    return world.jobs.back();
}

Findings found(const World& world) {
    const Observations o = simulate(world, RunOptions{});
    return analyse(world, o, account(world, o));
}

bool says(const Findings& f, const std::string& part) {
    return std::any_of(f.answer.begin(), f.answer.end(), [&](const std::string& sentence) {
        return sentence.find(part) != std::string::npos;
    });
}

Findings with_deadline(std::int64_t steps, Nanos deadline) {
    World world = job_world();
    add_job(world, "train", steps, deadline);
    return found(world);
}

}  // namespace

TEST_CASE("the last job's end is the horizon's where one goes on, and not known where none ends") {
    World world = job_world();
    add_job(world, "short", 3600, Nanos::never());
    CHECK(found(world).metrics.find("jobs.last_end")->value == Approx(3600));
    add_job(world, "endless", 1'000'000, Nanos::never());
    CHECK(found(world).metrics.find("jobs.last_end")->value == Approx(10 * 3600));
    World none = job_world();
    add_job(none, "endless", 1'000'000, Nanos::never());
    CHECK_FALSE(found(none).metrics.find("jobs.last_end"));
}

TEST_CASE("deadlines of jobs without interruptions: met, missed, passed, beyond the run") {
    CHECK(says(with_deadline(3600, kHour), "count; the deadline is met."));
    CHECK(says(with_deadline(4 * 3600, kHour), "it misses its deadline by 3 hours."));
    // 36,000 of 100,000 steps in ten hours.
    CHECK(says(with_deadline(100'000, kHour * 7),
               "its deadline passed 3 hours before the end of the run, with 36.0 % done by then."));
    CHECK(says(with_deadline(100'000, kHour * 10),
               "its deadline passed at the end of the run, with 36.0 % done by then."));
    const Findings open = with_deadline(100'000, kHour * 11);
    CHECK(says(open, "its deadline lies beyond the end of the run."));
    CHECK_FALSE(says(open, "miss"));
    CHECK_FALSE(says(with_deadline(3600, Nanos::never()), "deadline"));
}

TEST_CASE("of several jobs with deadlines it is said how many miss them") {
    World world = job_world();
    add_job(world, "first", 9 * 3600, kHour * 9);
    add_job(world, "late", 2 * 3600, kHour);
    add_job(world, "waits", 9 * 3600, kHour * 3);
    add_job(world, "free", 10, Nanos::never());
    const Findings f = found(world);
    CHECK(says(f, "2 of 3 jobs with a deadline miss it: late, waits."));
    world.jobs[0].spec.deadline = world.jobs[2].spec.deadline = Nanos::never();
    CHECK(says(found(world), "late: it misses its deadline by 60 minutes."));
}

TEST_CASE("a job costs what its pool costs by accelerator hour, times the hours that it held") {
    World world = job_world();
    add_job(world, "train", 3 * 3600, Nanos::never());
    Findings f = found(world);
    // 200 USD for 80 accelerator hours, of which it held 12.
    CHECK(near(value(f, "jobs.by_name.train.cost"), 200.0 / 80 * 12, 1e-9));
    CHECK(says(f, "train is done after 3 hours and costs 30.00 USD"));
    // It moves to a pool of one server at 30 USD an hour with two accelerators after an hour.
    Pool dear = world.pools[0];
    dear.name = "dear";
    dear.servers = dear.max_servers = 1;
    dear.server.accelerators = 2;
    dear.terms.list_usd_server_h = dear.terms.contracted_usd_server_h = 30;
    world.pools.push_back(dear);
    Job& job = world.jobs[0];
    job.spec.upgrade.emplace();
    job.spec.upgrade->at = kHour;
    job.upgrade = JobPlace{PoolId(1u), 1, Nanos{kSecond.ns / 2}};
    f = found(world);
    // One hour of its own server, then 7,200 steps of half a second: 10 + 30 USD.
    CHECK(value(f, "jobs.by_name.train.moves") == 1);
    CHECK(near(value(f, "jobs.by_name.train.cost"), 10 + 30, 1e-3));
    // No time was lost, and what was done on faster hardware counts with its own step time.
    CHECK(near(value(f, "jobs.by_name.train.ettr"), 1, 1e-3));
}

TEST_CASE("tokens are not charged what jobs took of a pool, sentences name what ran") {
    World world = chat_world(4, 16 * 200);
    world.pools[0].servers = world.pools[0].max_servers = 3;
    world.pools[0].server.accelerators = 1;
    const Findings alone = find(world, 1, 100, 10);
    CHECK(near(value(alone, "cost.per_million_tokens"), 30 / value(alone, "tokens.output") * 1e6,
               1e-9));
    Job& job = add_job(world, "train", 1800, Nanos::never());
    job.pool = PoolId(0u);
    const Findings f = find(world, 1, 100, 10);
    const double requests =
        value(f, "cost.by_tenant.tenant-one") + value(f, "cost.by_tenant.tenant-two");
    CHECK(value(f, "cost.by_tenant.research") > 1);
    CHECK(near(value(f, "cost.per_million_tokens"), requests / value(f, "tokens.output") * 1e6,
               1e-9));
    CHECK(says(f,
               "running 1 of 1 jobs to their end over 60 minutes costs 30.00 USD; the requests' "
               "share is "));
}

TEST_CASE("a pool that only jobs use costs tokens nothing") {
    World world = chat_world(4, 16 * 200);
    Pool own = world.pools[0];
    own.name = "training";
    world.pools.push_back(own);
    add_job(world, "train", 60, Nanos::never()).pool = PoolId(1u);
    const Findings f = find(world, 1, 100, 10);
    CHECK(value(f, "cost.total") == 40);
    CHECK(near(value(f, "cost.per_million_tokens"), 20 / value(f, "tokens.output") * 1e6, 1e-9));
}

TEST_CASE("recorded jobs that still wait count, with their waiting so far") {
    World world = job_world();
    world.pools[0].scheduler.emplace();
    JobTrace trace;
    trace.name = "week";
    trace.pool = 0;
    trace.tenants = {"a"};
    for (const int gpus : {8, 8, 4}) {
        TraceJob j;
        j.gpus = gpus;
        j.duration = j.estimate = kHour * 6;
        trace.jobs.push_back(j);
    }
    world.job_traces.push_back(trace);
    const Findings f = found(world);
    // The first runs to 6 h, the second to the end, the third waits for all ten hours.
    CHECK(value(f, "jobs.recorded.week.completed") == 1);
    CHECK(value(f, "jobs.recorded.week.waiting") == 1);
    CHECK(near(value(f, "jobs.recorded.week.wait.mean"), (0 + 6 + 10) * 3600.0 / 3, 0.01));
    CHECK(says(f, "Running 1 of 3 recorded jobs to their end over 10 hours costs 200 USD."));
}

}  // namespace jobs_test
