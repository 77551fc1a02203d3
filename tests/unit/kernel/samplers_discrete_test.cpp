// Discrete samplers against their laws: chi-square at fixed seeds.
#include <cmath>
#include <functional>
#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace samplers_discrete_test {

using orrery::AliasTable;
using orrery::Stream;

namespace {

constexpr int kDraws = 500'000;

/// Chi-square of draws 0…n−1 (the last cell takes the rest) in standard deviations from its mean:
/// (X² − k)/√(2k) with k degrees of freedom. 4 is exceeded with probability near 1e-3.
double chi_square_score(const std::function<std::int64_t(Stream&)>& draw,
                        const std::vector<double>& probabilities) {
    Stream stream(5, "discrete", "test");
    std::vector<double> seen(probabilities.size(), 0);
    for (int i = 0; i < kDraws; ++i) {
        const std::int64_t k = draw(stream);
        REQUIRE(k >= 0);
        seen[std::min(static_cast<std::size_t>(k), seen.size() - 1)] += 1;
    }
    double chi = 0;
    double cells = -1;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const double expected = kDraws * probabilities[i];
        if (expected == 0) {
            REQUIRE(seen[i] == 0);
            continue;
        }
        chi += (seen[i] - expected) * (seen[i] - expected) / expected;
        cells += 1;
    }
    return (chi - cells) / std::sqrt(2 * cells);
}

/// Probabilities of 0…n−2 and of the rest.
std::vector<double> cells(int n, const std::function<double(int)>& probability) {
    std::vector<double> p;
    double rest = 1;
    for (int k = 0; k + 1 < n; ++k) {
        p.push_back(probability(k));
        rest -= p.back();
    }
    p.push_back(rest);
    return p;
}

}  // namespace

TEST_CASE("poisson_count below and above the change of method") {
    for (const double mean : {0.5, 4.0, 9.99, 10.0, 25.0}) {
        const int n = static_cast<int>(mean + 4 * std::sqrt(mean)) + 2;
        const auto p = cells(
            n, [=](int k) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)); });
        CHECK(std::fabs(chi_square_score([=](Stream& r) { return poisson_count(r, mean); }, p)) <
              4);
    }
    Stream stream(1, "poisson", "");
    CHECK(poisson_count(stream, 0) == 0);
    double sum = 0;
    double square = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double d = static_cast<double>(poisson_count(stream, 1e6)) - 1e6;
        sum += d / kDraws;
        square += d * d / kDraws;
    }
    CHECK(std::fabs(sum) < 6);  // sd of the mean: 1000/√5e5 = 1.4
    CHECK(orrery::test::near(square, 1e6, 0.01));
}

TEST_CASE("geometric counts the failures before the first success") {
    const auto p = cells(20, [](int k) { return 0.3 * std::pow(0.7, k); });
    CHECK(std::fabs(chi_square_score([](Stream& r) { return geometric(r, 0.3); }, p)) < 4);
    Stream stream(1, "geometric", "");
    CHECK(geometric(stream, 1) == 0);
}

TEST_CASE("uniform_int and bernoulli") {
    const std::vector<double> seventh(7, 1.0 / 7);
    const auto draw = [](Stream& r) { return static_cast<std::int64_t>(uniform_int(r, 7)); };
    CHECK(std::fabs(chi_square_score(draw, seventh)) < 4);
    const auto coin = [](Stream& r) { return std::int64_t{bernoulli(r, 0.2)}; };
    CHECK(std::fabs(chi_square_score(coin, {0.8, 0.2})) < 4);
    Stream stream(1, "edges", "");
    for (int i = 0; i < 1'000; ++i) {
        REQUIRE(uniform_int(stream, 1) == 0);
        REQUIRE(bernoulli(stream, 1));
        REQUIRE_FALSE(bernoulli(stream, 0));
        REQUIRE(uniform_int(stream, (std::uint64_t{1} << 63) + 1) <= std::uint64_t{1} << 63);
    }
}

TEST_CASE("an alias table draws in proportion and never draws a weight of zero") {
    const std::vector<double> weights = {1, 0, 5, 0.5, 3, 0, 0.5};
    const AliasTable table(weights);
    CHECK(table.size() == 7);
    std::vector<double> p;
    for (const double w : weights) p.push_back(w / 10);
    const auto draw = [&](Stream& r) { return std::int64_t{table.draw(r)}; };
    CHECK(std::fabs(chi_square_score(draw, p)) < 4);

    std::vector<double> zipf;
    double sum = 0;
    for (int i = 1; i <= 1000; ++i) sum += 1.0 / i;
    for (int i = 1; i <= 1000; ++i) zipf.push_back(1.0 / i / sum);
    const AliasTable large(zipf);
    CHECK(std::fabs(
              chi_square_score([&](Stream& r) { return std::int64_t{large.draw(r)}; }, zipf)) < 4);
    const double one[] = {3.5};
    Stream stream(1, "alias", "");
    CHECK(AliasTable(one).draw(stream) == 0);
}

}  // namespace samplers_discrete_test
