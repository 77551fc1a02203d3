// Rate curves, growth and modulation against arithmetic by hand.
#include "models/demand/rate.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace demand_test {

using namespace orrery;
using orrery::test::near;

namespace {

constexpr double kYear = 365.25 * 86400;

/// ∫λ over [0, end) and that every segment moves on.
double integral(const demand::RateCurve& curve, Nanos end) {
    double sum = 0;
    for (Nanos t{0}; t < end;) {
        const auto segment = curve.segment(t);
        REQUIRE(segment.end > t);
        REQUIRE(segment.end - t <= kHour);
        sum += segment.rate * (min(segment.end, end) - t).seconds();
        t = segment.end;
    }
    return sum;
}

}  // namespace

TEST_CASE("a week of daily and weekly shapes holds the mean rate") {
    demand::RateCurve curve;
    curve.rate = 3;
    for (int h = 0; h < 24; ++h) curve.daily.push_back(1 + h % 5);
    curve.weekly = {5, 5, 5, 5, 5, 1, 2};
    // 2026-11-02 was a Monday; half an hour east of a whole zone, as in India.
    curve.local_start_s = 1'793'577'600 + 19'800;
    curve.normalise();
    CHECK(near(integral(curve, Nanos{7 * kDay.ns}), 3 * 7 * 86400, 1e-12));
}

TEST_CASE("hours and days are local") {
    demand::RateCurve curve;
    curve.daily.assign(24, 0);
    curve.daily[9] = 1;
    curve.weekly = {0, 0, 0, 0, 0, 0, 7};
    curve.local_start_s = 1'793'577'600 + 2 * 3600;  // Monday 02:00 local
    curve.normalise();
    // Sunday is day 6; 09:00 local is 7 h after the start's 02:00.
    const Nanos at{6 * kDay.ns + 7 * kHour.ns};
    CHECK(curve.segment(at - Nanos{1}).rate == 0);
    CHECK(near(curve.segment(at).rate, 24 * 7, 1e-12));
    CHECK(curve.segment(at).end == at + kHour);
    CHECK(curve.segment(at + kHour).rate == 0);
}

TEST_CASE("logistic growth reaches half of its rise at the midpoint") {
    demand::RateCurve curve;
    curve.growth = demand::Growth::logistic;
    curve.ceiling = 5;
    curve.midpoint = Nanos::from_seconds(kYear);
    CHECK(near(curve.growth_at(Nanos{0}), 1, 1e-15));
    CHECK(near(curve.growth_at(curve.midpoint), 3, 1e-12));  // (5 + 1)/2
    // k = ln 6 a year: f(2) = 5/(1 + 4/36) = 4.5; f(3) = 5/(1 + 4/216) = 4.90909…
    CHECK(near(curve.growth_at(Nanos::from_seconds(2 * kYear)), 4.5, 1e-12));
    CHECK(near(curve.growth_at(Nanos::from_seconds(3 * kYear)), 54.0 / 11, 1e-12));
}

TEST_CASE("logistic growth without a midpoint begins as fast as it says, also downwards") {
    for (const double ceiling : {8.0, 0.25}) {
        demand::RateCurve curve;
        curve.growth = demand::Growth::logistic;
        curve.ceiling = ceiling;
        curve.per_year = ceiling > 1 ? 1.0 : -0.5;
        const double early = curve.growth_at(Nanos::from_seconds(1e-4 * kYear));
        // d ln f/dt at 0 is ln(1 + per_year): ± ln 2 a year.
        CHECK(near(math::log(early) / 1e-4, math::log1p(curve.per_year), 1e-3));
        CHECK(near(curve.growth_at(Nanos::from_seconds(100 * kYear)), ceiling, 1e-6));
    }
    CHECK(demand::logistic_steepness(3, 0, -0.5) == 0);  // a rise that shrinks: no growth
    CHECK(demand::logistic_steepness(1, 0, 1) == 0);
}

TEST_CASE("exponential growth and steps, in any order") {
    demand::RateCurve curve;
    curve.growth = demand::Growth::exponential;
    curve.per_year = 1;
    // ∫ 2^t over a year = 1/ln 2 years.
    CHECK(near(integral(curve, Nanos::from_seconds(kYear)), kYear / math::log(2), 1e-8));
    curve.growth = demand::Growth::steps;
    curve.steps = {{Nanos{20 * kMinute.ns}, 4}, {Nanos{10 * kMinute.ns}, 2}};
    curve.normalise();
    // 10 minutes each of 1 and 2, 40 of 4.
    CHECK(near(integral(curve, kHour), 600 * (1 + 2 + 4 * 4), 1e-12));
}

TEST_CASE("flash crowds multiply where they overlap") {
    demand::RateCurve curve;
    curve.rate = 2;
    curve.crowds = {{Nanos{100}, Nanos{300}, 3}, {Nanos{200}, Nanos{400}, 5}};
    // 100 ns at 2, 100 at 6, 100 at 30, 100 at 10, 100 at 2.
    CHECK(near(integral(curve, Nanos{500}), 100e-9 * (2 + 6 + 30 + 10 + 2), 1e-12));
}

TEST_CASE("Weibull gaps: shape from the coefficient of variation") {
    CHECK(near(demand::weibull_shape(1), 1, 1e-9));
    // Shape 1/2 has Γ(5)/Γ(3)² − 1 = 24/4 − 1 = 5.
    CHECK(near(demand::weibull_shape(std::sqrt(5.0)), 0.5, 1e-9));
    CHECK(near(demand::weibull_mean(0.5), 2, 1e-12));  // Γ(3)
    CHECK(near(demand::weibull_mean(1), 1, 1e-12));
}

TEST_CASE("modulation has mean 1 and the dispersion of theory") {
    const demand::Modulation m = demand::modulation(3, 0.2, 30);
    CHECK(near(0.2 * m.burst + 0.8 * m.calm, 1, 1e-15));
    CHECK(near(m.burst_s / (m.burst_s + m.calm_s), 0.2, 1e-15));
    // var = 0.16·(3 − 0.5)² = 1; σ = 1/30 + 1/120 = 1/24; 1 + 2·20·24·(1 − (1 − e^{−2.5})/2.5)
    CHECK(near(demand::modulated_dispersion(m, 20, 60), 1 + 960 * 0.63283400, 1e-7));
    CHECK(near(demand::modulated_dispersion(m, 20, 1e9), 961, 1e-6));
    CHECK(near(demand::modulated_dispersion(m, 20, 1e-9), 1, 1e-6));
    // Rates 60 and 10, left at 1/30 and 1/120: 1 + 2·2500/3600 / ((1/24)²·(600 + 0.5 + 1/3)).
    const double cv2 = 1 + 2.0 * 2500 / 3600 * 576 / (600 + 0.5 + 1.0 / 3);
    CHECK(near(demand::modulated_gap_cv(m, 20), std::sqrt(cv2), 1e-12));
    // Both branches meet where they change.
    CHECK(near(demand::share_seen(0.99999e-5), demand::share_seen(1.00001e-5), 1e-4));
}

}  // namespace demand_test
