// Trends of indicators: least squares by hand, and when they pass a threshold.
#include "models/demand/trend.hpp"

#include <cmath>
#include <vector>

#include "tests/support/catch.hpp"

namespace trend_test {

using namespace orrery::demand;

TEST_CASE("trend: least squares, its standard error by hand") {
    // x −1.5 … 1.5, mean 2.5, Sxx 5, Sxy −1.5·1 −.5·3 + .5·2 + 1.5·4 = 4: slope .8, level 3.7.
    const Trend t = fit_trend(std::vector<double>{1, 3, 2, 4});
    CHECK(t.slope == Approx(.8));
    CHECK(t.level == Approx(3.7));
    // Fits 1.3 2.1 2.9 3.7: residuals −.3 .9 −.9 .3, sum of squares 1.8; √(1.8/2/5) = .4243.
    CHECK(t.t == Approx(.8 / std::sqrt(.18)));
    CHECK(std::isinf(fit_trend(std::vector<double>{1, 2, 3}).t));
    CHECK(fit_trend(std::vector<double>{2, 2, 2}).t == 0);
}

TEST_CASE("trend: steps to a threshold, straight and exponential") {
    const std::vector<double> line{1, 2, 3, 4};
    CHECK(steps_to_threshold(line, 6, TrendLaw::linear, 2) == Approx(2));
    CHECK(steps_to_threshold(line, 3.5, TrendLaw::linear, 2) == 0);
    const std::vector<double> doubling{1, 2, 4, 8};
    CHECK(steps_to_threshold(doubling, 32, TrendLaw::exponential, 2) == Approx(2));
    // A straight line through them is too slow: slope 2.3, level 7.2, (32 − 7.2)/2.3.
    CHECK(steps_to_threshold(doubling, 32, TrendLaw::linear, 2) == Approx((32 - 7.2) / 2.3));
    // Falling, too few, or a slope that scatter explains: no forecast.
    CHECK(std::isinf(steps_to_threshold(std::vector<double>{4, 3, 2}, 6, TrendLaw::linear, 0)));
    CHECK(std::isinf(steps_to_threshold(std::vector<double>{1, 2}, 6, TrendLaw::linear, 0)));
    const std::vector<double> noisy{1, 3, 2, 4};  // t = 1.89
    CHECK(std::isinf(steps_to_threshold(noisy, 6, TrendLaw::linear, 2)));
    CHECK(steps_to_threshold(noisy, 6, TrendLaw::linear, 1.8) == Approx((6 - 3.7) / .8));
    // Nothing at all is a thousandth of the threshold: its logarithm exists.
    CHECK(steps_to_threshold(std::vector<double>{0, .01, .1}, 1, TrendLaw::exponential, 2) ==
          Approx(1));
}

}  // namespace trend_test
