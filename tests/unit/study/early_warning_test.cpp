// Early warning on a queue that grows into its limit, a budget that is burnt, a late delivery.
#include "sim/study/early_warning.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace early_warning_test {

using namespace orrery;

namespace {

/// M/M/1 with a mean service of 200 s, some thousand requests a week; `load` of it is offered at
/// first, growing by the year. (With fewer requests single busy spells breach without a trend.)
World queue(double load, double growth) {
    World world = test::small_world(1, 1, kDay * 200);
    test::add_station(world, "device", 1, 200);
    Workload& w = test::add_workload(world, "chat");
    SyntheticSpec demand;
    demand.rate = load / 200;
    demand.prompt.law = demand.output.law = LengthLaw::constant;
    demand.prompt.mean = demand.output.mean = 1;
    if (growth > 0) {
        demand.growth.law = GrowthLaw::exponential;
        demand.growth.per_year = growth;
    }
    w.spec.synthetic = demand;
    // P(T > 2,000 s) = e^(−10·(1 − ρ)) passes a tenth at ρ = 1 + ln(.1)/10 = .77.
    w.spec.slo.e2e_s = 2000;
    w.spec.slo.target = .9;
    return world;
}

EarlyWarningQuestion question(int seeds) {
    EarlyWarningQuestion q;
    q.options = {7, seeds, 1};
    return q;
}

const WarningRow& row_of(const EarlyWarningResult& r, const char* what) {
    for (const WarningRow& row : r.rows) {
        if (row.what == what) return row;
    }
    FAIL("no such row");
    return r.rows[0];
}

}  // namespace

TEST_CASE("early warning: alerts come before at least nine of ten breaches of a growing queue") {
    // From ρ = .3 to .77 in 118 days at × e^(ln(.77/.3)·365/118) = × 18.5 a year.
    const EarlyWarningResult r = study_early_warning(queue(.3, 17.5), question(20));
    const warning::Score& s = row_of(r, "SLO of chat").score;
    CHECK(s.runs == 20);
    CHECK(s.breaches == 20);
    CHECK(s.warned_share() >= .9);
    CHECK(s.lead_days >= 7);
    CHECK(s.lead_days <= 28);
    CHECK(s.false_rate() < .3);
    CHECK(r.all.breaches == s.breaches);
    // Each indicator stands below by itself; none warns of more than all together.
    REQUIRE(r.rows.size() == 4);
    for (const WarningRow& row : r.rows) CHECK(row.score.warned <= s.warned);
}

TEST_CASE("early warning: a queue that stays as it is raises few alarms, all of them false") {
    const EarlyWarningResult r = study_early_warning(queue(.5, 0), question(20));
    const warning::Score& s = row_of(r, "SLO of chat").score;
    CHECK(s.breaches == 0);
    CHECK(s.alerts_true == 0);
    CHECK(s.quiet > 400);
    CHECK(s.false_rate() < .05);
}

TEST_CASE("early warning: a budget's burn rate says when it ends") {
    World world = queue(.3, 0);
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::on_demand;
    pool.terms.contracted_usd_server_h = pool.terms.list_usd_server_h = 1;
    BudgetSpec budget;
    budget.name = "gpu";
    budget.usd = 24 * 100;  // 100 of the run's 200 days
    world.finance.budgets = {budget};
    const EarlyWarningQuestion q = question(2);
    for (const WatchedSeries& s : watch(world, q, 0)) {
        if (s.what != "budget gpu") continue;
        // Days 98 to 104 are period 14: the 101st day is in it. At the end of the first review 93
        // days are left, of the eleventh 23.
        CHECK(s.breach == 14);
        CHECK(s.indicators[0].ahead_days[0] == Approx(93));
        CHECK(s.indicators[0].ahead_days[10] == Approx(23));
    }
    const EarlyWarningResult r = study_early_warning(world, q);
    const warning::Score& s = row_of(r, "budget gpu").score;
    CHECK(s.breaches == 2);
    CHECK(s.warned == 2);
    CHECK(s.lead_days == 21);  // from the eleventh review, day 77, to day 98
    CHECK(s.alerts_false == 0);
    // A month's cap that the month ends before is no alarm: 24 a day, 31 · 24 = 744 at most.
    world.finance.budgets[0].period = "month";
    world.finance.budgets[0].usd = 750;
    const EarlyWarningResult monthly = study_early_warning(world, q);
    CHECK(row_of(monthly, "budget gpu").score.breaches == 0);
    CHECK(row_of(monthly, "budget gpu").score.alerts_false == 0);
}

TEST_CASE("early warning: an overdue delivery is seen before it counts as missed") {
    World world = queue(.3, 0);
    PurchaseSpec purchase;
    purchase.ordered = Nanos{0};
    purchase.lead_time.p50 = kDay * 40;
    purchase.lead_time.p90 = kDay * 80;
    Pool later = world.pools[0];
    later.name = "new";
    later.purchase = purchase;
    later.terms.kind = contracts::ComputeKind::owned;
    world.pools.push_back(later);
    world.supply.pools.resize(world.pools.size());
    EarlyWarningQuestion q = question(40);
    q.slip_days = 21;
    const EarlyWarningResult r = study_early_warning(world, q);
    const warning::Score& s = row_of(r, "delivery of new").score;
    CHECK(s.runs == 40);
    // ln of the lead time has sd ln(2)/1.2816 = .541: P(L > 61) = P(Z > ln(61/40)/.541 = .78) =
    // .22.
    CHECK(s.breaches >= 3);
    CHECK(s.breaches <= 16);
    CHECK(s.warned == s.breaches);
    CHECK(s.false_rate() > 0);  // some come late, but not as late
}

}  // namespace early_warning_test
