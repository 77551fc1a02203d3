// A constant kilowatt through the whole run against integrals of recorded series, published in
// GOLDEN.csv.
#include <numeric>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/world.hpp"

namespace site_year_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World year_of(const std::string& site, const std::filesystem::path& data) {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "year.yaml",
        "orrery: 1\nname: year\nstart: 2022-01-01\nhorizon: 8760 h\nsites:\n"
        "  - {name: hall, kind: on_prem, country: DE, pue: 1, " +
            site + "}\npools:\n" +
            "  - {name: rack, site: hall, server: dgx-h100, servers: 1, contract: owned}\n");
    Diagnostics d;
    const auto scenario = read_scenario({file, {}, {}}, d);
    INFO(render(d));
    REQUIRE(scenario);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    CompileOptions options;
    options.data_folder = data.string();
    auto world = compile_world(*scenario, catalog, options, d);
    INFO(render(d));
    REQUIRE(world);
    // A server that draws 1 kW, whatever it does.
    Pool& pool = world->pools[0];
    pool.server.parts = {};
    pool.server.host_idle = Power{1000};
    pool.server.host_busy = Power{1000};
    pool.accelerator.idle = Power{0};
    return std::move(*world);
}

constexpr const char* kGrid =
    "grid: DE, electricity: 0.1 USD/kWh,\n"
    "     grid_series: 'data:carbon/electricitymaps_hourly_2021_2023.csv.gz', grid_zone: DE-LU";

}  // namespace

TEST_CASE("1 kW over 2022 in DE-LU: life cycle and combustion") {
    ORRERY_NEEDS_DATA(data);
    const World world = year_of(kGrid, data);
    const Observations o = simulate(world, RequestSources{}, {});
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    // Σ of the zone's 8,760 hours / 1000, by the file.
    CHECK(near(f.metrics.find("carbon.location_based")->value, 4186.0777e3, 1e-9));
    CHECK(near(f.metrics.find("carbon.scope2.location_based")->value, 3600.09587e3, 1e-9));
    CHECK(near(f.metrics.find("energy.facility")->value, 8760, 1e-12));
    // Upstream and what the grid loses: life cycle / (1 − losses) − combustion.
    const double losses = world.sites[0].energy.grid.losses;
    CHECK(losses > 0);
    CHECK(near(f.metrics.find("carbon.scope3.category_3")->value,
               4186.0777e3 / (1 - losses) - 3600.09587e3, 1e-9));
}

TEST_CASE(
    "1 MW over 2022 in DE-LU costs the integral of recorded prices, negative hours included") {
    ORRERY_NEEDS_DATA(data);
    World world = year_of(
        "grid: DE, price_zone: DE-LU,\n"
        "     price_series: 'data:energy/electricity_price_hourly_2020_2023.csv.gz'",
        data);
    world.pools[0].server.host_idle = Power{1e6};
    world.pools[0].server.host_busy = Power{1e6};
    const Ledger ledger = account(world, simulate(world, RequestSources{}, {}));
    double usd = 0;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).category == "energy") usd += p.amount[3].units();
    }
    CHECK(near(usd, 2221431.104, 1e-9));
}

}  // namespace site_year_test
