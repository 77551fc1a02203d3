// Studies of shifting and of power: signs that differ, caps that hold, the same for any threads.
#include "sim/study/power.hpp"
#include "sim/study/shift.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace shift_power_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos h(double hours) {
    return Nanos::from_seconds(hours * 3600);
}

/// Nights of clean mean and dirty margin, days the other way round; dear evenings.
World trap_world() {
    World world = small_world(2, 8, h(48));
    Site& site = world.sites[0];
    for (int i = 0; i < 48; ++i) {
        const bool night = i % 24 < 6;
        site.grid_g_kwh.push_back(night ? 100 : 400);
        site.grid_marginal_g_kwh.push_back(night ? 900 : 450);
        site.usd_kwh.push_back(i % 24 >= 17 && i % 24 < 21 ? .4 : .1);
    }
    for (int j = 0; j < 2; ++j) {
        Job job;
        job.name = j == 0 ? "batch" : "train";
        job.pool = PoolId(0u);
        job.servers = 1;
        job.spec.kind = j == 0 ? JobKind::batch : JobKind::training;
        job.spec.submit = h(12);
        job.spec.step_time = Nanos{kMinute};
        job.spec.steps = 240;
        job.spec.utilisation = 1;
        job.throttle = {{1, 350}, {.8, 175}};
        world.jobs.push_back(job);
    }
    return world;
}

}  // namespace

TEST_CASE("the study says that books and margin disagree, by hand arithmetic") {
    ShiftQuestion q;
    q.within = h(20);
    const ShiftResult r = study_shift(trap_world(), q);
    REQUIRE(r.rows.size() == 4);
    CHECK(r.jobs == 1);
    CHECK(r.flexible == Approx(.5));
    // Four hours go from noon to midnight: 8 × 350 W of accelerators and 100 W of the host.
    const double kwh = (8 * .35 + .1) * 4;
    const carbon::ShiftEffect& average = r.rows[1].effect;
    CHECK(average.attributed_g == Approx(-300 * kwh));
    CHECK(average.marginal_g == Approx(450 * kwh));
    CHECK(average.moved_kwh == Approx(kwh));
    CHECK(average.opposed());
    CHECK(r.rows[1].outcome.shifted_s == Approx(6 * 3600));  // 12 h of one of two jobs
    // By the margin it stays where it is; by price it is already in a cheap hour.
    CHECK(r.rows[2].effect.moved_kwh == 0);
    CHECK(r.rows[3].outcome.electricity <= r.rows[0].outcome.electricity);
    CHECK(r.saved(r.answer()) == Approx(300 * kwh));
    // With a quarter of the flexibility night is not reached.
    CHECK(r.by_within[0].saved == 0);
}

TEST_CASE("what the sun serves is neither bought nor booked: shifting off it costs") {
    World world = trap_world();
    Site& site = world.sites[0];
    // 10 kW from 10 to 18 h are more than the site ever draws: 2 × 8 × 400 W + 2 × 200 W.
    for (int i = 0; i < 48; ++i) site.energy.pv.kw.push_back(i % 24 >= 10 && i % 24 < 18 ? 10 : 0);
    ShiftQuestion q;
    q.within = h(20);
    const double kwh = (8 * .35 + .1) * 4;
    const auto change = [](const ShiftResult& r) {
        return r.rows[1].outcome.location_g - r.rows[0].outcome.location_g;
    };
    // By the grid's intensity the job leaves noon for midnight: 100 g/kWh attributed, 900 at the
    // margin and 0.1 USD for what the sun had served.
    const ShiftResult curtailed = study_shift(world, q);
    CHECK(curtailed.rows[1].outcome.shifted_s == Approx(6 * 3600));
    CHECK(curtailed.rows[1].effect.attributed_g == Approx(100 * kwh));
    CHECK(curtailed.rows[1].effect.attributed_g == Approx(change(curtailed)));
    CHECK(curtailed.rows[1].effect.marginal_g == Approx(900 * kwh));
    CHECK(curtailed.rows[1].effect.moved_kwh == Approx(kwh));
    const auto usd = [](const ShiftResult& r) {
        return r.rows[1].outcome.electricity - r.rows[0].outcome.electricity;
    };
    CHECK(usd(curtailed) == Approx(.1 * kwh));
    // Fed into the grid instead it displaces 450 g/kWh at noon and brings 0.05 USD: books the same.
    site.energy.may_export = true;
    site.energy.export_usd_kwh = .05;
    const ShiftResult sold = study_shift(world, q);
    CHECK(sold.rows[1].effect.attributed_g == Approx(100 * kwh));
    CHECK(sold.rows[1].effect.marginal_g == Approx((900 - 450) * kwh));
    CHECK(usd(sold) == Approx((.1 - .05) * kwh));
}

TEST_CASE("the study of power finds the cap below which a deadline is lost") {
    World world = trap_world();
    world.jobs[0].spec.deadline = h(18);
    world.sites[0].power_cap_w.assign(48, 5000);
    PowerQuestion q;
    const PowerResult r = study_power(world, q);
    // Two jobs: 2 × 3,400 W.
    CHECK(r.peak_w == Approx(6800));
    CHECK(r.limit_w == Approx(5000));
    REQUIRE(r.rows.size() == 5);
    CHECK(r.rows[0].outcome.throttled_h == 0);
    CHECK(r.rows[0].holds);
    // 80 %: 5,440 W leave 1,440 of 2,800 W for one of them; at 70 % it waits for the other instead.
    CHECK(r.rows[2].outcome.throttled_accelerator_h > 0);
    CHECK(r.rows[3].outcome.power_wait_h == Approx(4));
    for (std::size_t i = 1; i < r.rows.size(); ++i) {
        CHECK(r.rows[i].outcome.job_s >= r.rows[i - 1].outcome.job_s);
    }
    // One job alone needs 3,900 W with the other server idle, 57.4 %; slower ones somewhat less.
    CHECK(r.least.share < .6);
    CHECK(r.least.share > .3);
}

TEST_CASE("variants are the same for any number of threads") {
    World a = trap_world();
    a.jobs[0].failures_per_server_s = 1 / 7200.0;
    const auto one = run_variants({a, with_cap(a, SiteId(0u), 5000)}, {1, 3, 1});
    const auto four = run_variants({a, with_cap(a, SiteId(0u), 5000)}, {1, 3, 4});
    REQUIRE(one.size() == 2);
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].kwh == four[i].kwh);
        CHECK(one[i].job_s == four[i].job_s);
        CHECK(one[i].site_kwh == four[i].site_kwh);
    }
    CHECK(one[0].job_s < one[1].job_s);
}

}  // namespace shift_power_test
