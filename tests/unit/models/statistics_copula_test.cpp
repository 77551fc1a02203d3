// The Gaussian copula: Cholesky by hand, joined uniforms, and matrices that contradict themselves.
#include "models/statistics/copula.hpp"
#include "models/statistics/rank.hpp"
#include "models/statistics/sobol.hpp"
#include "tests/support/catch.hpp"

namespace statistics_copula_test {

using namespace orrery::statistics;
using orrery::test::near;

namespace {

bool says(const Matrix& m, const std::string& words) {
    const std::vector<std::string> names{"price", "demand", "delay"};
    INFO(correlation_problem(m, names));
    return correlation_problem(m, names).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("Cholesky and solve, by hand") {
    // [4 2; 2 5] = L·Lᵀ with L = [2 0; 1 2]; [4 2; 2 5]·(1, 2) = (8, 12).
    const Cholesky c = cholesky({{4, 2}, {2, 5}});
    REQUIRE(c.positive_definite());
    CHECK(c.lower == Matrix{{2, 0}, {1, 2}});
    const std::vector<double> right{8, 12};
    const std::vector<double> x = solve(c, right);
    CHECK(near(x[0], 1, 1e-15));
    CHECK(near(x[1], 2, 1e-15));
    CHECK_FALSE(cholesky({{1, 1}, {1, 1}}).positive_definite());
    CHECK(cholesky({{1, 1}, {1, 1}}).rows == 1);
}

TEST_CASE("joined uniforms have the correlations that were asked for") {
    // 16,384 points of Sobol's sequence; Spearman's ρ of a Gaussian pair is 6/π·asin(r/2).
    const Matrix asked{{1, .7, -.4}, {.7, 1, 0}, {-.4, 0, 1}};
    REQUIRE(correlation_problem(asked).empty());
    const Cholesky factor = cholesky(asked);
    std::vector<std::vector<double>> columns(3);
    const std::vector<std::uint32_t> shift{0x9e3779b9, 0x7f4a7c15, 0xf39cc060};
    for (std::uint32_t i = 0; i < 16'384; ++i) {
        const std::vector<double> u = correlate(factor, sobol_point(i, 3, shift));
        for (std::size_t d = 0; d < 3; ++d) {
            CHECK((u[d] > 0 && u[d] < 1));
            columns[d].push_back(u[d]);
        }
    }
    for (std::size_t a = 0; a < 3; ++a) {
        double mean = 0;
        double square = 0;
        for (const double u : columns[a]) {
            mean += u / 16'384;
            square += u * u / 16'384;
        }
        CHECK(near(mean, .5, 0, 5e-4));  // each stays uniform
        CHECK(near(square, 1. / 3, 0, 5e-4));
        for (std::size_t b = 0; b < a; ++b) {
            CHECK(
                near(spearman(columns[a], columns[b]), pearson_to_spearman(asked[a][b]), 0, 2e-3));
        }
    }
}

TEST_CASE("an input that is tied to none keeps its bits") {
    const Cholesky factor = cholesky({{1, 0, .5}, {0, 1, 0}, {.5, 0, 1}});
    const std::vector<double> u{.1, .2, .3};
    const std::vector<double> joined = correlate(factor, u);
    CHECK(joined[0] == .1);
    CHECK(joined[1] == .2);
    CHECK(joined[2] != .3);
    // z = ½·Φ⁻¹(0.1) + √¾·Φ⁻¹(0.3) = −0.640776 − 0.454146 = −1.094922; Φ = 0.136776.
    CHECK(near(joined[2], .136776, 0, 1e-6));
}

TEST_CASE("Spearman and Pearson: fixed points and inverses") {
    CHECK(spearman_to_pearson(0) == 0);
    CHECK(near(spearman_to_pearson(1), 1, 1e-15));
    CHECK(near(spearman_to_pearson(-1), -1, 1e-15));
    CHECK(near(spearman_to_pearson(.5), 2 * std::sin(3.14159265358979323846 / 12), 1e-15));
    for (const double r : {-.95, -.3, 0., .2, .8, 1.}) {
        CHECK(near(spearman_to_pearson(pearson_to_spearman(r)), r, 1e-14, 1e-16));
    }
}

TEST_CASE("correlations that cannot be, and what they could be") {
    // ρ(price, demand) lies in 0.9·0.9 ± (1 − 0.81) = 0.62 … 1.
    CHECK(says({{1, -.2, .9}, {-.2, 1, .9}, {.9, .9, 1}},
               "with delay at 0.90 to price and 0.90 to demand, these two lie between 0.62 and "
               "1.00, not at -0.20"));
    CHECK(says({{1, .5}, {.5, 1}, {0, 0}}, "not square"));
    CHECK(says({{1, .5}, {.4, 1}}, "price and demand is stated twice, as 0.40 and as 0.50"));
    CHECK(says({{1, 1}, {1, 1}}, "price and demand must lie between"));
    CHECK(says({{.9, 0}, {0, 1}}, "price with itself is not 1"));
    // Four inputs, each three of them possible: all pairs at −0.4 (possible down to −1/3).
    Matrix four(4, std::vector<double>(4, -.4));
    for (std::size_t i = 0; i < 4; ++i) four[i][i] = 1;
    CHECK(correlation_problem(four).find("of input 4 with those before it") != std::string::npos);
    for (auto& row : four) {
        for (double& r : row) r = r < 0 ? -.33 : r;
    }
    CHECK(correlation_problem(four).empty());
}

}  // namespace statistics_copula_test
