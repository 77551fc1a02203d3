// Finance of hand-made ledgers: cash, profit and worth by hand arithmetic.
#include <algorithm>
#include <cmath>

#include "models/finance/rate_of_return.hpp"
#include "sim/accounts/contract_hours.hpp"
#include "tests/support/two_months.hpp"

namespace finance_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("cash and accrual stand apart: purchases when paid, wear when used") {
    TwoMonths t;
    t.purchase();
    t.monthly(t.charge("energy", "grid"), 50, 50);
    const FinanceFindings& f = t.run();
    REQUIRE(f.cash.size() == 3);  // start, January, February
    CHECK(f.cash[0].month == "2026-01-01");
    CHECK(f.cash[0].capex == -1200);
    CHECK(f.cash[0].days == 0);
    CHECK(f.cash[1].date == "2026-01-31");
    CHECK(f.cash[1].days == 30);
    CHECK(f.cash[2].date == "2026-02-28");
    CHECK(f.cash[2].days == 58);
    CHECK(f.cash[1].opex == -50);
    CHECK(f.cash[1].capex == 0);
    CHECK(f.cash[2].cumulative == -1300);
    REQUIRE(f.years.size() == 1);
    CHECK(f.years[0].year == "2026");
    CHECK(f.years[0].depreciation == 200);
    CHECK(f.years[0].opex == 100);
    CHECK(f.years[0].profit == -300);
    CHECK(t.metric("finance.cash.capex") == 1200);
    CHECK(t.metric("finance.cash.opex") == 100);
    CHECK(t.metric("finance.accrual.wear") == 200);
    // Categories in order of name: depreciation, energy, purchase.
    REQUIRE(f.split.size() == 3);
    CHECK(f.split[0].accrual_capex == 200);
    CHECK(f.split[0].cash_capex == 0);
    CHECK(f.split[1].cash_opex == 100);
    CHECK(f.split[2].cash_capex == 1200);
}

TEST_CASE("without a value only the cost is shown, and rates of return say why not") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    t.monthly(t.charge("energy", "grid"), 50, 50);
    t.run();
    CHECK(near(t.metric("finance.npv_cost"),
               50 / std::pow(1.1, 30.0 / 365) + 50 / std::pow(1.1, 58.0 / 365), 1e-12));
    CHECK(t.out.metrics.find("finance.npv") == nullptr);
    CHECK(t.out.metrics.find("finance.irr") == nullptr);
    for (const char* name : {"NPV", "ROI", "IRR", "MIRR", "payback", "PI"}) {
        CHECK(t.refused(name) ==
              "no workload or job has a value: say under `value` what it brings in");
    }
}

TEST_CASE("two ways to pay for the same, a site each, have their own NPV of cost") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    t.purchase();
    for (Charge& c : t.ledger.charges) c.site = "bought";
    const std::uint32_t rent = t.charge("lease payment", "lessor");
    t.ledger.charges[rent].site = "leased";
    t.monthly(rent, 50, 40);
    t.run();
    CHECK(t.metric("finance.npv_cost_by_site.bought") == 1200);  // on the first instant
    CHECK(near(t.metric("finance.npv_cost_by_site.leased"),
               50 / std::pow(1.1, 30.0 / 365) + 50 / std::pow(1.1, 58.0 / 365), 1e-12));
}

TEST_CASE("recoverable tax that comes back after the run is no cash of it, and a note says so") {
    TwoMonths t;
    const std::uint32_t tax = t.charge("tax", "acme");
    t.ledger.charges[tax].account = kInputTax;
    t.monthly(tax, 19, 0);
    const FinanceFindings& f = t.run();
    CHECK(t.metric("finance.cash.opex") == 38);
    const bool told = std::any_of(f.notes.begin(), f.notes.end(), [](const std::string& note) {
        return note.find("38") == 0 && note.find("of recoverable tax comes back after") < 12;
    });
    CHECK(told);
}

TEST_CASE("without a discount rate nothing is discounted, no worth is shown, and it says so") {
    TwoMonths t;
    t.monthly(t.charge("energy", "grid"), 50, 50);
    const FinanceFindings& f = t.run();
    CHECK(t.refused("NPV of cost").find("no discount rate is given") == 0);
    CHECK(f.notes.at(0) == "Nothing is discounted: finance.discount_rate (or wacc) is not given.");
    TwoMonths paid;  // what pays back has a rate of return, and no present value
    paid.purchase();
    paid.value(monthly_value(850));
    paid.run();
    CHECK((paid.out.metrics.find("finance.irr") && !paid.out.metrics.find("finance.npv")));
    for (const char* of : {"NPV", "PI"}) CHECK(paid.refused(of) == t.refused("NPV of cost"));
}

TEST_CASE("worth of a purchase that pays back") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    t.purchase();
    t.monthly(t.charge("energy", "grid"), 50, 50);
    t.value(monthly_value(850));  // net 800 a month
    t.run();
    const double first = std::pow(1.1, 30.0 / 365);
    const double second = std::pow(1.1, 58.0 / 365);
    CHECK(near(t.metric("finance.npv"), -1200 + 800 / first + 800 / second, 1e-12));
    // −1,200 + 800 after 30 days leaves 400, half of February's 800: 30 + 14 days.
    CHECK(near(t.metric("finance.payback"), 44 * 86400, 1e-12));
    // 1,700 over 1,300 paid.
    CHECK(near(t.metric("finance.roi"), 400.0 / 1300, 1e-12));
    CHECK(near(t.metric("finance.profitability_index"),
               (850 / first + 850 / second) / (1200 + 50 / first + 50 / second), 1e-12));
    // 3x = 2 + 2/x … of −1200, 800, 800: x² − (2/3)x − 2/3 = 0, x = 1/3 + √(1/9 + 2/3).
    const double month = 1.0 / 3 + std::sqrt(1.0 / 9 + 2.0 / 3);
    CHECK(near(t.metric("finance.irr"), std::pow(month, 12) - 1, 1e-9));
    CHECK(t.metric("finance.irr_count") == 1);
    const double r = t.metric("finance.xirr");
    CHECK(near(-1200 + 800 / std::pow(1 + r, 30.0 / 365) + 800 / std::pow(1 + r, 58.0 / 365), 0, 0,
               1e-6));
    // MIRR of −1200, 800, 800 at 10 % over 58 days: January's 800 earn it for 28 of them.
    const double q = std::pow(1.1, 28.0 / 365);
    CHECK(near(t.metric("finance.mirr"), std::pow((800 * q + 800) / 1200, 365.0 / 58) - 1, 1e-9));
}

TEST_CASE("what a sale brings comes in, what tax gives back in a month is of the tax of the run") {
    TwoMonths t;
    t.world.finance.discount_rate = 0;
    t.world.finance.tax_rate = 0.5;
    t.purchase();
    t.monthly(t.charge("energy", "grid"), 50, 50);
    const std::uint32_t sold = t.charge("sale", "own");
    t.ledger.charges[sold].capital = true;
    t.ledger.charges[sold].asset = "rack";
    add_posting(t.world, t.ledger, sold, periods_of(t.world, t.o.ended_at)[1], 1,
                Columns{-500, -500, -500, 0});
    const std::uint32_t repair = t.charge("maintenance", "own");
    add_posting(t.world, t.ledger, repair, periods_of(t.world, t.o.ended_at)[1], 1,
                Columns{2900, 2900, 2900, 2900});  // February's loss
    t.value(monthly_value(1850));
    const FinanceFindings& f = t.run();
    REQUIRE(f.cash[1].tax < 0);
    REQUIRE(f.cash[2].tax * f.cash[1].tax < 0);
    const double tax = -f.cash[1].tax - f.cash[2].tax;
    REQUIRE(tax > 0);
    // 3,700 of value and 500 of the sale; 1,200 bought, 100 of energy, 2,900 and the tax.
    CHECK(near(t.metric("finance.roi"), 4200 / (4200 + tax) - 1, 1e-12));
    CHECK(near(t.metric("finance.profitability_index"), 4200 / (4200 + tax), 1e-12));
}

TEST_CASE("what is used up of commitments that are paid outside the run is no cash, and is told") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    const std::uint32_t prepaid = t.charge("compute", "aws");
    t.ledger.charges[prepaid].contract = "three-years";
    t.monthly(prepaid, 0, 300);
    const std::uint32_t monthly = t.charge("compute", "azure");
    t.ledger.charges[monthly].contract = "month-by-month";
    t.monthly(monthly, 70, 70);
    const FinanceFindings& f = t.run();
    CHECK(std::count(f.notes.begin(), f.notes.end(),
                     "600 USD is of commitments that are paid outside the run: it is in the "
                     "accrual view, not in the cash.") == 1);
}

TEST_CASE("a start within a month: rates go by dates, and so does the verdict on the hurdle") {
    TwoMonths t;
    t.world.start_unix_s += 30 * 86400;  // 31 January: a day of it, 28 of February, 30 of March
    t.world.finance.discount_rate = 0.1;
    t.purchase();
    t.value(monthly_value(609));
    t.run();
    // −1200 at the start, 609/31 on the same day, 609 after 28 days, 609·30/31 after 58. At 10 % a
    // year 609·(1/31 + 0.99272 + 0.96774·0.98497) = 1204.7.
    const double r = t.metric("finance.xirr");
    const auto dated = [&](double rate) {
        return -1200 + 609 * (1.0 / 31 + std::pow(1 + rate, -28.0 / 365) +
                              30.0 / 31 * std::pow(1 + rate, -58.0 / 365));
    };
    CHECK(near(dated(r), 0, 0, 1e-6));
    CHECK(near(t.metric("finance.npv"), dated(0.1), 1e-9));
    CHECK((r > 0.1 && dated(0.1) > 4.6 && dated(0.1) < 4.8));
    // As of three equal months 609·(0.99209/31 + 0.98424 + 0.97645·30/31) = 1194.4 at 10 %: below.
    const double v = std::pow(1 + t.metric("finance.irr"), -1.0 / 12);
    CHECK(near(-1200 + 609 * (v / 31 + v * v + v * v * v * 30 / 31), 0, 0, 1e-6));
    CHECK(t.metric("finance.irr") < 0.1);
    REQUIRE(t.out.finance->hurdle);
    CHECK(t.out.finance->hurdle->figure == "XIRR");
    CHECK(t.out.finance->hurdle->above());
    // Each amount earns 10 % until the end.
    const double grown =
        609 * (std::pow(1.1, 58.0 / 365) / 31 + std::pow(1.1, 30.0 / 365) + 30.0 / 31);
    CHECK(near(t.metric("finance.mirr"), std::pow(grown / 1200, 365.0 / 58) - 1, 1e-9));
    // 59 days are 1.9 months of 365/12 days.
    CHECK(std::count(t.out.finance->notes.begin(), t.out.finance->notes.end(),
                     "The IRR counts 3 calendar months, parts of one as whole ones, where the run "
                     "takes 1.9: the XIRR goes by dates.") == 1);
}

TEST_CASE("a rate of return is held against the hurdle, else the cost of capital") {
    const auto run = [](auto change) {
        TwoMonths t;
        t.purchase();
        t.monthly(t.charge("energy", "grid"), 50, 50);
        t.value(monthly_value(850));
        change(t.world.finance);
        t.run();
        return t;
    };
    // −1200 + 800·(1 + r)^(−30/365) + 800·(1 + r)^(−58/365) = 0, by the model that is tested on
    // its own: as of 29 days of 1.2153 each, 1.2153^(365/29) − 1 = 1,065 % or so.
    const double irr =
        *finance::xirr(std::vector<double>{-1200, 800, 800}, std::vector<double>{0, 30, 58}).rate;
    CHECK((irr > 10 && irr < 12));
    const TwoMonths above = run([](FinanceSpec& f) { f.hurdle_rate = 0.09; });
    REQUIRE(above.out.finance->hurdle);
    CHECK(above.out.finance->hurdle->figure == "XIRR");
    CHECK(above.out.finance->hurdle->basis == "hurdle");
    CHECK(near(above.out.finance->hurdle->value, irr, 1e-9));
    CHECK(above.out.finance->hurdle->verdict() == std::string("above"));
    CHECK(near(above.metric("finance.over_hurdle"), irr - 0.09, 1e-9));
    const TwoMonths below = run([](FinanceSpec& f) { f.hurdle_rate = 12; });
    CHECK(below.out.finance->hurdle->verdict() == std::string("below"));
    CHECK(below.out.finance->notes.back().find("below the hurdle of 1200 %.") != std::string::npos);
    // 60 % · 10 % + 40 % · 5 % = 8 %, no tax.
    const TwoMonths wacc = run([](FinanceSpec& f) {
        f.wacc = WaccSpec{0.6, 0.1, 0.05};
        f.discount_rate = 0.08;  // as compiled from it
    });
    CHECK(wacc.out.finance->hurdle->basis == "cost of capital");
    CHECK(near(wacc.metric("finance.hurdle_rate"), 0.08, 1e-12));
    CHECK_FALSE(run([](FinanceSpec&) {}).out.finance->hurdle);
    // Nothing brings anything in: there is no rate of return.
    TwoMonths cost;
    cost.world.finance.hurdle_rate = 0.09;
    cost.purchase();
    CHECK_FALSE(cost.run().hurdle);
}

TEST_CASE("nominal monthly rates and the middle of months, where the user says so") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.12;
    t.world.finance.nominal_monthly = true;
    t.world.finance.mid_period = true;
    t.monthly(t.charge("energy", "grid"), 50, 50);
    const FinanceFindings& f = t.run();
    CHECK(near(f.monthly_rate, 0.01, 1e-15));
    CHECK(near(*f.discount_rate, std::pow(1.01, 12) - 1, 1e-12));
    CHECK(f.cash[1].date == "2026-01-16");  // noon: 15.5 days of 31
    CHECK(f.cash[1].days == 15);
    CHECK(f.cash[2].date == "2026-02-15");  // 31 + 14
}

TEST_CASE("tax is due on value less what was consumed, not on what was paid") {
    TwoMonths t;
    t.world.finance.tax_rate = 0.25;
    t.purchase();
    t.monthly(t.charge("energy", "grid"), 50, 50);
    t.value(monthly_value(850));
    const FinanceFindings& f = t.run();
    // 0.25·(850 − 50 − 100) a month.
    CHECK(near(f.cash[1].tax, -175, 1e-12));
    CHECK(near(f.cash[1].net, 850 - 50 - 175, 1e-12));
    CHECK(f.cash[0].tax == 0);
    CHECK(near(f.years[0].profit, 1700 - 100 - 200 - 350, 1e-12));
}

TEST_CASE("value: ramp × probability × what was served, month by month") {
    TwoMonths t;
    ValueSpec v;
    v.usd_million_tokens = 10;
    v.usd_1000_requests = 2;
    v.probability = 0.5;
    t.value(v);
    // An hour: 100 tokens and a request, 0.001 + 0.002 USD, half of it expected; 744 h and 672 h.
    const FinanceFindings& f = t.run();
    CHECK(near(f.cash[1].revenue, 744 * 0.0015, 1e-12));
    CHECK(near(f.cash[2].revenue, 672 * 0.0015, 1e-12));
    CHECK(f.has_value);

    TwoMonths ramped;
    ValueSpec w = monthly_value(310);
    w.ramp = kDay * 59;
    ramped.value(w);
    // January: mean of the ramp at 15.5 of 59 days; February at 31 + 14.
    const FinanceFindings& g = ramped.run();
    CHECK(near(g.cash[1].revenue, 310 * 15.5 / 59, 1e-12));
    CHECK(near(g.cash[2].revenue, 310 * 45.0 / 59, 1e-12));
}

TEST_CASE("a workload that serves nothing in a month brings nothing in") {
    TwoMonths t;
    t.value(monthly_value(100));
    for (std::size_t i = 744; i < t.o.served[0].size(); ++i) t.o.served[0][i] = {};
    const FinanceFindings& f = t.run();
    CHECK(f.cash[1].revenue == 100);
    CHECK(f.cash[2].revenue == 0);
}

TEST_CASE("several rates of return are counted, not chosen from") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    // −100, +230, −132 by month: 10 % and 20 % a month.
    const std::uint32_t bought = t.charge("setup", "own");
    t.ledger.charges[bought].frequency = Frequency::one_time;
    const auto periods = periods_of(t.world, t.o.ended_at);
    add_posting(t.world, t.ledger, bought, periods[0], 1, 100.0);
    const std::uint32_t end = t.charge("removal", "own");
    add_posting(t.world, t.ledger, end, periods[1], 1, 132.0);
    t.value(monthly_value(230));
    for (std::size_t i = 744; i < t.o.served[0].size(); ++i) t.o.served[0][i] = {};
    t.run();
    CHECK(t.metric("finance.irr_count") == 2);
    CHECK(t.out.metrics.find("finance.irr") == nullptr);
    // 1.1¹² − 1 = 213.84 %, 1.2¹² − 1 = 791.61 %.
    CHECK(t.refused("IRR") ==
          "2 rates make the cash flows worth 0: 213.84 %, 791.61 % a year; see "
          "MIRR and the NPV");
    CHECK(t.out.metrics.find("finance.mirr") != nullptr);
    // The profile: −100 + 230 − 132 at 0 %.
    REQUIRE(t.out.finance->npv_profile.size() == 11);
    CHECK(near(t.out.finance->npv_profile[0].npv, -2, 1e-9));
    CHECK(t.out.finance->npv_profile[2].rate == 0.1);
}

TEST_CASE("a job brings in nothing in a month in which it does not run") {
    TwoMonths t;
    Job job;
    job.name = "train";
    job.spec.value = monthly_value(9000);
    t.world.jobs.push_back(job);
    JobRecord record;
    record.job = JobId(0u);
    record.start = Nanos{0};
    // It never ends: its servers are gone from 6 January on.
    record.ran = {{Nanos{0}, Nanos{5 * kDay.ns}}};
    t.o.jobs = {record};
    CHECK(t.run().cash[1].revenue == 9000);
    CHECK(t.out.finance->cash[2].revenue == 0);
    CHECK(t.metric("finance.value.total") == 9000);
    // Back on 20 February.
    t.o.jobs[0].ran.push_back({Nanos{50 * kDay.ns}, Nanos{59 * kDay.ns}});
    CHECK(t.run().cash[2].revenue == 9000);
}

TEST_CASE("what is due within the first period is not paid on the first instant") {
    for (const LedgerPeriod period : {LedgerPeriod::month, LedgerPeriod::hour}) {
        TwoMonths t;
        t.world.ledger_period = period;
        t.world.finance.discount_rate = 0.1;
        const std::uint32_t deposit = t.charge("purchase", "maker");
        t.ledger.charges[deposit].frequency = Frequency::one_time;
        const auto periods = periods_of(t.world, t.o.ended_at);
        const Nanos due{5 * kDay.ns};
        add_posting(t.world, t.ledger, deposit, periods[period_at(periods, due)], 1, 1000.0);
        due_at(t.ledger, due);
        const FinanceFindings& f = t.run();
        CHECK(f.cash[0].opex == 0);
        CHECK(f.cash[1].opex == -1000);
        CHECK(near(t.metric("finance.npv_cost"), 1000 / std::pow(1.1, 30.0 / 365), 1e-12));
    }
}

TEST_CASE("a horizon shorter than the life says what book value is left beside the cost a year") {
    TwoMonths t;
    t.world.finance.discount_rate = 0.1;
    t.purchase();
    // 1,200 less two months of 100.
    Charge left = t.ledger.charges[0];
    left.category = "carried forward";
    left.cash = false;
    left.kind = ChargeKind::adjustment;
    const std::uint32_t id = add_charge(t.ledger, left);
    add_posting(t.world, t.ledger, id, periods_of(t.world, t.o.ended_at)[1], 1000, 0.0);
    CHECK(t.run().notes.at(1) ==
          "1,000 USD of book value is left at the end of what the run pays for: NPV of cost and "
          "the cost a year bear the whole price and take nothing back.");
}

}  // namespace finance_test
