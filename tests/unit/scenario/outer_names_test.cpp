// Names of the world outside: operators, countries and certifications that nobody knows are told.
#include "sim/scenario/compile/outer_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace outer_names_test {

using namespace orrery;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return catalog;
}

/// A hall of one's own and a region of azure in Frankfurt, each with further keys.
std::optional<World> compiled(const std::string& hall, const std::string& region,
                              const std::string& data_class, Diagnostics& d) {
    const auto scenario = read_scenario_text(
        fmt::format("orrery: 1\nname: names\nhorizon: 1 d\nsites:\n"
                    "  - {{name: hall, kind: colocation, grid: DE{}}}\n"
                    "  - {{name: rented, kind: cloud, region: azure/germanywestcentral{}}}\n"
                    "data_classes:\n  - {{name: accounts{}}}\n"
                    "pools:\n  - {{name: p, site: hall, server: edge-l4, servers: 1}}\n",
                    hall, region, data_class),
        "names.yaml", d);
    if (!scenario) return std::nullopt;
    return compile_world(*scenario, shipped(), {}, d);
}

const Diagnostic* find(const Diagnostics& d, const std::string& code, const std::string& path) {
    const auto it = std::find_if(d.items().begin(), d.items().end(), [&](const Diagnostic& one) {
        return one.code == code && one.path == path;
    });
    return it == d.items().end() ? nullptr : &*it;
}

const std::string kGermany = ", country: DE";

}  // namespace

TEST_CASE("a slip is one letter or sign, never another number") {
    const std::vector<std::string> names{"azure", "aws", "ISO27001", "C5", "SecNumCloud"};
    CHECK(compile::slip_of("azur", names) == "azure");
    CHECK(compile::slip_of("auzre", names) == "azure");
    CHECK(compile::slip_of("iso 27001", names) == "ISO27001");
    CHECK(compile::slip_of("ISO270O1", names) == "ISO27001");
    CHECK(compile::slip_of("c5", names) == "C5");
    CHECK(compile::slip_of("SecNumClod", names) == "SecNumCloud");
    CHECK(compile::slip_of("ISO27701", names).empty());
    CHECK(compile::slip_of("ISO27011", names).empty());
    CHECK(compile::slip_of("sap", names).empty());
    CHECK(compile::slip_of("C4", names).empty());
}

TEST_CASE("a misspelt operator of a rented region is an error, not its country's law") {
    Diagnostics d;
    CHECK(!compiled(kGermany, ", operator: azur", "", d));
    CHECK(d.exit_code() == 3);
    const Diagnostic* said = find(d, "E0401", "sites[rented].operator");
    REQUIRE(said);
    CHECK(said->hint.rfind("did you mean azure?", 0) == 0);
}

TEST_CASE("an unknown operator of a rented region is under the law of the region's vendor") {
    Diagnostics d;
    const auto world = compiled(kGermany, ", operator: newcomer", "", d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(world->sites[1].country == "DE");
    CHECK(world->sites[1].jurisdiction == "US");  // Microsoft's seat
    CHECK(find(d, "E0462", "sites[rented].operator"));
    Diagnostics stated;
    const auto own = compiled(kGermany, ", operator: newcomer, jurisdiction: DE", "", stated);
    REQUIRE(own);
    CHECK(own->sites[1].jurisdiction == "DE");
    CHECK(!find(stated, "E0462", "sites[rented].operator"));
}

TEST_CASE("an unknown operator of a hall warns unless its law is stated") {
    Diagnostics d;
    const auto world = compiled(kGermany + ", operator: stakit", "", "", d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(world->sites[0].jurisdiction == "DE");
    const Diagnostic* said = find(d, "E0462", "sites[hall].operator");
    REQUIRE(said);
    CHECK(said->hint.rfind("did you mean stackit?", 0) == 0);
    Diagnostics stated;
    CHECK(compiled(kGermany + ", operator: newcomer, jurisdiction: FR", "", "", stated));
    CHECK(stated.warning_count() == 0);
}

TEST_CASE("countries, laws and time zones that do not exist are errors") {
    const auto refused = [](const std::string& hall, const std::string& data_class,
                            const char* code, const char* path) {
        Diagnostics d;
        CHECK(!compiled(hall, "", data_class, d));
        INFO(render(d));
        CHECK(d.exit_code() == 3);
        CHECK(find(d, code, path));
    };
    refused(", country: XX", "", "E0306", "sites[hall].country");
    refused(kGermany + ", jurisdiction: ZZ", "", "E0306", "sites[hall].jurisdiction");
    refused(kGermany + ", time_zone: Europe/Berln", "", "E0402", "sites[hall].time_zone");
    refused(kGermany, ", countries: [EUU]", "E0306", "data_classes[accounts].countries");
    refused(kGermany, ", jurisdictions: [ZZ]", "E0306", "data_classes[accounts].jurisdictions");
    refused(kGermany, ", operators: [own, stackitt]", "E0401", "data_classes[accounts].operators");
}

TEST_CASE("certifications that look misspelt warn, other ones do not") {
    Diagnostics d;
    CHECK(compiled(kGermany + ", certifications: [ISO2701, TISAX]", "",
                   ", certifications: [IS027001]", d));
    INFO(render(d));
    CHECK(find(d, "E0463", "sites[hall].certifications"));
    CHECK(find(d, "E0463", "data_classes[accounts].certifications"));
    CHECK(d.warning_count() == 2);
}

}  // namespace outer_names_test
