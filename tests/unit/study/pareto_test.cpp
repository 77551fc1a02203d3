// The front of non-dominated variants and its knee, on points made by hand and drawn.
#include "sim/study/pareto.hpp"

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

using namespace orrery;

TEST_CASE("no point of the front is dominated, and each point left out is") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Stream dice(seed, "points", "test");
        std::vector<Objectives> points(1 + uniform_int(dice, 60));
        for (Objectives& p : points) {
            for (double& x : p) x = 1 + std::floor(8 * dice.uniform());
        }
        const auto front = pareto_front(points);
        REQUIRE(!front.empty());
        std::size_t next = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            bool beaten = false;
            for (const Objectives& p : points) beaten = beaten || dominates(p, points[i]);
            const bool in_front = next < front.size() && front[next] == i;
            CHECK(in_front == !beaten);
            next += in_front ? 1 : 0;
        }
    }
}

TEST_CASE("equal points do not dominate each other") {
    CHECK(!dominates({1, 2, 3}, {1, 2, 3}));
    CHECK(dominates({1, 2, 3}, {1, 2, 4}));
    CHECK(!dominates({0, 2, 5}, {1, 2, 4}));
    CHECK(pareto_front({{1, 2, 3}, {1, 2, 3}}).size() == 2);
}

TEST_CASE("the knee is the point nearest to the best of every objective") {
    // Two ends, and one that gives up 1/20 of each objective's span; the last is dominated.
    const std::vector<Objectives> points{
        {100, 300, 30}, {300, 100, 30}, {110, 110, 11}, {200, 200, 10}, {400, 400, 40}};
    const auto front = pareto_front(points);
    CHECK(front == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(knee_of_front(points, front) == 2);
}

TEST_CASE("differences below a tenth hardly move the knee") {
    // The second is a fifth faster for half a percent more.
    const std::vector<Objectives> points{{1000, 200, 50}, {1005, 201, 40}};
    CHECK(knee_of_front(points, pareto_front(points)) == 1);
    CHECK(knee_shares(points, .05, 1000, 1)[1] > .9);
}

TEST_CASE("a pronounced knee stays one with every figure off by 5 %") {
    const std::vector<Objectives> points{
        {100, 300, 30}, {300, 100, 30}, {110, 110, 11}, {200, 200, 10}, {400, 400, 40}};
    const auto shares = knee_shares(points, .05, 1000, 1);
    CHECK(shares[2] > .99);
    double sum = 0;
    for (const double share : shares) sum += share;
    CHECK(sum == Approx(1));
    // Where two are alike, the shares say that neither is the knee for certain.
    const auto torn = knee_shares({{100, 101, 1}, {101, 100, 1}}, .05, 1000, 1);
    CHECK(torn[0] > .3);
    CHECK(torn[1] > .3);
}

TEST_CASE("variations: commas in braces and brackets do not separate, the last runs fastest") {
    const Variation v = parse_variation("jobs[a].shift={signal: price, within: 1 h},{within: 2 h}");
    CHECK(v.path == "jobs[a].shift");
    REQUIRE(v.values.size() == 2);
    CHECK(v.values[0] == "{signal: price, within: 1 h}");
    CHECK(parse_variation("seed").values.empty());
    const auto grid = grid_of({{"a", {"1", "2"}}, {"b", {"x", "y"}}});
    REQUIRE(grid.size() == 4);
    CHECK(grid[1] == std::vector<std::string>{"a=1", "b=y"});
    CHECK(grid[2] == std::vector<std::string>{"a=2", "b=x"});
}
