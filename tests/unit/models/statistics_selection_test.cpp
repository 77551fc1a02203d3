// The best of several alternatives: Bonferroni by hand, Rinott's constants against other sources.
#include "models/statistics/selection.hpp"
#include "tests/support/catch.hpp"

namespace statistics_selection_test {

using namespace orrery::statistics;
using orrery::test::near;

TEST_CASE("the best of three by paired intervals, by hand") {
    // Noise shared by all cancels. b − a: 1, 2, 1, 2, mean 1.5, s/√4 = 0.288675; 97.5 % of each of
    // two intervals needs t(3, 98.75 %) = 4.17653.
    const std::vector<std::vector<double>> values{
        {100, 210, 320, 430}, {101, 212, 321, 432}, {120, 200, 350, 425}};
    const Best best = best_of(values, Better::lower);
    CHECK(best.index == 0);
    CHECK(near(best.differences[1].value, -1.5, 1e-15));
    CHECK(near(best.differences[1].half(), 4.1765 * .2886751, 1e-4));
    CHECK(best.differences[0].half() == 0);
    CHECK(best.rivals == std::vector<std::size_t>{2});  // 20, −10, 30, −5: no clear sign
    CHECK_FALSE(best.stated());
    const std::vector<std::vector<double>> two(values.begin(), values.begin() + 2);
    CHECK(best_of(two, Better::lower).stated());
    CHECK(best_of(two, Better::higher).index == 1);
    CHECK(best_of(two, Better::higher).stated());
    CHECK_FALSE(best_of(two, Better::lower, .999).stated());  // t(3, 99.95 %) = 12.92: ± 3.7
    const std::vector<std::vector<double>> same{{1, 2}, {1, 2}};
    CHECK(best_of(same, Better::lower).index == 0);
    CHECK(best_of(same, Better::lower).rivals == std::vector<std::size_t>{1});
    CHECK(best_of(std::vector<std::vector<double>>{{1, 2}}, Better::lower).stated());
}

TEST_CASE("Rinott's constant: tables and a second quadrature") {
    // Table A.12 of J. Banks, J. S. Carson, B. L. Nelson and D. M. Nicol, Discrete-Event System
    // Simulation, 5th ed. (2010), three decimals.
    struct Row {
        double confidence;
        int n0;
        int k;
        double h;
    };
    for (const Row& r : {Row{.90, 5, 2, 2.291},
                         {.90, 5, 5, 3.837},
                         {.90, 10, 5, 3.137},
                         {.90, 10, 10, 3.746},
                         {.90, 20, 10, 3.437},
                         {.90, 50, 2, 1.844},
                         {.95, 5, 2, 3.107},
                         {.95, 10, 2, 2.614},
                         {.95, 10, 8, 4.106},
                         {.95, 20, 5, 3.385},
                         {.95, 20, 10, 3.875},
                         {.95, 50, 2, 2.373},
                         {.95, 50, 10, 3.687},
                         {.975, 10, 8, 4.635}}) {
        INFO(r.confidence << " " << r.n0 << " " << r.k);
        CHECK(near(rinott_constant(r.k, r.n0, r.confidence), r.h, 0, 6e-4));
    }
    // For n0 = 5, k = 10 the table says 5.797: 32 points of Gauss-Laguerre, as it was computed
    // with, give 5.7965; the integral is 5.7953.
    CHECK(near(rinott_constant(10, 5, .95), 5.795329898911235, 1e-9));
    // Beyond the table's digits: Gauss–Legendre of the double integral with 400 × 400 points.
    CHECK(near(rinott_constant(10, 20, .95), 3.875276635650226, 1e-9));
    CHECK(near(rinott_constant(10, 20, .90), 3.437359299549563, 1e-9));
    CHECK(near(rinott_constant(10, 20, .99), 4.794194870334619, 1e-9));
    CHECK(near(rinott_constant(5, 10, .95), 3.692624003816688, 1e-9));
    CHECK(near(rinott_constant(3, 5, .95), 3.904829760739445, 1e-8));
    CHECK(near(rinott_constant(10, 51, .975), 4.045267826625014, 1e-9));
    CHECK(near(rinott_constant(100, 20, .95), 5.184012349392486, 1e-9));
}

TEST_CASE("Rinott's constant: limits that are known in closed form") {
    // One degree of freedom, two alternatives: the difference of two Cauchy variables is Cauchy
    // with scale 2, so h = 2·tan(π(P − ½)): at 0.75 it is 2.
    CHECK(near(rinott_constant(2, 2, .75), 2, 1e-9));
    // No information in h = 0: 1/2ᵏ⁻¹ in this bound.
    CHECK(near(rinott_probability(0, 4, 20), 1. / 8, 1e-12));
    CHECK(near(rinott_probability(rinott_constant(7, 12, .9), 7, 12), .9, 1e-9));
    // Known variances: h tends to √2 times the normal quantile for two.
    CHECK(near(rinott_constant(2, 20'000, .95), std::sqrt(2.) * 1.6448536269514722, 2e-4));
}

TEST_CASE("replications of the second stage") {
    // s = 1.5811, h = 3, δ = 1: (4.7434)² = 22.5.
    const std::vector<double> first{1, 2, 3, 4, 5};
    CHECK(rinott_replications(first, 3, 1) == 23);
    CHECK(rinott_replications(first, 3, 10) == 5);
}

}  // namespace statistics_selection_test
