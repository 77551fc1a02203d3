// Own, rent or mix: cash by hand, worth by the annuity, exclusions in their order, paired futures.
#include <algorithm>
#include <cmath>

#include "models/finance/cash_flow.hpp"
#include "sim/study/own_rent/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace own_rent_test {

using namespace orrery;

namespace {

/// Ten servers always at work; renting 10 USD/h or 8 for a year; owning 200,000 USD each.
OwnRentQuestion flat() {
    OwnRentQuestion q;
    q.hours.assign(100, 10.0);
    q.market = {10, -1, 0, "test"};
    q.levels = {{"1 y", 8, 8760, -1, 100000, "test"}};
    q.own.capex_usd = 200'000;
    q.own.network_share = .2;
    q.own.life_years = 4;
    q.own.kw_idle = 2;
    q.own.kw_busy = 10;
    q.own.usd_kwh = .1;
    q.years = 2;
    q.draws = 50;
    return q;
}

}  // namespace

TEST_CASE("own-rent-mix: cash of renting and owning by hand") {
    OwnRentQuestion q = flat();
    q.own.maintenance_year = .06;
    q.own.staff_usd_year = 120'000;
    q.own.facility_usd_kw_month = 150;
    q.own.residual_initial = .5;
    const OwnRentCash rent = cash_of(q, {"on demand"}, {});
    CHECK(rent.running[0] == Approx(10 * 730 * 10));
    const OwnRentCash year = cash_of(q, {"1 y", 0, 0, 10}, {});
    CHECK(year.running[5] == Approx(10 * 730 * 8));
    const OwnRentCash own = cash_of(q, {"own", 10}, {});
    CHECK(own.purchases[0] == Approx(10 * 240'000));
    CHECK(own.purchases[12] == 0);
    // Power 10 · 10 kW · 730 h · .1, room 10 · 10 · 150, care 10 · 12,000/12, staff 10,000.
    CHECK(own.running[0] == Approx(7'300 + 15'000 + 10'000 + 10'000));
    CHECK(own.depreciation[0] == Approx(2'400'000 / 48.0));
    CHECK(own.salvage == Approx(1'000'000));  // half of the servers, nothing of the network
    CHECK(own.book == Approx(1'200'000));
    // Without interest and taxes: the plain sum.
    CHECK(present_value(q, own) == Approx(2'400'000 + 24 * 42'300 - 1'000'000));
    // A loss of 200,000 on the sale and wear of 1.2 M are set off at 30 %.
    q.tax = .3;
    CHECK(present_value(q, own) ==
          Approx(2'400'000 + .7 * 24 * 42'300 - .3 * 1'200'000 - (1'000'000 + .3 * 200'000)));
    // An annuity of 24 payments at 12 % a year.
    q.tax = 0;
    q.rate = .12;
    const double r = finance::monthly_rate(.12, false);
    CHECK(present_value(q, rent) == Approx(73000 * (1 - 1 / (1.12 * 1.12)) / r));
}

TEST_CASE("own-rent-mix: servers at the end of their life bring what is left of them") {
    OwnRentQuestion q = flat();
    q.own.residual_initial = .5;
    q.years = 4;  // as long as they live: sold on the last day, nothing is in the books
    const OwnRentCash four = cash_of(q, {"own", 10}, {});
    CHECK(four.salvage == Approx(1'000'000));
    CHECK(four.book == Approx(0).margin(1e-6));
    q.years = 5;  // the first ten are sold when the next ten come, and those after a year
    const OwnRentCash five = cash_of(q, {"own", 10}, {});
    CHECK(five.purchases[48] == Approx(2'400'000));
    CHECK(five.running[48] == Approx(five.running[47] - 1'000'000));
    CHECK(five.running[49] == Approx(five.running[47]));
    CHECK(five.salvage == Approx(1'000'000));
    CHECK(five.book == Approx(.75 * 2'400'000));
}

TEST_CASE("own-rent-mix: demand that grows is bought for by year, what is missing is rented") {
    OwnRentQuestion q = flat();
    q.growth = .44;  // the year's middle: × 1.2, a year later × 1.728
    const OwnRentCash own = cash_of(q, {"own", 10}, {q.growth, 0});
    CHECK(own.owned[0] == 12);
    CHECK(own.owned[12] == 18);
    CHECK(own.purchases[12] == Approx(6 * 240'000));
    // In the second month 10 · 1.44^(1.5/12) = 10.47 servers work; in the last of the year 14.1, of
    // which 12 are owned.
    const double last = 10 * 1.41829;
    CHECK(own.running[11] == Approx((12 * 10 * .1 + (last - 12) * 10) * 730).epsilon(1e-4));
    // A future without growth finds too many servers: the plan did not know.
    const OwnRentCash surprised = cash_of(q, {"own", 10}, {0, 0});
    CHECK(surprised.owned[0] == 12);
    CHECK(surprised.running[0] == Approx((10 * 10 + 2 * 2) * 730 * .1));
}

TEST_CASE("own-rent-mix: the fixed hour, the base that pays, and rows that agree with themselves") {
    OwnRentQuestion q = flat();
    q.years = 4;
    // 240,000 / 35,040 h and .2 for idling.
    CHECK(own_fixed_usd_h(q) == Approx(240'000 / 35'040.0 + .2));
    CHECK(own_variable_usd_h(q.own) == Approx(.8));
    // Half of the hours 10, half 4: use of the fifth server .5 < 7.05 / 9.2 = .77.
    for (std::size_t h = 0; h < 50; ++h) q.hours[h] = 4;
    const auto plans = plans_of(q);
    REQUIRE(plans.size() == 4);
    CHECK(plans[1].committed_level == 4);
    CHECK(plans[2].own_level == 10);
    CHECK(plans[3].own_level == 4);
    const OwnRentResult r = study_own_rent(q);
    CHECK(r.rows[r.best].plan.name == "own base, rent peak");
    CHECK(r.rows[3].npv_usd == Approx(r.rows[0].pv_usd - r.rows[3].pv_usd));
    // Undiscounted, what is saved pays back when the cumulated costs cross.
    REQUIRE(r.rows[3].payback_months);
    REQUIRE(r.rows[3].crossing_month);
    CHECK(*r.rows[3].crossing_month == static_cast<int>(std::ceil(*r.rows[3].payback_months)));
    // 960,000 / (4 · (10 − 1) · 730 = 26,280 a month) = 36.5 months.
    CHECK(*r.rows[3].payback_months == Approx(960'000 / 26'280.0));
    CHECK(r.cumulative[0].size() == 4);
}

TEST_CASE("own-rent-mix: at the break-even use owning and renting are worth the same") {
    OwnRentQuestion q = flat();
    q.years = 3;
    q.rate = .09;
    q.own.maintenance_year = .05;
    q.own.facility_usd_kw_month = 150;
    q.own.residual_initial = .6;
    q.own.residual_decay = .35;
    // By the month: r = 1.09^(1/12) − 1 = .0072073, Σ(1 + r)^−m = 31.6088 months. Sold for 120,000
    // · e^−1.05 = 41,993, now worth 41,993/1.09³ = 32,426. Care 833.33 and room 1500 a month.
    const double months = (1 - std::pow(1.09, -3)) / (std::pow(1.09, 1 / 12.0) - 1);
    const double capital = (240'000 - 120'000 * std::exp(-1.05) / std::pow(1.09, 3)) / months;
    CHECK(own_fixed_usd_h(q) == Approx((capital + 10'000 / 12.0 + 1'500) / 730 + .2));
    // So whatever moves: one server that works u of the time costs what renting it does.
    q.market.on_demand_usd_h = 30;
    q.tax = .3;
    q.price_change = -.1;
    q.own.staff_usd_year = 5'000;
    for (const double life : {4.0, 2.0}) {
        q.own.life_years = life;  // of two years: one is bought again, and sold half worn
        q.hours.assign(1, 1.0);
        const double u = own_fixed_usd_h(q) / (q.market.on_demand_usd_h * rents_over_horizon(q) -
                                               own_variable_usd_h(q.own));
        REQUIRE(u < 1);
        q.hours.assign(100'000, 0.0);
        std::fill_n(q.hours.begin(), static_cast<int>(u * 1e5 + .5), 1.0);
        const double own = present_value(q, cash_of(q, {"own", 1}, {0, q.price_change}));
        const double rent = present_value(q, cash_of(q, {"on demand"}, {0, q.price_change}));
        CHECK(own == Approx(rent).epsilon(1e-4));
    }
}

TEST_CASE("own-rent-mix: the more is left out, the earlier owning seems to pay") {
    OwnRentQuestion q = flat();
    q.own.maintenance_year = .05;
    q.own.staff_usd_year = 150'000;
    q.own.facility_usd_kw_month = 100;
    q.own.pue = 1.3;
    q.years = 5;
    q.own.life_years = 5;
    for (std::size_t h = 0; h < 60; ++h) q.hours[h] = 3;
    const OwnRentResult r = study_own_rent(q);
    REQUIRE(r.exclusions.size() == 5);
    for (int i = 1; i < 5; ++i) {
        CHECK(*r.exclusions[static_cast<std::size_t>(i)].utilisation <
              *r.exclusions[0].utilisation);
        CHECK(*r.exclusions[4].utilisation <=
              *r.exclusions[static_cast<std::size_t>(i)].utilisation);
    }
    // Whole and at its real use it never pays within five years; stripped and always busy it does
    // within three.
    REQUIRE(r.exclusions[4].crossing_full);
    CHECK(*r.exclusions[4].crossing_full < 36);
    CHECK(r.exclusions[0].crossing_month.value_or(999) >
          r.exclusions[4].crossing_month.value_or(999) - 1);
}

TEST_CASE("own-rent-mix: futures are the same for all plans and the flips are where costs meet") {
    OwnRentQuestion q = flat();
    q.growth_sd = .3;
    q.price_sd = .2;
    q.years = 3;
    const OwnRentResult r = study_own_rent(q);
    for (const OwnRentRow& row : r.rows) {
        CHECK(row.p10 <= row.p50);
        CHECK(row.p50 <= row.p90);
    }
    // Commitments at 8 never cost more than on demand at 10 with a base that demand does not leave.
    CHECK(r.rows[1].cheaper > .7);
    CHECK(r.rows[0].cheaper == 0);
    REQUIRE(r.flip_price > 0);
    OwnRentQuestion there = q;
    there.market.on_demand_usd_h *= r.flip_price;
    there.levels[0].usd_server_h *= r.flip_price;
    const OwnRentResult other = study_own_rent(there);
    CHECK(other.rows[other.best].plan.name == r.flip_price_to);
    CHECK(other.rows[other.best].plan.name != r.rows[r.best].plan.name);
}

TEST_CASE("own-rent-mix: owning as a base's pool has it") {
    World world = test::small_world(2, 8, kHour);
    world.sites[0].pue = 1.2;
    world.sites[0].electricity_usd_kwh = .15;
    Pool& pool = world.pools[0];
    pool.terms.capex_usd_server = 100'000;
    PurchaseSpec purchase;
    CapexItemSpec item;
    item.usd = 20'000;  // of both: a tenth
    purchase.items.push_back(item);
    item = {};
    item.share = .05;
    purchase.items.push_back(item);
    pool.purchase = purchase;
    const OwnTerms own = own_terms(world, 0);
    CHECK(own.network_share == Approx(.15));
    CHECK(own.kw_idle == Approx(.5));
    CHECK(own.kw_busy == Approx(3.4));
    CHECK(own.pue == 1.2);
}

TEST_CASE("own-rent-mix: insurance, engineering, rejects and roles of a base's pool") {
    World world = test::small_world(2, 8, kHour);
    world.pools.push_back(world.pools[0]);
    world.pools[1].servers = 6;
    Pool& pool = world.pools[0];
    pool.terms.capex_usd_server = 80'000;
    pool.terms.maintenance_share_year = .1;
    PurchaseSpec purchase;
    purchase.insurance = .01;
    purchase.yield_share = .8;
    purchase.nre_usd = 40'000;
    pool.purchase = purchase;
    RoleSpec whole;  // of eight servers at the site, a quarter of 100,000
    whole.held = 1;
    whole.usd_year = 100'000;
    RoleSpec service;  // a quarter of 20,000
    service.managed = true;
    service.managed_usd_year = 20'000;
    RoleSpec by_server;  // one for four
    by_server.usd_year = 60'000;
    by_server.servers_per_person = 4;
    by_server.training_usd = 500;
    world.staff = {whole, service, by_server};
    const OwnTerms own = own_terms(world, 0);
    CHECK(own.capex_usd == Approx(100'000));  // 80,000 / .8
    CHECK(own.network_share == Approx(.2));   // 40,000 of 200,000
    CHECK(own.capex_usd * own.maintenance_year == Approx(8'000));
    CHECK(own.staff_usd_year == Approx(25'000 + 5'000));
    CHECK(own.staff_usd_server_year == Approx(15'000));
    CHECK(left_out_of_owning(world, 0, true) == std::vector<std::string>{"training of staff"});
    OwnRentQuestion q = flat();
    const double before = cash_of(q, {"own", 10}, {}).running[0];
    q.own.insurance_year = .01;  // 10 servers of 240,000: 2,000 a month
    CHECK(cash_of(q, {"own", 10}, {}).running[0] == Approx(before + 2'000));
}

TEST_CASE("own-rent-mix: what always works owned, the middle signed for, the peak by the hour") {
    OwnRentQuestion q = flat();
    // 4 servers in all hours, 10 in 60 of 100, 12 in 10 of them.
    for (std::size_t h = 0; h < 40; ++h) q.hours[h] = 4;
    for (std::size_t h = 40; h < 50; ++h) q.hours[h] = 12;
    q.levels = {{"3 y", 5, 26280, -1, 100000, "test"}, {"1 y", 6.5, 8760, -1, 100000, "test"}};
    const auto plans = plans_of(q);
    const OwnRentPlan& mix = plans.back();
    CHECK(mix.name == "own base, sign 3 y, rent peak");
    CHECK(mix.own_level == 4);
    CHECK(mix.committed == 0);
    CHECK(mix.committed_level == 6);  // use .6 ≥ 5/10, of the last two .1 < .5
    const OwnRentCash cash = cash_of(q, mix, {});
    CHECK(cash.owned[0] == 4);
    CHECK(cash.committed[0] == 6);
    // A month of 730 h: own 4; signed 6 in 60 %; two more in 10 %.
    CHECK(cash.hours.own == Approx(24 * 730 * 4));
    CHECK(cash.hours.committed == Approx(24 * 730 * 3.6));
    CHECK(cash.hours.on_demand == Approx(24 * 730 * .2));
    // Power 4·10 kW·.1, signed 6·5, on demand .2·10.
    CHECK(cash.running[0] == Approx(730 * (4 + 30 + 2)));
    // Where nothing always works, or nothing is worth signing, there is no such mix.
    q.levels = {{"1 y", 9.9, 8760, -1, 100000, "test"}};
    for (const OwnRentPlan& plan : plans_of(q)) CHECK(plan.name.find("sign") == std::string::npos);
    q.levels = {{"3 y", 5, 26280, -1, 100000, "test"}};
    for (std::size_t h = 0; h < 10; ++h) q.hours[h] = 0;
    for (const OwnRentPlan& plan : plans_of(q)) CHECK(plan.name.find("sign") == std::string::npos);
}

TEST_CASE("own-rent-mix: hours on the spot market are paid at its price, and commit less") {
    OwnRentQuestion q = flat();
    for (std::size_t h = 0; h < 40; ++h) q.hours[h] = 4;
    // 30 % of each hour's demand bears interruptions: 7 of 10 servers, 2.8 of 4 do not.
    q.market.spot_usd_h = 3;
    q.market.spot_share = .3;
    const OwnRentCash rent = cash_of(q, plans_of(q)[0], {});
    CHECK(plans_of(q)[0].name == "on demand and spot");
    // Mean demand 7.6: 5.32 firm at 10, 2.28 at 3.
    CHECK(rent.running[0] == Approx(730 * (53.2 + 6.84)));
    CHECK(rent.hours.spot == Approx(24 * 730 * 2.28));
    // Above five servers: of 10, two are firm (7 − 5) and three are spot; of 4 none.
    const OwnRentCash five = cash_of(q, {"rent", 0, 0, 5}, {});
    CHECK(five.running[0] == Approx(730 * (5 * 8 + .6 * (2 * 10 + 3 * 3))));
    // The eighth server would only replace spot: it is worth .6 · 3 / 10, less than 8/10.
    // Of the first seven each is firm in 60 % of the hours at least: .6 < .8, so three are signed
    // for: 2.8 are firm always, the third counts .8 + .2 · .3.
    CHECK(plans_of(q)[1].committed_level == 3);
    q.market.spot_usd_h = -1;
    CHECK(plans_of(q)[1].committed_level == 4);
}

}  // namespace own_rent_test
