// Error function, normal law and gamma function on top of the portable log and exp.
#include <bit>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::math {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

template <std::size_t N>
double horner(const double (&coefficients)[N], double x) {
    double v = coefficients[N - 1];
    for (std::size_t i = N - 1; i-- > 0;) v = v * x + coefficients[i];
    return v;
}

/// (1 + 2x)·e^(x²)·erfc(x) for x ≥ 0 as a polynomial in (x − 3.75)/(x + 3.75): the form of
/// M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981), own fit, error 6e-17.
constexpr double kErfc[] = {
    0x1.3ccda0b5d5dc2p+0,  -0x1.1f367683f89a7p-3,  0x1.d5f2948162c71p-9,   0x1.510169d0967a4p-4,
    -0x1.bda9309a35e96p-4, 0x1.7a14188a9acccp-4,   -0x1.e0d0fa6c0b08fp-5,  0x1.d0b0037d7a780p-6,
    -0x1.3f603c7fe160ap-7, 0x1.cc3a0e5382706p-10,  0x1.33fb5b3afc49cp-12,  -0x1.303fa1f0fe3c5p-12,
    0x1.b13e0004e32fdp-15, 0x1.778b249632847p-16,  -0x1.7fcb80d70e5f5p-17, -0x1.054aae49b841dp-20,
    0x1.d39689e28dd02p-20, -0x1.ed27991433b40p-25, -0x1.0ad6351245f76p-22, 0x1.91fbd79a724eap-26,
    0x1.127b8eff8a588p-25, -0x1.05027628636e7p-28, -0x1.67e2fccd5ba0fp-29, 0x1.606c1d3baffdbp-32};

/// e^(−x²) with the rounding error of x² made good.
double exp_minus_square(double x) {
    const double h =
        std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & ~((std::uint64_t{1} << 27) - 1));
    return exp(-h * h) * exp(-(x - h) * (x + h));
}

double quantile_tail(double r) {
    constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                            5.76949722146069140550e0,  3.64784832476320460504e0,
                            1.27045825245236838258e0,  2.41780725177450611770e-1,
                            2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr double d[] = {1.0,
                            2.05319162663775882187e0,
                            1.67638483018380384940e0,
                            6.89767334985100004550e-1,
                            1.48103976427480074590e-1,
                            1.51986665636164571966e-2,
                            5.47593808499534494600e-4,
                            1.05075007164441684324e-9};
    constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                            1.78482653991729133580e0,  2.96560571828504891230e-1,
                            2.65321895265761230930e-2, 1.24266094738807843860e-3,
                            2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr double f[] = {1.0,
                            5.99832206555887937690e-1,
                            1.36929880922735805310e-1,
                            1.48753612908506148525e-2,
                            7.86869131145613259100e-4,
                            1.84631831751005468180e-5,
                            1.42151175831644588870e-7,
                            2.04426310338993978564e-15};
    return r <= 5 ? horner(c, r - 1.6) / horner(d, r - 1.6) : horner(e, r - 5) / horner(f, r - 5);
}

double quantile_centre(double q) {
    constexpr double a[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                            1.9715909503065514427e3, 1.3731693765509461125e4,
                            4.5921953931549871457e4, 6.7265770927008700853e4,
                            3.3430575583588128105e4, 2.5090809287301226727e3};
    constexpr double b[] = {1.0,
                            4.2313330701600911252e1,
                            6.8718700749205790830e2,
                            5.3941960214247511077e3,
                            2.1213794301586595867e4,
                            3.9307895800092710610e4,
                            2.8729085735721942674e4,
                            5.2264952788528545610e3};
    const double r = 0.180625 - q * q;
    return q * horner(a, r) / horner(b, r);
}

}  // namespace

double erfc(double x) {
    if (x != x) return x;
    const double a = std::fabs(x);
    if (a > 28) return x > 0 ? 0.0 : 2.0;
    const double v = horner(kErfc, (a - 3.75) / (a + 3.75)) / (1 + 2 * a) * exp_minus_square(a);
    return x >= 0 ? v : 2.0 - v;
}

double normal_cdf(double x) {
    if (x != x) return x;
    const double a = std::fabs(x);
    if (a > 39) return x > 0 ? 1.0 : 0.0;
    // e^(−x²/2) directly: x/√2 would be rounded before it is squared.
    const double h =
        std::bit_cast<double>(std::bit_cast<std::uint64_t>(a) & ~((std::uint64_t{1} << 27) - 1));
    const double e = exp(-0.5 * h * h) * exp(-0.5 * (a - h) * (a + h));
    const double y = a * 0x1.6a09e667f3bcdp-1;
    const double v = 0.5 * e * horner(kErfc, (y - 3.75) / (y + 3.75)) / (1 + 2 * y);
    return x < 0 ? v : 1.0 - v;
}

double normal_quantile(double p) {
    if (!(p > 0 && p < 1)) return p == 0 ? -kInfinite : (p == 1 ? kInfinite : kUndefined);
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) return quantile_centre(q);
    const double v = quantile_tail(std::sqrt(-log(q < 0 ? p : 1 - p)));
    return q < 0 ? -v : v;
}

double log_gamma(double x) {
    if (!(x > 0)) return kUndefined;
    if (x == kInfinite) return x;
    double product = 1;
    while (x < 10) {
        product *= x;
        x += 1;
    }
    const double z = 1 / (x * x);
    // Stirling's series; the first omitted term is under 1e-17 from x = 10 on.
    constexpr double s[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                            1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};
    const double stirling = (x - 0.5) * log(x) - x + 0x1.d67f1c864beb5p-1 + horner(s, z) / x;
    return stirling - log(product);
}

}  // namespace orrery::math
