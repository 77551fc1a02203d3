// Servers of a purchase come after their lead time and go at the end of their life; people matter.
#include <algorithm>
#include <numeric>

#include "orrery/base/math.hpp"
#include "sim/engine/delivery.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace deliveries_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World ordered(int servers, std::int64_t days) {
    World world = small_world(servers, 8, kDay * days);
    PurchaseSpec p;
    p.book.life_years = 5;
    p.economic_life_years = 5;
    p.ordered = kDay * 10;
    world.pools[0].purchase = p;
    return world;
}

PurchaseSpec& purchase(World& world) {
    return *world.pools[0].purchase;
}

/// Days of servers of the pool, present or not.
double server_days(const Observations& o) {
    double ns = 0;
    for (const PoolUsage& usage : o.pools[0]) ns += static_cast<double>(usage.server_ns);
    return ns * 1e-9 / 86400;
}

}  // namespace

TEST_CASE("the lead time is lognormal through its median and its ninth decile") {
    World world = ordered(1, 100);
    purchase(world).lead_time.p50 = kDay * 100;
    purchase(world).lead_time.p90 = kDay * 200;
    std::vector<double> days;
    for (std::uint64_t r = 0; r < 4000; ++r) {
        const auto plan = plan_deliveries(world, PoolId(0u), 7, r);
        REQUIRE(plan.size() == 1);
        days.push_back((plan[0].delivered - kDay * 10).seconds() / 86400);
    }
    std::sort(days.begin(), days.end());
    // 4000 draws: the standard error of a median of this spread is under 1.2 %, of p90 under 2.5 %.
    CHECK(days[2000] == Approx(100).epsilon(.04));
    CHECK(days[3600] == Approx(200).epsilon(.08));
}

TEST_CASE("the same order has the same lead time, whatever else is in the world") {
    World world = ordered(4, 100);
    purchase(world).lead_time.p50 = kDay * 100;
    purchase(world).lead_time.p90 = kDay * 200;
    const auto alone = plan_deliveries(world, PoolId(0u), 7, 0);
    purchase(world).lead_time.deliveries = {{{}, .5, Nanos{0}}, {{}, .5, kDay * 30}};
    const auto parts = plan_deliveries(world, PoolId(0u), 7, 0);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].delivered == alone[0].delivered);
    CHECK(parts[1].delivered == alone[0].delivered + kDay * 30);
    CHECK(parts[0].servers + parts[1].servers == 4);
}

TEST_CASE("servers are there from their day of service to the end of their life") {
    World world = ordered(4, 300);
    purchase(world).lead_time.p50 = purchase(world).lead_time.p90 = kDay * 90;
    purchase(world).lead_time.burn_in = kDay * 20;
    purchase(world).lead_time.deliveries = {{{}, .25, Nanos{0}}, {{}, .75, kDay * 60}};
    // one from day 120, three from day 180
    CHECK(server_days(simulate(world, RequestSources{}, {})) == Approx(1 * 180 + 3 * 120));
    purchase(world).economic_life_years = 73.0 / 365;
    CHECK(server_days(simulate(world, RequestSources{}, {})) == Approx(4 * 73));
}

TEST_CASE("one server that retires is told in the singular") {
    const auto told = [](int servers) {
        World world = ordered(servers, 300);
        purchase(world).economic_life_years = 73.0 / 365;
        std::string all;
        for (const RunEvent& e : simulate(world, RequestSources{}, {}).run_events) {
            if (e.kind == "retirement") all += e.text + "\n";
        }
        return all;
    };
    CHECK(told(1) == "1 server reaches the end of its life\n");
    CHECK(told(2) == "2 servers reach the end of their life\n");
}

TEST_CASE("disruptions befall what falls due while they hold") {
    World world = ordered(4, 300);
    purchase(world).lead_time.p50 = purchase(world).lead_time.p90 = kDay * 90;
    purchase(world).lead_time.deliveries = {{{}, .25, Nanos{0}}, {{}, .75, kDay * 60}};
    // Ordered on day 10: one falls due on day 100, three on day 160.
    DisruptionSpec d;
    d.name = "trouble";
    d.at = kDay * 150;
    d.delay = kDay * 40;
    const auto befallen = [&](DisruptionKind kind) {
        d.kind = kind;
        world.disruptions = {d};
        world.supply.pools.resize(world.pools.size());
        world.supply.pools[0].disruptions = {0};
        return server_days(simulate(world, RequestSources{}, {}));
    };
    CHECK(befallen(DisruptionKind::price) == Approx(1 * 200 + 3 * 140));
    CHECK(befallen(DisruptionKind::delay) == Approx(1 * 200 + 3 * 100));
    CHECK(befallen(DisruptionKind::export_ban) == Approx(1 * 200));
    d.duration = kDay * 50;  // until day 200
    CHECK(befallen(DisruptionKind::export_ban) == Approx(1 * 200 + 3 * 100));
    d.factor = .4;  // one of three
    CHECK(befallen(DisruptionKind::partial) == Approx(1 * 200 + 1 * 140));
    d.probability = 0;
    CHECK(befallen(DisruptionKind::partial) == Approx(1 * 200 + 3 * 140));
    d.probability = 1;
    // Held back until day 200, when a delay holds: both befall it, in the order of their begin.
    befallen(DisruptionKind::export_ban);
    world.disruptions.push_back(d);
    world.disruptions[1].kind = DisruptionKind::delay;
    world.disruptions[1].at = kDay * 190;
    world.supply.pools[0].disruptions = {0, 1};
    CHECK(server_days(simulate(world, RequestSources{}, {})) == Approx(1 * 200 + 3 * 60));
}

TEST_CASE("what comes of a partial delivery is rounded over the order, and the rest never comes") {
    World world = ordered(16, 300);
    purchase(world).lead_time.p50 = purchase(world).lead_time.p90 = kDay * 60;
    purchase(world).ramp = kDay * 60;  // 16 parts of one server
    DisruptionSpec d;
    d.name = "allocation";
    d.kind = DisruptionKind::partial;
    d.factor = .9;
    world.disruptions = {d};
    world.supply.pools.resize(world.pools.size());
    world.supply.pools[0].disruptions = {0};
    int come = 0;
    int never = 0;
    for (const Delivery& part : plan_deliveries(world, PoolId(0u), 1, 0)) {
        (part.delivered < Nanos::never() ? come : never) += part.servers;
    }
    CHECK(come == 14);  // 0.9 of 16 is 14.4
    CHECK(never == 2);
}

TEST_CASE("without a date they are there from the start") {
    World world = ordered(4, 30);
    purchase(world).ordered.reset();
    purchase(world).lead_time.p50 = purchase(world).lead_time.p90 = kDay * 90;
    CHECK(server_days(simulate(world, RequestSources{}, {})) == Approx(4 * 30));
}

TEST_CASE("a ramp delivers linearly growing output: the square of time") {
    World world = ordered(16, 300);
    purchase(world).ramp = kDay * 160;
    const auto plan = plan_deliveries(world, PoolId(0u), 1, 0);
    REQUIRE(plan.size() == 16);
    // a quarter of the order by half of the ramp
    const auto half = std::count_if(plan.begin(), plan.end(), [](const Delivery& d) {
        return d.delivered <= kDay * 10 + kDay * 80;
    });
    CHECK(half == 4);
    CHECK(plan.back().delivered == kDay * 10 + kDay * 160);
}

TEST_CASE("missing people lengthen repairs and burn-in until they have come") {
    World world = ordered(4, 300);
    purchase(world).lead_time.burn_in = kDay * 10;
    RoleSpec role;
    role.name = "technicians";
    role.needed = 4;
    role.held = 1;
    role.hiring = kDay * 100;
    role.mttr_factor = 5;
    role.rollout_factor = 3;
    world.staff = {role};
    // at the start three of four are missing: 1 + 4 · 0.75
    CHECK(staff_slows(world, SiteId(0u), Nanos{0}, &RoleSpec::mttr_factor) == Approx(4));
    CHECK(staff_slows(world, SiteId(0u), kDay * 100, &RoleSpec::mttr_factor) ==
          Approx(1 + 3 * math::exp(-1)));
    // burn-in from day 10: 10 d · (1 + 2 · 0.75 · e^(−0.1))
    const auto plan = plan_deliveries(world, PoolId(0u), 1, 0);
    CHECK((plan[0].in_service - plan[0].delivered).seconds() / 86400 ==
          Approx(10 * (1 + 1.5 * math::exp(-.1))));
    world.staff[0].sites = {"elsewhere"};
    CHECK(staff_slows(world, SiteId(0u), Nanos{0}, &RoleSpec::mttr_factor) == 1);
}

TEST_CASE("repairs take as many times as long, from the same draws") {
    World world = small_world(50, 8, kDay * 200);
    world.pools[0].failures.mtbf = kHour * 2000;
    world.pools[0].failures.mttr = kHour * 10;
    const auto down_h = [](const World& w) {
        const Observations o = simulate(w, RequestSources{}, {});
        double ns = 0;
        for (const PoolUsage& usage : o.pools[0]) ns += static_cast<double>(usage.server_down_ns);
        return ns * 1e-9 / 3600;
    };
    const double usual = down_h(world);
    RoleSpec role;
    role.name = "technicians";
    role.needed = 1;
    role.hiring = kDay * 100000;
    role.mttr_factor = 2;
    world.staff = {role};
    // Nobody comes: every repair takes twice as long; a few failures fewer for it.
    CHECK(down_h(world) / usual == Approx(2).epsilon(.05));
}

}  // namespace deliveries_test
