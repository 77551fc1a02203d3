// Vendors compiled: who is behind them, priors with their sources, services in order, penalties.
#include <algorithm>

#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/compile/vendor_places.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace vendors_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return catalog;
}

const char* kFrame = R"(orrery: 1
name: vendors
horizon: 10 d
sites:
  - {name: east, kind: cloud, region: aws/us-east-1}
  - {name: west, kind: cloud, region: azure/westus3}
pools:
  - {name: a, site: east, server: aws-g5-xlarge, servers: 4, contract: on_demand}
  - {name: b, site: west, server: azure-nv36ads-a10-v5, servers: 1, contract: on_demand}
deployments:
  - {name: on-a, model: llama-3.1-8b, pool: a, replicas: 1}
  - {name: on-b, model: llama-3.1-8b, pool: b, replicas: 1}
)";

World compiled(const std::string& more, Diagnostics& d, const std::string& today = "") {
    const auto s = read_scenario_text(kFrame + more, "vendors.yaml", d);
    INFO(render(d));
    REQUIRE(s);
    auto world = compile_world(*s, shipped(), {"", false, today}, d);
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

std::string origin_of(const World& world, const std::string& path) {
    for (const Origin& o : world.origins) {
        if (o.path == path && o.origin.find("vendors.yaml") == std::string::npos) return o.origin;
    }
    return {};
}

bool holds(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("vendors of sites are listed, with parent, host, grid and fab") {
    Diagnostics d;
    const World world = compiled("vendors:\n  - {name: azure, parent: microsoft}\n", d);
    REQUIRE(world.vendors.size() == 2);
    CHECK(world.vendors[0].name == "aws");
    CHECK(world.vendors[0].parent == "aws");
    CHECK(world.vendors[0].host == "aws");
    CHECK(world.vendors[0].fab == "TSMC");
    CHECK(world.vendors[0].grid == world.sites[0].grid);
    CHECK(world.vendors[1].parent == "microsoft");
}

TEST_CASE("every prior says its source, n and interval, or that it is assumed") {
    Diagnostics d;
    const World world = compiled(R"(vendors:
  - name: aws
    fill_prior: cloud/on-demand
    outages:
      - {name: control, prior: aws/us-east-1/control}
      - {name: mine, plane: data, per_year: 2}
      - {name: told, plane: edge, per_year: 1,
         rests_on: {source: our tickets, n: 4, lo: 0.3, hi: 2}}
)",
                                 d);
    const auto& processes = world.supply.outages;
    REQUIRE(processes.size() == 3);
    CHECK(processes[0].plane == Plane::control);
    CHECK(processes[0].per_year == .5);
    CHECK(processes[0].p90 == kHour * 15);
    const std::string control = origin_of(world, "vendors[aws].outages[control].per_year");
    CHECK(holds(control, "estimated: public reports"));
    CHECK(holds(control, "n = 2, 90 % interval 0.09 to 1.6"));
    CHECK(origin_of(world, "vendors[aws].outages[mine].per_year") ==
          "assumed; n not known, interval not known");
    CHECK(origin_of(world, "vendors[aws].outages[told].per_year") ==
          "our tickets; n = 4, 90 % interval 0.3 to 2");
    CHECK(holds(origin_of(world, "vendors[aws].fill_rate"), "assumed: threads"));
    CHECK(world.supply.pools[0].fill_rate == .7);
    CHECK(world.supply.pools[1].fill_rate == 1);
}

TEST_CASE("services stand in the order of their needs") {
    Diagnostics d;
    const World world = compiled(R"(services:
  - {name: a-gateway, vendor: aws, needs: [z-identity]}
  - {name: z-identity, site: east, replicas: [azure], used_by: [on-b], cached_for: 1 h}
)",
                                 d);
    const auto& nodes = world.supply.services;
    REQUIRE(nodes.size() == 2);
    CHECK(world.services[nodes[0].spec].name == "z-identity");
    CHECK(nodes[1].needs == std::vector<std::uint32_t>{0});
    CHECK(nodes[0].users.size() == 1);
    CHECK(nodes[1].users.size() == 2);
    CHECK(nodes[0].places.size() == 2);
    CHECK(nodes[0].places[1].vendor == "azure");
}

TEST_CASE("a vendor whose hardware loses a fifth takes five fourths of the time") {
    Diagnostics d;
    const World plain = compiled("", d);
    const World slow = compiled("vendors:\n  - {name: azure, performance_penalty: 20 %}\n", d);
    const auto& before = plain.tables[plain.deployments[1].table];
    const auto& after = slow.tables[slow.deployments[1].table];
    CHECK(near(after.g[100], before.g[100] * 1.25, 1e-12));
    CHECK(near(slow.tables[slow.deployments[0].table].g[100],
               plain.tables[plain.deployments[0].table].g[100], 1e-12));
}

TEST_CASE("a stale assumption warns, one in time does not") {
    const std::string text =
        "assumptions:\n  - {name: growth, value: 30 % a year, owner: me, "
        "valid_until: 2026-06-30}\n";
    Diagnostics early;
    compiled(text, early, "2026-06-30");
    CHECK(early.warning_count() == 0);
    Diagnostics late;
    const World world = compiled(text, late, "2026-07-01");
    CHECK(late.warning_count() == 1);
    CHECK(late.items()[0].code == "E0898");
    CHECK(origin_of(world, "assumptions[growth]") == "assumed; owner me; valid until 2026-06-30");
}

TEST_CASE("a price shock becomes a change of price, and back at its end") {
    Diagnostics d;
    auto s = read_scenario_text(
        std::string(kFrame) +
            "disruptions:\n"
            "  - {name: duty, kind: duty, vendors: [aws], at: 1 d, duration: 2 d, factor: 1.25}\n",
        "vendors.yaml", d);
    REQUIRE(s);
    compile::apply_vendors(*s, shipped());
    const auto& changes = s->contracts.price_changes;
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].pool == "a");
    CHECK(changes[0].at == kDay);
    CHECK(near(changes[0].change, .25, 1e-12));
    CHECK(changes[1].at == kDay * 3);
    CHECK(near(changes[1].change, -.2, 1e-12));
}

TEST_CASE("a vendor that a setting states is taken as one that a file states") {
    Diagnostics d;
    auto root = parse_document(kFrame, "vendors.yaml", d);
    REQUIRE(root);
    const std::string outage = "{name: o, plane: data, at: 1 h, duration: 10 min}";
    apply_set(*root, "vendors=[{name: aws, fab: own, outages: [" + outage + "]}]", d);
    const auto s = read_scenario_node(*root, "vendors.yaml", d);
    REQUIRE(s);
    const auto world = compile_world(*s, shipped(), {}, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(world->supply.outages.size() == 1);
    CHECK(compile::fab_of(*world, shipped(), world->pools[0]) == "own");
    CHECK(compile::fab_of(*world, shipped(), world->pools[1]) != "own");
    // Its faults are told as well.
    Diagnostics wrong;
    apply_set(*root, "vendors=[{name: aws, tooling: 9 USD}, {name: aws, tooling: 5 USD}]",
              wrong);
    const auto twice = read_scenario_node(*root, "vendors.yaml", wrong);
    INFO(render(wrong));
    REQUIRE(twice);
    compile_world(*twice, shipped(), {}, wrong);
    CHECK(render(wrong).find("[E0884]") != std::string::npos);
}

TEST_CASE("growth of a quota adds servers with the months") {
    const SupplyQuota quota{"a", {}, 4, kDay, 2};
    CHECK(quota.limit(Nanos{0}) == 4);
    // 365/12 days after it began to grow.
    CHECK(near(quota.limit(kDay + Nanos::from_seconds(365 * 86400.0 / 12)), 6, 1e-9));
}

}  // namespace vendors_compile_test
