// The effective scenario by path: every value once, where it stands.
#include <map>

#include "sim/scenario/effective.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace effective_rows_test {

using namespace orrery;

namespace {

std::map<std::string, std::string> rows_of(const std::string& file,
                                           const std::vector<std::string>& sets) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario(
        {std::string(source_dir()) + "/scenarios/examples/" + file, {}, sets}, diagnostics);
    REQUIRE(scenario);
    std::map<std::string, std::string> rows;
    for (const auto& [path, value] : effective_rows(*scenario)) {
        CHECK(rows.emplace(path, value).second);  // no path twice
    }
    return rows;
}

}  // namespace

TEST_CASE("rows stand at the paths that --set takes") {
    const auto rows = rows_of("quickstart.yaml", {"pools[own-l40s].servers=5"});
    CHECK(rows.at("sites[0].name") == "frankfurt-hall");
    CHECK(rows.at("horizon") == "1 d");
    bool found = false;
    for (std::size_t i = 0; i < 9 && !found; ++i) {
        const std::string pool = "pools[" + std::to_string(i) + "]";
        if (rows.count(pool + ".name") == 0 || rows.at(pool + ".name") != "own-l40s") continue;
        found = true;
        CHECK(rows.at(pool + ".servers") == "5");
    }
    CHECK(found);
}

TEST_CASE("a change of one value changes one row") {
    const auto before = rows_of("quickstart.yaml", {});
    const auto after = rows_of("quickstart.yaml", {"sites[0].pue=1.77"});
    std::vector<std::string> changed;
    for (const auto& [path, value] : after) {
        const auto was = before.find(path);
        if (was == before.end() || was->second != value) changed.push_back(path);
    }
    CHECK(changed == std::vector<std::string>{"sites[0].pue"});
}

TEST_CASE("layers read as files, overlays and settings do") {
    const std::string file = std::string(source_dir()) + "/scenarios/examples/quickstart.yaml";
    Diagnostics diagnostics;
    std::vector<ScenarioLayer> layers = layers_of({file, {}, {"seed=7"}});
    layers.push_back(
        {false, "over.yaml", "horizon: 2 d\npools:\n  - name: own-l40s\n    life: 4\n"});
    layers.push_back({true, "--set", "seed=8"});
    const auto scenario = read_scenario_layers(layers, diagnostics);
    REQUIRE(scenario);
    CHECK(scenario->seed == 8);
    CHECK(scenario->horizon == Nanos{2 * kDay.ns});
    CHECK_THROWS_AS(layers_of({"no/such/file.yaml", {}, {}}), EnvironmentError);
}

}  // namespace effective_rows_test
