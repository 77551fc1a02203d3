// Worth of cash flows against the documented examples of spreadsheets, and by hand.
#include <cmath>
#include <vector>

#include "models/finance/cash_flow.hpp"
#include "models/finance/rate_of_return.hpp"
#include "tests/support/catch.hpp"

namespace finance_cash_flow_test {

using namespace orrery;
using test::near;

namespace {

// Day numbers of 2008-01-01, 2008-03-01, 2008-10-30, 2009-02-15, 2009-04-01: 2008 is a leap year.
const std::vector<double> kDays{39448, 39508, 39751, 39859, 39904};
const std::vector<double> kDated{-10000, 2750, 4250, 3250, 2750};

}  // namespace

TEST_CASE("present values of dated and of equal periods") {
    CHECK(near(finance::xnpv(0.09, kDated, kDays), 2086.647602031535, 1e-9));
    CHECK(near(finance::npv(0.10, std::vector<double>{-10000, 3000, 4200, 6800}), 1188.4434123352,
               1e-9));
    // Times of day do not count: dates are cut to whole days.
    const std::vector<double> noon{39448.5, 39508.5, 39751.25, 39859.9, 39904.1};
    CHECK(finance::xnpv(0.09, kDated, noon) == finance::xnpv(0.09, kDated, kDays));
}

TEST_CASE("internal rates of return as spreadsheets document them") {
    const std::vector<double> v{-70000, 12000, 15000, 18000, 21000, 26000};
    CHECK(near(*finance::irr(v).rate, 0.0866309480365, 1e-9));
    CHECK(near(*finance::irr(std::span(v).first(5)).rate, -0.0212448482734, 1e-9));
    CHECK(near(*finance::irr(std::span(v).first(3)).rate, -0.443506941335, 1e-9));
    CHECK(near(*finance::xirr(kDated, kDays).rate, 0.3733625335188, 1e-8));
}

TEST_CASE("every rate is found where there are several, and none is chosen") {
    // −100 + 230/1.1 − 132/1.21 = −100 + 209.09 − 109.09 = 0, and likewise at 20 %.
    const auto two = finance::irr(std::vector<double>{-100, 230, -132});
    REQUIRE(two.roots.size() == 2);
    CHECK(near(two.roots[0], 0.10, 1e-9));
    CHECK(near(two.roots[1], 0.20, 1e-9));
    CHECK_FALSE(two.rate.has_value());
    CHECK(two.refused == "2 rates make the cash flows worth 0");
    // (x − 1)(x − 2)(x − 3) at x = 1 + r: 1, −6, 11, −6.
    const auto three = finance::irr(std::vector<double>{1, -6, 11, -6});
    REQUIRE(three.roots.size() == 3);
    CHECK(near(three.roots[0], 0, 0, 1e-9));
    CHECK(near(three.roots[1], 1, 1e-9));
    CHECK(near(three.roots[2], 2, 1e-9));
    // (x − 1.1)² touches 0 once: x² − 2.2 x + 1.21.
    const auto touching = finance::irr(std::vector<double>{1, -2.2, 1.21});
    REQUIRE(touching.roots.size() == 1);
    CHECK(near(touching.roots[0], 0.1, 1e-6));
    // x² − 2x + 2 has no real root, though the sign changes twice.
    const auto none = finance::irr(std::vector<double>{1, -2, 2});
    CHECK(none.roots.empty());
    CHECK(none.refused == "no rate makes the cash flows worth 0");
}

TEST_CASE("rates are refused with a reason") {
    CHECK(finance::irr(std::vector<double>{-5, -6, 0}).refused ==
          "the cash flows never change sign");
    CHECK(finance::irr(std::vector<double>{}).refused == "the cash flows never change sign");
    CHECK(finance::xirr(std::vector<double>{-5, 6}, std::vector<double>{10, 9}).refused ==
          "a cash flow is dated before the first one");
    CHECK(finance::sign_changes(std::vector<double>{-1, 0, -2, 3, 0, -1}) == 2);
}

TEST_CASE("a rate of sixty months is a root of its own cash flows") {
    std::vector<double> flows{-1e6};
    for (int i = 0; i < 60; ++i) flows.push_back(20000 + 100.0 * i);
    const auto found = finance::irr(flows);
    REQUIRE(found.rate.has_value());
    CHECK(near(flows[0] + finance::npv(*found.rate, std::span(flows).subspan(1)), 0, 0, 1e-6));
}

TEST_CASE("modified rates of return as spreadsheets document them") {
    const std::vector<double> v{-120000, 39000, 30000, 21000, 37000, 46000};
    CHECK(near(*finance::mirr(v, 0.10, 0.12), 0.126094130366, 1e-9));
    CHECK(near(*finance::mirr(v, 0.10, 0.14), 0.134759110828, 1e-9));
    CHECK(near(*finance::mirr(std::span(v).first(4), 0.10, 0.12), -0.048044655250, 1e-9));
    CHECK_FALSE(finance::mirr(std::vector<double>{1, 2}, 0.1, 0.1).has_value());
    // Whole years by dates are the same.
    const std::vector<double> days{0, 365, 730, 1095, 1460, 1825};
    CHECK(near(*finance::xmirr(v, days, 0.10, 0.12), 0.126094130366, 1e-9));
    // 110 after half a year: (110/100)² − 1.
    CHECK(near(*finance::xmirr(std::vector<double>{-100, 110}, std::vector<double>{0, 182.5}, 0, 0),
               std::pow(1.1, 365.0 / 182) - 1, 1e-12));
    CHECK_FALSE(finance::xmirr(std::vector<double>{-1, 2}, std::vector<double>{0, 0.5}, 0, 0));
}

TEST_CASE("level payments") {
    CHECK(near(finance::payment(0.08 / 12, 10, 10000), -1037.03208936, 1e-9));
    CHECK(near(finance::payment(0.08 / 12, 10, 10000, 0, true), -1037.03208936 / (1 + 0.08 / 12),
               1e-9));
    CHECK(finance::payment(0, 10, 10000) == -1000);
    // 1000 over 3 years at 10 %: 1000·0.1/(1 − 1.331⁻¹) = 402.1148.
    CHECK(near(finance::equivalent_annual(0.1, 3, 1000), 402.1148036253776, 1e-12));
    CHECK(finance::equivalent_annual(0, 4, 1000) == 250);
}

TEST_CASE("payback lies inside the period that reaches zero") {
    const std::vector<double> flows{-100, 40, 40, 40};
    CHECK(near(*finance::payback(flows), 2.5, 1e-12));  // 20 of the third 40
    // 36.36 + 33.06 + 30.05 = 99.47 at 10 %: never.
    CHECK_FALSE(finance::discounted_payback(0.1, flows).has_value());
    CHECK(near(*finance::discounted_payback(0.0, flows), 2.5, 1e-12));
    CHECK_FALSE(finance::payback(std::vector<double>{5, -9}).has_value());
    // An empty first period is not a payback: −10 is won back in the middle of the third.
    CHECK(near(*finance::payback(std::vector<double>{0, -10, 20}), 1.5, 1e-12));
    CHECK(*finance::payback(std::vector<double>{0, 3, 4}) == 0);
    // Days 0, 30 and 61: 60 of 80 in 31 days.
    CHECK(near(*finance::payback(std::vector<double>{-100, 40, 80}, std::vector<double>{0, 30, 61}),
               30 + 31 * 0.75, 1e-12));
}

TEST_CASE("index, levelised cost and cost of capital") {
    // 110/1.1 over 50.
    CHECK(near(*finance::profitability_index(0.1, std::vector<double>{-50, 110}), 2, 1e-12));
    CHECK_FALSE(finance::profitability_index(0.1, std::vector<double>{1}).has_value());
    // (100 + 55/1.1) / (40 + 11/1.1) = 150/50.
    CHECK(near(*finance::levelised_cost(0.1, std::vector<double>{100, 55},
                                        std::vector<double>{40, 11}, std::vector<double>{0, 1}),
               3, 1e-12));
    // 0.6·12 % + 0.4·5 %·0.75 = 8.7 %.
    CHECK(near(finance::wacc(0.6, 0.12, 0.05, 0.25), 0.087, 1e-12));
}

TEST_CASE("rates between months and years, real and nominal") {
    CHECK(near(finance::monthly_rate(0.12, true), 0.01, 1e-15));
    const double monthly = finance::monthly_rate(0.12, false);
    CHECK(near(std::pow(1 + monthly, 12), 1.12, 1e-12));
    CHECK(near(finance::mid_period_factor(0.21), 1.1, 1e-15));
    CHECK(near(finance::nominal_rate(0.05, 0.02), 0.071, 1e-12));
    CHECK(near(finance::real_rate(0.071, 0.02), 0.05, 1e-12));
}

TEST_CASE("after-tax cash flow") {
    // (100 − 40)·0.75 + 0.25·20 − 30 − 5 + 12 − 0.25·(12 − 8) = 45 + 5 − 35 + 12 − 1 = 26.
    const finance::TaxedPeriod p{100, 40, 20, 30, 5, 12, 8};
    CHECK(near(finance::after_tax(p, 0.25), 26, 1e-12));
    CHECK(near(finance::tax_due(p, 0.25), 11, 1e-12));  // 0.25·(100 − 40 − 20 + 12 − 8)
}

}  // namespace finance_cash_flow_test
