// Caps and agreements in the books: calls kept and failed, what they pay, and storms that hold.
#include "sim/accounts/power.hpp"

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace power_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos h(double hours) {
    return Nanos::from_seconds(hours * 3600);
}

/// A gang of one server of 8: 3,400 W at full speed, 2,000 W at 0.8, standing still 600 W.
World hall(double hours, double work_h) {
    World world = small_world(1, 8, h(hours));
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.step_time = Nanos{10 * kSecond.ns};
    job.spec.steps = static_cast<std::int64_t>(work_h * 360 + .5);
    job.spec.utilisation = 1;
    job.throttle = {{1, 350}, {.8, 175}};
    world.jobs.push_back(job);
    return world;
}

/// Draw no more than `watts` in hours `from` to `until`, for 0.1 USD/kWh and 5 USD a call.
void call(World& world, double from, double until, double watts, double firm = 1e9) {
    Site& site = world.sites[0];
    site.firm_cap_w.assign(world.intervals(), firm);
    site.power_cap_w.assign(world.intervals(), firm);
    site.calls.push_back({"grid", h(from), h(until), watts, .1, 5});
    for (std::size_t i = 0; i < world.intervals(); ++i) {
        const auto at = static_cast<double>(i);
        if (at + 1 > from && at < until) site.power_cap_w[i] = std::min(firm, watts);
    }
}

}  // namespace

TEST_CASE("a call is kept by a job with slack, and paid for what it did not draw") {
    World world = hall(12, 4);
    world.sites[0].pue = 1.2;
    call(world, 2, 4, 2400);  // 2,000 W at the servers: 0.8 of the speed
    const Observations o = simulate(world, RequestSources{}, {});
    const Ledger ledger = account(world, o);
    const auto outcomes = flexible_calls(world, o);
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].kept);
    // 8 × 175 W × 2 h × 1.2 = 3.36 kWh.
    CHECK(outcomes[0].reduced_kwh == Approx(3.36));
    CHECK(outcomes[0].payment_usd == Approx(5.336));
    CHECK(site_power_w(world, o, SiteId(0u))[2] == Approx(2400));
    CHECK(o.jobs[0].end == h(4.4));
    const auto posting =
        std::find_if(ledger.postings.begin(), ledger.postings.end(),
                     [&](const Posting& p) { return ledger.of(p).category == "flexible power"; });
    REQUIRE(posting != ledger.postings.end());
    CHECK(posting->amount[3].units() == Approx(-5.336));
    CHECK(ledger.of(*posting).account == "revenue:flexible power");
}

TEST_CASE("no deadline is missed for a call: it fails instead, and pays nothing") {
    World world = hall(12, 4);
    call(world, 2, 4, 2000);
    world.jobs[0].spec.deadline = h(4.1);  // slack of 0.1 h; an hour of the call takes 0.2 h
    const Observations o = simulate(world, RequestSources{}, {});
    const auto outcomes = flexible_calls(world, o);
    CHECK(!outcomes[0].kept);
    CHECK(outcomes[0].payment_usd == 0);
    CHECK(o.jobs[0].end == h(4));
    CHECK(o.shortfalls[0][2].agreement);
    CHECK(!o.shortfalls[0][2].cap);
    account(world, o);
    // The firm cap asks nobody.
    World firm = hall(12, 4);
    firm.jobs[0].spec.deadline = h(4.1);
    firm.sites[0].power_cap_w.assign(12, 2000);
    const Observations slow = simulate(firm, RequestSources{}, {});
    CHECK(slow.jobs[0].end == h(5));
    account(firm, slow);
}

TEST_CASE("a cap that hosts and idle accelerators alone exceed is told, not asserted") {
    World world = hall(3, 1);
    world.sites[0].power_cap_w = {400, 1e9, 1e9};
    const Observations o = simulate(world, RequestSources{}, {});
    CHECK(o.shortfalls[0][0].cap);
    CHECK(o.jobs[0].start == h(1));
    account(world, o);
}

TEST_CASE("storms of caps, calls, failures and sleep: no site exceeds its cap where jobs yield") {
    // account() asserts the law; the engine asserts that time and energy add up.
    std::int64_t throttled = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        Stream dice(seed, "power storm", "test");
        World world = small_world(6, 8, h(96));
        world.sites[0].pue = 1 + dice.uniform();
        world.pools[0].failures.mtbf = h(60);
        world.pools[0].failures.mttr = h(3);
        world.pools[0].sleep_after = h(2 * dice.uniform());
        world.pools[0].sleep_w = 10;
        world.pools[0].wake = Nanos{30 * kSecond.ns};
        for (int j = 0; j < 5; ++j) {
            Job job;
            job.name = "job" + std::to_string(j);
            job.pool = PoolId(0u);
            job.servers = 1 + static_cast<int>(uniform_int(dice, 3));
            job.spec.submit = h(40 * dice.uniform());
            job.spec.step_time = Nanos::from_seconds(1 + 20 * dice.uniform());
            job.spec.steps = 1000 + static_cast<std::int64_t>(uniform_int(dice, 9000));
            job.spec.checkpoint_every = h(.5);
            job.write = Nanos{60 * kSecond.ns};
            job.read = Nanos{60 * kSecond.ns};
            job.spec.recovery.restart = Nanos{120 * kSecond.ns};
            job.spec.priority = static_cast<int>(uniform_int(dice, 3));
            job.failures_per_server_s = 1 / 86400.0;
            job.corruptions_per_accelerator_s = seed % 3 == 0 ? 1 / 86400.0 / 8 : 0;
            job.spec.corruption = CorruptionSpec{-1, h(2)};
            job.throttle = {{1, 315}, {.9, 200}, {.6, 120}};
            if (seed % 2 == 0) job.spec.deadline = job.spec.submit + h(30 * dice.uniform());
            if (seed % 5 == 0) job.spec.shift = ShiftSpec{{}, Signal::average, h(20), true, .1};
            world.jobs.push_back(job);
        }
        const double all = 6 * 3300 * world.sites[0].pue;
        call(world, 10, 10 + 20 * dice.uniform(), all * dice.uniform(),
             all * (.15 + .7 * dice.uniform()));
        for (int i = 0; i < 96; ++i) world.sites[0].grid_g_kwh.push_back(100 * dice.uniform());
        const Observations o = simulate(world, RequestSources{}, {});
        account(world, o);
        for (const JobRecord& r : o.jobs) throttled += r.throttled_ns > 0 ? 1 : 0;
        for (const PoolUsage& usage : o.pools[0]) CHECK(usage.sleep_ns <= usage.idle_ns);
    }
    CHECK(throttled > 100);
}

}  // namespace power_test
