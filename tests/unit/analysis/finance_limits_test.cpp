// Budgets and concentration of hand-made ledgers, by hand arithmetic.
#include <cmath>

#include "tests/support/two_months.hpp"

namespace finance_limits_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("budgets by month, quarter and run, with the month that exceeds them") {
    TwoMonths t;
    const auto budget = [](const char* name, double usd, const char* period, const char* kind) {
        BudgetSpec b;
        b.name = name;
        b.usd = usd;
        b.period = period;
        b.kind = kind;
        return b;
    };
    t.world.finance.budgets = {
        budget("ops", 60, "month", "opex"), budget("all", 250, "quarter", "cost"),
        budget("paid", 1000, "run", "cash"), budget("assets", 1200, "year", "capex")};
    t.world.finance.budgets[2].hard = true;
    t.world.finance.budgets[2].owner = "cfo";
    t.purchase();
    t.monthly(t.charge("energy", "grid"), 50, 50);
    const FinanceFindings& f = t.run();
    REQUIRE(f.budgets.size() == 5);
    CHECK(f.budgets[0].period == "2026-01");
    CHECK(f.budgets[0].variance == -10);
    CHECK(f.budgets[0].letter == 'F');
    CHECK(f.budgets[0].breached.empty());
    CHECK(f.budgets[2].period == "2026-Q1");
    CHECK(f.budgets[2].actual == 300);  // 2·(50 + 100)
    CHECK(f.budgets[2].letter == 'U');
    CHECK(f.budgets[2].breached == "2026-02");
    CHECK(f.budgets[3].actual == 1300);
    CHECK(f.budgets[3].breached == "2026-01");
    CHECK(f.budgets[3].owner == "cfo");
    CHECK(f.budgets[4].period == "2026");
    CHECK(f.budgets[4].variance == 0);  // exactly spent: not exceeded
    CHECK(f.budgets[4].letter == 'F');
    CHECK(t.metric("finance.budgets.all.overrun") == 50);
    CHECK(t.metric("finance.budgets.ops.p_over") == 0);
    CHECK(t.metric("finance.budget.p_over") == 1);
    REQUIRE(t.out.asserts.size() == 1);  // the hard one
    CHECK_FALSE(t.out.asserts[0].holds);
    CHECK(t.out.asserts[0].value == 1300);
}

TEST_CASE("a budget of a vendor or a category counts nothing else") {
    TwoMonths t;
    BudgetSpec b;
    b.name = "power";
    b.usd = 30;
    b.period = "run";
    b.kind = "cost";
    b.category = "energy";
    BudgetSpec c = b;
    c.name = "cloud";
    c.category.clear();
    c.vendor = "aws";
    t.world.finance.budgets = {b, c};
    t.monthly(t.charge("energy", "grid"), 20, 20);
    t.monthly(t.charge("compute", "aws"), 7, 7);
    const FinanceFindings& f = t.run();
    CHECK(f.budgets[0].actual == 40);
    CHECK(f.budgets[1].actual == 14);
}

TEST_CASE("concentration by vendor, and through to who stands behind") {
    TwoMonths t;
    t.monthly(t.charge("compute", "neo"), 75, 75);
    t.monthly(t.charge("compute", "aws"), 25, 25);
    VendorSpec neo;
    neo.name = "neo";
    neo.host = "aws";
    neo.fab = "tsmc";
    t.world.vendors = {neo};
    t.run();
    CHECK(near(t.metric("risk.hhi.spend"), 0.75 * 0.75 + 0.25 * 0.25, 1e-12));
    CHECK(near(t.metric("risk.n_effective.spend"), 1.6, 1e-12));  // 1/0.625
    CHECK(near(t.metric("risk.hhi.look_through.spend"), 1, 1e-12));
    CHECK(t.out.metrics.find("risk.hhi.critical") == nullptr);  // no service levels
}

}  // namespace finance_limits_test
