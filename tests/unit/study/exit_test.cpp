// The exit bill by hand, across the day from which the EU's Data Act forbids exit charges.
#include "sim/study/exit.hpp"

#include <limits>

#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace exit_test {

using namespace orrery;

namespace {

std::int64_t day(const char* text) {
    return *parse_date(text);
}

contracts::TransferTerms data_act() {
    contracts::TransferTerms t;
    t.vendors = {"aws"};
    t.within_vendor = false;
    contracts::TransferRate rate;
    rate.purpose = "exit";
    rate.from = {"DE"};
    rate.since = "2027-01-12";
    t.rates = {rate};
    t.price_source = "Data Act";
    return t;
}

/// 40 TB from Germany at 0.09 USD/GB up to 10 TB of a month and 0.05 beyond.
ExitQuestion forty_tb(const char* from) {
    ExitQuestion q;
    q.vendor = "aws";
    q.from_unix_s = day(from);
    q.months = 3;
    q.parcels = {{"corpus", 40'000, {"aws", "own", "DE", "DE", "exit", ""}}};
    q.transfers = {data_act()};
    q.internet = {"aws", {{10'000, .09}, {std::numeric_limits<double>::infinity(), .05}}, "list"};
    q.bandwidth = 40e12 / (10 * 86400.0);  // ten days
    return q;
}

}  // namespace

TEST_CASE("exit: what leaves before 12 January 2027 is paid, what leaves after is free") {
    ExitQuestion q = forty_tb("2026-12-01");
    const ExitResult r = study_exit(q);
    CHECK(r.transfer_days == Approx(10));
    // December: 10 TB at .09 and 30 TB at .05.
    CHECK(r.rows[0].egress_usd == Approx(900 + 1500));
    // From 1 January ten days: all before the 12th, a new month's tiers.
    CHECK(r.rows[1].egress_usd == Approx(2400));
    CHECK(r.rows[2].egress_usd == 0);
    CHECK(r.best == 2);
    // From 7 January: five days of 4 TB before the 12th (10 at .09 and 10 at .05), five after.
    const ExitResult across = study_exit(forty_tb("2027-01-07"));
    CHECK(across.rows[0].egress_usd == Approx(900 + 500));
    // From 27 December: five days in December (20 TB), five in January, each with its own tiers.
    CHECK(study_exit(forty_tb("2026-12-27")).rows[0].egress_usd == Approx(2 * (900 + 500)));
    // To serve from elsewhere is no exit: charged for ever.
    q.parcels[0].way.purpose = "dataset";
    CHECK(study_exit(q).rows[3].egress_usd == Approx(2400));
}

TEST_CASE("exit: stranded commitments fall by the month, and waiting costs what going saves") {
    ExitQuestion q = forty_tb("2027-02-01");
    q.months = 12;
    q.parcels.clear();
    // 3650 USD a month of 30.4167 days: 120 USD a day until 1 July, half of it sublet.
    q.obligations = {{"reserved", 3650, 0, day("2027-07-01"), .5, "test"}};
    q.porting_usd = 1000;
    q.fee_usd = 200;
    q.run_usd_month = 3650;
    q.double_run_days = 10;
    ExitResult r = study_exit(q);
    // 1 February + 10 days to 1 July: 140 days × 120 × .5; both run 10 × 120.
    CHECK(r.rows[0].stranded_usd == Approx(140 * 60));
    CHECK(r.rows[0].double_run_usd == Approx(1200));
    CHECK(r.rows[0].bill() == Approx(8400 + 1000 + 200 + 1200));
    // 1 March: 112 days.
    CHECK(r.rows[1].stranded_usd == Approx(112 * 60));
    CHECK(r.rows[5].stranded_usd == 0);
    CHECK(r.best == 5);  // 1 July; 11 June is no month's first day
    // Waiting four months, to 1 June, saves 120 days × 60 in four: the most a month.
    CHECK(r.breakeven_saving == Approx(1800));
    q.saving_usd_month = 2 * r.breakeven_saving;
    CHECK(study_exit(q).best == 0);
}

TEST_CASE("exit of a base: data of that vendor without a copy elsewhere, its contracts, its link") {
    World world = test::small_world(4, 8, kDay);
    world.start_unix_s = day("2026-12-01");
    world.sites[0].vendor = "aws";
    world.sites[0].country = "DE";
    Site own;
    own.name = "own";
    own.vendor = "self";
    own.country = "SE";
    world.sites.push_back(own);
    world.network.datasets = {{"corpus", 40'000'000'000'000, {SiteId(0u)}, {}},
                              {"copied", 1'000'000, {SiteId(0u), SiteId(1u)}, {}}};
    world.network.places = {"hall", "own"};
    world.network.links = {{"line", 1.25e9}};
    world.network.edges = {{0, 1, 1}, {1, 0, 1}};
    world.pools[0].terms.contracted_usd_server_h = 50;
    HeldServers reserved;
    reserved.name = "year";
    reserved.vendor = "aws";
    reserved.pools = {PoolId(0u)};
    reserved.servers = 2;
    reserved.usd_server_h = 30;
    reserved.until = Nanos{365 * kDay.ns};
    world.contracts.held = {reserved};
    VendorSpec theirs;
    theirs.name = "aws";
    theirs.exit_fee_usd = 7;
    VendorSpec ours;
    ours.name = "self";
    ours.porting_usd = 11;
    world.vendors = {theirs, ours};
    const ExitQuestion q = exit_of_base(world, "aws", "");
    REQUIRE(q.parcels.size() == 1);
    CHECK(q.parcels[0].gb == Approx(40'000));
    CHECK(q.parcels[0].way.to_country == "SE");
    CHECK(q.bandwidth == 1.25e9);
    REQUIRE(q.obligations.size() == 1);
    CHECK(q.obligations[0].usd_month == Approx(2 * 30 * 730));
    CHECK(q.obligations[0].until_unix_s == day("2027-12-01"));
    CHECK(q.fee_usd == 7);
    CHECK(q.porting_usd == 11);
}

}  // namespace exit_test
