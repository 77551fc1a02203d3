// What charts alone need: sums agree with the figures that the answer states.
#include <map>

#include "sim/accounts/posting.hpp"
#include "sim/analysis/findings_charts.hpp"
#include "tests/support/chat.hpp"

namespace charts_test {

using namespace orrery;
using namespace orrery::test;

namespace {

struct Charted {
    Findings findings;
    ChartFindings charts;
};

Charted charted(const World& world) {
    const Observations o = simulate(world, load(world, .5, 100, 20), {});
    const Ledger ledger = account(world, o);
    return {analyse(world, o, ledger), chart_findings(world, o, ledger)};
}

/// Six hours of chat from 22:00 UTC on, a quarter of the grid carbon-free but in the last two.
World evening() {
    World world = chat_world(8, 100000);
    world.start_unix_s = 1767225600 + 22 * 3600;  // 2026-01-01T22:00:00Z
    world.horizon = Nanos{6 * kHour.ns};
    world.sites[0].grid_g_kwh.assign(6, 400);
    world.sites[0].energy.grid.carbon_free = {.25, .25, .25, .25, .75, .75};
    return world;
}

/// January and February 2026 with postings made by hand.
struct TwoMonths {
    World world = small_world(1, 2, kDay * 59);
    Observations o;
    Ledger ledger;

    TwoMonths() {
        world.start_unix_s = 1767225600;  // 2026-01-01T00:00:00Z
        world.ledger_period = LedgerPeriod::month;
        o.ended_at = world.horizon;
        ledger.currency = "USD";
    }
    void post(Charge charge, std::size_t month, double amount) {
        charge.category = charge.category.empty() ? "compute" : charge.category;
        charge.vendor = "cloud";
        const std::uint32_t id = add_charge(ledger, charge);
        add_posting(world, ledger, id, periods_of(world, o.ended_at)[month], 1, amount);
    }
};

Charge of_contract(CommitmentStatus status) {
    Charge c;
    c.contract = "held";
    c.status = status;
    return c;
}

}  // namespace

TEST_CASE(
    "a level that is broken has the curve of its workload beside it, one that holds has not") {
    World world = chat_world(8, 100000);
    world.workloads[0].spec.slo.tpot_s = 3600;
    world.workloads[0].spec.slo.e2e_s = 1e-6;
    world.workloads[1].spec.slo.tpot_s = 1e-6;
    std::vector<std::string> drawn;
    for (const Cdf& c : find(world, .5, 100, 20).cdfs) {
        drawn.push_back(c.name + " " + c.workload);
        if (c.workload == "one" && c.name == "E2E") CHECK(c.slo_s == 1e-6);
    }
    CHECK(drawn == std::vector<std::string>{"TTFT all", "TPOT all", "E2E all", "TTFT one",
                                            "E2E one", "TTFT two", "TPOT two"});
}

TEST_CASE("carbon-free energy by hour sums to the run's share, hours are UTC") {
    const Charted c = charted(evening());
    REQUIRE(c.charts.carbon_free.size() == 6);
    double entered = 0;
    double free_kwh = 0;
    for (const CarbonFreeCell& cell : c.charts.carbon_free) {
        entered += cell.load_kwh;
        free_kwh += cell.free_kwh;
        const bool late = cell.hour == 2 || cell.hour == 3;
        CHECK(near(cell.free_kwh / cell.load_kwh, late ? .75 : .25, 1e-12));
        CHECK(cell.period == (cell.hour >= 22 ? "2026-01-01" : "2026-01-02"));
    }
    CHECK(near(entered, value(c.findings, "energy.import"), 1e-9));
    CHECK(near(free_kwh / entered, value(c.findings, "cfe.carbon_free"), 1e-9));
}

TEST_CASE("no carbon-free hours where the grid's share is not known") {
    World world = evening();
    world.sites[0].energy.grid.carbon_free.clear();
    CHECK(charted(world).charts.carbon_free.empty());
}

TEST_CASE("what the sites of alternatives pay by month is the cash of the run") {
    World world = evening();
    CHECK(charted(world).charts.paid.empty());
    world.finance.alternatives.push_back({{}, "all", {"hall"}});
    const Charted c = charted(world);
    double paid = 0;
    for (const PaidCell& cell : c.charts.paid) {
        CHECK(cell.site == "hall");
        CHECK(cell.month == "2026-01");
        paid += cell.amount;
    }
    CHECK(paid > 0);
    CHECK(near(paid, value(c.findings, "finance.cash.total"), 1e-9));
}

TEST_CASE("a commitment is used and unused month by month") {
    TwoMonths t;
    t.post(of_contract(CommitmentStatus::used), 0, 60);
    t.post(of_contract(CommitmentStatus::unused), 0, 40);
    t.post(of_contract(CommitmentStatus::used), 1, 100);
    const auto months = chart_findings(t.world, t.o, t.ledger).contracts;
    REQUIRE(months.size() == 2);
    CHECK(months[0].month == "2026-01");
    CHECK(months[0].used == 60);
    CHECK(months[0].unused == 40);
    CHECK(months[0].committed == 0);
    CHECK(months[1].used == 100);
    CHECK(months[1].unused == 0);
}

TEST_CASE("a commitment to spend counts by its years, and carries over where it says so") {
    for (const bool carries : {false, true}) {
        TwoMonths t;
        SpendSpec s;
        s.name = "deal";
        s.vendor = "cloud";
        s.usd_year = {100, 100};
        s.start = kDay * 31 - kDay * 365;  // its first year ends with January
        s.carry_over = carries;
        t.world.contracts.spend.push_back(s);
        t.post({}, 0, 130);
        t.post({}, 1, 80);
        Charge tax;
        tax.kind = ChargeKind::tax;
        t.post(tax, 1, 20);  // does not count
        const auto months = chart_findings(t.world, t.o, t.ledger).contracts;
        REQUIRE(months.size() == 2);
        CHECK(months[0].used == 130);
        CHECK(months[0].year == 0);
        CHECK(months[0].committed == 100);
        CHECK(months[1].used == 80);
        CHECK(months[1].year == 1);
        CHECK(months[1].committed == (carries ? 70 : 100));
    }
}

TEST_CASE("the course of cost ends at the total, by hours, days or months of the run") {
    TwoMonths by_hand;  // 59 days from 2026-01-01: days
    by_hand.post({}, 0, 100);
    by_hand.post({}, 1, 40);
    const CostCourse days = cost_course(by_hand.world, by_hand.ledger);
    REQUIRE(days.parts.size() == 59);
    CHECK(days.parts.front() == "2026-01-01");
    CHECK(days.parts.back() == "2026-02-28");
    CHECK(days.total[30] == 100);  // the whole of January falls to its beginning
    CHECK(days.total[31] == 140);
    CHECK(days.total.back() == 140);

    by_hand.world.horizon = Nanos{kDay.ns * 365};
    const CostCourse months = cost_course(by_hand.world, by_hand.ledger);
    REQUIRE(months.parts.size() == 12);
    CHECK(months.parts.front() == "2026-01");
    CHECK(months.total[0] == 100);
    CHECK(months.total[1] == 140);

    const World world = evening();
    const Observations o = simulate(world, load(world, .5, 100, 20), {});
    const Ledger ledger = account(world, o);
    const CostCourse hours = cost_course(world, ledger);
    REQUIRE(hours.parts.size() == 6);
    CHECK(hours.parts[2] == "2026-01-02 00:00");
    CHECK(near(hours.total.back(), ledger.total(CostColumn::effective).units(), 1e-9));
}

TEST_CASE("the fan of five courses has their type-7 quantiles, unlike courses have none") {
    std::vector<CostCourse> courses;
    for (const double total : {50., 10., 30., 20., 40.}) courses.push_back({{"a"}, {total}});
    const std::vector<FanPoint> fan = fan_of(courses);
    REQUIRE(fan.size() == 1);
    CHECK(near(fan[0].p10, 14, 1e-12));  // 10 + 0.4 × (20 − 10)
    CHECK(near(fan[0].p50, 30, 1e-12));
    CHECK(near(fan[0].p90, 46, 1e-12));
    CHECK(fan_of({courses[0]}).empty());
    courses.push_back({{"a", "b"}, {1, 2}});
    CHECK(fan_of(courses).empty());
    const std::vector<FanPoint> same = fan_of({courses[0], courses[0]});
    CHECK(same[0].p10 == same[0].p90);
}

}  // namespace charts_test
