// The source of a price that the scenario states: the line of the value, not that of its entry.
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace price_lines_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Pools and a volume, a key a line.
const char* const kPlan = R"(orrery: 1
name: plan
horizon: 1 h
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
  - name: shop
    kind: edge
    count: 2
    country: DE
    grid: DE
    pue: 1.5
  - {name: cloud, kind: cloud, region: aws/us-east-1}
pools:
  - name: owned
    site: hall
    server: dgx-h100
    servers: 1
    capex: 300 kUSD
  - name: small
    site: shop
    server: edge-l4
    servers: 1
    capex: 9 kUSD
  - name: rented
    site: cloud
    server: aws-g6e-xlarge
    servers: 1
    contract: on_demand
    price: 2 USD/h
  - {name: listed, site: hall, server: dgx-h100, servers: 1}
contracts:
  storage:
    - name: volume
      site: cloud
      size: 1 TB
      price: 0.02 USD/GB-month
)";

World planned(const std::vector<std::string>& sets) {
    const TemporaryFolder folder;
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    const auto scenario = read_scenario({folder.write("plan.yaml", kPlan), {}, sets}, d);
    auto world = scenario ? compile_world(*scenario, catalog, {}, d) : std::nullopt;
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

std::string source(const World& world, const std::string& pool) {
    for (const Pool& p : world.pools) {
        const std::string& all = p.terms.price_source;
        const std::size_t file = all.rfind("/plan.yaml");
        if (p.name == pool) return file == std::string::npos ? all : all.substr(file + 1);
    }
    return "no pool";
}

}  // namespace

TEST_CASE("a stated price is cited by the line of its value") {
    const World world = planned({});
    CHECK(source(world, "owned") == "plan.yaml:18");
    CHECK(source(world, "small-1") == "plan.yaml:23");
    CHECK(source(world, "small-2") == "plan.yaml:23");
    CHECK(source(world, "rented") == "plan.yaml:29");
    CHECK(source(world, "listed").rfind("catalog", 0) == 0);
    REQUIRE(world.contracts.storage.size() == 1);
    CHECK(world.contracts.storage[0].source.find("plan.yaml:36") != std::string::npos);
}

TEST_CASE("a price that a setting states is cited by the setting") {
    CHECK(source(planned({"pools[owned].capex=1 kUSD"}), "owned") ==
          "--set pools[owned].capex=1 kUSD");
}

}  // namespace price_lines_test
