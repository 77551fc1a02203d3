// Placements of gangs on nodes, shared GPUs, and expected fragmentation by hand.
#include "sim/engine/cluster/gang_place.hpp"

#include "tests/support/catch.hpp"

namespace gang_place_test {

using namespace orrery;
using namespace orrery::gang;
using orrery::test::near;

namespace {

Nodes cluster(int nodes, int gpus, int per_domain = 100) {
    std::vector<NodeSpec> specs;
    for (int i = 0; i < nodes; ++i) {
        NodeSpec n;
        n.gpus = gpus;
        n.domain = static_cast<std::uint32_t>(i / per_domain);
        specs.push_back(n);
    }
    return Nodes(specs);
}

void use(Nodes& nodes, std::uint32_t n, int gpus) {
    Piece p{n, gpus};
    nodes.take(p, Demand{gpus});
}

/// node:count for each piece.
std::string where(Place kind, const Nodes& nodes, const Demand& d, bool one_domain = false) {
    Placer placer(kind, one_domain, 1);
    Allocation a;
    if (!placer.choose(nodes, d, a)) return "none";
    std::string out;
    for (const Piece& p : a) out += std::to_string(p.node) + ":" + std::to_string(p.count) + " ";
    return out;
}

}  // namespace

TEST_CASE("Small gangs: the tightest node, the first, or anywhere") {
    Nodes nodes = cluster(4, 8);
    use(nodes, 1, 3);
    use(nodes, 2, 5);
    CHECK(where(Place::consolidated, nodes, {3}) == "2:3 ");
    CHECK(where(Place::consolidated, nodes, {4}) == "1:4 ");
    CHECK(where(Place::best_fit, nodes, {6}) == "0:6 ");
    CHECK(where(Place::first_fit, nodes, {3}) == "0:3 ");
    CHECK(where(Place::consolidated, nodes, {9}) == "0:8 3:1 ");
    CHECK(where(Place::best_fit, nodes, {9}) == "0:8 2:1 ");
    CHECK(where(Place::consolidated, nodes, {17}) == "0:8 3:8 1:1 ");
    CHECK(where(Place::consolidated, nodes, {24}) == "none");
    CHECK(where(Place::first_fit, nodes, {24}) == "0:8 1:5 2:3 3:8 ");
    CHECK(where(Place::count, nodes, {25}) == "none");
}

TEST_CASE("Topology: one domain if it can be, else as few as possible") {
    Nodes nodes = cluster(6, 8, 2);  // three domains of 16
    use(nodes, 0, 8);
    use(nodes, 2, 2);
    CHECK(where(Place::topology, nodes, {8}) == "1:8 ");  // the domain with least left
    CHECK(where(Place::topology, nodes, {14}) == "3:8 2:6 ");
    CHECK(where(Place::topology, nodes, {16}) == "4:8 5:8 ");
    CHECK(where(Place::topology, nodes, {24}) == "4:8 5:8 1:8 ");
    use(nodes, 4, 1);
    CHECK(where(Place::topology, nodes, {16}, true) == "none");
    CHECK(where(Place::topology, nodes, {16}, false) != "none");
    CHECK(where(Place::topology, nodes, {24}, true) != "none");  // no domain would ever do
}

TEST_CASE("Shares of a GPU fill one before they open the next, and free it whole") {
    Nodes nodes = cluster(1, 2);
    Demand d;
    d.milli = 400;
    Piece a{0, 1};
    Piece b{0, 1};
    Piece c{0, 1};
    nodes.take(a, d);
    nodes.take(b, d);
    CHECK(a.slot == b.slot);
    CHECK(nodes.whole(0) == 1);
    nodes.take(c, d);
    CHECK(c.slot != a.slot);
    CHECK(nodes.free() == 0);
    CHECK(nodes.free_milli() == 800);
    CHECK_FALSE(nodes.fits(0, Demand{1}));
    nodes.give(a, d);
    nodes.give(b, d);
    CHECK(nodes.whole(0) == 1);
    nodes.give(c, d);
    CHECK(nodes.free() == 2);
}

TEST_CASE("Cores and memory of the host count where they are given") {
    Nodes nodes({{8, 1000, 4000}, {8, 64000, 4000}});
    Demand d{1, 1000, 2000, 0};
    CHECK(where(Place::best_fit, nodes, d) == "1:1 ");
    d.memory_mib = 5000;
    CHECK(where(Place::best_fit, nodes, d) == "none");
}

TEST_CASE("Expected fragmentation over a mix of tasks") {
    // Half of the tasks want a GPU, a quarter four of them, a quarter none.
    const NodeFragmentation f({{{1, 1000}, 0.5}, {{4, 1000}, 0.25}, {{0, 0}, 0.25}});
    std::vector<std::int32_t> left{1000, 1000, 500};
    // 0.5 · 500 (the shared rest) + 0.25 · 2500 (no room for four) + 0.25 · 2500
    CHECK(near(f(0, left), 1500, 1e-12));
    const TaskMix mix = task_mix({{1}, {1}, {1}, {2}}, 0.7);
    REQUIRE(mix.size() == 1);
    CHECK(mix[0].share == 1);
}

TEST_CASE("Fragmentation-aware placement keeps whole GPUs together") {
    Nodes nodes = cluster(2, 2);
    Demand half;
    half.milli = 500;
    Piece p{0, 1};
    nodes.take(p, half);
    Placer placer(Place::fragmentation, false, 1);
    placer.set_mix({{half, 0.5}, {{2, 1000}, 0.5}});
    Allocation a;
    REQUIRE(placer.choose(nodes, half, a));
    CHECK(a[0].node == 0);
    CHECK(a[0].slot == p.slot);
    REQUIRE(placer.choose(nodes, {1}, a));
    CHECK(a[0].node == 0);
    REQUIRE(placer.choose(nodes, {2}, a));
    CHECK(a[0].node == 1);
}

}  // namespace gang_place_test
