// What delays, shortfalls, duties and price shocks do to the money of a purchase.
#include <map>

#include "sim/accounts/assets.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/bought_world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace asset_disruptions_test {

using namespace orrery;
using namespace orrery::test;

namespace {

double billed(const Ledger& ledger, const std::string& category) {
    Money total;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == category) total += p.of(CostColumn::billed);
    }
    return total.units();
}

}  // namespace

TEST_CASE("a price shock makes dearer what is ordered then, a duty what is delivered then") {
    World world = bought(200);
    PurchaseSpec& p = purchase(world);
    p.ordered = kDay * 10;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 60;
    p.lead_time.deliveries = {{{}, .5, Nanos{0}}, {{}, .5, kDay * 30}};
    DisruptionSpec d;
    d.name = "shock";
    d.at = kDay * 5;
    d.duration = kDay * 10;
    d.factor = 1.4;
    const auto paid = [&](DisruptionKind kind) {
        d.kind = kind;
        world.disruptions = {d};
        world.supply.pools.resize(world.pools.size());
        world.supply.pools[0].disruptions = {0};
        return billed(book(world), "purchase");
    };
    CHECK(paid(DisruptionKind::price) == 1400000);  // ordered on day 10
    CHECK(paid(DisruptionKind::duty) == 1000000);
    d.at = kDay * 90;  // two of four come on day 70, two on day 100
    d.duration = kDay * 20;
    CHECK(paid(DisruptionKind::duty) == 500000 + 1.4 * 500000);
    CHECK(paid(DisruptionKind::price) == 1000000);
}

TEST_CASE("a loan is drawn with each delivery, for what it cost with its duty") {
    World world = bought(200);
    world.ledger_period = LedgerPeriod::hour;
    PurchaseSpec& p = purchase(world);
    p.ordered = kDay * 10;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 60;
    p.lead_time.deliveries = {{{}, .5, Nanos{0}}, {{}, .5, kDay * 30}};
    p.loan = LoanSpec{{}, 1, 0, kDay * 365};
    DisruptionSpec d;
    d.name = "duty";
    d.kind = DisruptionKind::duty;
    d.at = kDay * 90;
    d.duration = kDay * 20;
    d.factor = 1.4;
    world.disruptions = {d};
    world.supply.pools.resize(world.pools.size());
    world.supply.pools[0].disruptions = {0};
    const Ledger ledger = book(world);
    std::map<std::int64_t, double> drawn;  // by day
    for (const Posting& posting : ledger.postings) {
        const double m = posting.of(CostColumn::billed).units();
        const bool draws = ledger.of(posting).category == "financing" && m < 0;
        if (draws) drawn[posting.from.ns / kDay.ns] -= m;
    }
    CHECK(drawn.size() == 2);
    CHECK(drawn[70] == 500000);
    CHECK(drawn[100] == 700000);
    CHECK(asset_checks(ledger) == 3);
}

TEST_CASE("what never comes leaves its deposit as a prepayment") {
    World world = bought(200);
    PurchaseSpec& p = purchase(world);
    p.ordered = Nanos{0};
    p.deposit = .2;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 60;
    DisruptionSpec d;
    d.name = "allocation";
    d.kind = DisruptionKind::partial;
    d.factor = .5;
    world.disruptions = {d};
    world.supply.pools.resize(world.pools.size());
    world.supply.pools[0].disruptions = {0};
    const Ledger ledger = book(world);
    // A fifth of a million with the order, then the rest of the two that come.
    CHECK(billed(ledger, "purchase") == 200000 + .8 * 500000);
    CHECK(asset_checks(ledger) == 2);
}

TEST_CASE("what never comes holds nothing else of the order back") {
    World world = bought(400);
    PurchaseSpec& p = purchase(world);
    p.ordered = Nanos{0};
    p.economic_life_years = .5;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 60;
    p.lead_time.deliveries = {{{}, .5, Nanos{0}}, {{}, .5, kDay * 40}};
    CapexItemSpec item;
    item.name = "rack";
    item.usd = 1000;
    p.items = {item};
    DisruptionSpec d;
    d.name = "allocation";
    d.kind = DisruptionKind::partial;
    d.at = kDay * 50;
    d.duration = kDay * 20;
    d.factor = 0;  // the first half never comes, the second on day 100
    world.disruptions = {d};
    world.supply.pools.resize(world.pools.size());
    world.supply.pools[0].disruptions = {0};
    const Observations o = simulate(world, RequestSources{}, {});
    const auto parts = asset_parts(world, o, PoolId(0u));
    REQUIRE(parts.size() == 3);
    CHECK(parts[2].name == "pool rack");
    CHECK(parts[2].delivered == kDay * 100);
    CHECK(parts[2].retired == parts[1].retired);
    CHECK(parts[1].retired < Nanos::never());
}

}  // namespace asset_disruptions_test
