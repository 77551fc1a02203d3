// Carbon: scopes, SCI, matching, embodied, marginal: worked examples and double-entry properties.
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/carbon/embodied.hpp"
#include "models/carbon/marginal.hpp"
#include "models/carbon/matching.hpp"
#include "models/carbon/sci.hpp"
#include "models/carbon/scope.hpp"
#include "tests/support/catch.hpp"

namespace carbon_test {

using namespace orrery::carbon;

namespace {

/// Numbers without pattern: a linear congruential generator's upper bits, in [0, 1).
struct Numbers {
    std::uint64_t state = 7;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 11) / 9007199254740992.0;
    }
    std::vector<double> series(std::size_t n, double scale) {
        std::vector<double> v(n);
        for (double& x : v) x = scale * next();
        return v;
    }
};

Place place(Relation relation, Activity activity, Boundary boundary = {}) {
    Reporter r;
    r.relation = relation;
    r.boundary = boundary;
    return place_of(r, activity);
}

}  // namespace

TEST_CASE("who reports what: owner, colocation tenant, cloud tenant") {
    using A = Activity;
    using R = Relation;
    CHECK(place(R::owner_operator, A::electricity) == Place{2, 0, 1});
    CHECK(place(R::owner_operator, A::electricity_upstream) == Place{3, 3, 1});
    CHECK(place(R::owner_operator, A::fuel) == Place{1, 0, 1});
    CHECK(place(R::owner_operator, A::hardware) == Place{3, 2, 1});
    CHECK(place(R::owner_operator, A::end_of_life) == Place{3, 5, 1});
    CHECK(place(R::cloud_tenant, A::electricity) == Place{3, 1, 1});
    CHECK(place(R::cloud_tenant, A::hardware) == Place{3, 1, 1});
    CHECK(place(R::colocation_tenant, A::electricity) == Place{2, 0, 1});
    CHECK(place(R::colocation_tenant, A::fuel) == Place{3, 8, 1});
    CHECK(place(R::colocation_tenant, A::hardware) == Place{3, 2, 1});
    Reporter r;
    r.relation = R::colocation_tenant;
    r.controls_energy = false;
    CHECK(place_of(r, A::electricity) == Place{3, 8, 1});
    r.relation = R::cloud_tenant;
    r.as_leased_assets = true;
    CHECK(place_of(r, A::electricity) == Place{3, 8, 1});
}

TEST_CASE("leases follow the boundary, equity takes a share") {
    using A = Activity;
    Reporter r;
    r.relation = Relation::lessee;
    r.finance_lease = false;
    CHECK(place_of(r, A::electricity) == Place{2, 0, 1});  // it operates
    r.boundary = Boundary::financial_control;
    CHECK(place_of(r, A::electricity) == Place{3, 8, 1});
    CHECK(place_of(r, A::hardware) == Place{3, 8, 1});
    r.finance_lease = true;
    CHECK(place_of(r, A::electricity) == Place{2, 0, 1});
    r.boundary = Boundary::equity_share;
    r.equity = 0.4;
    CHECK(place_of(r, A::electricity) == Place{2, 0, 0.4});
    Reporter owner;
    owner.relation = Relation::landlord;
    CHECK(place_of(owner, A::electricity) == Place{3, 13, 1});
    owner.controls_energy = false;
    CHECK(place_of(owner, A::electricity) == Place{2, 0, 1});
}

TEST_CASE("a tenant's and its landlord's books hold each kWh in scope 2 exactly once") {
    for (const bool controls : {true, false}) {
        Reporter tenant;
        tenant.relation = Relation::colocation_tenant;
        tenant.controls_energy = controls;
        Reporter landlord;
        landlord.relation = Relation::landlord;
        landlord.controls_energy = controls;
        const int scope2 = (place_of(tenant, Activity::electricity).scope == 2) +
                           (place_of(landlord, Activity::electricity).scope == 2);
        CHECK(scope2 == 1);
    }
}

TEST_CASE("electricity splits into combustion and the rest of the life cycle with its losses") {
    // 1000 kWh, 350 direct, 420 life cycle, 5 % lost: generated 1000/0.95 kWh.
    const auto entries = electricity_entries({}, {350, 420, 0.05}, 1000);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].place.scope == 2);
    CHECK(entries[0].g == Approx(350000));
    CHECK(entries[1].place.category == 3);
    CHECK(entries[1].g == Approx(70000).epsilon(1e-12));
    // Without them the entries are what was drawn; with them what had to be generated.
    CHECK(entries[2].activity == Activity::grid_losses);
    CHECK(entries[2].place.category == 3);
    CHECK(entries[2].g == Approx(420000 / 0.95 - 420000).epsilon(1e-12));
}

TEST_CASE("embodied carbon: whole in the year of purchase, or pro rata over the life") {
    CHECK(embodied_in(1000, 50, 400, 0, 100, EmbodiedRule::year_of_purchase) == 1000);
    CHECK(embodied_in(1000, 150, 400, 0, 100, EmbodiedRule::year_of_purchase) == 0);
    // At midnight of the new year: in the new one alone.
    CHECK(embodied_in(1000, 100, 400, 0, 100, EmbodiedRule::year_of_purchase) == 0);
    CHECK(embodied_in(1000, 100, 400, 100, 200, EmbodiedRule::year_of_purchase) == 1000);
    CHECK(embodied_in(1000, 50, 400, 0, 100, EmbodiedRule::amortised) == Approx(125));
    CHECK(embodied_in(1000, 50, 400, 400, 600, EmbodiedRule::amortised) == Approx(125));
    double sum = 0;  // over all years both rules book the whole
    for (int y = 0; y < 10; ++y) {
        sum += embodied_in(1000, 50, 400, y * 100, y * 100 + 100, EmbodiedRule::amortised);
    }
    CHECK(sum == Approx(1000));
}

TEST_CASE("SCI: the worked example of the standard") {
    // ISO/IEC 21031:2024: 1000 kg, 4 years, 1 hour: 28.54 g by the formula (printed there as 28).
    const double m = reserved_embodied(1e6, 1, 4 * 365 * 24, 1, 1);
    CHECK(m == Approx(28.54).margin(0.005));
    CHECK(m == Approx(1e6 / 35040).epsilon(1e-15));
    // A quarter of the resources; and E·I of 2 kWh at 300 g for ten requests.
    CHECK(reserved_embodied(1e6, 1, 35040, 16, 64) == Approx(m / 4));
    CHECK(sci(2, 300, m, 10) == Approx((600 + m) / 10));
    const std::vector<SciComponent> parts{{2, 300, m}, {1, 100, 5}};
    CHECK(sci(parts, 10) == Approx((700 + m + 5) / 10));
    CHECK(sci(2, 300, m, 0) == 0);
}

TEST_CASE("matching by hand: half of a day's surplus is worthless at night") {
    const std::vector<double> load{10, 10, 10, 10};
    const std::vector<double> solar{0, 30, 10, 0};
    CHECK(annual_match(load, solar) == 1);
    CHECK(hourly_match(load, solar) == Approx(0.5));
    const std::vector<double> grid{0.4};
    // (20 + 20 · 0.4) / 40
    CHECK(carbon_free_share(load, solar, grid) == Approx(0.7));
    CHECK(annual_match(load, std::vector<double>{5, 5, 0, 0}) == Approx(0.25));
}

TEST_CASE("hourly never exceeds annual, and carbon-free energy never 100 percent") {
    Numbers numbers;
    for (int trial = 0; trial < 2000; ++trial) {
        const auto load = numbers.series(24, 10);
        const auto supply = numbers.series(24, 20 * numbers.next());
        const auto grid = numbers.series(24, 1);
        const double hourly = hourly_match(load, supply);
        REQUIRE(hourly <= annual_match(load, supply) + 1e-12);
        const double cfe = carbon_free_share(load, supply, grid);
        REQUIRE(cfe <= 1);
        REQUIRE(cfe >= hourly - 1e-12);
    }
}

TEST_CASE("market-based by hand: a PPA, certificates, the residual mix for the rest") {
    const std::vector<double> load{10, 10};
    Instrument ppa;
    ppa.kind = InstrumentKind::ppa;
    ppa.supply_kwh = {0, 14};
    Instrument certificates;
    certificates.volume_kwh = 4;
    const std::vector<Instrument> both{ppa, certificates};
    const std::vector<double> residual{500};
    const MarketBased year = market_based_annual(load, both, residual);
    CHECK(year.covered_kwh == std::vector<double>{14, 4});
    CHECK(year.residual_kwh == Approx(2));
    CHECK(year.g == Approx(1000));
    const MarketBased hour = market_based_hourly(load, both, residual);
    CHECK(hour.covered_kwh == std::vector<double>{10, 0});
    CHECK(hour.unused_kwh == std::vector<double>{4, 4});
    CHECK(hour.residual_kwh == Approx(10));
    CHECK(hour.g == Approx(5000));
    CHECK(hour.g_by_interval == std::vector<double>{5000, 0});
}

TEST_CASE("a vintage covers only its own time") {
    const std::vector<double> load{10, 10, 10};
    Instrument old;
    old.volume_kwh = 100;
    old.first = 0;
    old.last = 2;
    const std::vector<double> residual{300, 300, 400};
    const MarketBased m = market_based_annual(load, {&old, 1}, residual);
    CHECK(m.covered_kwh[0] == 20);
    CHECK(m.unused_kwh[0] == 80);
    CHECK(m.g == Approx(4000));
}

TEST_CASE("certificates do not change location-based, SCI or embodied, books stay whole") {
    Numbers numbers;
    for (int trial = 0; trial < 500; ++trial) {
        const auto load = numbers.series(48, 10);
        const auto grid = numbers.series(48, 600);
        std::vector<Instrument> instruments;
        const double location = location_based(load, grid);
        double wanted = 0;
        for (const double x : load) wanted += x;
        const double intensity = location / wanted;
        const double before = sci(wanted, intensity, 28.54, 100);
        double least = location;
        for (int n = 0; n < 4; ++n) {
            Instrument i;
            i.g_kwh = n == 2 ? 20 : 0;
            if (n % 2) i.supply_kwh = numbers.series(48, 8);
            if (!(n % 2)) i.volume_kwh = 100 * numbers.next();
            instruments.push_back(i);
            const MarketBased year = market_based_annual(load, instruments, grid);
            const MarketBased hour = market_based_hourly(load, instruments, grid);
            double covered = year.residual_kwh;
            for (const double c : year.covered_kwh) covered += c;
            REQUIRE(covered == Approx(wanted).epsilon(1e-9));
            REQUIRE(hour.residual_kwh >= year.residual_kwh - 1e-9);
            double sum = 0;
            for (const double g : hour.g_by_interval) sum += g;
            REQUIRE(sum == Approx(hour.g).epsilon(1e-12).margin(1e-9));
            if (n == 0) least = year.g;
        }
        // Buying changes market-based …
        CHECK(least < location);
        // … and nothing else: the functions of these figures do not see an instrument.
        CHECK(location_based(load, grid) == location);
        CHECK(sci(wanted, location_based(load, grid) / wanted, 28.54, 100) == before);
    }
}

TEST_CASE("a shift into hours of low average and fossil margin has opposite signs") {
    // 10 kWh from an hour of 400 average / 100 marginal to one of 100 / 800.
    const std::vector<double> before{20, 10};
    const std::vector<double> after{10, 20};
    const ShiftEffect e =
        shift_effect(before, after, std::vector<double>{400, 100}, std::vector<double>{100, 800});
    CHECK(e.attributed_g == Approx(-3000));
    CHECK(e.marginal_g == Approx(7000));
    CHECK(e.moved_kwh == Approx(10));
    CHECK(e.net_kwh == Approx(0).margin(1e-12));
    CHECK(e.opposed());
}

TEST_CASE("embodied carbon of parts by the published formulas") {
    // Boavizta's factors (Green Cloud Computing, 2021) passed in, as a catalog would.
    PartFactors f;
    f.cpu_per_mm2 = 0.0197;
    f.cpu_base = 9.14;
    f.ram_per_cm2 = f.ssd_per_cm2 = 2.20;
    f.ram_base = 5.22;
    f.ssd_base = 6.34;
    f.hdd = 31.11;
    f.psu_per_kg = 24.30;
    f.motherboard = 66.10;
    f.assembly = 6.68;
    f.enclosure = 150;
    ServerParts s;
    s.cpus = 2;
    s.cpu_die_mm2 = 500;
    s.ram_modules = 4;
    s.ram_module_gb = 32;
    s.ram_gb_per_cm2 = 2.375;
    s.ssds = 1;
    s.ssd_gb = 1000;
    s.ssd_gb_per_cm2 = 50;
    s.hdds = 1;
    s.psus = 2;
    s.psu_kg = 2.99;
    const double want = 66.10 + 6.68 + 150 + 31.11 + 2 * (500 * 0.0197 + 9.14) +
                        4 * (32 / 2.375 * 2.20 + 5.22) + (1000 / 50.0 * 2.20 + 6.34) +
                        2 * 2.99 * 24.30;
    CHECK(server_embodied_kg(f, s) == Approx(want).epsilon(1e-12));
    f.gpu_casing_per_kg = 8.254;
    f.gpu_die_per_mm2 = 0.04259;
    f.gpu_memory_per_mm2 = 0.18379;
    f.gpu_memory_mm2_per_gb = 15.5;
    f.transport_plane = 2.11e-3;
    GpuParts g;
    g.casing_kg = 1;
    g.die_mm2 = 2810.4;
    g.memory_gb = 80;
    g.mass_kg = 2;
    g.plane_km = 1000;
    // 8.25 + 119.7 + 227.9 + 4.2
    CHECK(gpu_embodied_kg(f, g) ==
          Approx(8.254 + 2810.4 * 0.04259 + 80 * 15.5 * 0.18379 + 4.22).epsilon(1e-12));
    // A node of 7012 kg and 8 accelerators over four years: 25 g an accelerator-hour.
    CHECK(allocate_embodied(7012e3, 3600, 4 * 365 * 86400.0, 1.0 / 8) == Approx(25.0).margin(0.05));
}

}  // namespace carbon_test
