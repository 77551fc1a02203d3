// Finance of purchases as the books post them: tax laws, loans and every category of charge.
#include <algorithm>

#include "sim/accounts/assets.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/bought_world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace finance_seam_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Four servers of 250 000 USD in use from 2026-01-01 on, worn off in the books over four years.
World by_month(std::int64_t days) {
    World world = bought(days);
    world.ledger_period = LedgerPeriod::month;
    return world;
}

/// Double declining balance over five years, half a year in the first: shares as the tax office
/// prints them.
void five_year_macrs(World& world) {
    DepreciationSpec& tax = world.pools[0].purchase->tax;
    tax = {};
    tax.law = DepreciationLaw::schedule;
    tax.shares = {.2, .32, .192, .1152, .1152, .0576};
}

struct Run {
    Observations o;
    Ledger ledger;
    Findings out;

    explicit Run(const World& world)
        : o(simulate(world, RequestSources{}, {})), ledger(account(world, o)) {
        out.horizon_s = o.ended_at.seconds();
        analysis::add_finance({world, o, ledger}, out);
        REQUIRE(out.finance);
    }
    [[nodiscard]] double metric(const std::string& path) const {
        const Metric* m = out.metrics.find(path);
        INFO(path);
        REQUIRE(m);
        return m->value;
    }
    [[nodiscard]] const CostSplitRow& split(const std::string& category) const {
        for (const CostSplitRow& row : out.finance->split) {
            if (row.category == category) return row;
        }
        FAIL("no category " + category);
        return out.finance->split[0];
    }
};

}  // namespace

TEST_CASE("a finance lease is paid as capital, its wear is of what the run pays") {
    World world = by_month(400);
    LeaseSpec lease;
    lease.usd_year = 480000;
    lease.term = kDay * 365;
    lease.transfers_ownership = true;
    world.pools[0].purchase->lease = lease;
    BudgetSpec budget;
    budget.usd = 1;
    budget.period = "run";
    for (const char* kind : {"capex", "opex", "cash", "cost"}) {
        budget.name = budget.kind = kind;
        world.finance.budgets.push_back(budget);
    }
    Run run(world);
    CHECK(run.metric("finance.cash.capex") == Approx(480000));
    CHECK(run.metric("finance.budgets.capex.actual") == Approx(480000));
    CHECK(run.metric("finance.budgets.opex.actual") == run.metric("finance.accrual.opex"));
    // All is paid for in the run, so no wear is of money that was spent before it.
    for (const std::string& note : run.out.finance->notes) {
        CHECK(note.find("paid for before the run") == std::string::npos);
    }
    // 400 days are 13 months: the liability is paid, 13 of 48 months of the right of use are worn.
    analysis::add_assets({world, run.o, run.ledger}, run.out);
    CHECK(run.metric("leases.pool.liability") == 0);
    const double right = run.metric("leases.pool.present_value");
    CHECK(run.metric("leases.pool.right_of_use") == Approx(right * 35 / 48).epsilon(1e-9));
    // Ordered and paid a year before the run: there it is so, though the price book has its line.
    World before = by_month(73);
    before.pools[0].purchase->ordered = kDay * -365;
    const Run old(before);
    const auto& notes = old.out.finance->notes;
    // A fifth of a year of four of a million.
    CHECK(
        std::count(notes.begin(), notes.end(),
                   "50,000 USD of wear is of assets paid for before the run: it is in the accrual "
                   "view, not in the cash.") == 1);
    // An operating lease of the same payments is opex.
    world.pools[0].purchase->lease->kind = LeaseKind::operating;
    const Run operating(world);
    CHECK(operating.metric("finance.cash.capex") == 0);
    CHECK(operating.split("lease").accrual_opex == Approx(480000));
}

TEST_CASE("taxes follow their own law, not the books") {
    World world = by_month(2 * 365);
    five_year_macrs(world);
    world.finance.tax_rate = .25;
    const Run run(world);
    const auto& years = run.out.finance->years;
    REQUIRE(years.size() == 2);
    // A million over four years in the books; a fifth, then 32 % of it for taxes.
    CHECK(years[0].depreciation == Approx(250000).epsilon(1e-9));
    CHECK(years[0].tax_depreciation == Approx(200000).epsilon(1e-9));
    CHECK(years[1].tax_depreciation == Approx(320000).epsilon(1e-9));
    for (const ProfitRow& year : years) {
        CHECK(year.tax == Approx(-.25 * (year.opex + year.tax_depreciation)).epsilon(1e-9));
    }
    // Equal parts by month: 200 000 / 12 of it lowers January's tax by a quarter of that.
    const CashFlowRow& january = run.out.finance->cash[1];
    CHECK(january.tax + january.opex * .25 == Approx(.25 * 200000 / 12).epsilon(1e-6));
}

TEST_CASE("an asset in service in July takes its first tax year by December") {
    World world = by_month(365);
    five_year_macrs(world);
    world.pools[0].purchase->ordered = kDay * 181;  // 1 July
    world.finance.tax_rate = .25;
    const Run run(world);
    CHECK(run.out.finance->years[0].tax_depreciation == Approx(200000).epsilon(1e-9));
}

TEST_CASE("taxes take what is left less proceeds in the month of a sale") {
    World world = by_month(2 * 365);
    five_year_macrs(world);
    world.pools[0].purchase->economic_life_years = 1.5;
    world.pools[0].purchase->residual = ResidualSpec{"", .5, 0, {}, .1, {}};
    world.finance.tax_rate = .25;
    const Run run(world);
    // Of 800 000 left at new year 450 000 come in: 350 000 are written off with the sale.
    CHECK(run.out.finance->years[1].tax_depreciation == Approx(350000).epsilon(1e-9));
    CHECK(run.split("sale").cash_capex == -450000);
}

TEST_CASE("without discounts what is bought and sold costs the same in every column") {
    World world = by_month(2 * 365);
    world.pools[0].purchase->economic_life_years = 1.5;
    world.pools[0].purchase->residual = ResidualSpec{"", .5, 0, {}, .1, {}};
    const Observations o = simulate(world, RequestSources{}, {});
    const Findings f = analyse(world, o, account(world, o));
    const auto cost = [&](const char* column) { return f.metrics.find(column)->value; };
    // 1 M worn over four years: 375 000 by then, and 625 000 − 450 000 are lost with the sale.
    CHECK(cost("cost.by_category.depreciation") == Approx(375000).epsilon(2e-3));
    CHECK(cost("cost.by_category.disposal") == Approx(175000).epsilon(3e-3));
    CHECK(cost("cost.list") == Approx(cost("cost.effective")).epsilon(1e-12));
    CHECK(cost("cost.contracted") == Approx(cost("cost.effective")).epsilon(1e-12));
}

TEST_CASE("a loan changes no cash of the project but its interest") {
    const World world = by_month(365);
    World borrowed = world;
    LoanSpec loan;
    loan.share = .6;
    loan.rate = .06;
    borrowed.pools[0].purchase->loan = loan;
    const Run own(world);
    const Run lent(borrowed);
    const double interest = lent.split("interest").cash_opex;
    CHECK(interest > 0);
    CHECK(lent.split("financing").cash_opex == 0);
    CHECK(lent.split("financing").cash_capex == 0);
    CHECK(lent.metric("finance.cash.total") ==
          Approx(own.metric("finance.cash.total") + interest).epsilon(1e-12));
    CHECK(lent.out.finance->cash[0].financing == Approx(600000));
}

TEST_CASE("each category stands in cash and in use as the ledger has it") {
    World world = by_month(365);
    LoanSpec loan;
    loan.share = .6;
    PurchaseSpec& p = *world.pools[0].purchase;
    p.loan = loan;
    p.insurance = .005;
    p.economic_life_years = .5;
    p.residual = ResidualSpec{"", .5, 0, {}, .1, {}};
    TariffSpec tariff;
    tariff.demand_usd_kw_month = 12;
    world.sites[0].tariff = tariff;
    const Run run(world);
    Money billed;
    Money effective;
    for (const Posting& posting : run.ledger.postings) {
        effective += posting.of(CostColumn::effective);
        if (run.ledger.of(posting).cash) billed += posting.of(CostColumn::billed);
    }
    CHECK(run.metric("finance.cash.total") + run.metric("finance.cash.financing") ==
          Approx(billed.units()).epsilon(1e-12));
    CHECK(run.metric("finance.accrual.wear") + run.metric("finance.accrual.opex") ==
          Approx(effective.units()).epsilon(1e-12));
    struct Want {
        const char* category;
        bool cash_capex, cash_opex, financing, accrual_capex, accrual_opex;
    };
    const Want table[] = {
        {"purchase", true, false, false, false, false},
        {"depreciation", false, false, false, true, false},
        {"sale", true, false, false, false, false},
        {"disposal", false, false, false, true, false},
        {"financing", false, false, true, false, false},
        {"interest", false, true, false, false, true},
        {"insurance", false, true, false, false, true},
        {"demand charge", false, true, false, false, true},
    };
    for (const Want& want : table) {
        INFO(want.category);
        const CostSplitRow& row = run.split(want.category);
        CHECK((row.cash_capex != 0) == want.cash_capex);
        CHECK((row.cash_opex != 0) == want.cash_opex);
        CHECK((row.financing != 0) == want.financing);
        CHECK((row.accrual_capex != 0) == want.accrual_capex);
        CHECK((row.accrual_opex != 0) == want.accrual_opex);
    }
}

}  // namespace finance_seam_test
