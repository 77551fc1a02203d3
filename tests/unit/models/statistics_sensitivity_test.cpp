// Ranks, partial correlations, tornado bars and break-even points, by hand.
#include <numeric>

#include "models/statistics/rank.hpp"
#include "models/statistics/sobol.hpp"
#include "models/statistics/tornado.hpp"
#include "tests/support/catch.hpp"

namespace statistics_sensitivity_test {

using namespace orrery::statistics;
using orrery::test::near;

TEST_CASE("ranks share ties, Spearman is 1 for any ascending relation") {
    const std::vector<double> tied{3, 1, 3, 7};
    CHECK(ranks(tied) == std::vector<double>{2.5, 1, 2.5, 4});
    const std::vector<double> x{1, 2, 3, 4};
    const std::vector<double> cubes{1, 8, 27, 64};
    const std::vector<double> down{9, 4, 3, -5};
    CHECK(near(spearman(x, cubes), 1, 1e-15));
    CHECK(near(spearman(x, down), -1, 1e-15));
    CHECK(correlation(x, cubes) < 1);
    // Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 − 6·4/(5·24) = 0.8.
    const std::vector<double> five{1, 2, 3, 4, 5};
    const std::vector<double> swapped{20, 10, 40, 30, 50};
    CHECK(near(spearman(five, swapped), .8, 1e-15));
    CHECK(spearman(x, std::vector<double>(4, 1.0)) == 0);
}

TEST_CASE("partial rank correlation: three variables by the textbook formula") {
    // r₁₂.₃ = (r₁₂ − r₁₃r₂₃)/√((1 − r₁₃²)(1 − r₂₃²)).
    const std::vector<std::vector<double>> inputs{{1, 2, 3, 4, 5, 6}, {2, 1, 4, 3, 6, 5}};
    const std::vector<double> output{1, 3, 2, 6, 4, 5};
    const double ay = spearman(inputs[0], output);
    const double by = spearman(inputs[1], output);
    const double ab = spearman(inputs[0], inputs[1]);
    const std::vector<double> p = partial_rank_correlations(inputs, output);
    CHECK(near(p[0], (ay - ab * by) / std::sqrt((1 - ab * ab) * (1 - by * by)), 1e-12));
    CHECK(near(p[1], (by - ab * ay) / std::sqrt((1 - ab * ab) * (1 - ay * ay)), 1e-12));
}

TEST_CASE("partial rank correlation sees a small effect behind a large one") {
    // y = 10·a + b: Spearman of b is near 0.1, its partial correlation near 1. c does nothing.
    std::vector<std::vector<double>> inputs(3);
    std::vector<double> output;
    for (std::uint32_t i = 0; i < 1024; ++i) {
        const std::vector<double> u = sobol_point(i, 3);
        for (std::size_t d = 0; d < 3; ++d) inputs[d].push_back(u[d]);
        output.push_back(10 * u[0] + u[1]);
    }
    const std::vector<double> p = partial_rank_correlations(inputs, output);
    CHECK(spearman(inputs[1], output) < .15);
    CHECK(p[0] > .99);
    CHECK(p[1] > .9);
    CHECK(std::fabs(p[2]) < .05);
}

TEST_CASE("partial rank correlation where an input is constant or repeated") {
    const std::vector<double> a{1, 2, 3, 4, 5};
    const std::vector<double> y{2, 4, 6, 8, 11};
    const std::vector<std::vector<double>> one{a};
    CHECK(near(partial_rank_correlations(one, y)[0], 1, 1e-12));
    const std::vector<std::vector<double>> still{a, std::vector<double>(5, 3.0)};
    CHECK(near(partial_rank_correlations(still, y)[0], 1, 1e-12));
    CHECK(partial_rank_correlations(still, y)[1] == 0);
    const std::vector<std::vector<double>> twice{a, a};
    CHECK(partial_rank_correlations(twice, y) == std::vector<double>{0, 0});
}

TEST_CASE("tornado: the widest bar first, whichever way it points") {
    const std::vector<double> low{90, 130, 100, 95};
    const std::vector<double> high{110, 80, 100, 115};
    const std::vector<Swing> bars = tornado(low, high);
    REQUIRE(bars.size() == 4);
    CHECK(bars[0].input == 1);
    CHECK(bars[0].width() == 50);
    CHECK(bars[1].input == 0);  // 20 each: by index
    CHECK(bars[2].input == 3);
    CHECK(bars[3].width() == 0);
}

TEST_CASE("break-even: linear between two points, the nearest of several, none") {
    const std::vector<double> x{1, 3};
    const std::vector<double> y{10, 20};
    CHECK(near(*break_even(x, y, 12.5, 2), 1.5, 1e-15));
    CHECK_FALSE(break_even(x, y, 21, 2));
    CHECK(*break_even(x, y, 10, 2) == 1);  // at an end
    // Up through 5 and down again.
    const std::vector<double> hill_x{0, 1, 2, 4};
    const std::vector<double> hill_y{0, 10, 10, 0};
    const std::vector<double> both = crossings(hill_x, hill_y, 5);
    REQUIRE(both.size() == 2);
    CHECK((both[0] > 0 && both[0] < 1 && both[1] > 2 && both[1] < 4));
    CHECK(*break_even(hill_x, hill_y, 5, 0) == both[0]);
    CHECK(*break_even(hill_x, hill_y, 5, 4) == both[1]);
    // A plateau at the threshold counts by its ends.
    CHECK(crossings(hill_x, hill_y, 10) == std::vector<double>{1, 2});
}

TEST_CASE("break-even on a smooth curve, and no overshoot of its points") {
    // y = x² at 0 … 4: the crossing of 5 is √5 = 2.236; a straight line would say 2.2.
    const std::vector<double> x{0, 1, 2, 3, 4};
    const std::vector<double> y{0, 1, 4, 9, 16};
    CHECK(near(*break_even(x, y, 5, 2), std::sqrt(5.), 0, .01));
    // Straight lines stay straight through uneven points.
    const std::vector<double> line_x{0, 1, 5, 6};
    const std::vector<double> line_y{1, 3, 11, 13};
    CHECK(near(*break_even(line_x, line_y, 8, 0), 3.5, 1e-14));
    // A step: nothing between the points leaves their range.
    const std::vector<double> step{0, 0, 0, 1, 1};
    CHECK(crossings(x, step, 1.0001).empty());
    CHECK(crossings(x, step, -.0001).empty());
}

}  // namespace statistics_sensitivity_test
