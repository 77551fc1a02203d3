// Student's law against Boost.Math, and intervals against published examples and the binomial law.
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <numeric>

#include "models/statistics/beta.hpp"
#include "models/statistics/interval.hpp"
#include "tests/support/catch.hpp"

namespace statistics_interval_test {

using namespace orrery::statistics;
using orrery::test::near;

namespace {

/// Boost's quantile, from the smaller tail.
double oracle(double p, double n) {
    const boost::math::students_t law(n);
    return p < .5 ? boost::math::quantile(law, p)
                  : boost::math::quantile(boost::math::complement(law, 1 - p));
}

}  // namespace

TEST_CASE("Student's quantile agrees with Boost.Math to 1e-10") {
    double worst = 0;
    for (const double n : {1.,  2.,  3.,  4.,   5.,   7.,  9.,      10., 14., 19., 29.,
                           39., 40., 99., 199., 999., 1e4, 99'999., 1e5, 1e6, 1e9}) {
        for (const double p :
             {1e-100, 1e-20, 1e-9, 1e-5, .001, .005, .025, .05, .1,   .2,   .249,  .251,    .3,
              .4,     .49,   .51,  .6,   .74,  .76,  .9,   .95, .975, .995, .9999, 1 - 1e-9}) {
            const double error = std::fabs(student_quantile(p, n) / oracle(p, n) - 1);
            INFO(n << " degrees, p " << p << ": " << error);
            CHECK(error < 1e-10);
            worst = std::max(worst, error);
        }
    }
    INFO("worst " << worst);
    CHECK(worst < 1e-10);
}

TEST_CASE("Student's quantile: fractional degrees, closed forms and ends") {
    for (const double n : {1.5, 3.3, 12.7, 77.7}) {
        CHECK(near(student_quantile(.975, n), oracle(.975, n), 1e-11));
    }
    // One degree is Cauchy's law, tan(π(p − ½)); two: (2p − 1)/√(2p(1 − p)).
    CHECK(near(student_quantile(.75, 1), 1, 1e-13));
    CHECK(near(student_quantile(.9, 2), .8 / std::sqrt(.18), 1e-13));
    CHECK(student_quantile(.5, 7) == 0);
    CHECK(student_quantile(.125, 7) == -student_quantile(.875, 7));
    // Near the middle Boost loses digits at 4 degrees: t = c + (n + 1)/(6n)·c³ …, c = (p − ½)/f(0),
    // and f(0) = Γ(5/2)/(Γ(2)·√(4π)) = 3/8.
    const double c = 0x1p-20 / .375;
    CHECK(near(student_quantile(.5 + 0x1p-20, 4), c + 5. / 24 * c * c * c, 1e-13));
    CHECK(near(student_quantile(.5 - 0x1p-20, 4), -c - 5. / 24 * c * c * c, 1e-13));
    CHECK(std::isinf(student_quantile(0, 3)));
    CHECK(student_quantile(1, 3) > 1e300);
    CHECK(std::isnan(student_quantile(1.5, 3)));
    CHECK(near(student_quantile(1e-300, 1), -1e300 / 3.14159265358979323846, 1e-11));
}

TEST_CASE("Student's tail is Boost's") {
    for (const double n : {1., 4., 30., 5000.}) {
        for (const double t : {0., .01, .5, 1.2, 1.7, 1.8, 3., 12.}) {
            const boost::math::students_t law(n);
            const double tail = boost::math::cdf(boost::math::complement(law, t));
            CHECK(near(student_tail(t, n), tail, 1e-11));
        }
    }
}

TEST_CASE("the beta law is Boost's") {
    for (const double a : {1., 1.5, 3., 40.}) {
        for (const double b : {1., 2.5, 5., 300.}) {
            const boost::math::beta_distribution<> law(a, b);
            for (const double p : {.001, .1, .5, .8, .999}) {
                const double x = boost::math::quantile(law, p);
                CHECK(near(beta_cdf(x, a, b), p, 1e-11));
                CHECK(near(beta_quantile(p, a, b), x, 1e-10, 1e-13));
            }
        }
    }
    CHECK(beta_cdf(-1, 2, 2) == 0);
    CHECK(beta_cdf(2, 2, 2) == 1);
    CHECK(beta_quantile(0, 2, 2) == 0);
    CHECK(beta_quantile(1, 2, 2) == 1);
}

TEST_CASE("the interval of a mean, by hand") {
    // 1 … 5: mean 3, s² = 10/4 = 2.5, standard error √(2.5/5) = 0.70711; t(4, 97.5 %) = 2.776445.
    const std::vector<double> values{1, 2, 3, 4, 5};
    const Interval i = mean_interval(values);
    CHECK(i.value == 3);
    CHECK(i.n == 5);
    CHECK(near(i.half(), 2.7764451051977987 * std::sqrt(.5), 1e-12));
    CHECK(i.holds(1.1));
    CHECK_FALSE(i.holds(1));
    // 90 %: t(4, 95 %) = 2.131847.
    CHECK(near(mean_interval(values, .9).half(), 2.1318467863266499 * std::sqrt(.5), 1e-12));
    const std::vector<double> one{7};
    CHECK(mean_interval(one).value == 7);
    CHECK(std::isinf(mean_interval(one).hi));
    CHECK(mean_interval({}).n == 0);
}

TEST_CASE("pairs cancel what they share") {
    // Differences 1, 1, 2, 2: mean 1.5, s = 1/√3, standard error 1/√12; t(3) = 3.182446.
    const std::vector<double> a{101, 201, 302, 402};
    const std::vector<double> b{100, 200, 300, 400};
    const Interval d = difference_interval(a, b);
    CHECK(d.value == 1.5);
    CHECK(near(d.half(), 3.1824463052842638 / std::sqrt(12.), 1e-12));
    CHECK(d.lo > 0);
}

TEST_CASE("the interval of a quantile holds it as often as the binomial law says") {
    for (const int n : {10, 25, 59, 100, 1000, 20'000}) {
        std::vector<double> ranks(static_cast<std::size_t>(n));
        std::iota(ranks.begin(), ranks.end(), 1.0);  // the value is its rank
        for (const double p : {.1, .5, .9, .99}) {
            INFO(n << " values, p " << p);
            const Interval i = quantile_interval(ranks, p);
            const boost::math::binomial_distribution<> below(n, p);
            // X(l) ≤ quantile unless fewer than l lie below; X(u) above unless u or more do.
            if (std::isfinite(i.lo)) {
                CHECK(boost::math::cdf(below, i.lo - 1) <= .025);
                CHECK(boost::math::cdf(below, i.lo) > .025);  // and the next rank would not do
            } else {
                CHECK(boost::math::cdf(below, 0) > .025);
            }
            if (std::isfinite(i.hi)) {
                CHECK(boost::math::cdf(boost::math::complement(below, i.hi - 1)) <= .025);
                CHECK(boost::math::cdf(boost::math::complement(below, i.hi - 2)) > .025);
            } else {
                CHECK(boost::math::cdf(boost::math::complement(below, n - 1)) > .025);
            }
            CHECK(i.holds(i.value));
        }
    }
    // Conover's example size: the median of 20 lies between the 6th and 15th.
    std::vector<double> twenty(20);
    std::iota(twenty.begin(), twenty.end(), 1.0);
    CHECK(quantile_interval(twenty, .5).lo == 6);
    CHECK(quantile_interval(twenty, .5).hi == 15);
    CHECK(quantile_interval(twenty, .5).value == 10.5);
    CHECK(quantile_interval({}, .5).n == 0);
}

TEST_CASE("how many values bound a quantile") {
    // 0.99ⁿ ≤ 0.025: n = ln 0.025/ln 0.99 = 367.04.
    CHECK(observations_for_quantile(.99) == 368);
    CHECK(observations_for_quantile(.01) == 368);
    CHECK(observations_for_quantile(.5) == 6);  // 2⁻⁶ = 0.0156
    std::vector<double> values(368);
    std::iota(values.begin(), values.end(), 1.0);
    CHECK(std::isfinite(quantile_interval(values, .99).hi));
    values.pop_back();
    CHECK(std::isinf(quantile_interval(values, .99).hi));
}

TEST_CASE("Wilson's interval of a share, by hand") {
    // 8 of 10, z = 1.959964: (0.8 + 3.841459/20 ± z·√(0.016 + 3.841459/400))/1.3841459.
    const Interval i = proportion_interval(8, 10);
    CHECK(near(i.lo, .49016, 0, 1e-5));
    CHECK(near(i.hi, .94332, 0, 1e-5));
    CHECK(proportion_interval(0, 10).lo == 0);
    CHECK(near(proportion_interval(0, 10).hi, 3.841459 / 13.841459, 1e-6));
    CHECK(proportion_interval(10, 10).hi == 1);
}

TEST_CASE("replications for a half-width: enough, and one fewer is not") {
    const std::vector<double> pilot{1, 2, 3, 4, 5};  // s = 1.5811
    // Half-width now 1.963.
    CHECK(replications_needed(pilot, 2) == 5);
    for (const double half : {1.5, .5, .1, .01}) {
        const std::int64_t n = replications_needed(pilot, half);
        const double sd = std::sqrt(2.5);
        const auto reach = [&](std::int64_t k) {
            return oracle(.975, static_cast<double>(k - 1)) * sd / std::sqrt(double(k));
        };
        INFO(half << ": " << n);
        CHECK(reach(n) <= half);
        CHECK(reach(n - 1) > half);
    }
    const std::vector<double> same{3, 3};
    CHECK(replications_needed(same, 1e-9) == 2);
    CHECK(replications_needed(pilot, 1e-12) == 1'000'000'000'000'000);
}

}  // namespace statistics_interval_test
