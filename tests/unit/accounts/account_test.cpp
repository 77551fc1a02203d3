// The ledger: hand arithmetic beside each amount, and balances that are exactly zero.
#include "models/contracts/owed.hpp"
#include "sim/accounts/energy.hpp"
#include "sim/accounts/ledger.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace account_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Posting* find(const Ledger& ledger, const std::string& category) {
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == category) return &p;
    }
    return nullptr;
}

double effective(const Ledger& ledger) {
    return ledger.total(CostColumn::effective).units();
}

/// One pool of two servers of eight for a day, nothing served.
World rented_day() {
    World world = small_world(2, 8, kDay);
    world.start_unix_s = *parse_date("2026-11-02");
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.pools[0].terms.vendor = "aws";
    world.pools[0].terms.list_usd_server_h = 60;
    world.pools[0].terms.contracted_usd_server_h = 55.04;
    world.sites[0].grid_g_kwh.assign(24, 400);
    return world;
}

World owned_day() {
    World world = rented_day();
    auto& terms = world.pools[0].terms;
    terms.kind = contracts::ComputeKind::owned;
    terms.capex_usd_server = 300000;
    terms.life_years = 5;
    terms.residual_share = 0.1;
    terms.maintenance_share_year = 0.05;
    terms.staff_usd_year = 87600;
    world.sites[0].electricity_usd_kwh = 0.20;
    world.sites[0].pue = 1.5;
    world.pools[0].server.embodied = Carbon{2'000'000};
    world.pools[0].embodied_life_years = 5;
    return world;
}

Ledger book(const World& world, std::vector<TraceRequest> requests = {}) {
    RequestSources sources;
    if (!world.workloads.empty()) sources = sources_of(std::move(requests));
    return account(world, simulate(world, std::move(sources), {}));
}

}  // namespace

TEST_CASE("on demand: two servers for a day") {
    const Ledger ledger = book(rented_day());
    const Posting* p = find(ledger, "compute");
    REQUIRE(p);
    // 2 · 24 h · 55.04 = 2,641.92; list 2 · 24 · 60 = 2,880.
    CHECK(p->quantity == 48);
    CHECK(p->amount[3].micros == 2'641'920'000);
    CHECK(p->amount[0].micros == 2'880'000'000);
    CHECK(ledger.of(*p).counter == "payable:aws");
    CHECK(effective(ledger) == 2641.92);
}

TEST_CASE("a session is rounded up to its granularity") {
    CHECK(contracts::billed_hours(61, 60) == 120.0 / 3600);
    CHECK(contracts::billed_hours(60, 60) == 60.0 / 3600);
    CHECK(near(contracts::billed_hours(3601, 3600), 2, 1e-12));
    // A year of nanoseconds in doubles is a hair too long, and no second more.
    CHECK(contracts::billed_hours(31536000.000000004, 1) == 8760);
}

TEST_CASE("owned: depreciation, maintenance, staff and energy of a day") {
    const World world = owned_day();
    const Ledger ledger = book(world);
    // 300,000 · 0.9 · 48 h / (5 · 8,760 h) = 295.890411
    CHECK(find(ledger, "depreciation")->amount[3].micros == 295'890'411);
    CHECK(find(ledger, "depreciation")->amount[2].micros == 0);  // consumed, not billed
    // 300,000 · 0.05 · 48 / 8,760 = 82.191781
    CHECK(find(ledger, "maintenance")->amount[3].micros == 82'191'781);
    // 87,600 · 24 / 8,760 = 240
    CHECK(find(ledger, "staff")->amount[3].micros == 240'000'000);
    // Idle: 2 servers · (8 · 50 W + 100 W) · 24 h = 24 kWh; · PUE 1.5 · 0.20 = 7.20
    CHECK(near(find(ledger, "energy")->quantity, 36, 1e-9));
    CHECK(find(ledger, "energy")->amount[3].micros == 7'200'000);
}

TEST_CASE("wear by the hour sums to the micro-unit of the whole") {
    World world = owned_day();
    world.ledger_period = LedgerPeriod::hour;
    const Ledger ledger = book(world);
    Money wear;
    int rows = 0;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category != "depreciation") continue;
        wear += p.of(CostColumn::effective);
        ++rows;
    }
    CHECK(rows == 24);
    // As in one posting above; 24 roundings of 12.3287671… would sum to 295.890408.
    CHECK(wear.micros == 295'890'411);
}

TEST_CASE("owned servers wear off once, and their embodied carbon is spread once") {
    World world = owned_day();
    world.horizon = kDay * 1096;
    world.ledger_period = LedgerPeriod::month;
    world.sites[0].grid_g_kwh.assign(24 * 1096, 400);
    world.pools[0].terms.life_years = 1;
    world.pools[0].embodied_life_years = 2;
    const auto wear_of = [](const Ledger& ledger) {
        double sum = 0;
        for (const Posting& p : ledger.postings) {
            if (ledger.of(p).category == "depreciation") sum += p.effective();
        }
        return sum;
    };
    const auto embodied_of = [](const Ledger& ledger) {
        double g = 0;
        for (const CarbonEntry& e : ledger.carbon) {
            if (e.basis == CarbonBasis::amortised) g += e.gco2e;
        }
        return g;
    };
    // New at the start: in three years of use all of 2 · 300,000 · 0.9, and of 2 · 2,000 kg.
    const Ledger fresh = book(world);
    CHECK(wear_of(fresh) == 540000);
    CHECK(near(embodied_of(fresh), 4e6, 1e-12));
    // Bought 146 days ahead: of the first 365 days 219 are left, of 730 so 584 = 0.8.
    world.pools[0].bought = Nanos{-146 * kDay.ns};
    const Ledger used = book(world);
    CHECK(near(wear_of(used), 540000 * 219 / 365.0, 1e-9));
    CHECK(near(embodied_of(used), 4e6 * 0.8, 1e-12));
    // What is rented is renewed by its owner: 1096 of 730 days.
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    CHECK(near(embodied_of(book(world)), 4e6 * 1096 / 730, 1e-12));
}

TEST_CASE("carbon: hourly intensity, PUE and embodied share") {
    World world = owned_day();
    for (std::size_t h = 0; h < 12; ++h) world.sites[0].grid_g_kwh[h] = 200;
    const Ledger ledger = book(world);
    double electricity = 0;
    double losses = 0;
    double embodied = 0;
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.source == "electricity") electricity += e.gco2e;
        if (e.source == "cooling and losses") losses += e.gco2e;
        if (e.source == "embodied") embodied += e.gco2e;
        if (e.source != "embodied") CHECK(e.scope() == "scope 2");
    }
    // 1 kWh an hour: 12 · 200 + 12 · 400 = 7,200 g; half as much again for cooling.
    CHECK(near(electricity, 7200, 1e-9));
    CHECK(near(losses, 3600, 1e-9));
    // 2 · 2,000 kg · 1 day / (5 · 365 days) = 2,191.78 g
    CHECK(near(embodied, 2 * 2e6 / 1825, 1e-9));
}

TEST_CASE("energy of a busy interval, by hand") {
    World world = small_world(1, 2, kHour);
    PoolUsage usage;
    usage.server_ns = kHour.ns;
    usage.useful_ns = kHour.ns;  // one of two accelerators for the hour
    usage.idle_ns = kHour.ns;
    usage.iteration_energy_j = 1e6;
    const IntervalEnergy e = interval_energy(world.pools[0], usage);
    CHECK(e.accelerators_j == 1e6 + 3600 * 50.0);
    // Host: 100 W · 1 h + (200 − 100) W · half busy.
    CHECK(near(e.host_j, 3600 * 150.0, 1e-12));
}

TEST_CASE("egress tiers run over the month, and start again with the next") {
    const contracts::EgressTerms terms{"aws", {{100, 0}, {10240, 0.09}, {1e300, 0.05}}, ""};
    CHECK(contracts::egress(terms, 0, 100) == 0);
    CHECK(near(contracts::egress(terms, 50, 200), 100 * 0.09, 1e-12));
    CHECK(near(contracts::egress(terms, 10000, 10340), 240 * 0.09 + 100 * 0.05, 1e-12));
}

TEST_CASE("a run over a month's end is posted by month, and the parts sum to the whole") {
    World world = rented_day();
    world.start_unix_s = *parse_date("2026-11-30T12:00:00Z");
    const Ledger ledger = book(world);
    REQUIRE(ledger.postings.size() == 2);
    CHECK(month_name(ledger.postings[0].month) == "2026-11");
    CHECK(ledger.postings[0].quantity == 24);
    CHECK(month_name(ledger.postings[1].month) == "2026-12");
    CHECK(effective(ledger) == 2641.92);
}

TEST_CASE("prices twice as high cost exactly twice, in another currency the rate less") {
    World world = owned_day();
    const Ledger base = book(world);
    World twice = world;
    auto& t = twice.pools[0].terms;
    t.capex_usd_server *= 2;
    t.staff_usd_year *= 2;
    twice.sites[0].electricity_usd_kwh *= 2;
    const double doubled = effective(book(twice));
    CHECK(near(doubled, 2 * effective(base), 0, 4e-6));  // one rounding a posting
    World euro = world;
    euro.currency = "EUR";
    euro.usd_per_currency = 1.25;
    CHECK(near(effective(book(euro)), effective(base) / 1.25, 0, 4e-6));
}

TEST_CASE("every column balances to exactly zero, and the checks say so") {
    const Ledger ledger = book(owned_day());
    for (const Check& check : ledger.checks) CHECK(check.holds);
    CHECK(ledger.checks.size() == 9);
}

TEST_CASE("recorded spot prices: each server hour costs what the market asked then") {
    World world = rented_day();
    SpotMarket market;
    market.prices = {{Nanos{0}, 8}, {Nanos{6 * kHour.ns}, 10}};
    world.pools[0].spot = market;
    const Ledger ledger = account(world, simulate(world, RequestSources{}, {}));
    // Two servers: 6 h at 8 and 18 h at 10 USD: 2·(48 + 180) = 456; list 2·24·60 = 2,880.
    CHECK(near(effective(ledger), 456, 1e-9));
    CHECK(near(ledger.total(CostColumn::list).units(), 2880, 1e-9));
}

TEST_CASE("energy of a host by its parts: at the interval's mean load, its loss included") {
    World world = small_world(1, 2, kHour);
    Pool& pool = world.pools[0];
    HostParts& parts = pool.server.parts;
    parts.fixed_idle = Power{100};
    parts.fixed_busy = Power{300};
    parts.network = Power{50};
    parts.fans = Power{160};
    parts.fan_idle = 0.25;
    parts.fan_busy = 0.75;
    parts.supplies = Power{2000};
    parts.efficiency = {.8, .9, .92, .95, .94};
    pool.accelerator.tdp = Power{400};
    pool.accelerator.idle = Power{50};
    PoolUsage usage;
    usage.server_ns = 2 * kHour.ns;  // two servers, one of them down all the hour
    usage.server_down_ns = kHour.ns;
    usage.useful_ns = kHour.ns;  // one of two accelerators
    usage.idle_ns = kHour.ns;
    usage.iteration_energy_j = 3600 * 350.0;
    const IntervalEnergy e = interval_energy(pool, usage);
    // 350 + 50 = 400 W of 800 W, half busy: by hand in the test of server_power, 670 W direct at an
    // efficiency of 0.9335, 400 W of it accelerators.
    CHECK(near(e.accelerators_j, 3600 * 400.0, 1e-12));
    CHECK(near(e.resting_j, 3600 * 50.0, 1e-12));
    CHECK(near(e.busy_share, .5, 1e-12));
    CHECK(near(e.host_j, 3600 * (670 / .9335 - 400), 1e-12));
}

}  // namespace account_test
