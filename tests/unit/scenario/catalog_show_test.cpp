// The catalog as people see it: tables of 80 columns, pages with every field, suggestions.
#include <sstream>

#include "sim/scenario/catalog/describe.hpp"
#include "sim/scenario/catalog/show.hpp"
#include "tests/support/catch.hpp"

namespace catalog_show_test {

using namespace orrery;

namespace {

Catalog one_gpu() {
    Catalog c;
    Accelerator a;
    a.name = "h100-sxm-80";
    a.vendor = "NVIDIA";
    a.title = "H100 SXM 80 GB";
    a.year = 2022;
    a.bf16 = FlopRate{989.4e12};
    a.memory = Bytes{85.5e9};
    a.memory_bandwidth = Bandwidth{3.35e12};
    a.tdp = Power{700};
    a.idle = Power{75};
    a.embodied = Carbon{164e3};
    a.provenance = {"NVIDIA H100 data sheet", "2026-11-22", "", "published"};
    c.accelerators[a.name] = a;
    Coefficient fact{
        "embodied.chassis", 2500, "kgCO2e", {"a paper", "2026-01-01", "", "published"}};
    c.coefficients[fact.name] = fact;
    c.where["accelerators.h100-sxm-80"] = {"accelerators.yaml", 12, 3};
    c.as_of = "2026-11-22";
    c.hash = std::string(64, 'a');
    return c;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("units as a person would write them") {
    CHECK(catalog::with_unit(3.35e12, "B/s") == "3.35 TB/s");
    CHECK(catalog::with_unit(85.5e9, "B") == "85.5 GB");
    CHECK(catalog::with_unit(70.55e9, "") == "70.55 B");
    CHECK(catalog::with_unit(9e15, "FLOP/s") == "9 PFLOP/s");
    CHECK(catalog::with_unit(0, "B") == "0 B");
}

TEST_CASE("list: kinds with counts, a table of a kind, an unknown kind") {
    const Catalog c = one_gpu();
    Diagnostics d;
    CHECK(contains(list_catalog(c, "", d), "accelerators    1        GPUs"));
    const std::string table = list_catalog(c, "accelerators", d);
    CHECK(contains(table, "h100-sxm-80  85.5 GB  3.35 TB/s  989.4 TFLOP/s  700 W  NVIDIA"));
    CHECK(d.items().empty());
    CHECK(list_catalog(c, "acelerators", d).empty());
    REQUIRE(d.error_count() == 1);
    CHECK(d.items().front().hint == "did you mean accelerators?");
}

TEST_CASE("list: no line is wider than 80 columns, however long the names") {
    Catalog c = one_gpu();
    Accelerator wide = c.accelerators.begin()->second;
    wide.vendor = std::string(70, 'v');
    c.accelerators[std::string(60, 'n')] = wide;
    Diagnostics d;
    std::istringstream lines(list_catalog(c, "accelerators", d));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() <= 80);
    CHECK(count == 3);  // head and two rows
}

TEST_CASE("show: every field, its unit and where it comes from") {
    const Catalog c = one_gpu();
    Diagnostics d;
    const std::string page = show_entry(c, "h100-sxm-80", d);
    for (const char* part : {"h100-sxm-80 (accelerators)", "989.4 TFLOP/s", "85.5 GB", "3.35 TB/s",
                             "700 W", "164 kgCO2e", "NVIDIA H100 data sheet", "2026-11-22",
                             "published", "accelerators.yaml:12"}) {
        INFO(page);
        CHECK(contains(page, part));
    }
    CHECK(show_entry(c, "accelerators/h100-sxm-80", d) == page);
    CHECK(contains(show_entry(c, "embodied.chassis", d), "2500 kgCO2e"));
    CHECK(d.items().empty());
    CHECK(show_entry(c, "h100-smx-80", d).empty());
    REQUIRE(d.error_count() == 1);
    CHECK(d.items().front().hint == "did you mean h100-sxm-80?");
}

}  // namespace catalog_show_test
