// Energy of a site: hand arithmetic of overhead, battery, money and scopes; double-entry
// properties.
#include <algorithm>

#include "models/carbon/matching.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/accounts/ledger.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace site_energy_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// A server that draws 1 kW without work, at a grid of 400 g/kWh and a PUE of 1.
World kilowatt(Nanos horizon) {
    World world = small_world(1, 1, horizon);
    world.start_unix_s = *parse_date("2026-11-02");
    world.pools[0].server.host_idle = Power{1000};
    world.pools[0].server.host_busy = Power{1000};
    world.pools[0].accelerator.idle = Power{0};
    world.sites[0].grid_g_kwh.assign(world.intervals(), 400);
    return world;
}

Ledger book(const World& world) {
    return account(world, simulate(world, RequestSources{}, {}));
}

double usd(const Ledger& ledger, const std::string& category) {
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == category) sum += p.amount[3].units();
    }
    return sum;
}

double grams(const Ledger& ledger, CarbonBasis basis, int scope, int category = 0) {
    double sum = 0;
    for (const CarbonEntry& e : ledger.carbon) {
        const bool here = e.place.scope == scope && e.place.category == category;
        if (e.basis == basis && here) sum += e.gco2e;
    }
    return sum;
}

/// Sun in the second of four hours, a battery that keeps half of what it is given.
World solar() {
    World world = kilowatt(Nanos{4 * kHour.ns});
    Site& site = world.sites[0];
    site.usd_kwh = {.1, .2, .3, .4};
    site.energy.pv = {{0, 3, 0, 0}, .04, 0, "test"};
    site.energy.battery.capacity_kwh = 2;
    site.energy.battery.charge_kw = 1;
    site.energy.battery.discharge_kw = 1;
    site.energy.battery.charge_efficiency = .5;
    site.energy.battery.initial_soc = 0;
    site.energy.battery_usd = 1000;
    site.energy.battery.cycle_life = 100;
    site.energy.may_export = true;
    site.energy.export_usd_kwh = .05;
    return world;
}

}  // namespace

TEST_CASE("PV and a battery by hand") {
    const Ledger ledger = book(solar());
    const SiteEnergyFlows& f = ledger.energy[0];
    // Hour 2: 3 − 1 = 2 kW over: 1 into the battery (its limit), 1 sold; half of it is kept.
    CHECK(f.charge[1] == 1);
    CHECK(f.exported[1] == 1);
    CHECK(f.battery_content[1] == .5);
    CHECK(f.battery_loss[1] == .5);
    // Hour 3: the battery gives 0.5, the grid the rest.
    CHECK(f.discharge[2] == .5);
    CHECK(near(total(f.import), 1 + .5 + 1, 1e-12));
    CHECK(near(f.own_used(1), 2, 1e-12));
    // 1·0.1 + 0.5·0.3 + 1·0.4 bought; 1·0.05 sold; 3 kWh of PV at 0.04.
    CHECK(near(usd(ledger, "energy"), .65, 0, 1e-6));
    CHECK(near(usd(ledger, "energy export"), -.05, 0, 1e-6));
    CHECK(near(usd(ledger, "generation"), .12, 0, 1e-6));
    // 0.5 kWh out of 2 kWh of cells: a quarter of a cycle of 100.
    CHECK(near(usd(ledger, "battery"), 1000 * .25 / 100, 0, 1e-6));
    CHECK(near(total(f.location_g), 2.5 * 400, 1e-12));
    for (const Check& check : ledger.checks) CHECK(check.holds);
}

TEST_CASE(
    "own generation, batteries and modules are paid: by the kWh, at the start, on their date") {
    const auto paid = [](const Ledger& ledger, const std::string& category) {
        double sum = 0;
        for (const Posting& p : ledger.postings) {
            if (ledger.of(p).category == category && ledger.of(p).cash) sum += p.amount[2].units();
        }
        return sum;
    };
    const auto carried = [](const Ledger& ledger, const std::string& asset) {
        double sum = 0;
        for (const Posting& p : ledger.postings) {
            const Charge& c = ledger.of(p);
            if (c.category == "carried forward" && c.asset == asset) sum += p.quantity;
        }
        return sum;
    };
    // No capex: 3 kWh at 0.04 are paid as they are generated. A battery of 1,000, of which 2.50 is
    // used up, is bought at the start.
    const Ledger levelised = book(solar());
    CHECK(near(paid(levelised, "generation"), .12, 0, 1e-6));
    CHECK(paid(levelised, "purchase") == 1000);
    CHECK(near(carried(levelised, "hall battery"), 997.5, 0, 1e-6));
    // With capex that is what is paid, and the levelised cost is its use.
    World world = solar();
    world.sites[0].energy.pv.capex_usd = 500;
    const Ledger owned = book(world);
    CHECK(paid(owned, "generation") == 0);
    CHECK(near(usd(owned, "generation"), .12, 0, 1e-6));
    CHECK(paid(owned, "purchase") == 1500);
    CHECK(near(carried(owned, "hall PV"), 499.88, 0, 1e-6));
    // A quarter of 0.1 cycles of life: 2.5 lives, the second and third one after 1.6 and 3.2 h.
    World worn = solar();
    worn.sites[0].energy.battery.cycle_life = .1;
    const Ledger three = book(worn);
    CHECK(paid(three, "purchase") == 3000);
    CHECK(near(carried(three, "hall battery"), 500, 0, 1e-6));
    // A module after an hour: 8,760 over a year, three hours of which are in the run.
    World grown = solar();
    ModuleSpec module;
    module.name = "m";
    module.at = kHour;
    module.capex_usd = 8760;
    module.life_years = 1;
    grown.sites[0].modules = {module};
    const Ledger floor = book(grown);
    CHECK(paid(floor, "purchase") == 9760);
    CHECK(usd(floor, "floor") == 3);
    CHECK(carried(floor, "hall/m") == 8757);
    for (const Posting& p : floor.postings) {
        const bool bought = floor.of(p).asset == "hall/m" && p.amount[2] != Money{};
        if (bought) CHECK(p.due == kHour);
    }
    for (const Ledger* ledger : {&levelised, &owned, &three, &floor}) {
        for (const Check& check : ledger->checks) CHECK(check.holds);
    }
}

TEST_CASE("a contract covers the load of its calendar years alone") {
    World world = kilowatt(Nanos{48 * kHour.ns});
    world.start_unix_s = *parse_date("2026-12-31");
    // All of 2 kW in the last day of 2026, nothing in 2027; the load is 1 kW throughout.
    PpaTerms ppa;
    ppa.name = "wind farm";
    ppa.kw.assign(48, 0);
    std::fill(ppa.kw.begin(), ppa.kw.begin() + 24, 2.0);
    world.sites[0].energy.ppas = {ppa};
    const Ledger ledger = book(world);
    CHECK(near(market_figures(world, ledger.energy[0]).annual.g, 24 * 400, 1e-12));
    double by_month[2] = {0, 0};
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis == CarbonBasis::market_annual) by_month[e.month == "2027-01"] += e.gco2e;
    }
    CHECK(by_month[0] == 0);
    CHECK(near(by_month[1], 24 * 400, 1e-12));
    // Certificates for a share cover each year, an amount of no year what is left.
    CertificateSpec share;
    share.share = .5;
    CertificateSpec amount;
    amount.energy_kwh = 6;
    world.sites[0].energy.certificates = {share, amount};
    CHECK(near(market_figures(world, ledger.energy[0]).annual.g, (24 - 12 - 6) * 400, 1e-12));
}

TEST_CASE("a cooling plant by hand: parts, PUE and water follow the weather") {
    World world = kilowatt(Nanos{2 * kHour.ns});
    SiteEnergy& energy = world.sites[0].energy;
    facility::CoolingPlant plant;
    plant.fixed = .02;
    plant.distribution = .05;
    plant.fans = .1;
    plant.cop = 4;
    plant.cop_per_k = 0;
    plant.water_l_kwh = 2;
    plant.wet_from_c = 20;
    plant.wet_full_c = 40;
    energy.plant = plant;
    energy.rated_it_kw = 2;
    energy.weather = {{20, .5}, {40, .3}};
    energy.grid.water_l_kwh = 3;
    const Ledger ledger = book(world);
    const SiteEnergyFlows& f = ledger.energy[0];
    // 2 % of 2 kW; 5 % of 1 kW; (1 + 0.05) · (0.1 + 1/4), all heat through the compressors.
    CHECK(near(f.fixed[0], .04, 1e-12));
    CHECK(near(f.distribution[0], .05, 1e-12));
    CHECK(near(f.cooling[0], 1.05 * .35, 1e-12));
    CHECK(near(f.facility(0), 1.4575, 1e-12));
    // Dry at 20 °C; at 40 °C all of the heat with the compressors' own evaporates, 2 L a kWh.
    CHECK(f.water_on_site[0] == 0);
    CHECK(near(f.water_on_site[1], 2 * (1.05 + 1.05 * .35), 1e-12));
    CHECK(near(f.water_off_site[0], 3 * 1.4575, 1e-12));
}

TEST_CASE("combustion is scope 2, the rest of the life cycle and losses category 3") {
    World world = kilowatt(kDay);
    Site& site = world.sites[0];
    site.grid_direct_g_kwh.assign(24, 300);
    site.energy.grid.losses = .05;
    const Ledger own = book(world);
    // 24 kWh: 300 g of combustion; 400 / 0.95 − 300 g upstream and for what does not arrive.
    CHECK(near(grams(own, CarbonBasis::location_based, 2), 24 * 300.0, 1e-9));
    CHECK(near(grams(own, CarbonBasis::location_based, 3, 3), 24 * (400 / .95 - 300), 1e-9));
    // Half of it under equity share.
    site.energy.reporter.boundary = carbon::Boundary::equity_share;
    site.energy.reporter.equity = .5;
    CHECK(near(grams(book(world), CarbonBasis::location_based, 2), 24 * 150.0, 1e-9));
    // A cloud tenant buys a service: nothing in its scope 2.
    site.energy.reporter = {};
    site.energy.reporter.relation = carbon::Relation::cloud_tenant;
    const Ledger cloud = book(world);
    CHECK(grams(cloud, CarbonBasis::location_based, 2) == 0);
    CHECK(near(grams(cloud, CarbonBasis::location_based, 3, 1), 24 * 400 / .95, 1e-9));
    // A colocation tenant without control of its racks' energy: leased assets.
    site.energy.reporter.relation = carbon::Relation::colocation_tenant;
    site.energy.reporter.controls_energy = false;
    CHECK(near(grams(book(world), CarbonBasis::location_based, 3, 8), 24 * 400 / .95, 1e-9));
}

TEST_CASE("certificates change the market-based figure alone") {
    World world = kilowatt(kDay);
    world.pools[0].server.embodied = Carbon{2e6};
    world.pools[0].embodied_life_years = 5;
    world.sites[0].energy.grid.residual_g_kwh = {600};
    const Ledger before = book(world);
    CertificateSpec half;
    half.name = "hydro";
    half.share = .5;
    half.usd_kwh = .01;
    world.sites[0].energy.certificates = {half};
    const Ledger after = book(world);
    CHECK(near(grams(before, CarbonBasis::market_annual, 2), 24 * 600.0, 1e-9));
    CHECK(near(grams(after, CarbonBasis::market_annual, 2), 24 * 300.0, 1e-9));
    // No hours are known of them: hour by hour they cover nothing.
    CHECK(near(grams(after, CarbonBasis::market_hourly, 2), 24 * 600.0, 1e-9));
    CHECK(near(usd(after, "certificates"), 12 * .01, 0, 1e-6));
    REQUIRE(before.carbon.size() == after.carbon.size());
    for (std::size_t i = 0; i < before.carbon.size(); ++i) {
        const CarbonEntry& b = before.carbon[i];
        const bool market =
            b.basis == CarbonBasis::market_annual || b.basis == CarbonBasis::market_hourly;
        if (!market) CHECK(b.gco2e == after.carbon[i].gco2e);
    }
    // SCI is made of these shares.
    REQUIRE(before.carbon_shares.size() == 1);
    CHECK(before.carbon_shares[0].g() == after.carbon_shares[0].g());
}

TEST_CASE("a contract settles at the difference of prices and covers its own hours") {
    World world = kilowatt(Nanos{2 * kHour.ns});
    Site& site = world.sites[0];
    site.usd_kwh = {.10, .02};
    site.energy.ppas = {{"windpark", {3, 0}, .06, true, "test"}};
    const Ledger ledger = book(world);
    // 3 kWh bought at 0.06 and sold at 0.10; the site buys its 2 kWh at the market's prices.
    CHECK(near(usd(ledger, "ppa"), 3 * (.06 - .10), 0, 1e-6));
    CHECK(near(usd(ledger, "energy"), .12, 0, 1e-6));
    // 3 kWh cover both hours over the run, but only the first by the hour.
    CHECK(grams(ledger, CarbonBasis::market_annual, 2) == 0);
    CHECK(near(grams(ledger, CarbonBasis::market_hourly, 2), 400, 1e-12));
    CHECK(near(grams(ledger, CarbonBasis::location_based, 2), 800, 1e-12));
}

TEST_CASE("hourly matching never exceeds the annual one") {
    std::uint64_t state = 1;
    const auto next = [&] {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<double>(state >> 40) * 0x1p-24;
    };
    for (int round = 0; round < 200; ++round) {
        World world = kilowatt(Nanos{12 * kHour.ns});
        PpaTerms ppa{"park", {}, 0, true, ""};
        for (int h = 0; h < 12; ++h) ppa.kw.push_back(3 * next());
        world.sites[0].energy.ppas = {ppa};
        world.sites[0].energy.pv.kw.assign(12, next());
        const Ledger ledger = book(world);
        const SiteEnergyFlows& f = ledger.energy[0];
        std::vector<double> load, supply;
        for (std::size_t i = 0; i < 12; ++i) {
            load.push_back(f.import[i] + f.own_used(i));
            supply.push_back(f.own_used(i) + f.deliverable[i]);
        }
        CHECK(carbon::hourly_match(load, supply) <= carbon::annual_match(load, supply) + 1e-12);
        const MarketFigures figures = market_figures(world, f);
        CHECK(figures.annual.g <= figures.hourly.g + 1e-9);
    }
}

TEST_CASE("embodied carbon over the life, and in the year of purchase") {
    World world = kilowatt(Nanos{31 * kDay.ns});
    world.start_unix_s = *parse_date("2026-11-15");
    world.pools[0].server.embodied = Carbon{1.825e6};
    world.pools[0].embodied_life_years = 5;
    world.pools[0].terms.kind = contracts::ComputeKind::owned;
    // 1,825 kg over 1,825 days: 1 kg a day.
    CHECK(near(grams(book(world), CarbonBasis::amortised, 3, 2), 31e3, 1e-9));
    CHECK(grams(book(world), CarbonBasis::purchase_year, 3, 2) == 0);  // before the run
    world.pools[0].bought = Nanos{20 * kDay.ns};
    const Ledger ledger = book(world);
    CHECK(near(grams(ledger, CarbonBasis::purchase_year, 3, 2), 1.825e6, 1e-12));
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis == CarbonBasis::purchase_year) CHECK((e.gco2e > 0) == (e.month == "2026-12"));
    }
    // What is rented was bought by somebody else: its share of the life, in either column.
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    CHECK(near(grams(book(world), CarbonBasis::purchase_year, 3, 2), 31e3, 1e-9));
}

TEST_CASE("carbon of workloads with idle is the site's, by either rule") {
    World world = kilowatt(Nanos{2 * kHour.ns});
    world.pools[0].server.accelerators = 2;
    world.pools[0].server.embodied = Carbon{1e6};
    world.pools[0].embodied_life_years = 5;
    world.sites[0].pue = 1.3;
    add_deployment(world, "one", 2, 1);
    world.deployments[0].token_budget = 512;
    world.tables.push_back(simple_table(64, 512, 100000));
    add_workload(world, "chat");
    world.workloads.push_back(world.workloads[0]);
    world.workloads[1].name = "digest";
    world.workloads[1].tenant = "other";
    std::vector<TraceRequest> chat, digest;
    for (int i = 0; i < 20; ++i) chat.push_back(request_at(Nanos{i * kMinute.ns}, 100, 50));
    for (int i = 0; i < 10; ++i) digest.push_back(request_at(Nanos{i * kMinute.ns}, 1000, 10));
    for (const AllocationRule rule : {AllocationRule::busy_time, AllocationRule::tokens}) {
        world.reporting.allocation = rule;
        RequestSources sources = sources_of(chat);
        RequestSources more = sources_of(digest);
        sources.push_back(std::move(more[0]));
        const Ledger ledger = account(world, simulate(world, std::move(sources), {}));
        REQUIRE(ledger.carbon_shares.size() == 2);
        double shares = 0;
        for (const CarbonShare& s : ledger.carbon_shares) shares += s.g();
        double site = total(ledger.energy[0].location_g);
        for (const CarbonEntry& e : ledger.carbon) {
            if (e.basis == CarbonBasis::amortised) site += e.gco2e;
        }
        CHECK(near(shares, site, 1e-12));
        // 20 · 150 tokens against 10 · 1,010.
        const double part = ledger.carbon_shares[0].g() / shares;
        if (rule == AllocationRule::tokens) CHECK(near(part, 3000.0 / 13100, 1e-9));
    }
}

TEST_CASE("what is drawn above the contracted power is drawn, paid and said") {
    World world = kilowatt(Nanos{2 * kHour.ns});
    world.sites[0].contracted_power_w = 600;
    world.sites[0].usd_kwh = {.1, .1};
    const Ledger ledger = book(world);
    CHECK(near(total(ledger.energy[0].import), 2, 1e-12));
    CHECK(near(total(ledger.energy[0].beyond_contract), .8, 1e-12));
    CHECK(near(usd(ledger, "energy"), .2, 0, 1e-6));
}

TEST_CASE("a cut last interval counts as long as it was, and water follows IT energy") {
    World world = kilowatt(Nanos{kHour.ns + kHour.ns / 2});  // 1 kW for 1.5 h
    world.sites[0].energy.wue_l_kwh = .3;
    world.sites[0].energy.battery.capacity_kwh = 10;
    world.sites[0].energy.battery.charge_kw = 1;
    world.sites[0].energy.battery.discharge_kw = 1;
    world.sites[0].energy.battery.initial_soc = 1;
    const SiteEnergyFlows f = book(world).energy[0];
    REQUIRE(f.intervals() == 2);
    CHECK(f.hours_of(0) == 1);
    CHECK(f.hours_of(1) == .5);
    CHECK(near(f.facility(1), .5, 1e-12));
    CHECK(near(f.water_on_site[1], .15, 1e-12));
    // Full at the start, it serves the load: 1 kW for an hour, then for half of one.
    CHECK(near(f.discharge[0], 1, 1e-12));
    CHECK(near(f.discharge[1], .5, 1e-12));
    CHECK(near(f.battery_content[1], 8.5, 1e-12));
}

TEST_CASE("certificates are paid where nothing was imported, too") {
    World world = kilowatt(kHour * 2);
    world.sites[0].energy.pv = {{5, 5}, 0, 0, "test"};
    CertificateSpec c;
    c.name = "all";
    c.energy_kwh = 1000;
    c.usd_kwh = 1;
    world.sites[0].energy.certificates = {c};
    CHECK(near(usd(book(world), "certificates"), 1000, 1e-9));
}

}  // namespace site_energy_test
