// Quantiles, odds of exceeding and tail means, by hand.
#include <numeric>

#include "models/statistics/risk.hpp"
#include "tests/support/catch.hpp"

namespace statistics_risk_test {

using namespace orrery::statistics;
using orrery::test::near;

TEST_CASE("quantiles of type 7, as spreadsheets give them") {
    const std::vector<double> v{1, 2, 4, 8};
    CHECK(quantile(v, 0) == 1);
    CHECK(quantile(v, 1) == 8);
    CHECK(quantile(v, .5) == 3);                      // rank 2.5
    CHECK(near(quantile(v, .9), 4 + .7 * 4, 1e-15));  // rank 3.7
    const std::vector<double> one{5};
    CHECK(quantile(one, .3) == 5);
    const std::vector<double> mixed{3, 1, 2};
    CHECK(sorted(mixed) == std::vector<double>{1, 2, 3});
}

TEST_CASE("odds of exceeding a budget") {
    const std::vector<double> v{5, 1, 3, 3, 9};
    CHECK(near(prob_above(v, 3), .4, 1e-15));  // 5 and 9; what equals the budget keeps it
    CHECK(prob_above(v, 0) == 1);
    CHECK(prob_above({}, 0) == 0);
}

TEST_CASE("CVaR of the uniform law, and by hand with a part of an outcome") {
    // Uniform on (0, 1): the mean above p is (1 + p)/2, below p it is p/2.
    std::vector<double> grid(10'000);
    for (std::size_t i = 0; i < grid.size(); ++i) {
        grid[i] = (static_cast<double>(i) + .5) / 10'000;
    }
    for (const double p : {.5, .9, .95, .99}) {
        CHECK(near(cvar(grid, p), (1 + p) / 2, 1e-12));
        CHECK(near(lower_cvar(grid, 1 - p), (1 - p) / 2, 1e-11));
    }
    // The worst 30 % of five outcomes is 1.5 of them: (10 + 0.5·6)/1.5.
    const std::vector<double> v{1, 2, 4, 6, 10};
    CHECK(near(cvar(v, .7), 13 / 1.5, 1e-14));
    CHECK(near(cvar(v, 0), 4.6, 1e-14));
    CHECK(cvar(v, .99) == 10);
    CHECK(cvar(v, 1) == 10);
    CHECK(near(lower_cvar(v, .3), (1 + .5 * 2) / 1.5, 1e-14));
    CHECK(near(lower_cvar(v, 1), 4.6, 1e-14));
    CHECK(lower_cvar(v, 0) == 1);
}

TEST_CASE("CVaR is never below the value at risk, nor its mirror above") {
    std::vector<double> v;
    double x = .37;
    for (int n = 1; n <= 40; ++n) {
        x = 3.99 * x * (1 - x);  // chaotic, so uneven gaps
        v.push_back(x);
        const std::vector<double> s = sorted(v);
        for (double p = 0; p < 1; p += .013) {
            CHECK(cvar(s, p) >= quantile(s, p));
            CHECK(lower_cvar(s, p) <= quantile(s, p));
        }
    }
    const std::vector<double> same(7, .1);
    CHECK(cvar(same, .9) >= .1);
    CHECK(near(cvar(same, .9), .1, 1e-15));
}

}  // namespace statistics_risk_test
