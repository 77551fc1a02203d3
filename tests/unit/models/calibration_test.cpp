// Holidays and years in forecasts, counts of failures, beliefs that a measurement narrows.
#include <cmath>
#include <random>

#include "models/demand/belief.hpp"
#include "models/demand/forecast.hpp"
#include "models/statistics/poisson.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace calibration_test {

using namespace orrery;
using namespace orrery::demand;

namespace {

double normal(std::mt19937_64& draws) {
    return math::normal_quantile((static_cast<double>(draws() >> 11) + .5) * 0x1p-53);
}

/// Days at 1000 with weekends at half; holidays on workdays at 0.4 of that; a year's course of
/// ±20 %.
std::vector<double> office(int days, const std::vector<int>& holidays, double year, double noise) {
    std::mt19937_64 draws(3);
    std::vector<double> out;
    for (int t = 0; t < days; ++t) {
        const bool weekend = t % 7 >= 5;
        double v = weekend ? 500 : 1000;
        for (const int h : holidays) v *= h == t && !weekend ? .4 : 1;
        v *= math::exp(year * math::cos_turn((t - 100) / 365.25) + noise * normal(draws));
        out.push_back(v);
    }
    return out;
}

}  // namespace

TEST_CASE("forecast: three holidays tell their effect, two do not, a Sunday is none") {
    SeriesShape shape;
    shape.holidays = {7, 20, 30, 45, 90, 99};  // 20 is a Sunday; 90 (a Saturday) and 99 lie ahead
    const auto values = office(84, shape.holidays, 0, .02);
    const auto fit = fit_series(values, shape);
    REQUIRE(fit);
    CHECK(fit->has_holidays);
    CHECK(fit->holidays_seen == 3);
    CHECK(math::exp(fit->holiday) == Approx(.4).epsilon(.05));
    // Day 99 is a Tuesday and a holiday, day 98 a Monday: 16 and 15 steps ahead of day 83.
    CHECK(forecast_sum(*fit, 16, 1).p50 == Approx(400).epsilon(.08));
    CHECK(forecast_sum(*fit, 15, 1).p50 == Approx(1000).epsilon(.08));
    CHECK_FALSE(counts_as_holiday(*fit, 7));
    shape.holidays = {7, 30};
    CHECK_FALSE(fit_series(office(84, shape.holidays, 0, .02), shape)->has_holidays);
    // Left out, they widen the band: what is a holiday is no noise.
    SeriesShape blind;
    CHECK(fit_series(values, blind)->sigma > 3 * fit->sigma);
}

TEST_CASE("forecast: two years tell the year's course, less does not") {
    SeriesShape shape;
    const auto values = office(731 + 182, {}, .2, .03);
    const auto fit = fit_series(std::span(values).first(731), shape);
    REQUIRE(fit);
    CHECK(fit->has_yearly);
    double worst = 0;
    for (int i = 1; i <= 182; ++i) {
        const double truth = office(731 + i, {}, .2, 0).back();
        worst = std::max(worst, std::fabs(expected_step(*fit, i) / truth - 1));
    }
    CHECK(worst < .1);
    CHECK_FALSE(fit_series(std::span(values).first(730), shape)->has_yearly);
    // 730 days without it miss the next half year by as much as the course moves.
    SeriesShape flat;
    flat.yearly = false;
    const auto without = fit_series(std::span(values).first(731), flat);
    double miss = 0;
    double hit = 0;
    for (int i = 1; i <= 182; ++i) {
        const double truth = values[static_cast<std::size_t>(730 + i)];
        miss += std::fabs(expected_step(*without, i) / truth - 1);
        hit += std::fabs(expected_step(*fit, i) / truth - 1);
    }
    CHECK(hit < miss / 2);
}

TEST_CASE("counts: intervals of Garwood") {
    // Exact for 0: −ln(0.025) = 3.689 above; for 10: 4.795 to 18.390 (tables).
    CHECK(statistics::count_interval(0).low == 0);
    CHECK(statistics::count_interval(0).high == Approx(3.689).epsilon(.02));
    CHECK(statistics::count_interval(10).low == Approx(4.795).epsilon(.005));
    CHECK(statistics::count_interval(10).high == Approx(18.390).epsilon(.005));
    CHECK(statistics::count_interval(10, .8).high < statistics::count_interval(10).high);
}

TEST_CASE("belief: precision adds, the mean is weighted by it") {
    // sd 0.4 and 0.3: 1/s² = 6.25 + 11.11 = 17.36, s = 0.24; m = (0·6.25 + 0.5·11.11)/17.36 = 0.32.
    const Belief posterior = updated({0, .4}, {.5, .3});
    CHECK(posterior.sd == Approx(.24));
    CHECK(posterior.mean == Approx(.32));
    CHECK(surprise({0, .4}, {.5, .3}) == Approx(1));  // 0.5 / sqrt(0.16 + 0.09)
    const Belief b = belief_of(.5, 1.5);
    CHECK(belief_quantile(b, .1) == Approx(.5));
    CHECK(belief_quantile(b, .9) == Approx(1.5));
    CHECK(belief_quantile(b, .5) == Approx(std::sqrt(.75)));
}

}  // namespace calibration_test
