// Warm-up deletion and batch means, by hand and on an autoregressive series with a transient.
#include <cstdint>

#include "models/statistics/steady_state.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace statistics_steady_state_test {

using namespace orrery;
using namespace orrery::statistics;
using orrery::test::near;

namespace {

/// Uniform scores from Weyl's sequence of √2, hashed: this room has no random streams.
double normal_score(std::uint64_t i) {
    std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    return math::normal_quantile((static_cast<double>(z >> 11) + .5) * 0x1p-53);
}

/// x(t) = φ·x(t − 1) + ε, standard deviation 1 in the long run, from the given start.
std::vector<double> autoregressive(double phi, double start, std::size_t n, std::uint64_t seed) {
    std::vector<double> x;
    double now = start;
    for (std::size_t t = 0; t < n; ++t) {
        now = phi * now + std::sqrt(1 - phi * phi) * normal_score(seed * 1'000'003 + t);
        x.push_back(now);
    }
    return x;
}

}  // namespace

TEST_CASE("MSER deletes a step at the front, exactly") {
    // 20 values at 10, then 80 that alternate −1, 1, −1, 1, 0: batches of 5 have mean 0.
    std::vector<double> series(20, 10.0);
    for (int i = 0; i < 16; ++i) {
        for (const double v : {-1., 1., -1., 1., 0.}) series.push_back(v + .01 * (i % 2));
    }
    const WarmUp w = warm_up(series);
    CHECK(w.deleted == 20);
    CHECK_FALSE(w.too_short);
    // A batch of 7 can only cut at multiples of 7: 21, into the flat part.
    CHECK(warm_up(series, 7).deleted == 21);
}

TEST_CASE("MSER of a run that is still moving says so") {
    std::vector<double> rising;
    for (int i = 0; i < 200; ++i) rising.push_back(i);
    CHECK(warm_up(rising).too_short);
    CHECK(warm_up(std::vector<double>(20, 1.0)).too_short);  // four batches say nothing
    CHECK(warm_up({}).deleted == 0);
    const WarmUp flat = warm_up(std::vector<double>(200, 1.0));
    CHECK(flat.deleted == 0);
    CHECK_FALSE(flat.too_short);
}

TEST_CASE("MSER-5 takes the transient out of an autoregressive series") {
    // φ = 0.9 from 30 standard deviations: the transient is 30·0.9ᵗ, below 0.3 from t = 44 on and
    // adds 30·9/2000 = 0.135 to the mean of 2,000.
    double biased = 0;
    double mended = 0;
    for (std::uint64_t run = 0; run < 200; ++run) {
        const std::vector<double> x = autoregressive(.9, 30, 2000, run);
        const WarmUp w = warm_up(x);
        CHECK_FALSE(w.too_short);
        CHECK(w.deleted >= 20);
        CHECK(w.deleted <= 1000);
        biased += moments(x).mean / 200;
        mended += moments(std::span(x).subspan(w.deleted)).mean / 200;
    }
    CHECK(near(biased, .135, 0, .025));
    CHECK(std::fabs(mended) < .025);  // standard error √(19/2000/200) = 0.007, and what is left
}

TEST_CASE("lag-1 correlation by hand") {
    // Mean 2.5; products −1.5·−0.5 + −0.5·0.5 + 0.5·1.5 = 1.25; squares 5.
    const std::vector<double> v{1, 2, 3, 4};
    CHECK(near(lag1_correlation(v), .25, 1e-15));
    CHECK(lag1_correlation(std::vector<double>(5, 2.0)) == 0);
    CHECK(near(lag1_correlation(autoregressive(.8, 0, 100'000, 1)), .8, 0, .01));
}

TEST_CASE("batch means cover the mean of a correlated series, single values do not") {
    // φ = 0.8: the variance of the mean is (1 + φ)/(1 − φ) = 9 times that of independent values.
    int covered = 0;
    int naive = 0;
    int independent = 0;
    for (std::uint64_t run = 0; run < 1000; ++run) {
        const std::vector<double> x = autoregressive(.8, normal_score(run), 4000, 7000 + run);
        const BatchMeans b = batch_means(x);
        CHECK(b.batch == 100);
        CHECK(b.interval.n == 40);
        covered += b.interval.holds(0);
        independent += b.independent;
        naive += mean_interval(x).holds(0);
    }
    INFO("covered " << covered << ", independent " << independent << ", naive " << naive);
    CHECK((covered >= 930 && covered <= 970));
    CHECK(independent > 950);
    CHECK(naive < 600);
}

TEST_CASE("batch means of a series that is too short or too correlated warn") {
    CHECK_FALSE(batch_means(autoregressive(.999, 0, 4000, 3)).independent);
    const std::vector<double> four{1, 2, 3, 4};
    CHECK_FALSE(batch_means(four).independent);
    CHECK(std::isinf(batch_means(four).interval.hi));
    // 405 values: 40 batches of 10, the first five dropped.
    std::vector<double> series(405, 1.0);
    for (std::size_t i = 0; i < 5; ++i) series[i] = 1e6;
    const BatchMeans b = batch_means(series);
    CHECK(b.batch == 10);
    CHECK(b.interval.value == 1);
    CHECK(batch_means({}).interval.n == 0);
}

}  // namespace statistics_steady_state_test
