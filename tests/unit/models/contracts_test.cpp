// Rules of contracts (P1 to P18), each against arithmetic by hand.
#include <numeric>

#include "models/contracts/commitments.hpp"
#include "models/contracts/owed.hpp"
#include "models/contracts/tiers.hpp"
#include "tests/support/catch.hpp"

namespace contracts_test {

using namespace orrery::contracts;
using orrery::test::near;

TEST_CASE("P1: granularity and minimum of a session") {
    CHECK(near(billed_hours(30, 1, 60), 60.0 / 3600, 1e-12));   // the minimum of a minute
    CHECK(near(billed_hours(901, 900), 1800.0 / 3600, 1e-12));  // quarter hours
    CHECK(near(billed_hours(90 * 60, 3600, 0), 2, 1e-12));      // whole hours
}

TEST_CASE("P3: payments of a term sum to the whole, upfront none, partial, all") {
    const std::vector<double> edges{0, 744, 1416, 2160};  // January to March
    for (const double upfront : {0.0, .5, 1.0}) {
        const auto payments = term_payments(21600, upfront, edges);
        CHECK(payments.size() == (upfront == 0 ? 3 : upfront < 1 ? 4 : 1));
        CHECK(near(billed_until(payments, 2160), 21600, 1e-12));
        CHECK(near(consumed_until(payments, 2160), 21600, 1e-12));
        // 10 USD an hour are consumed, however they are paid.
        CHECK(near(consumed_until(payments, 1000), 10000, 1e-12));
    }
    // Half ahead: 10,800 at the start, then 744/2160 of the rest for January.
    CHECK(
        near(billed_until(term_payments(21600, .5, edges), 0), 10800 + 10800 * 744 / 2160., 1e-12));
}

TEST_CASE("P4: a plan goes to the highest discount first and the rest is lost") {
    // 10 USD an hour. b: 4 h · 5 · (1 − 50 %) = 10 would take all; it has 2 h = 5 USD.
    // a: 100 · (1 − 20 %) = 80 an hour: 5 / 80 h.
    std::vector<PlanUsage> usage{{1, 100, .2}, {2, 5, .5}};
    CHECK(near(apply_plan(10, usage), 10, 1e-12));
    CHECK(near(usage[1].covered, 2, 1e-12));
    CHECK(near(usage[0].covered, .0625, 1e-12));
    std::vector<PlanUsage> little{{1, 8, .25}};
    CHECK(near(apply_plan(10, little), 6, 1e-12));  // 4 USD are lost
}

TEST_CASE("P6: sustained use of a whole month is 30 % off, of half of it 10 %") {
    const std::vector<double> n1{1, .8, .6, .4};
    CHECK(near(sustained_factor(1, n1), .7, 1e-12));
    CHECK(near(sustained_factor(.5, n1), .9, 1e-12));
    CHECK(near(sustained_factor(.25, n1), 1, 1e-12));  // at the boundary of the first step
    CHECK(near(sustained_factor(.375, n1), (.25 + .125 * .8) / .375, 1e-12));
    CHECK(sustained_factor(.7, {}) == 1);
}

TEST_CASE("P8: true-up by year, with and without carrying over") {
    // 100 committed a year; 130, 80, 60 spent.
    CHECK(true_ups({130, 80, 60}, {100, 100, 100}, false) == std::vector<double>{0, 20, 40});
    // 30 of the first year help the second, whose 10 beyond help the third.
    CHECK(true_ups({130, 80, 60}, {100, 100, 100}, true) == std::vector<double>{0, 0, 30});
}

TEST_CASE("P9: the rate of a take-or-pay contract between ceiling and floor") {
    // 2.35 − (2.35 − 1.70) · (0.70 · 1/5 + 0.30 · 0.25) = 2.21025
    CHECK(near(take_or_pay_rate(2.35, 1.70, .7, .2, .3, .25), 2.21025, 1e-12));
    CHECK(near(take_or_pay_rate(2.35, 1.70, .7, 1, .3, 1), 1.70, 1e-12));
    CHECK(near(take_or_pay_rate(2.35, 1.70, .7, 0, .3, 0), 2.35, 1e-12));
    const auto invoices = term_payments(1200, .25, equal_edges(0, 8760, 12));
    CHECK(invoices.size() == 13);
    CHECK(near(invoices[0].amount, 300, 1e-12));
    CHECK(near(invoices[12].amount, 75, 1e-12));  // 900 / 12
}

TEST_CASE("P10: graduated and all-units tiers at the boundary") {
    const std::vector<Tier> tiers{{100, 10}, {200, 8}, {0, 5}};
    CHECK(graduated(tiers, 0, 100) == 1000);
    CHECK(graduated(tiers, 0, 101) == 1008);
    CHECK(graduated(tiers, 0, 250) == 2050);  // 1000 + 800 + 250
    CHECK(graduated(tiers, 90, 110) == 180);  // of a running total
    CHECK(all_units(tiers, 100) == 1000);
    CHECK(all_units(tiers, 101) == 808);  // one unit more costs less in all
    CHECK(all_units(tiers, 250) == 1250);
    // A last tier that is bounded goes on: nothing is silently free.
    CHECK(graduated({{10, 1}}, 0, 20) == 20);
    CHECK(all_units({{10, 1}}, 20) == 20);
}

TEST_CASE("P12: storage with copies, requests and retrieval") {
    // 1000 GB · 2 · 0.023 + 50,000 / 1000 · 0.005 + 100 · 0.01 = 46 + 0.25 + 1
    CHECK(near(storage_owed({.023, .005, .01}, {1000, 2, 1, 50000, 100}), 47.25, 1e-12));
}

TEST_CASE("P13: support is the greater of minimum and graduated share") {
    const std::vector<Tier> business{{10000, .10}, {80000, .07}, {250000, .05}, {0, .03}};
    CHECK(support_fee(500, 100, business) == 100);
    CHECK(support_fee(1000, 100, business) == 100);  // both are equal
    // 1,000 + 4,900 + 1,000 = 6,900
    CHECK(near(support_fee(100000, 100, business), 6900, 1e-12));
}

TEST_CASE("P15 and P16: provisioned throughput, taxes and rates by date") {
    // Two units of 1 M tokens an hour carry 48 M of the 60 M of a day.
    CHECK(near(beyond_provisioned(60e6, 2, 1e6, 24), .2, 1e-12));
    CHECK(beyond_provisioned(40e6, 2, 1e6, 24) == 0);
    CHECK(near(tax_owed(250, .19), 47.5, 1e-12));
    const std::vector<RateStep> eur{{0, 1.08}, {720, 1.12}};
    CHECK(rate_at(eur, 719) == 1.08);
    CHECK(rate_at(eur, 720) == 1.12);
    CHECK(rate_at(eur, -5) == 1.08);
    CHECK(rate_at({}, 3) == 1);
}

TEST_CASE("P17: the largest credit of the steps that were missed") {
    const std::vector<CreditStep> steps{{.99, .1}, {.95, 1}};
    CHECK(sla_credit(.995, steps) == 0);
    CHECK(sla_credit(.99, steps) == 0);
    CHECK(sla_credit(.98, steps) == .1);
    CHECK(sla_credit(.90, steps) == 1);
}

TEST_CASE("P18: price changes on dates, with cap and floor") {
    const std::vector<PriceStep> steps{{100, -1, -.44, -1, .3}, {200, 50, 0}, {300, -1, .5, .1}};
    CHECK(changed_price(98.32, steps, 99) == 98.32);
    CHECK(near(changed_price(98.32, steps, 100), 98.32 * .7, 1e-12));  // not below −30 %
    CHECK(changed_price(98.32, steps, 250) == 50);
    CHECK(near(changed_price(98.32, steps, 300), 75, 1e-12));
    CHECK(near(changed_price(60, steps, 300), 66, 1e-12));  // 75 would be 25 % above the first
}

TEST_CASE("the marginal price of a server hour") {
    CHECK(marginal_usd_server_h({10, 1, 0, 0, 0}) == 0);
    CHECK(near(marginal_usd_server_h({10, .25, 0, 0, 0}), 7.5, 1e-12));
    // A plan with 3 USD left at 6 an hour covers half of it; the rest at 10 · 0.95.
    CHECK(near(marginal_usd_server_h({10, 0, 3, .4, .05}), .5 * 10 * .95, 1e-12));
}

TEST_CASE("data at rest: growth at its mean, and deleted data until their shortest time") {
    CHECK(mean_stored(100, 10, 0, 1, 3) == 120);   // 110 … 130
    CHECK(mean_stored(100, 10, 9, 1, 3) == 120);   // nothing is deleted
    CHECK(mean_stored(100, -10, 0, 0, 4) == 80);   // 100 … 60
    CHECK(mean_stored(100, -10, 4, 0, 4) == 100);  // all of it paid
    // 2 months at 100, then from 80 to 60 for 2 months.
    CHECK(mean_stored(100, -10, 2, 0, 4) == 85);
    // Empty after two months of the four: 100 … 0, mean 50, for half the time.
    CHECK(mean_stored(100, -50, 0, 0, 4) == 25);
    CHECK(mean_stored(100, -50, 0, 3, 4) == 0);
    CHECK(mean_stored(100, -50, 0, 3, 3) == 0);
}

}  // namespace contracts_test
