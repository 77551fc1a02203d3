// Floors: how many servers racks hold, what a site must be able to draw, by hand arithmetic.
#include <fmt/format.h>

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace floor_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// A hall of dgx-h200: 8 units, 10.2 kW nameplate.
Diagnostics checked(const std::string& site, int servers) {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    Diagnostics d;
    const auto s = read_scenario_text(
        fmt::format("orrery: 1\nname: hall\nsites:\n"
                    "  - {{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.25, {}}}\n"
                    "pools:\n  - {{name: own, site: hall, server: dgx-h200, servers: {}}}\n",
                    site, servers),
        "hall.yaml", d);
    if (s) compile_world(*s, catalog, {}, d);
    return d;
}

std::string code(const Diagnostics& d) {
    return d.items().empty() ? "" : d.items().back().code;
}

}  // namespace

TEST_CASE("racks hold the least of what units, power and cooling allow") {
    // 42 units take five of 8; 40 kW three of 10.2 (30.6); 25 kW of heat two (20.4).
    CHECK(code(checked("racks: {count: 2}", 10)).empty());
    CHECK(code(checked("racks: {count: 2}", 11)) == "E0507");
    CHECK(code(checked("racks: {count: 2, power: 40 kW}", 6)).empty());
    CHECK(code(checked("racks: {count: 2, power: 40 kW}", 7)) == "E0507");
    CHECK(code(checked("racks: {count: 2, power: 40 kW, cooling: 25 kW}", 4)).empty());
    CHECK(code(checked("racks: {count: 2, power: 40 kW, cooling: 25 kW}", 5)) == "E0507");
    CHECK(code(checked("racks: {count: 2, power: 10 kW}", 1)) == "E0508");
    CHECK(checked("racks: {count: 2, power: 10 kW}", 1).exit_code() == 4);
}

TEST_CASE("modules that are ready at the start count, later ones do not") {
    const std::string racks = "racks: {count: 1}, modules: [{racks: 1, at: ";
    CHECK(code(checked(racks + "0 s}]", 10)).empty());
    CHECK(code(checked(racks + "30 d}]", 10)) == "E0507");
    // 200 kW in two racks are 100 kW a rack, above 40 kW.
    CHECK(code(checked("racks: {count: 9, power: 40 kW}, modules: [{racks: 2, power: 200 kW}]",
                       1)) == "E0381");
}

TEST_CASE("idle servers above the contract are infeasible, nameplates above it a warning") {
    // Idle: 1,310 W of host and 8 accelerators; nameplate 10.2 kW; both times PUE 1.25.
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    const double idle = 1310 + 8 * catalog.accelerators.at("h200-sxm-141").idle.value;
    const auto power = [](double w) { return fmt::format("contracted_power: {:.3f} kW", w / 1e3); };
    CHECK(code(checked(power(2 * idle * 1.25 - 1), 2)) == "E0509");
    CHECK(code(checked(power(2 * idle * 1.25 + 1), 2)) == "E0382");
    CHECK(code(checked(power(2 * 10200 * 1.25 - 1), 2)) == "E0382");
    CHECK(code(checked(power(2 * 10200 * 1.25 + 1), 2)).empty());
    // Cooling takes the IT heat, without PUE.
    CHECK(code(checked("cooling_limit: 20.399 kW", 2)) == "E0382");
    CHECK(code(checked("cooling_limit: 20.401 kW", 2)).empty());
    // A module adds to both.
    CHECK(code(checked("contracted_power: 20 kW, modules: [{power: 5.6 kW}]", 2)).empty());
}

}  // namespace floor_test
