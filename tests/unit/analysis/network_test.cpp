// Links in the findings: bytes, utilisation and peaks by hand, and what is said of a partition.
#include "sim/analysis/network.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/chat.hpp"

namespace network_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two sites, 10 MB/s between them, two hours by the hour; 9 GB leave after half an hour.
World two_sites() {
    World world = small_world(1, 8, Nanos{2 * kHour.ns});
    world.sites.resize(2);
    world.sites[0].name = "hall";
    world.sites[1].name = "paris";
    world.sites[1].vendor = world.sites[1].egress.vendor = "cloud";
    world.sites[1].egress.tiers = {{1e9, 0.1}};
    for (Site& site : world.sites) site.grid_g_kwh.assign(2, 400);
    world.network.places = {"hall", "paris"};
    world.network.links = {{"line", 10e6}};
    world.network.edges = {{0, 1, 1000}, {1, 0, 1000}};
    world.network.exits = {{SiteId(1u), SiteId(0u), 9'000'000'000, Nanos{30 * kMinute.ns}}};
    return world;
}

Findings found(const World& world) {
    const Observations o = simulate(world, RequestSources{}, {});
    return analyse(world, o, account(world, o));
}

}  // namespace

TEST_CASE("a link's bytes and utilisation are those of its busier direction") {
    const Findings f = found(two_sites());
    // 900 s of the 7,200; all of them in the first hour.
    CHECK(value(f, "network.by_link.line.bytes") == 9e9);
    CHECK(near(value(f, "network.by_link.line.utilisation"), 0.125, 1e-12));
    CHECK(near(value(f, "network.by_link.line.peak"), 0.25, 1e-12));
    CHECK(value(f, "network.bytes.exit") == 9e9);
    CHECK(value(f, "network.bytes.dataset") == 0);
    CHECK(value(f, "network.flows.completed") == 1);
    CHECK(near(value(f, "cost.egress.exit"), 0.9, 1e-12));  // 9 GB at 0.10
    const auto series = std::find_if(f.series.begin(), f.series.end(), [](const Series& s) {
        return s.name == "link utilisation" && s.where == "line";
    });
    REQUIRE(series != f.series.end());
    CHECK(near(series->values[0], 0.25, 1e-12));
    CHECK(series->values[1] == 0);
}

TEST_CASE("a partition is among the events, counted, and said in the answer") {
    World world = two_sites();
    world.network.partitions.push_back(
        {Nanos{40 * kMinute.ns}, Nanos{70 * kMinute.ns}, kNoPlace, 0, "line", "storm"});
    const Findings f = found(world);
    CHECK(value(f, "network.by_partition.1.flows_stalled") == 1);
    CHECK(value(f, "network.flows.stalled") == 1800);
    // 600 s before it, 300 s after it.
    CHECK(near(value(f, "network.by_link.line.peak"), 6.0 / 36, 1e-9));
    bool said = false;
    for (const std::string& sentence : f.answer) {
        said = said || sentence == "While line was cut off (30 minutes), 1 transfer stood still.";
    }
    CHECK(said);
    REQUIRE(f.events.size() == 2);  // the exit begins first
    CHECK(f.events[1].kind == "partition");
    CHECK(f.events[1].text == "storm");
}

TEST_CASE("without links there is nothing to say of them") {
    const Findings f = find(chat_world(4, 4096), 1, 20, 10);
    CHECK(sum(f, "network.") == 0);
    CHECK(f.metrics.find("network.bytes.response") == nullptr);
}

}  // namespace network_test
