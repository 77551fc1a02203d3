// Forecasts: parameters come back, the 80 % interval covers, drift is found, errors by hand.
#include "models/demand/forecast.hpp"

#include <cmath>
#include <random>

#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace forecast_test {

using namespace orrery;
using namespace orrery::demand;

namespace {

/// A generator of daily series with known parameters.
struct Made {
    double level = 1000;     ///< median at the first day
    double growth_year = 0;  ///< 1 doubles
    std::vector<double> weekly{1, 1, 1, 1, 1, 1, 1};
    double correlation = 0;
    double noise = .1;  ///< log standard deviation of a day
};

std::vector<double> series(const Made& made, int days, std::uint64_t seed) {
    std::mt19937_64 draws(seed);
    const auto normal = [&] {
        return math::normal_quantile((static_cast<double>(draws() >> 11) + .5) * 0x1p-53);
    };
    const double phi = made.correlation;
    double lingering = made.noise * normal();
    std::vector<double> out;
    for (int t = 0; t < days; ++t) {
        const double growth = math::log1p(made.growth_year) * t / 365.25;
        const double shape = math::log(made.weekly[static_cast<std::size_t>(t % 7)]);
        out.push_back(made.level * math::exp(growth + shape + lingering));
        lingering = phi * lingering + made.noise * std::sqrt(1 - phi * phi) * normal();
    }
    return out;
}

Made office(std::mt19937_64& draws) {
    const auto uniform = [&](double lo, double hi) {
        return lo + (hi - lo) * static_cast<double>(draws() >> 11) * 0x1p-53;
    };
    Made made;
    made.level = uniform(100, 1e6);
    made.growth_year = uniform(-.3, 2);
    for (double& day : made.weekly) day = uniform(.4, 1.6);
    made.correlation = draws() % 2 == 0 ? 0 : uniform(.2, .7);
    made.noise = uniform(.03, .3);
    return made;
}

double sum(std::span<const double> values) {
    double total = 0;
    for (const double v : values) total += v;
    return total;
}

}  // namespace

TEST_CASE("forecast: an exact law comes back exactly") {
    Made made;
    made.noise = 0;
    made.growth_year = .5;
    made.weekly = {1.2, 1.2, 1.2, 1.2, 1.2, .5, .5};
    const std::vector<double> all = series(made, 140, 1);
    const auto fit = fit_series(std::span(all).first(84), {});
    REQUIRE(fit);
    // 50 % a year: ln 1.5 / 365.25 a day. Monday over Sunday: ln(1.2 / 0.5).
    CHECK(fit->growth == Approx(std::log(1.5) / 365.25).epsilon(1e-9));
    CHECK(fit->weekly[0] - fit->weekly[6] == Approx(std::log(2.4)).epsilon(1e-9));
    for (int day = 1; day <= 56; ++day) {
        CHECK(expected_step(*fit, day) == Approx(all[83 + static_cast<std::size_t>(day)]));
    }
    const Band band = forecast_sum(*fit, 1, 56);
    CHECK(band.p50 == Approx(sum(std::span(all).subspan(84))));
    CHECK(band.p90 - band.p10 < 1e-6 * band.p50);
}

TEST_CASE("forecast: the 80 % interval covers 72 to 88 % of days, and of sums over 30 days") {
    std::mt19937_64 draws(7);
    constexpr int kSeries = 240;
    constexpr int kHeld = 90;
    int days = 0;
    int months = 0;
    double wape = 0;
    double naive = 0;
    for (std::uint64_t i = 0; i < kSeries; ++i) {
        const Made made = office(draws);
        const int training = 120 + static_cast<int>(draws() % 240);
        const std::vector<double> all = series(made, training + kHeld, 1000 + i);
        const auto known = std::span(all).first(static_cast<std::size_t>(training));
        const auto held = std::span(all).subspan(static_cast<std::size_t>(training));
        const auto fit = fit_series(known, {});
        REQUIRE(fit);
        std::vector<double> predicted;
        for (int day = 1; day <= kHeld; ++day) {
            const Band band = forecast_sum(*fit, day, 1);
            predicted.push_back(band.p50);
            days += band.holds(held[static_cast<std::size_t>(day - 1)]) ? 1 : 0;
        }
        for (int m = 0; m < 3; ++m) {
            const double actual = sum(held.subspan(static_cast<std::size_t>(30 * m), 30));
            months += forecast_sum(*fit, 1 + 30 * m, 30).holds(actual) ? 1 : 0;
        }
        wape += forecast_error(held, predicted).wape / kSeries;
        naive += forecast_error(held, repeat_last(known, 7, kHeld)).wape / kSeries;
    }
    const double day_share = days / static_cast<double>(kSeries * kHeld);
    const double month_share = months / (3.0 * kSeries);
    WARN("80 % interval holds " << 100 * day_share << " % of days, " << 100 * month_share
                                << " % of months; error " << 100 * wape << " %, naive "
                                << 100 * naive << " %");
    CHECK(day_share > .72);
    CHECK(day_share < .88);
    CHECK(month_share > .72);
    CHECK(month_share < .88);
    CHECK(wape < .8 * naive);
}

TEST_CASE("forecast: parameters lie within their stated errors") {
    int inside = 0;
    constexpr int kSeries = 200;
    double correlation = 0;
    double sigma = 0;
    for (std::uint64_t i = 0; i < kSeries; ++i) {
        Made made;
        made.growth_year = 1;
        made.correlation = .4;
        const auto fit = fit_series(series(made, 270, 50 + i), {});
        REQUIRE(fit);
        const double truth = std::log(2.0) / 365.25;
        inside += std::fabs(fit->growth - truth) <= 1.96 * fit->growth_error ? 1 : 0;
        correlation += fit->correlation / kSeries;
        sigma += fit->sigma / kSeries;
    }
    // 95 % of 200 are 190; three standard deviations of that count are 9.
    CHECK(inside >= 181);
    CHECK(correlation == Approx(.4).margin(.03));
    CHECK(sigma == Approx(.1 * std::sqrt(1 - .16)).epsilon(.02));
}

TEST_CASE("forecast: wider the farther ahead, gaps are left out, too little is nothing") {
    Made made;
    made.correlation = .5;
    std::vector<double> values = series(made, 120, 3);
    const auto fit = fit_series(values, {});
    REQUIRE(fit);
    const auto width = [&](int ahead) {
        const Band b = forecast_sum(*fit, ahead, 1);
        return std::log(b.p90 / b.p10);
    };
    CHECK(width(1) < width(7));
    CHECK(width(7) < width(91));
    values[60] = 0;
    values[119] = 0;
    const auto gap = fit_series(values, {});
    REQUIRE(gap);
    CHECK(gap->used == 118);
    CHECK(gap->last == 0);
    CHECK(gap->level == Approx(fit->level).margin(.05));
    CHECK_FALSE(fit_series(std::vector<double>(13, 5), {}));
    CHECK_FALSE(fit_series(std::vector<double>(100, 0), {}));
}

TEST_CASE("forecast: a pilot's weeks beat the plan's guess on the weeks after it") {
    // The plan guessed 30 % too much and no weekends; the pilot measured four weeks.
    Made truth;
    truth.weekly = {1.2, 1.2, 1.2, 1.2, 1.2, .5, .5};
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const std::vector<double> all = series(truth, 56, 400 + seed);
        const auto held = std::span(all).subspan(28);
        const auto fit = fit_series(std::span(all).first(28), {});
        REQUIRE(fit);
        std::vector<double> calibrated;
        for (int day = 1; day <= 28; ++day) calibrated.push_back(forecast_sum(*fit, day, 1).p50);
        const std::vector<double> planned(28, 1300);
        CHECK(forecast_error(held, calibrated).wape < .6 * forecast_error(held, planned).wape);
    }
}

TEST_CASE("forecast: errors and the naive baseline by hand") {
    const std::vector<double> actual{10, 20, 10};
    const std::vector<double> predicted{12, 15, 10};
    // |2| + |−5| + 0 = 7 of 40; 2 − 5 = −3 of 40.
    CHECK(forecast_error(actual, predicted).wape == Approx(.175));
    CHECK(forecast_error(actual, predicted).bias == Approx(-.075));
    CHECK(repeat_last(actual, 2, 3) == std::vector<double>{20, 10, 20});
}

TEST_CASE("drift: a shift is found after it came, noise is none") {
    std::mt19937_64 draws(5);
    const auto normal = [&] {
        return math::normal_quantile((static_cast<double>(draws() >> 11) + .5) * 0x1p-53);
    };
    std::vector<double> errors;
    for (int i = 0; i < 120; ++i) errors.push_back(normal() + (i >= 60 ? 1.5 : 0));
    const Drift drift = cusum(errors);
    REQUIRE(drift.found);
    CHECK(drift.since >= 50);
    CHECK(drift.since <= 65);
    // One standard deviation a step above the slack: 7 are gathered in about seven steps.
    CHECK(drift.at >= 60);
    CHECK(drift.at <= 75);
    CHECK(drift.shift == Approx(1.5).margin(.7));
    int alarms = 0;
    for (int run = 0; run < 200; ++run) {
        std::vector<double> noise;
        for (int i = 0; i < 90; ++i) noise.push_back(normal());
        alarms += cusum(noise).found ? 1 : 0;
    }
    // 90 of 3,500 steps: 2.6 % of the runs are 5; five standard deviations more are 16.
    CHECK(alarms <= 16);
}

TEST_CASE("drift: what came after the fit is judged step by step") {
    Made made;
    std::vector<double> all = series(made, 210, 9);
    for (std::size_t i = 150; i < 210; ++i) all[i] *= 1.4;
    const auto fit = fit_series(std::span(all).first(120), {});
    REQUIRE(fit);
    const Drift drift = cusum(later_innovations(*fit, std::span(all).subspan(120)));
    REQUIRE(drift.found);
    CHECK(drift.since >= 27);
    CHECK(drift.since <= 31);
    CHECK(drift.shift > 0);
}

TEST_CASE("forecast: months of a bill without a week's shape, few of them, cover too") {
    std::mt19937_64 draws(21);
    const auto normal = [&] {
        return math::normal_quantile((static_cast<double>(draws() >> 11) + .5) * 0x1p-53);
    };
    SeriesShape shape;
    shape.weekly = false;
    shape.correlated = false;
    shape.least = 3;
    shape.least_growth = 4;
    int inside = 0;
    constexpr int kBills = 400;
    for (int i = 0; i < kBills; ++i) {
        const int training = 5 + static_cast<int>(draws() % 14);
        std::vector<double> cost;
        for (int m = 0; m < training + 3; ++m) {
            cost.push_back(1e5 * math::exp(.02 * m + .06 * normal()));
        }
        const auto fit =
            fit_series(std::span(cost).first(static_cast<std::size_t>(training)), shape);
        REQUIRE(fit);
        for (int m = 1; m <= 3; ++m) {
            inside +=
                forecast_sum(*fit, m, 1).holds(cost[static_cast<std::size_t>(training + m - 1)])
                    ? 1
                    : 0;
        }
    }
    const double share = inside / (3.0 * kBills);
    CHECK(share > .72);
    CHECK(share < .88);
}

}  // namespace forecast_test
