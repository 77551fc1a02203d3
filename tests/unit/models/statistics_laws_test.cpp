// Laws of uncertain inputs: quantiles and moments by hand and by quadrature, and what is no law.
#include "models/statistics/beta.hpp"
#include "models/statistics/laws.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace statistics_laws_test {

using namespace orrery::statistics;
using orrery::test::near;

namespace {

/// Mean and variance of quantile(u) by the midpoint rule over a map of u that flattens both ends.
struct Quadrature {
    double mean = 0;
    double variance = 0;
};

Quadrature integrate(const Law& law) {
    constexpr int kSteps = 20'000;
    double first = 0;
    double second = 0;
    for (int i = 0; i < kSteps; ++i) {
        const double t = (i + .5) / kSteps;
        // u = t³(10 − 15t + 6t²), du = 30t²(1 − t)² dt.
        const double u = t * t * t * (10 + t * (-15 + 6 * t));
        const double weight = 30 * t * t * (1 - t) * (1 - t) / kSteps;
        const double x = quantile(law, u);
        first += weight * x;
        second += weight * x * x;
    }
    return {first, second - first * first};
}

}  // namespace

TEST_CASE("mean and variance of every law are those of its quantiles") {
    const std::vector<Law> laws{uniform_law(-1, 3),
                                triangular_law(0, 1, 4),
                                triangular_law(2, 2, 5),
                                triangular_law(2, 5, 5),
                                pert_law(10, 12, 20),
                                pert_law(0, 0, 1, 8),
                                normal_law(5, 2),
                                normal_p10_p90(80, 120),
                                truncated_normal_law(0, 1, .5, 3),
                                truncated_normal_law(10, 3, 0, 8),
                                truncated_normal_law(1, 1, 0, 1e300),
                                lognormal_mean_cv(10, .5),
                                lognormal_p10_p90(1, 4),
                                lognormal_p50_p90(2, 3),
                                discrete_law({3, 1, 2}, {.5, .2, .3}),
                                empirical_law({5, 1, 2, 9, 4})};
    for (const Law& law : laws) {
        INFO(static_cast<int>(law.kind) << " mean " << mean(law));
        REQUIRE(problem(law).empty());
        const Quadrature q = integrate(law);
        CHECK(near(mean(law), q.mean, 1e-4, 1e-6));
        CHECK(near(variance(law), q.variance, 1e-3, 1e-6));
        double last = quantile(law, 1e-9);
        for (double u = .01; u < 1; u += .01) {  // ascends
            CHECK(quantile(law, u) >= last);
            last = quantile(law, u);
        }
    }
    CHECK(mean(constant_law(7)) == 7);
    CHECK(quantile(constant_law(7), .3) == 7);
    CHECK(variance(constant_law(7)) == 0);
}

TEST_CASE("laws stated by P10, P50 and P90 have those quantiles") {
    const Law normal = normal_p10_p90(80, 120);
    CHECK(near(quantile(normal, .1), 80, 1e-14));
    CHECK(near(quantile(normal, .9), 120, 1e-14));
    CHECK(near(mean(normal), 100, 1e-14));
    const Law wide = lognormal_p10_p90(1, 4);
    CHECK(near(quantile(wide, .1), 1, 1e-14));
    CHECK(near(quantile(wide, .5), 2, 1e-14));  // √(1·4)
    CHECK(near(quantile(wide, .9), 4, 1e-14));
    const Law median = lognormal_p50_p90(2, 3);
    CHECK(near(quantile(median, .5), 2, 1e-14));
    CHECK(near(quantile(median, .9), 3, 1e-14));
    const Law cv = lognormal_mean_cv(10, .5);
    CHECK(near(mean(cv), 10, 1e-14));
    CHECK(near(std::sqrt(variance(cv)), 5, 1e-14));
}

TEST_CASE("triangular and PERT by hand") {
    // Triangular(0, 1, 4): the left part holds (1 − 0)/(4 − 0) = ¼; below it F = x²/4.
    const Law triangle = triangular_law(0, 1, 4);
    CHECK(near(quantile(triangle, .25), 1, 1e-15));
    CHECK(near(quantile(triangle, .0625), .5, 1e-15));
    CHECK(near(quantile(triangle, .75), 4 - std::sqrt(.25 * 4 * 3), 1e-15));
    CHECK(near(mean(triangle), 5. / 3, 1e-15));
    // PERT(0, ½, 1) is beta(3, 3): F(¼) = 10·¼³ − 15·¼⁴ + 6·¼⁵ = 0.103515625.
    CHECK(near(quantile(pert_law(0, .5, 1), .103515625), .25, 1e-13));
    CHECK(near(mean(pert_law(10, 12, 20)), (10 + 48 + 20) / 6., 1e-15));
    // Mean 13 on [10, 20]: 3·7/7.
    CHECK(near(variance(pert_law(10, 12, 20)), 3, 1e-14));
}

TEST_CASE("a truncated normal keeps its digits far from the mean") {
    // Half-normal: mean √(2/π), and its median is the upper quartile of the normal.
    const double infinite = std::numeric_limits<double>::infinity();
    const Law half = truncated_normal_law(0, 1, 0, infinite);
    CHECK(near(mean(half), std::sqrt(2 / 3.14159265358979323846), 1e-14));
    CHECK(near(quantile(half, .5), orrery::math::normal_quantile(.75), 1e-14));
    // Beyond 4 σ on either side: mirror images.
    const Law above = truncated_normal_law(0, 1, 4, 4.5);
    const Law below = truncated_normal_law(0, 1, -4.5, -4);
    for (const double u : {.01, .3, .9}) {
        CHECK(near(quantile(above, u), -quantile(below, 1 - u), 1e-13));
        CHECK(quantile(above, u) > 4);
        CHECK(quantile(above, u) < 4.5);
    }
}

TEST_CASE("discrete and empirical laws sort what they are given") {
    const Law coin = discrete_law({3, 1, 2}, {.5, .2, .3});
    CHECK(quantile(coin, .2) == 1);
    CHECK(quantile(coin, .2001) == 2);
    CHECK(quantile(coin, .5) == 2);
    CHECK(quantile(coin, .51) == 3);
    CHECK(quantile(coin, 1) == 3);
    CHECK(near(mean(coin), 1.5 + .2 + .6, 1e-15));
    CHECK(quantile(discrete_law({1, 2, 3}, {.5, .5, 0}), 1) == 2);  // never what is impossible
    const Law seen = empirical_law({5, 1, 2, 9, 4});
    CHECK(quantile(seen, 0) == 1);
    CHECK(quantile(seen, .5) == 4);
    CHECK(near(quantile(seen, .9), 5 + .6 * 4, 1e-14));  // rank 1 + 4·0.9 = 4.6
    CHECK(quantile(empirical_law({6}), .9) == 6);
}

TEST_CASE("what is no law says why") {
    const auto says = [](const Law& law, const std::string& words) {
        INFO(problem(law));
        return problem(law).find(words) != std::string::npos;
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(says(uniform_law(3, 1), "width is negative"));
    CHECK(says(uniform_law(3, 3), "width is zero"));
    CHECK(says(uniform_law(0, nan), "bounds must be numbers"));
    CHECK(says(triangular_law(0, 5, 4), "most likely value must lie between"));
    CHECK(says(pert_law(0, 1, 4, 0), "weight of its most likely value"));
    CHECK(says(normal_law(1, -1), "spread must be above 0"));
    CHECK(says(normal_p10_p90(120, 80), "P10 below P90"));
    CHECK(says(normal_law(nan, 1), "mean must be a number"));
    CHECK(says(lognormal_p10_p90(4, 1), "P10 below P90"));
    CHECK(says(lognormal_p10_p90(-4, -1), "values above 0"));
    CHECK(says(lognormal_p10_p90(0, 1), "values above 0"));
    CHECK(says(lognormal_mean_cv(-1, .5), "values above 0"));
    CHECK_FALSE(problem(lognormal_mean_cv(1, 0)).empty());
    CHECK_FALSE(problem(lognormal_mean_cv(1, -.5)).empty());
    CHECK(says(truncated_normal_law(0, 1, 2, 1), "width is negative"));
    CHECK(says(truncated_normal_law(0, 1, 8, 9), "one in a million"));
    CHECK(says(discrete_law({}, {}), "no values"));
    CHECK(says(discrete_law({1, 2}, {1}), "2 values but 1 probabilities"));
    CHECK(says(discrete_law({1, 2}, {.5, .4}), "sum to 0.900000, not to 1"));
    CHECK(says(discrete_law({1, 2}, {1.5, -.5}), "between 0 and 1"));
    CHECK(says(discrete_law({1, nan}, {.5, .5}), "values must be numbers"));
    CHECK(says(empirical_law({}), "no values"));
    CHECK(says(empirical_law({1, nan}), "values must be numbers"));
    CHECK(says(constant_law(nan), "must be a number"));
    CHECK(problem(constant_law(0)).empty());
    CHECK(problem(discrete_law({1, 2, 3}, {.1, .2, .7})).empty());
}

}  // namespace statistics_laws_test
