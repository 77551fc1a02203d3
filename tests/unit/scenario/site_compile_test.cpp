// Sites compiled: series, typical shapes, plants, generation, batteries; and what is refused.
#include "models/facility/generation.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace site_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Catalog& catalog() {
    static const Catalog c = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return c;
}

std::optional<World> compiled(const TemporaryFolder& folder, const std::string& site,
                              Diagnostics& d, const std::string& head = "") {
    const std::string file = folder.write(
        "site.yaml", "orrery: 1\nname: site\nstart: 2026-07-01\nhorizon: 2 d\n" + head +
                         "sites:\n  - name: hall\n    kind: on_prem\n    country: DE\n" + site +
                         "pools:\n  - {name: racks, site: hall, server: dgx-h100, servers: 2,\n"
                         "     contract: owned}\n");
    const auto scenario = read_scenario({file, {}, {}}, d);
    if (!scenario) return std::nullopt;
    return compile_world(*scenario, catalog(), {}, d);
}

World good(const std::string& site, const std::string& head = "") {
    const TemporaryFolder folder;
    Diagnostics d;
    auto world = compiled(folder, site, d, head);
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

/// Every code once, in the order found.
std::string codes(const std::string& site) {
    const TemporaryFolder folder;
    Diagnostics d;
    compiled(folder, site, d);
    std::string text;
    for (const Diagnostic& one : d.items()) text += one.code + " ";
    return text;
}

}  // namespace

TEST_CASE("the catalog's grid: direct part, margin, residual mix, losses") {
    const World world = good("    grid: DE\n    pue: 1.3\n");
    const Grid& grid = catalog().grids.at("DE");
    const Site& site = world.sites[0];
    REQUIRE(site.grid_direct_g_kwh.size() == 48);
    CHECK(near(site.grid_direct_g_kwh[7] / site.grid_g_kwh[7], grid.direct_g_kwh / grid.g_kwh,
               1e-12));
    CHECK(site.grid_marginal_g_kwh == std::vector<double>(48, grid.marginal_g_kwh));
    CHECK(site.energy.grid.residual_g_kwh == std::vector<double>{grid.residual_g_kwh});
    CHECK(site.energy.grid.losses == grid.losses);
    CHECK(site.usd_kwh == std::vector<double>(48, grid.usd_kwh));
    CHECK(site.energy.reporter.relation == carbon::Relation::owner_operator);
}

TEST_CASE("a plant is rated by nameplates and gives routers a PUE of the interval's weather") {
    const std::string wave =
        "    grid: DE\n    cooling: chiller\n"
        "    weather: {heat_waves: [{at: 12 h, duration: 24 h, warmer: 8 K}]}\n";
    const World world = good(wave);
    const Site& site = world.sites[0];
    REQUIRE(site.energy.plant);
    CHECK(near(site.energy.rated_it_kw, 2 * world.pools[0].server.max_power.value / 1e3, 1e-12));
    REQUIRE(site.pue_by_interval.size() == 48);
    const double load = catalog().coefficients.at("pue.load_share").value;
    CHECK(site.pue_by_interval[20] ==
          facility::pue(*site.energy.plant, load, site.energy.weather[20]));
    const World plain = good("    grid: DE\n    cooling: chiller\n");
    CHECK(near(site.energy.weather[20].dry_bulb_c, plain.sites[0].energy.weather[20].dry_bulb_c + 8,
               1e-9));
    CHECK(site.energy.weather[40].dry_bulb_c == plain.sites[0].energy.weather[40].dry_bulb_c);
    CHECK(site.pue > plain.sites[0].pue);
    CHECK(site.pue_at(1000) == site.pue_by_interval.back());
}

TEST_CASE("generation, contract and battery as compiled") {
    const World world = good(
        "    grid: DE\n    energy:\n"
        "      pv: {capacity: 100 kW, tilt: 35 deg, azimuth: -20 deg, cost: 0.05 USD/kWh}\n"
        "      ppa: [{name: steady, technology: baseload, capacity: 10 kW, from: 90 min}]\n"
        "      battery: {capacity: 40 kWh, policy: carbon, discharge_efficiency: 90 %}\n");
    const SiteEnergy& e = world.sites[0].energy;
    const ClimateFact& place = catalog().climates.at("DE");
    facility::PvArray array =
        array_of(catalog().modules.at("ground"), 100, place.latitude, place.longitude);
    array.tilt = 35;
    array.azimuth = 160;  // 20° east of south
    CHECK(e.pv.kw == facility::pv_profile(array, climate_of(place), world.start_unix_s, 3600, 48));
    CHECK(e.ppas[0].kw[0] == 0);
    CHECK(e.ppas[0].kw[1] == 5);  // half of the hour
    CHECK(e.ppas[0].kw[2] == 10);
    CHECK(e.battery.discharge_kw == 10);
    CHECK(e.battery.charge_kw == 10);
    CHECK(e.battery.discharge_efficiency == .9);
    CHECK(e.policy.kind == facility::BatteryPolicy::carbon);
    CHECK(e.policy.high_share == .75);
    CHECK(e.battery_signal == Signal::average);
}

TEST_CASE("recorded intensity: direct or life cycle as stated, annual mean only where asked for") {
    const TemporaryFolder folder;
    std::string rows = "datetime_utc,zone,g_per_kwh\n";
    for (int h = 0; h < 48; ++h) {
        rows += "2026-07-0" + std::to_string(1 + h / 24) + "T" + (h % 24 < 10 ? "0" : "") +
                std::to_string(h % 24) + ":00:00Z,DE," + std::to_string(100 + h) + "\n";
    }
    folder.write("grid.csv", rows);
    const std::string site = "    grid: DE\n    pue: 1\n    grid_series: grid.csv\n";
    Diagnostics d;
    const auto world = compiled(folder, site, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(world->sites[0].grid_g_kwh[30] == 130);
    const auto other = compiled(folder, site + "    grid_zone: FR\n", d);
    CHECK(!other);
    CHECK(render(d).find("E0706") != std::string::npos);
    Diagnostics allowed;
    const auto mean =
        compiled(folder, site + "    grid_zone: FR\n    annual_average: true\n", allowed);
    INFO(render(allowed));
    REQUIRE(mean);
    CHECK(mean->sites[0].grid_g_kwh == std::vector<double>(48, catalog().grids.at("DE").g_kwh));
}

TEST_CASE("what a site's energy cannot be") {
    CHECK(codes("    grid: DE\n    pue: 1.2\n    cooling: chiller\n") == "E0440 ");
    CHECK(codes("    grid: DE\n    cooling: chilled\n    weather: {climate: DX}\n") ==
          "E0401 E0401 ");
    const std::string energy = "    grid: DE\n    pue: 1.2\n    energy:\n      ";
    CHECK(codes(energy + "battery: {capacity: 10 kWh, minimum: 90 %, maximum: 20 %}\n") ==
          "E0442 ");
    CHECK(codes(energy + "battery: {capacity: 10 kWh, policy: peak_shaving}\n") == "E0444 ");
    CHECK(codes(energy + "battery: {capacity: 10 kWh, policy: price, low_share: 60 %,\n"
                         "                high_share: 50 %}\n") == "E0442 ");
    CHECK(codes(energy + "battery: {capacity: 10 kWh, charge_efficiency: 105 %}\n") != "");
    CHECK(codes(energy + "wind: {capacity: 10 kW, turbine: tall}\n") == "E0401 ");
    CHECK(codes(energy + "certificates: [{name: hydro, share: 50 %, energy: 3 kWh}]\n") ==
          "E0447 ");
    // Warnings: a plant too small, a heat wave without a plant.
    CHECK(codes("    grid: DE\n    cooling: chiller\n    it_power: 1 kW\n") == "E0443 ");
    CHECK(codes("    grid: DE\n    pue: 1.2\n    weather: {heat_waves: [{at: 0 h, duration: 1 h,\n"
                "                            warmer: 3 K}]}\n") == "E0448 ");
}

}  // namespace site_compile_test
