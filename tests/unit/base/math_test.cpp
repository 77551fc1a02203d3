// Accuracy of the portable functions against long double, their bits against golden values.
#include "orrery/base/math.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "orrery/base/math_tables.hpp"
#include "tests/support/catch.hpp"

namespace math_test {

namespace math = orrery::math;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A small generator for arguments, so that the test depends on no other room.
struct Arguments {
    std::uint64_t state = 1;
    double between(double a, double b) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return a + (b - a) * (static_cast<double>(state >> 11) * 0x1p-53);
    }
};

/// |got − reference| in units of the last place of a double of the reference's size.
double ulps(long double reference, double got) {
    int exponent = 0;
    std::frexp(reference, &exponent);
    const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
    return static_cast<double>(std::fabs(static_cast<long double>(got) - reference) / unit);
}

template <class Function, class Reference, class Argument>
double worst_ulps(Function f, Reference reference, Argument argument) {
    double worst = 0;
    for (int i = 0; i < 200'000; ++i) {
        const double x = argument();
        worst = std::max(worst, ulps(reference(static_cast<long double>(x)), f(x)));
    }
    return worst;
}

std::uint64_t bits(double x) {
    return std::bit_cast<std::uint64_t>(x);
}

}  // namespace

TEST_CASE("log and log1p are within their stated ulps") {
    Arguments a;
    const auto log_l = [](long double x) { return std::log(x); };
    const auto log1p_l = [](long double x) { return std::log1p(x); };
    CHECK(worst_ulps(math::log, log_l, [&] { return a.between(0.5, 2); }) <= 1.0);
    CHECK(worst_ulps(math::log, log_l, [&] { return a.between(0.99, 1.01); }) <= 1.0);
    CHECK(worst_ulps(math::log, log_l, [&] { return std::exp(a.between(-744, 709)); }) <= 1.0);
    CHECK(worst_ulps(math::log1p, log1p_l, [&] { return a.between(-0.999, 3); }) <= 2.0);
    CHECK(worst_ulps(math::log1p, log1p_l, [&] { return std::exp(a.between(-60, 60)); }) <= 2.0);
    CHECK(worst_ulps(math::log1p, log1p_l, [&] { return -std::exp(a.between(-60, -1)); }) <= 2.0);
}

TEST_CASE("exp and expm1 are within their stated ulps") {
    Arguments a;
    const auto exp_l = [](long double x) { return std::exp(x); };
    const auto expm1_l = [](long double x) { return std::expm1(x); };
    CHECK(worst_ulps(math::exp, exp_l, [&] { return a.between(-1, 1); }) <= 1.1);
    CHECK(worst_ulps(math::exp, exp_l, [&] { return a.between(-708, 709.7); }) <= 1.1);
    CHECK(worst_ulps(math::exp, exp_l, [&] { return a.between(-745.1, -700); }) <= 2.0);
    CHECK(worst_ulps(math::expm1, expm1_l, [&] { return a.between(-2, 2); }) <= 2.0);
    CHECK(worst_ulps(math::expm1, expm1_l, [&] { return a.between(-45, 700); }) <= 2.0);
    CHECK(worst_ulps(math::expm1, expm1_l, [&] { return std::exp(a.between(-50, 0)); }) <= 2.0);
}

TEST_CASE("pow keeps its ulps where the exponent multiplies the error of the logarithm") {
    Arguments a;
    double worst = 0;
    for (int i = 0; i < 300'000; ++i) {
        const double x = i % 2 == 0 ? a.between(0.5, 2) : std::exp(a.between(-300, 300));
        const double y = a.between(-690, 690) / std::log(x);
        worst = std::max(worst, ulps(std::pow(static_cast<long double>(x), y), math::pow(x, y)));
    }
    CHECK(worst <= 1.1);
    CHECK(math::pow(2.0, 10.0) == 1024.0);
    CHECK(math::pow(2.0, -1074.0) == 0x1p-1074);
    CHECK(math::pow(10.0, 3.0) == 1000.0);
    CHECK(math::pow(-2.0, 3.0) == -8.0);
    CHECK(math::pow(-2.0, 4.0) == 16.0);
}

TEST_CASE("the edges of log, exp and pow") {
    CHECK(math::log(0.0) == -kInf);
    CHECK(std::isnan(math::log(-1.0)));
    CHECK(math::log(kInf) == kInf);
    CHECK(math::log(1.0) == 0.0);
    CHECK(math::log1p(-1.0) == -kInf);
    CHECK(math::exp(0.0) == 1.0);
    CHECK(math::exp(710.0) == kInf);
    CHECK(math::exp(-746.0) == 0.0);
    CHECK(math::exp(-kInf) == 0.0);
    CHECK(std::isnan(math::exp(std::nan(""))));
    CHECK(math::expm1(-kInf) == -1.0);
    CHECK(math::expm1(1e-300) == 1e-300);
    CHECK(math::pow(0.0, 0.0) == 1.0);
    CHECK(math::pow(0.0, 2.0) == 0.0);
    CHECK(math::pow(0.0, -1.0) == kInf);
    CHECK(std::isnan(math::pow(-1.0, 0.5)));
    CHECK(math::pow(0.5, kInf) == 0.0);
    CHECK(math::pow(1.5, 1e300) == kInf);
    CHECK(math::pow(kInf, -1.0) == 0.0);
}

TEST_CASE("sin and cos, of turns and of radians") {
    Arguments a;
    const long double two_pi = 6.28318530717958647692528676655900577L;
    const auto sin_l = [=](long double x) { return std::sin(two_pi * x); };
    CHECK(worst_ulps(math::sin_turn, sin_l, [&] { return a.between(-0.49, 0.49); }) <= 2.0);
    CHECK(math::sin_turn(0.5) == 0.0);
    CHECK(math::cos_turn(0.25) == 0.0);
    CHECK(math::cos_turn(0.5) == -1.0);
    CHECK(math::cos_turn(-3.0) == 1.0);
    CHECK(math::sin_turn(1e9 + 0.25) == 1.0);
    CHECK(math::sin_turn(-1e-20) < 0.0);
    for (int i = 0; i < 100'000; ++i) {
        const double x = a.between(-1e6, 1e6);
        REQUIRE(std::fabs(math::sin(x) - std::sin(x)) <= 2.3e-16);
        REQUIRE(std::fabs(math::cos(x) - std::cos(x)) <= 2.3e-16);
    }
    CHECK(std::isnan(math::sin(1e7)));
}

TEST_CASE("erfc, the normal law and its quantiles") {
    Arguments a;
    const long double root2 = 1.41421356237309504880168872420969808L;
    const auto erfc_l = [](long double x) { return std::erfc(x); };
    const auto cdf_l = [=](long double x) { return std::erfc(-x / root2) / 2; };
    // 1e-15 relative is 4.5 to 9 ulp, by where in its binade the result lies.
    CHECK(worst_ulps(math::erfc, erfc_l, [&] { return a.between(-6, 26); }) <= 9);
    CHECK(worst_ulps(math::normal_cdf, cdf_l, [&] { return a.between(-37, 8); }) <= 9);
    CHECK(math::normal_quantile(0.5) == 0.0);
    CHECK(math::normal_quantile(0.0) == -kInf);
    CHECK(math::normal_quantile(1.0) == kInf);
    CHECK(std::isnan(math::normal_quantile(1.5)));
    // 1.959963984540054 is the 97.5 % point of every table of the normal law.
    CHECK(orrery::test::near(math::normal_quantile(0.975), 1.959963984540054, 1e-15));
    for (int i = 0; i < 100'000; ++i) {
        const double p = std::exp(a.between(-600, -0.7));
        REQUIRE(orrery::test::near(math::normal_cdf(math::normal_quantile(p)), p, 1e-12));
    }
}

TEST_CASE("log_gamma knows the factorials") {
    // ln 4! = ln 24, ln 20! = 42.335616460753485 (20! = 2432902008176640000)
    CHECK(orrery::test::near(math::log_gamma(5), std::log(24.0), 1e-14));
    CHECK(orrery::test::near(math::log_gamma(21), 42.335616460753485, 1e-15));
    CHECK(orrery::test::near(math::log_gamma(0.5), 0.5723649429247001, 1e-14));  // ln √π
    Arguments a;
    for (int i = 0; i < 100'000; ++i) {
        const double x = std::exp(a.between(-10, 20));
        REQUIRE(orrery::test::near(math::log_gamma(x), std::lgamma(x), 1e-14, 1e-14));
    }
}

TEST_CASE("golden bits: these values are the same on every machine or the promise is broken") {
    CHECK(bits(math::log(3.0)) == 0x3FF193EA7AAD030Bu);
    CHECK(bits(math::log(0.1)) == 0xC0026BB1BBB55515u);
    CHECK(bits(math::exp(1.0)) == 0x4005BF0A8B145769u);
    CHECK(bits(math::exp(-20.5)) == 0x3E157A3AFEED00ABu);
    CHECK(bits(math::pow(1.1, 77.7)) == 0x4099B4B165DB83EEu);
    // A checksum over many arguments; recorded with g++ 12 -O2, equal with -O0 and -O3.
    std::uint64_t sum = 0;
    Arguments a;
    for (int i = 0; i < 20'000; ++i) {
        const double x = a.between(-5, 5);
        const double y = std::fabs(x) + 1e-3;
        for (const double v :
             {math::exp(x), math::log(y), math::pow(y, x), math::expm1(x), math::log1p(y),
              math::sin(x), math::cos_turn(x), math::erfc(x), math::normal_cdf(x),
              math::normal_quantile(y / 6), math::log_gamma(y)}) {
            sum = (sum ^ bits(v)) * 0x100000001B3u;
        }
    }
    CHECK(sum == 0xC3F82F4568F39554u);
}

TEST_CASE("the table of the logarithm is what it says") {
    for (const math::detail::LogEntry& e : math::detail::kLogTable) {
        CHECK(e.c * 512 == std::floor(e.c * 512));
        CHECK(e.high * 0x1p42 == std::floor(e.high * 0x1p42));
        const long double exact = -std::log(static_cast<long double>(e.c));
        const long double sum = static_cast<long double>(e.high) + e.low;
        CHECK(std::fabs(sum - exact) <= 4e-20L);  // an ulp of long double at 0.375
    }
}

TEST_CASE("round_to_int64 rounds halves away from zero and saturates") {
    CHECK(math::round_to_int64(2.5) == 3);
    CHECK(math::round_to_int64(-2.5) == -3);
    CHECK(math::round_to_int64(0.49999999999999994) == 0);  // x + 0.5 would round up to 1
    CHECK(math::round_to_int64(4503599627370497.0) == 4503599627370497);
    CHECK(math::round_to_int64(1e19) == std::numeric_limits<std::int64_t>::max());
    CHECK(math::round_to_int64(-1e19) == std::numeric_limits<std::int64_t>::min());
    CHECK(math::round_to_int64(std::nan("")) == 0);
}

TEST_CASE("a compensated sum keeps what plain addition loses") {
    math::NeumaierSum sum;
    for (const double x : {1.0, 1e100, 1.0, -1e100}) sum.add(x);
    CHECK(sum.value() == 2.0);  // plain addition gives 0, Kahan's sum as well
    math::NeumaierSum tenths;
    for (int i = 0; i < 10'000'000; ++i) tenths.add(0.1);
    CHECK(tenths.value() == 1e6);
    math::NeumaierSum merged = sum;
    merged.merge(tenths);
    CHECK(merged.value() == 1000002.0);
}

}  // namespace math_test
