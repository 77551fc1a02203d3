// Vendors: outages that their rates let one expect, and hours that miss because of them.
#include <cmath>

#include "sim/accounts/posting.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/vendors/outages.hpp"
#include "sim/study/vendors/pools.hpp"
#include "sim/study/vendors/run.hpp"
#include "sim/study/vendors/sizing.hpp"
#include "sim/study/vendors/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/vendor_results.hpp"
#include "tests/support/world.hpp"

namespace vendors_outages_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Sites of a, b and c with a deployment each, all of which one workload may use.
World three_sites() {
    World world = test::small_world(1, 1, kHour);
    world.sites.resize(3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        world.sites[i].name = world.sites[i].vendor = std::string(1, static_cast<char>('a' + i));
        test::add_station(world, "on-" + world.sites[i].name, 1, 1).site = SiteId(i);
    }
    test::add_workload(world, "load");
    return world;
}

/// Mean 5 h (p90 = p50 makes the duration certain), so many a year.
OutageProcess five_hours(std::uint32_t site, double per_year) {
    OutageProcess p;
    p.vendor = std::string(1, static_cast<char>('a' + site));
    p.name = "site";
    p.sites = {SiteId(site)};
    p.per_year = per_year;
    p.p50 = p.p90 = kHour * 5;
    return p;
}

}  // namespace

TEST_CASE("expected outages: rates, hours out alone and together, shared causes included") {
    World world = three_sites();
    world.supply.outages = {five_hours(0, 6), five_hours(1, 3)};
    OutageProcess control = five_hours(0, 100);
    control.plane = Plane::control;  // what runs goes on
    world.supply.outages.push_back(control);
    const VendorOutages a = expected_outages(world, {"a"});
    CHECK(a.per_year == 6);
    // 30 of 8760 h under way in the mean: out 1 − e^(−30/8760).
    const double out_a = 1 - std::exp(-30 / 8760.0);
    const double out_b = 1 - std::exp(-15 / 8760.0);
    CHECK(a.any_h == Approx(8760 * out_a).epsilon(1e-9));
    CHECK(a.all_h == a.any_h);
    const VendorOutages both = expected_outages(world, {"a", "b"});
    CHECK(both.per_year == 9);
    CHECK(both.any_h == Approx(8760 * (1 - (1 - out_a) * (1 - out_b))).epsilon(1e-9));
    CHECK(both.all_h == Approx(8760 * out_a * out_b).epsilon(1e-9));
    // Half of each in one group: shocks at 3 a year, b takes part in half of them (1.5 of 3).
    for (std::size_t i = 0; i < 2; ++i) {
        world.supply.outages[i].group = "grid";
        world.supply.outages[i].correlation = .5;
    }
    const double shared = expected_outages(world, {"a", "b"}).all_h;
    CHECK(shared > 50 * both.all_h);
    CHECK(shared < 8760 * out_b);
    CHECK(expected_outages(world, {"a"}).all_h == Approx(8760 * out_a).epsilon(1e-9));
}

TEST_CASE("expected misses: hours in which the sites that are left carry less than the load") {
    World world = three_sites();
    world.supply.outages = {five_hours(0, 6), five_hours(1, 3)};
    const double out_a = 1 - std::exp(-30 / 8760.0);
    const double out_b = 1 - std::exp(-15 / 8760.0);
    // 2 a second in all; b and c carry 2, so losing a is survived, losing b and a is not.
    std::vector<CarriedLoad> loads{{1, 2}, {.5, 1}, {.5, 1}};
    CHECK(expected_outage_miss_h(world, loads) == Approx(8760 * out_a * out_b).epsilon(1e-9));
    // With less room each loss is one too many.
    for (CarriedLoad& l : loads) l.capacity_s = .9;
    CHECK(expected_outage_miss_h(world, loads) ==
          Approx(8760 * (1 - (1 - out_a) * (1 - out_b))).epsilon(1e-9));
}

TEST_CASE("runs that hold fewer than five outages leave the judgement to the rates") {
    // No missed hour was simulated anywhere; by the rates a misses 40 h a year and both 10.
    VendorResult r = three();
    for (VendorAlternative& a : r.alternatives) {
        for (VendorRun& run : a.runs) run.miss_h = 0;
    }
    r.alternatives[0].outages = {2, 40, 40, 40};
    r.alternatives[1].outages = {1, 40, 40, 40};
    r.alternatives[2].outages = {3, 70, 10, 10};
    VendorQuestion q;
    q.miss_usd_h = 1;
    r.outage_events = 4;
    VendorResult few = r;
    judge_vendors(two_vendors(), q, few);
    CHECK(few.expectation);
    CHECK(few.best == 2);
    CHECK(few.missed(few.alternatives[0]) == 40);
    // A premium of 24 USD against 30 h: .8 USD an hour, or at 1 USD .8 of the outages.
    CHECK(few.breakeven_miss_usd_h == Approx(24.0 / 30));
    CHECK(few.breakeven_outages == Approx(.8));
    r.outage_events = 5;
    judge_vendors(two_vendors(), q, r);
    CHECK_FALSE(r.expectation);
    CHECK(r.best == 0);
    CHECK(r.breakeven_miss_usd_h == 0);
}

TEST_CASE("misses apart: steady ones by the hours without an outage, those on a date once") {
    World world = test::small_world(1, 1, Nanos{10 * kHour.ns});
    test::add_station(world, "d", 1, 1);
    test::add_workload(world, "w").spec.slo.ttft_s = 1;
    MissedHours missed(world);
    for (int h = 0; h < 10; ++h) {
        RequestRow r;
        r.workload = WorkloadId(0u);
        r.arrival = Nanos::from_seconds((h + .5) * 3600);
        r.finish = r.first_token = r.arrival + kSecond;
        r.output_tokens = 1;
        // Hours 2, 3 (an outage on a date), 6 (a drawn one) and 8 (load) miss.
        r.status = h == 2 || h == 3 || h == 6 || h == 8 ? "rejected" : "completed";
        missed.row(r);
    }
    const std::vector<StruckHours> struck{{kHour * 2, kHour * 3 + kMinute, true},
                                          {kHour * 6, kHour * 6 + kMinute, false}};
    // Hours 2 and 3 are left out: two of eight miss.
    CHECK(missed.a_year(struck) == Approx(8760 * 2 / 8.0));
    CHECK(missed.a_year({}) == Approx(4 * 876));
    CHECK(missed.steady_a_year(struck) == Approx(8760 / 7.0));  // one of seven quiet hours
    CHECK(missed.dated(struck) == 2);
}

}  // namespace vendors_outages_test
