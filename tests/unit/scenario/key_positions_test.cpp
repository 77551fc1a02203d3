// Errors point at the key that is wrong, not at the entry that holds it.
#include "sim/scenario/key_positions.hpp"

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace key_positions_test {

using namespace orrery;

namespace {

/// What a user sees of a site whose keys begin in line 7; `sets` as on the command line.
std::string messages(const std::string& keys, const std::vector<std::string>& sets = {}) {
    const test::TemporaryFolder folder;
    const std::string file =
        folder.write("site.yaml",
                     "orrery: 1\nname: keys\nhorizon: 1 h\nsites:\n  - name: hall\n"
                     "    kind: on_prem\n" +
                         keys +
                         "pools:\n  - {name: pool, site: hall, server: dgx-h100, "
                         "servers: 1}\n");
    Diagnostics d;
    const auto scenario = read_scenario({file, {}, sets}, d);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    if (scenario) compile_world(*scenario, catalog, {}, d);
    return render(d);
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    const bool found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

}  // namespace

TEST_CASE("grid, cooling, climate, country and series are named with their own line") {
    has(messages("    country: DE\n    grid: DEE\n"),
        "site.yaml:8: error: sites[hall].grid: no grid");
    has(messages("    country: DE\n    grid: DE\n    cooling: chillr\n"),
        "site.yaml:9: error: sites[hall].cooling: no cooling plant");
    has(messages("    country: DE\n    grid: DE\n    cooling: chiller\n    weather:\n"
                 "      climate: DEE\n"),
        "site.yaml:11: error: sites[hall].weather.climate: no climate");
    has(messages("    grid: DE\n    country: Germany\n"),
        "site.yaml:8: error: sites[0].country: \"Germany\"");
    has(messages("    country: DE\n    grid: DE\n    grid_series: none.csv\n"),
        "site.yaml:9: error: sites[hall].grid_series: there is no file");
}

TEST_CASE("an error in a value of --set names the option, not the line that it replaces") {
    const std::string text =
        messages("    country: DE\n    grid: DE\n", {"sites[hall].grid=DEE:5"});
    has(text, "--set sites[hall].grid=DEE:5: error: sites[hall].grid: no grid zone");
    CHECK(text.find("site.yaml") == std::string::npos);
}

TEST_CASE("a key that was not written is named with its entry") {
    const KeyPositions keys({{"sites[0].name", "hall", "a.yaml:5"},
                             {"sites[0].pue", "1.2", "default"},
                             {"sites[0].energy.ppa[0].name", "sun", "a.yaml:9"},
                             {"sites[0].energy.ppa[0].series", "x.csv", "b:a.yaml:10"}});
    const SourcePosition entry{"a.yaml", 5, 5};
    CHECK(keys.of("sites[hall].pue", entry).line == 5);
    CHECK(keys.of("sites[hall].name", entry).col == 5);  // the same line keeps its column
    CHECK(keys.of("sites[hall].energy.ppa[sun].series", entry).line == 10);
    CHECK(keys.of("sites[hall].energy.ppa[sun].series", entry).file == "b:a.yaml");
    CHECK(keys.of("sites[0].energy.ppa[0].series", entry).line == 10);
}

}  // namespace key_positions_test
