// Lognormal lead times: quantiles, what comes early or late in the mean, and when to order.
#include "models/finance/lead_time.hpp"

#include "tests/support/catch.hpp"

namespace lead_time_test {

using namespace orrery::finance;
using orrery::test::near;

namespace {

constexpr LeadTimeLaw kLaw{60, 120};     // days
constexpr LeadTimeLaw kCertain{60, 60};  // no spread

/// E[max(0, t − L)] as the area under the distribution function, ∫ P(L ≤ x) dx from 0 to t.
double area_up_to(double t) {
    constexpr int kParts = 20000;
    double sum = 0;
    for (int i = 0; i < kParts; ++i) sum += lead_time_cdf(kLaw, t * (i + .5) / kParts);
    return sum * t / kParts;
}

}  // namespace

TEST_CASE("lead times: the law goes through its median and its ninth decile") {
    CHECK(near(lead_time_cdf(kLaw, 60), .5, 1e-12));
    CHECK(near(lead_time_cdf(kLaw, 120), .9, 1e-12));
    CHECK(near(lead_time_quantile(kLaw, .9), 120, 1e-9));
    // σ = ln 2 / 1.2815515655 = 0.540865…: the mean is 60 · e^(σ²/2)
    CHECK(near(lead_time_mean(kLaw), 69.45036822, 1e-9));
    CHECK(lead_time_cdf(kCertain, 59) == 0);
    CHECK(lead_time_cdf(kCertain, 60) == 1);
}

TEST_CASE("lead times: early and late in the mean differ by what is ahead of the mean") {
    for (const double t : {20., 60., 100., 300.}) {
        CHECK(near(expected_early(kLaw, t), area_up_to(t), 1e-5));
        const double difference = expected_early(kLaw, t) - expected_late(kLaw, t);
        CHECK(near(difference, t - lead_time_mean(kLaw), 1e-9));
    }
    CHECK(expected_early(kLaw, 0) == 0);
    CHECK(expected_early(kCertain, 70) == 10);
    CHECK(expected_late(kCertain, 50) == 10);
}

TEST_CASE("lead times: ordered so far ahead that a day more costs what it saves") {
    // Nine times as dear to be late as to be early: nine of ten come in time.
    CHECK(near(best_lead(kLaw, 1, 9), 120, 1e-9));
    CHECK(near(best_lead(kLaw, 1, 1), 60, 1e-9));
    CHECK(best_lead(kCertain, 1, 9) == 60);
    const auto cost = [](double t) {
        return 2 * expected_early(kLaw, t) + 5 * expected_late(kLaw, t);
    };
    const double best = best_lead(kLaw, 2, 5);
    CHECK(cost(best) < cost(best - 1));
    CHECK(cost(best) < cost(best + 1));
}

}  // namespace lead_time_test
