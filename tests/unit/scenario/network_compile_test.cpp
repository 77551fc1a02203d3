// Links compiled: round trips from paths, data sets by name, prices of transfers from the catalog.
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/topology.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace network_compile_test {

using namespace orrery;

namespace {

const char* const kText = R"(orrery: 1
name: links
horizon: 1 d
sites:
  - {name: paris, kind: cloud, region: aws/eu-west-3}
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
  - {name: oslo, kind: on_prem, country: NO, grid: NO, pue: 1.2}
pools:
  - {name: own, site: hall, server: dgx-h100, servers: 4, contract: owned}
  - {name: north, site: oslo, server: dgx-h100, servers: 4, contract: owned}
deployments:
  - {name: chat, model: llama-3.1-8b, pool: own, weights_from: weights}
  - {name: chat-north, model: llama-3.1-8b, pool: north}
workloads:
  - name: load
    origin: berlin
    deployments: [chat, chat-north]
    demand: {synthetic: {rate: 2 /s}}
jobs:
  - name: train
    pool: own
    accelerators: 8
    step_time: 5 s
    steps: 100
    checkpoint_every: 10 min
    checkpoint: {size: 1 TB, write_bandwidth: 10 GB/s, upload_to: oslo}
    input: {dataset: corpus}
data_classes:
  - {name: public}
datasets:
  - {name: weights, size: 16 GB, at: [hall]}
  - {name: corpus, size: 20 TB, class: public, at: [paris], replicate_to: [oslo]}
network:
  rtt:
    - {from: berlin, to: oslo, rtt: 31 ms}
  links:
    - {name: metro, between: [berlin, hall], bandwidth: 10 Gb/s, latency: 4 ms, jitter: 1 ms}
    - {name: west, between: [hall, paris], bandwidth: 100 Gb/s, latency: 5 ms, price: 0.01 USD/GB}
    - {name: sea, between: [paris, oslo], bandwidth: 40 Gb/s, latency: 9 ms, purpose: [replication]}
    - {name: back, between: [hall, oslo], bandwidth: 20 Gb/s, latency: 20 ms, directed: true}
  partitions:
    - {link: sea, at: 3 h, duration: 1 h, reason: anchor}
    - {site: hall, at: 1 h, duration: 30 min}
  exits:
    - {from: paris, to: hall, size: 5 TB, at: 2 h}
)";

World compiled(const std::string& text, Diagnostics& d) {
    const auto scenario = read_scenario_text(text, "links.yaml", d);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    INFO(render(d));
    REQUIRE(scenario);
    auto world = compile_world(*scenario, catalog, {}, d);
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

}  // namespace

TEST_CASE("links become edges between places, round trips the sums along them") {
    Diagnostics d;
    const World world = compiled(kText, d);
    const Network& n = world.network;
    // Sites by their ids, then the origin.
    CHECK(n.places == std::vector<std::string>{"hall", "oslo", "paris", "berlin"});
    REQUIRE(n.links.size() == 4);
    CHECK(n.links[0].bandwidth == 1.25e9);
    CHECK(n.links[0].jitter == Nanos{1'000'000});
    CHECK(n.links[1].usd_gb == .01);
    CHECK(n.links[2].purposes == bit(Purpose::replication));
    const auto& routes = world.workloads[0].routes;
    REQUIRE(routes.size() == 2);
    CHECK(routes[0].rtt == Nanos{8'000'000});  // twice the metro's 4 ms
    CHECK(!routes[0].stated);
    CHECK(routes[1].rtt == Nanos{31'000'000});  // as written, though links lead there
    CHECK(routes[1].stated);
    // Data sets go to Oslo directly; anything else may only come through the hall, and not back.
    CHECK(*path_for(n, 2, 1, Purpose::replication) == std::vector<std::uint32_t>{4});
    CHECK(*path_for(n, 2, 1, Purpose::dataset) == std::vector<std::uint32_t>{3, 6});
    CHECK(!path_for(n, 1, 2, Purpose::dataset));
}

TEST_CASE("partitions are in the order of time, data sets and copies found by name") {
    Diagnostics d;
    const World world = compiled(kText, d);
    const Network& n = world.network;
    REQUIRE(n.partitions.size() == 2);
    CHECK(n.partitions[0].name == "hall");
    CHECK(n.partitions[0].place == 0);
    CHECK(n.partitions[1].link == 2);
    CHECK(n.partitions[1].until == Nanos{4 * kHour.ns});
    REQUIRE(n.datasets.size() == 2);
    CHECK(n.datasets[0].name == "corpus");
    CHECK(n.datasets[0].bytes == 20'000'000'000'000);
    CHECK(world.jobs[0].dataset == 0);
    CHECK(world.jobs[0].upload_to == SiteId(1u));
    CHECK(world.jobs[0].checkpoint_bytes == 1'000'000'000'000);
    CHECK(world.deployments[0].weights == 1);
    CHECK(world.deployments[1].weights == kNoPlace);
    REQUIRE(n.exits.size() == 1);
    CHECK(n.exits[0].from == SiteId(2u));
    CHECK(n.exits[0].at == Nanos{2 * kHour.ns});
}

TEST_CASE("the catalog's transfer prices: within a provider by region, leaving one free by law") {
    Diagnostics d;
    const World world = compiled(kText, d);
    const auto price = [&](const char* from, const char* to, const char* purpose, const char* day,
                           const char* vendor) {
        return contracts::transfer_price(world.network.transfers,
                                         {"aws", vendor, from, to, purpose, day});
    };
    CHECK(price("FR", "DE", "dataset", "2026-11-22", "aws")->usd_gb == .02);
    CHECK(price("JP", "DE", "dataset", "2026-11-22", "aws")->usd_gb == .09);
    CHECK(!price("FR", "DE", "dataset", "2026-11-22", "own"));
    CHECK(!price("FR", "DE", "exit", "2027-01-11", "own"));
    CHECK(price("FR", "DE", "exit", "2027-01-12", "own")->usd_gb == 0);
    CHECK(!price("US", "DE", "exit", "2027-01-12", "own"));  // the law is the Union's
}

TEST_CASE("a workload without round trip needs a path that carries answers") {
    const std::string text = kText;
    std::string wrong = text;
    const std::string metro = "latency: 4 ms, jitter: 1 ms";
    wrong.replace(wrong.find(metro), metro.size(), metro + ", purpose: [dataset]");
    Diagnostics d;
    CHECK(!read_scenario_text(wrong, "links.yaml", d));
    REQUIRE(d.error_count() == 1);
    CHECK(d.items()[0].code == "E0320");
}

}  // namespace network_compile_test
