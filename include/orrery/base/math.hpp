// Portable elementary functions: the same bits on every x86-64 CPU, compiler and -O level.
#pragma once
#include <cstdint>
#include <limits>

/// libm picks code by CPU, so its last bits differ between machines. These use + - * / and sqrt of
/// doubles only (build with -ffp-contract=off). NaN in gives NaN out; nothing sets errno. Accuracy
/// is the largest error seen by the tests, in units of the last place (ulp).
namespace orrery::math {

/// Natural logarithm; 1 ulp. log(0) = -inf, log(x < 0) = NaN.
double log(double x);
/// log(1 + x) without cancellation; 2 ulp.
double log1p(double x);
/// e^x; 1 ulp (2 ulp where the result is subnormal). Overflows to +inf above 709.78.
double exp(double x);
/// e^x − 1 without cancellation; 2 ulp.
double expm1(double x);
/// x^y; 1 ulp. pow(x, 0) = 1, pow(x < 0, y) = NaN unless y is a whole number.
double pow(double x, double y);
/// sin(2πt) and cos(2πt) of t turns; 2 ulp, exact at quarter turns. For daily and weekly shapes.
double sin_turn(double turns);
double cos_turn(double turns);
/// sin and cos of radians; absolute error 2e-16 for |x| ≤ 1e6, NaN beyond.
double sin(double x);
double cos(double x);
/// Complementary error function; relative error 1e-15 where the result is normal.
double erfc(double x);
/// P(Z ≤ x) for standard normal Z; relative error 1e-15.
double normal_cdf(double x);
/// The x with P(Z ≤ x) = p; relative error 1e-15 for 1e-300 < p < 1. ∓inf at 0 and 1, NaN outside.
/// Source: M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988).
double normal_quantile(double p);
/// ln Γ(x) for x > 0; error 1e-14·max(1, |result|). NaN for x ≤ 0.
double log_gamma(double x);

/// x·2^k, exact unless the result is subnormal or overflows.
double scale_by_power_of_two(double x, int k);

/// Nearest integer, halves away from zero as in Nanos::from_seconds; saturates; NaN gives 0.
inline std::int64_t round_to_int64(double x) {
    if (!(x < 9223372036854775807.0)) {
        return x != x ? 0 : std::numeric_limits<std::int64_t>::max();
    }
    if (x <= -9223372036854775808.0) return std::numeric_limits<std::int64_t>::min();
    const auto whole = static_cast<std::int64_t>(x);
    const double rest = x - static_cast<double>(whole);  // exact
    return whole + static_cast<std::int64_t>(rest >= 0.5) - static_cast<std::int64_t>(rest <= -0.5);
}

/// Compensated sum (A. Neumaier, 1974): error near 1 ulp of the result, whatever the order's size.
/// The bits still depend on the order, so add and merge in index order.
struct NeumaierSum {
    double sum = 0;
    double compensation = 0;

    constexpr void add(double x) {
        const double t = sum + x;
        const double a = sum < 0 ? -sum : sum;
        const double b = x < 0 ? -x : x;
        compensation += a >= b ? (sum - t) + x : (x - t) + sum;
        sum = t;
    }
    constexpr void merge(const NeumaierSum& other) {
        add(other.sum);
        compensation += other.compensation;
    }
    [[nodiscard]] constexpr double value() const { return sum + compensation; }
};

}  // namespace orrery::math
