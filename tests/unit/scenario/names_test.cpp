// Wrong values and names that the catalog lacks are told in one round.
#include "sim/scenario/compile/names.hpp"

#include "sim/scenario/reader/partly.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace names_test {

using namespace orrery;

namespace {

/// Errors of a site with these keys, on one line, of which one is out of range or not.
Diagnostics errors(const std::string& keys, const std::string& server = "dgx-h100") {
    const test::TemporaryFolder folder;
    const std::string file = folder.write(
        "names.yaml",
        "orrery: 1\nname: names\nhorizon: 1 h\nsites:\n  - {name: nord, kind: "
        "on_prem, country: DE, " +
            keys + "}\npools:\n  - {name: pool, site: nord, server: " + server + ", servers: 1}\n");
    Diagnostics d;
    const auto scenario = read_scenario_partly({file, {}, {}}, d);
    REQUIRE(scenario);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    check_names(*scenario, catalog, d);
    return d;
}

}  // namespace

TEST_CASE("a value out of range hides no unknown plant, climate, battery, grid or server") {
    const Diagnostics d = errors(
        "grid: DEE, pue: 0.9, cooling: chillr, weather: {climate: DEE}, "
        "energy: {battery: {kind: lfq, capacity: 10 kWh}}",
        "dgx-h10");
    const std::string text = render(d);
    INFO(text);
    CHECK(d.error_count() == 6);
    for (const char* part :
         {"sites[0].pue: \"0.9\" is too small", "no cooling plant named \"chillr\"",
          "did you mean chiller?", "no climate named \"DEE\"", "no grid zone named \"DEE\"",
          "no battery named \"lfq\"", "no server named \"dgx-h10\""}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("states of a battery are told beside other errors, but not after its own") {
    const Diagnostics states = errors(
        "grid: DE, pue: 0.9, energy: {battery: {capacity: 10 kWh, minimum: 60 %, maximum: 20 %}}");
    INFO(render(states));
    CHECK(states.error_count() == 2);
    CHECK(render(states).find("E0442") != std::string::npos);
    const Diagnostics own =
        errors("grid: DE, energy: {battery: {capacity: 10 kWh, minimum: 60 %, maximum: -20 %}}");
    INFO(render(own));
    CHECK(own.error_count() == 1);
}

TEST_CASE("a scenario that is read whole has no errors of names twice") {
    CHECK_FALSE(errors("grid: DE, pue: 1.2").has_errors());
}

}  // namespace names_test
