// Series of a site laid over the meter intervals: intensity, its parts, prices, missing zones.
#include <ctime>

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace series_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

struct Compiled {
    std::optional<World> world;
    Diagnostics diagnostics;
    [[nodiscard]] bool says(const std::string& part) const {
        return render(diagnostics).find(part) != std::string::npos;
    }
};

/// A site in Germany with these keys, and a file grid.csv beside it; six hours from 2 January 2022.
Compiled compiled(const std::string& keys, const std::string& csv) {
    const TemporaryFolder folder;
    folder.write("grid.csv", csv);
    const std::string file = folder.write(
        "site.yaml",
        "orrery: 1\nname: series\nstart: 2022-01-02\nhorizon: 6 h\nsites:\n"
        "  - {name: hall, kind: on_prem, country: DE, grid: DE, electricity: 0.2 USD/kWh" +
            keys + "}\npools:\n  - {name: pool, site: hall, server: dgx-h100, servers: 1}\n");
    Compiled c;
    const auto scenario = read_scenario({file, {}, {}}, c.diagnostics);
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, c.diagnostics);
    INFO(render(c.diagnostics));
    REQUIRE(scenario);
    c.world = compile_world(*scenario, catalog, {}, c.diagnostics);
    return c;
}

/// A day of half hours from 2 January 2022: life cycle 100 + half hour, combustion half of it.
std::string half_hours(const std::string& zone) {
    std::string csv = "datetime_utc,zone,ci_direct_g_per_kwh,ci_lca_g_per_kwh\n";
    for (int i = 0; i < 48; ++i) {
        const int g = 100 + i;
        csv += "2022-01-02 " + std::string(i < 20 ? "0" : "") + std::to_string(i / 2) +
               (i % 2 ? ":30:00," : ":00:00,") + zone + "," + std::to_string(g / 2.0) + "," +
               std::to_string(g) + "\n";
    }
    return csv;
}

}  // namespace

TEST_CASE("half-hourly intensity becomes the mean of each meter interval, with its direct part") {
    const Compiled c = compiled(", grid_series: grid.csv", half_hours("DE"));
    INFO(render(c.diagnostics));
    REQUIRE(c.world);
    const Site& site = c.world->sites[0];
    REQUIRE(site.grid_g_kwh.size() == 6);
    CHECK(site.grid_g_kwh[0] == Approx(100.5));
    CHECK(site.grid_g_kwh[5] == Approx(110.5));
    REQUIRE(site.grid_direct_g_kwh.size() == 6);
    CHECK(site.grid_direct_g_kwh[5] == Approx(55.25));
    CHECK(site.grid_marginal_g_kwh.size() == 6);  // the catalog's margin
    CHECK(site.grid_source == "grid.csv");
}

TEST_CASE("a zone of another name is found by grid_zone, a missing one is named with its like") {
    CHECK(compiled(", grid_series: grid.csv, grid_zone: DE-LU", half_hours("DE-LU")).world);
    const Compiled c = compiled(", grid_series: grid.csv", half_hours("DE-LU"));
    CHECK_FALSE(c.world);
    CHECK(c.says("did you mean DE-LU?"));
    CHECK(c.says("sites[hall].grid_series"));
}

TEST_CASE("a missing zone's hint names the keys that help") {
    const Compiled c = compiled(", grid_series: grid.csv", half_hours("FR"));
    CHECK(c.says("write it as grid_zone: …, or annual_average: true for the catalog's mean"));
    const Compiled price =
        compiled(", price_series: grid.csv",
                 "time,zone,usd_per_kwh\n2022-01-02T00:00Z,FR,1\n2022-01-02T01:00Z,FR,1\n");
    CHECK(price.says("write it as price_zone: …"));
    CHECK_FALSE(price.says("annual_average"));
}

/// Hours of 100 g/kWh and more from 1 January 2022, `first` on.
std::string hours(int first, int count) {
    std::string csv = "time,g_per_kwh\n";
    for (int i = first; i < first + count; ++i) {
        const std::time_t at = 1640995200 + std::time_t{3600} * i;
        char text[32];
        std::strftime(text, sizeof text, "%FT%TZ", std::gmtime(&at));
        csv += std::string(text) + "," + std::to_string(100 + i % 24) + "\n";
    }
    return csv;
}

TEST_CASE("a series that holds a part of the run only is a gap, short edges are not") {
    // The run is 2 January, 0 to 6 h: hours 24 to 30 of the year.
    const Compiled early = compiled(", grid_series: grid.csv", hours(0, 26));
    CHECK_FALSE(early.world);
    CHECK(
        early.says("error: sites[hall].grid_series: grid.csv holds 2 of the run's 6 h: it goes "
                   "from 2022-01-01 00:00Z to 2022-01-02 02:00Z [E0708]"));
    CHECK(compiled(", grid_series: grid.csv", hours(28, 20)).says("holds 2 of the run's 6 h"));
    CHECK(compiled(", grid_series: grid.csv", hours(100, 20)).says("holds 0 of the run's 6 h"));
    CHECK(compiled(", grid_series: grid.csv", hours(27, 20)).world);  // 3 h, as within a series
    const Compiled allowed = compiled(", grid_series: grid.csv, allow_gaps: true", hours(0, 26));
    REQUIRE(allowed.world);
    CHECK(allowed.says("warning: sites[hall].grid_series: grid.csv holds 2 of the run's 6 h"));
    CHECK(allowed.world->sites[0].grid_source == "grid.csv, repeated");
}

TEST_CASE("a run beyond the recorded years takes the nearest year's hours and says so") {
    const std::string year = hours(-366 * 24, 365 * 24);  // 31 December 2020 to 30 December 2021
    const Compiled c = compiled(", grid_series: grid.csv", year);
    INFO(render(c.diagnostics));
    REQUIRE(c.world);
    CHECK(
        c.says("warning: sites[hall].grid_series: grid.csv holds 2020-12-31 to 2021-12-30, the "
               "run goes from 2022-01-02 to 2022-01-02"));
    CHECK(c.says("[E0711]"));
    CHECK(c.world->sites[0].grid_source == "grid.csv, dates of its nearest year");
    CHECK(c.diagnostics.warning_count() == 1);
}

TEST_CASE("the annual mean is taken only when asked for") {
    const Compiled c = compiled(", grid_series: grid.csv, annual_average: true", half_hours("FR"));
    INFO(render(c.diagnostics));
    REQUIRE(c.world);
    CHECK(c.world->sites[0].grid_g_kwh == std::vector<double>(6, 344.0));
    CHECK(c.says("the annual mean of the catalog is taken"));
}

TEST_CASE("prices by interval come from their own series and may be negative") {
    const Compiled c = compiled(", price_series: grid.csv",
                                "datetime_utc,zone,price_usd_per_mwh\n2022-01-02 00:00:00,DE,100\n"
                                "2022-01-02 01:00:00,DE,-20\n2022-01-02 02:00:00,DE,50\n"
                                "2022-01-02 03:00:00,DE,60\n2022-01-02 04:00:00,DE,70\n"
                                "2022-01-02 05:00:00,DE,80\n");
    INFO(render(c.diagnostics));
    REQUIRE(c.world);
    CHECK(c.world->sites[0].usd_kwh == std::vector<double>{0.1, -0.02, 0.05, 0.06, 0.07, 0.08});
}

TEST_CASE("without a series the catalog's shape is split into combustion and the rest") {
    const Compiled c = compiled("", "unused,\n");
    REQUIRE(c.world);
    const Site& site = c.world->sites[0];
    REQUIRE(site.grid_direct_g_kwh.size() == 6);
    CHECK(site.grid_direct_g_kwh[3] < site.grid_g_kwh[3]);
    CHECK(site.grid_direct_g_kwh[3] / site.grid_g_kwh[3] ==
          Approx(site.grid_direct_g_kwh[0] / site.grid_g_kwh[0]));
    CHECK(site.usd_kwh == std::vector<double>(6, 0.2));
}

}  // namespace series_compile_test
