// Continuous samplers against their laws: Kolmogorov–Smirnov and moments at fixed seeds.
#include "sim/kernel/samplers.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace samplers_test {

using orrery::Stream;
namespace math = orrery::math;

namespace {

constexpr int kDraws = 200'000;
/// √n·D exceeds 1.95 with probability 1e-3 under the law; the seeds are fixed, so it never
/// flickers.
constexpr double kKsLimit = 1.95;

struct Sample {
    double ks;
    double mean;
    double cv;
};

Sample sample(const std::function<double(Stream&)>& draw,
              const std::function<double(double)>& cdf) {
    Stream stream(7, "samplers", "test");
    std::vector<double> x(kDraws);
    for (double& v : x) v = draw(stream);
    std::sort(x.begin(), x.end());
    const double n = kDraws;
    Sample result{0, 0, 0};
    double square = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double f = cdf(x[static_cast<std::size_t>(i)]);
        result.ks = std::max({result.ks, f - i / n, (i + 1) / n - f});
        result.mean += x[static_cast<std::size_t>(i)] / n;
        square += x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(i)] / n;
    }
    result.ks *= std::sqrt(n);
    result.cv = std::sqrt(square - result.mean * result.mean) / result.mean;
    return result;
}

double gamma_cdf(double shape, double scale, double x) {
    return boost::math::cdf(boost::math::gamma_distribution<>(shape, scale), x);
}

}  // namespace

TEST_CASE("exponential") {
    const Sample s = sample([](Stream& r) { return exponential(r, 3); },
                            [](double x) { return 1 - std::exp(-x / 3); });
    CHECK(s.ks < kKsLimit);
    CHECK(orrery::test::near(s.mean, 3, 0.01));  // sd of the mean: 1/√2e5 = 0.22 %
    CHECK(orrery::test::near(s.cv, 1, 0.015));
    Stream stream(1, "exponential", "tail");
    int beyond = 0;
    for (int i = 0; i < 4'000'000; ++i) beyond += exponential(stream, 1) > 8 ? 1 : 0;
    // The ziggurat's tail begins at 7.7: 4e6·e^-8 = 1342 ± 37.
    CHECK(std::abs(beyond - 1342) < 150);
}

TEST_CASE("normal") {
    const Sample s = sample([](Stream& r) { return normal(r, 5, 2); },
                            [](double x) { return std::erfc((5 - x) / 2 / std::sqrt(2.0)) / 2; });
    CHECK(s.ks < kKsLimit);
    CHECK(orrery::test::near(s.mean, 5, 0, 0.018));
    CHECK(orrery::test::near(s.cv, 0.4, 0.01));
    Stream stream(1, "normal", "tail");
    int beyond = 0;
    for (int i = 0; i < 4'000'000; ++i) beyond += std::fabs(normal(stream)) > 3.7 ? 1 : 0;
    // Beyond the ziggurat's tail at 3.65: 4e6·erfc(3.7/√2) = 862 ± 29.
    CHECK(std::abs(beyond - 862) < 120);
}

TEST_CASE("lognormal by mean and coefficient of variation") {
    // σ² = ln(1 + 0.5²) = ln 1.25, µ = ln 10 − σ²/2
    const double sigma = std::sqrt(std::log(1.25));
    const double mu = std::log(10.0) - 0.5 * std::log(1.25);
    const auto cdf = [=](double x) { return math::normal_cdf((std::log(x) - mu) / sigma); };
    const Sample s = sample([](Stream& r) { return lognormal_mean_cv(r, 10, 0.5); }, cdf);
    CHECK(s.ks < kKsLimit);
    CHECK(orrery::test::near(s.mean, 10, 0.006));
    CHECK(orrery::test::near(s.cv, 0.5, 0.02));
    const Sample direct = sample([=](Stream& r) { return lognormal(r, mu, sigma); }, cdf);
    CHECK(direct.ks < kKsLimit);
    Stream stream(1, "lognormal", "");
    CHECK(lognormal_mean_cv(stream, 10, 0) == 10.0);
}

TEST_CASE("gamma of shapes below, at and above one") {
    for (const double shape : {0.3, 1.0, 2.5, 40.0}) {
        const Sample s = sample([=](Stream& r) { return gamma(r, shape, 2); },
                                [=](double x) { return gamma_cdf(shape, 2, x); });
        CHECK(s.ks < kKsLimit);
        CHECK(orrery::test::near(s.mean, 2 * shape, 0.02));
        CHECK(orrery::test::near(s.cv, 1 / std::sqrt(shape), 0.02));
    }
    const Sample s = sample([](Stream& r) { return gamma_mean_cv(r, 6, 2); },
                            [](double x) { return gamma_cdf(0.25, 24, x); });
    CHECK(s.ks < kKsLimit);
}

TEST_CASE("weibull") {
    for (const double shape : {0.7, 1.5}) {
        const Sample s = sample([=](Stream& r) { return weibull(r, shape, 4); },
                                [=](double x) { return 1 - std::exp(-std::pow(x / 4, shape)); });
        CHECK(s.ks < kKsLimit);
        CHECK(orrery::test::near(s.mean, 4 * std::tgamma(1 + 1 / shape), 0.02));
    }
}

TEST_CASE("erlang, by sum and by gamma") {
    for (const std::uint32_t phases : {1u, 3u, 12u}) {
        const Sample s = sample([=](Stream& r) { return erlang(r, phases, 5); },
                                [=](double x) { return gamma_cdf(phases, 5.0 / phases, x); });
        CHECK(s.ks < kKsLimit);
        CHECK(orrery::test::near(s.mean, 5, 0.01));
    }
}

TEST_CASE("hyperexponential, by phases and by coefficient of variation") {
    const std::vector<double> p = {0.2, 0.5, 0.3};
    const std::vector<double> m = {10, 1, 0.1};
    const Sample s = sample([&](Stream& r) { return hyperexponential(r, p, m); },
                            [&](double x) {
                                return 1 - 0.2 * std::exp(-x / 10) - 0.5 * std::exp(-x) -
                                       0.3 * std::exp(-x / 0.1);
                            });
    CHECK(s.ks < kKsLimit);
    CHECK(orrery::test::near(s.mean, 2.53, 0.03));  // 0.2·10 + 0.5·1 + 0.3·0.1
    Stream stream(3, "hyper", "");
    double sum = 0;
    double square = 0;
    const int n = 1'000'000;
    for (int i = 0; i < n; ++i) {
        const double x = hyperexponential_mean_cv(stream, 2, 3);
        sum += x / n;
        square += x * x / n;
    }
    CHECK(orrery::test::near(sum, 2, 0.015));
    CHECK(orrery::test::near(std::sqrt(square - sum * sum) / sum, 3, 0.03));
}

TEST_CASE("uniform_between") {
    const Sample s = sample([](Stream& r) { return uniform_between(r, -1, 3); },
                            [](double x) { return (x + 1) / 4; });
    CHECK(s.ks < kKsLimit);
}

TEST_CASE("golden draws: the first of each law, as bits of a checksum") {
    std::uint64_t sum = 0;
    Stream r(1, "golden", "draws");
    for (int i = 0; i < 2'000; ++i) {
        double total = exponential(r, 1);
        total += normal(r);
        total += gamma(r, 0.5, 1);
        total += weibull(r, 1.3, 2);
        total += lognormal_mean_cv(r, 1, 1);
        total += static_cast<double>(poisson_count(r, 3) + poisson_count(r, 300));
        sum = (sum ^ std::bit_cast<std::uint64_t>(total)) * 0x100000001B3u;
    }
    CHECK(sum == 0x3FE2A1F776D7F0FCu);
}

}  // namespace samplers_test
