// Sobol's sequence against Boost.Random, and variance shares of functions known in closed form.
#include <boost/random/sobol.hpp>
#include <set>

#include "models/statistics/sobol.hpp"
#include "tests/support/catch.hpp"

namespace statistics_sobol_test {

using namespace orrery::statistics;
using orrery::test::near;

namespace {

constexpr double kPi = 3.14159265358979323846;

/// f at A, B and the mixed points of a design with the given shift.
template <class F>
SobolRuns design(F f, std::size_t inputs, std::uint32_t n,
                 const std::vector<std::uint32_t>& shift) {
    SobolRuns runs;
    runs.ab.resize(inputs);
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::vector<double> both = sobol_point(i, 2 * inputs, shift);
        const std::vector<double> a(both.begin(), both.begin() + static_cast<long>(inputs));
        const std::vector<double> b(both.begin() + static_cast<long>(inputs), both.end());
        runs.a.push_back(f(a));
        runs.b.push_back(f(b));
        for (std::size_t k = 0; k < inputs; ++k) {
            std::vector<double> mixed = a;
            mixed[k] = b[k];
            runs.ab[k].push_back(f(mixed));
        }
    }
    return runs;
}

/// T. Ishigami and T. Homma (1990): sin x₁ + 7·sin² x₂ + 0.1·x₃⁴·sin x₁ on (−π, π)³.
double ishigami(const std::vector<double>& u) {
    const double x1 = kPi * (2 * u[0] - 1);
    const double x2 = kPi * (2 * u[1] - 1);
    const double x3 = kPi * (2 * u[2] - 1);
    return std::sin(x1) + 7 * std::sin(x2) * std::sin(x2) + .1 * x3 * x3 * x3 * x3 * std::sin(x1);
}

std::uint32_t hashed(std::uint32_t i) {
    std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    return static_cast<std::uint32_t>(z >> 32);
}

}  // namespace

TEST_CASE("Sobol's sequence is Boost's, which begins at point 1, in all 40 dimensions") {
    boost::random::sobol_engine<std::uint32_t, 32> oracle(kSobolDimensions);
    for (std::uint32_t i = 1; i <= 5000; ++i) {
        const std::vector<double> point = sobol_point(i, kSobolDimensions);
        for (std::size_t d = 0; d < kSobolDimensions; ++d) {
            const double theirs = (static_cast<double>(oracle()) + .5) * 0x1p-32;
            if (point[d] != theirs) {
                INFO("point " << i << ", dimension " << d);
                REQUIRE(point[d] == theirs);
            }
        }
    }
}

TEST_CASE("every dyadic interval holds its share of the points, shifted or not") {
    std::vector<std::uint32_t> shift;
    for (std::uint32_t d = 0; d < kSobolDimensions; ++d) shift.push_back(hashed(d));
    for (const std::vector<std::uint32_t>& one : {std::vector<std::uint32_t>{}, shift}) {
        std::vector<std::set<int>> cells(kSobolDimensions);
        for (std::uint32_t i = 0; i < 256; ++i) {
            const std::vector<double> p = sobol_point(i, kSobolDimensions, one);
            for (std::size_t d = 0; d < p.size(); ++d) {
                CHECK((p[d] > 0 && p[d] < 1));
                cells[d].insert(static_cast<int>(p[d] * 256));
            }
        }
        for (const auto& own : cells) CHECK(own.size() == 256);
    }
}

TEST_CASE("Sobol's indices of the Ishigami function are the analytic ones") {
    // a = 7, b = 0.1: V₁ = ½(1 + bπ⁴/5)² = 4.345888, V₂ = a²/8 = 6.125, V₁₃ = 8b²π⁸/225 = 3.373703;
    // V = 13.844591. First: 0.313905, 0.442411, 0; total: 0.557587, 0.442411, 0.243684.
    const double v1 = .5 * std::pow(1 + .1 * std::pow(kPi, 4) / 5, 2);
    const double v2 = 49. / 8;
    const double v13 = 8 * .01 * std::pow(kPi, 8) / 225;
    const double v = v1 + v2 + v13;
    CHECK(near(v1 / v, .313905, 0, 1e-6));
    const std::vector<std::uint32_t> shift{hashed(1), hashed(2), hashed(3),
                                           hashed(4), hashed(5), hashed(6)};
    const SobolRuns runs = design(ishigami, 3, 8192, shift);
    const std::vector<SobolIndex> s = sobol_indices(runs);
    CHECK(near(s[0].first.value, v1 / v, 0, .01));
    CHECK(near(s[1].first.value, v2 / v, 0, .01));
    CHECK(near(s[2].first.value, 0, 0, .01));
    CHECK(near(s[0].total.value, (v1 + v13) / v, 0, .01));
    CHECK(near(s[1].total.value, v2 / v, 0, .01));
    CHECK(near(s[2].total.value, v13 / v, 0, .01));
    CHECK(s[0].first.n == 8192);
}

TEST_CASE("bootstrap intervals of Sobol's indices hold the truth and shrink with runs") {
    std::vector<std::uint32_t> shift;
    for (std::uint32_t d = 0; d < 6; ++d) shift.push_back(hashed(90 + d));
    double last = 10;
    for (const std::uint32_t n : {256U, 4096U}) {
        std::vector<std::vector<std::uint32_t>> resamples(200);
        for (std::uint32_t r = 0; r < 200; ++r) {
            for (std::uint32_t k = 0; k < n; ++k) resamples[r].push_back(hashed(r * n + k) % n);
        }
        const std::vector<SobolIndex> s = sobol_indices(design(ishigami, 3, n, shift), resamples);
        CHECK(s[0].first.holds(.313905));
        CHECK(s[1].first.holds(.442411));
        CHECK(s[0].total.holds(.557587));
        CHECK(s[2].total.holds(.243684));
        CHECK(s[0].first.holds(s[0].first.value));
        CHECK(s[0].first.half() < last);
        last = s[0].first.half();
    }
    CHECK(last < .06);
}

TEST_CASE("a sum has no interactions, a constant has no shares") {
    // y = 3a + b + 1000: V = (9 + 1)/12, shares 0.9 and 0.1, first and total alike.
    const auto sum = [](const std::vector<double>& u) { return 3 * u[0] + u[1] + 1000; };
    const std::vector<std::uint32_t> shift{hashed(11), hashed(12), hashed(13), hashed(14)};
    const std::vector<SobolIndex> s = sobol_indices(design(sum, 2, 1024, shift));
    CHECK(near(s[0].first.value, .9, 0, .005));
    CHECK(near(s[0].total.value, .9, 0, .005));
    CHECK(near(s[1].first.value, .1, 0, .005));
    CHECK(near(s[1].total.value, .1, 0, .005));
    const auto flat = [](const std::vector<double>&) { return 4.; };
    CHECK(sobol_indices(design(flat, 2, 64, {}))[0].first.value == 0);
    CHECK(sobol_indices(design(flat, 2, 64, {}))[0].total.value == 0);
}

}  // namespace statistics_sobol_test
