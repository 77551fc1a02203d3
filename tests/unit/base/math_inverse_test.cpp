// The inverse tangent against a higher precision.
#include "orrery/base/math_inverse.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

namespace math_inverse_test {

using namespace orrery;

TEST_CASE("atan is within two units of the last place of long double's") {
    double worst = 0;
    for (int i = -200000; i <= 200000; ++i) {
        const double x = i * 1.37e-4 + (i % 7) * 1e-9;
        const double want = static_cast<double>(std::atan(static_cast<long double>(x)));
        if (want == 0) continue;
        const double ulp = std::nextafter(std::fabs(want), 10.0) - std::fabs(want);
        worst = std::max(worst, std::fabs(math::atan(x) - want) / ulp);
    }
    CHECK(worst <= 2);
}

TEST_CASE("atan is odd and reaches a quarter turn at infinity") {
    constexpr double kInf = std::numeric_limits<double>::infinity();
    CHECK(math::atan(0) == 0);
    CHECK(math::atan(-0.3) == -math::atan(0.3));
    CHECK(math::atan(kInf) == std::acos(0.0));
    CHECK(math::atan(-kInf) == -std::acos(0.0));
    CHECK(std::isnan(math::atan(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace math_inverse_test
