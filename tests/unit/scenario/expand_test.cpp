// Sites from one entry: names, references, demand, and 400 of them at once.
#include "sim/scenario/reader/expand.hpp"

#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace expand_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const char* const kStores = R"(
orrery: 1
name: stores
sites:
  - {name: store, kind: edge, count: 12, country: DE, grid: DE}
  - {name: cloud, kind: cloud, region: azure/germanywestcentral}
pools:
  - {name: box, site: store, server: edge-l4, servers: 1}
  - {name: rented, site: cloud, server: azure-nv36ads-a10-v5, servers: 1, contract: on_demand}
deployments:
  - {name: near, pool: box, service: {exponential: 10 ms}}
  - {name: far, pool: rented, service: {exponential: 5 ms}}
network:
  rtt:
    - {from: till, to: store, rtt: 1 ms}
    - {from: till, to: cloud, rtt: 20 ms}
workloads:
  - {name: own, origin: till, deployments: [near, far], demand: {synthetic: {rate: 2 /s}}}
  - {name: all, origin: till, spread: any, deployments: [near], demand: {synthetic: {rate: 2 /s}}}
  - {name: central, origin: till, deployments: [far], demand: {synthetic: {rate: 2 /s}}}
)";

Catalog shipped() {
    Diagnostics d;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
}

}  // namespace

TEST_CASE("a site with a count becomes that many, each with its own pool, deployment and demand") {
    Diagnostics d;
    const auto s = read_scenario_text(kStores, "stores.yaml", d);
    INFO(render(d));
    REQUIRE(s);
    const auto world = compile_world(*s, shipped(), {}, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(world->sites.size() == 13);
    CHECK(world->sites[1].name == "store-01");  // after "cloud", in name order
    CHECK(world->sites[12].name == "store-12");
    CHECK(world->sites[12].group == "store");
    CHECK(world->sites[0].group.empty());
    REQUIRE(world->workloads.size() == 14);  // all, central, own-01 … own-12
    const Workload& third = world->workloads[4];
    CHECK(third.name == "own-03");
    CHECK(third.spec.group == "own");
    CHECK(third.spec.synthetic->rate == 2);  // each store has the entry's demand for itself
    REQUIRE(third.routes.size() == 2);
    const auto name = [&](const Route& r) { return world->deployments[r.deployment.index()].name; };
    CHECK(name(third.routes[0]) == "far");
    CHECK(third.routes[0].rtt == Nanos{20'000'000});
    CHECK(name(third.routes[1]) == "near-03");
    CHECK(third.routes[1].rtt == Nanos{1'000'000});
    const Site& site =
        world->sites[world->deployments[third.routes[1].deployment.index()].site.index()];
    CHECK(site.name == "store-03");
    CHECK(world->workloads[0].routes.size() == 12);  // spread: any
    CHECK(world->workloads[1].routes.size() == 1);
}

TEST_CASE("the register speaks of a group once, and messages do") {
    Diagnostics d;
    const auto s = read_scenario_text(kStores, "stores.yaml", d);
    REQUIRE(s);
    const auto world = compile_world(*s, shipped(), {}, d);
    REQUIRE(world);
    int pue = 0;
    for (const Origin& origin : world->origins) {
        pue += origin.path.rfind("sites[store-", 0) == 0 &&
               origin.path.find("].pue") != std::string::npos;
    }
    CHECK(pue == 1);
    std::string bad = kStores;
    bad.replace(bad.find("edge-l4"), 7, "edge-l5");
    Diagnostics once;
    const auto wrong = read_scenario_text(bad, "stores.yaml", once);
    REQUIRE(wrong);
    CHECK(!compile_world(*wrong, shipped(), {}, once));
    CHECK(once.error_count() == 1);
}

TEST_CASE("what is written stays written: expansion is no part of the effective scenario") {
    Diagnostics d;
    const auto s = read_scenario_text(kStores, "stores.yaml", d);
    REQUIRE(s);
    CHECK(s->sites.size() == 2);
    const Scenario expanded = expand_sites(*s, d);
    CHECK(expanded.sites.size() == 13);
    CHECK(expanded.pools.size() == 13);
    CHECK(expanded.rtts.size() == 13);
    CHECK(expand_sites(expanded, d).sites.size() == 13);  // a fixed point
}

TEST_CASE("links, cuts and data of an entry are those of every member") {
    Diagnostics d;
    const auto s = read_scenario_text(
        "orrery: 1\nname: net\nhorizon: 1 h\nsites:\n"
        "  - {name: store, kind: edge, country: DE, grid: DE, count: 3}\n"
        "  - {name: hall, kind: on_prem, country: DE, grid: DE}\n"
        "  - {name: hub, kind: on_prem, country: DE, grid: DE}\n"
        "network:\n"
        "  links:\n"
        "    - {name: wan, between: [store, hall], bandwidth: 1 Gb/s, latency: 5 ms}\n"
        "    - {name: trunk, between: [hall, hub], bandwidth: 1 Gb/s, latency: 5 ms}\n"
        "  partitions: [{site: store, at: 10 min, duration: 5 min}]\n"
        "datasets: [{name: menu, size: 1 GB, at: [hall], replicate_to: [store]}]\n"
        "pools:\n  - {name: box, site: store, server: edge-l4, servers: 1}\n"
        "  - {name: own, site: hall, server: l40s-8x, servers: 1}\n",
        "net.yaml", d);
    INFO(render(d));
    REQUIRE(s);
    const Scenario all = expand_sites(*s, d);
    REQUIRE(all.network.links.size() == 4);
    CHECK(all.network.links[2].name == "wan-3");
    CHECK(all.network.links[2].between == std::vector<std::string>{"store-3", "hall"});
    CHECK(all.network.links[3].name == "trunk");
    REQUIRE(all.network.partitions.size() == 3);
    CHECK(all.network.partitions[1].site == "store-2");
    CHECK(all.datasets[0].replicate_to ==
          std::vector<std::string>{"store-1", "store-2", "store-3"});
}

}  // namespace expand_test
