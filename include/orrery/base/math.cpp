// Logarithms, exponentials and powers from bit operations, one table and short polynomials.
#include "orrery/base/math.hpp"

#include <bit>
#include <cmath>

#include "orrery/base/math_tables.hpp"

namespace orrery::math {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kTop26 = ~((std::uint64_t{1} << 27) - 1);
/// ln 2 with 42 and 38 fraction bits, so that products with an exponent are exact.
constexpr double kLn2High = 0x1.62e42fefa3800p-1;
constexpr double kLn2Low = 0x1.ef35793c76730p-45;
constexpr double kLn2ShortHigh = 0x1.62e42fefa0000p-1;
constexpr double kLn2ShortLow = 0x1.cf79abc9e3b3ap-40;
constexpr double kInvLn2 = 0x1.71547652b82fep+0;
/// Adding and subtracting 1.5·2^52 rounds to the nearest integer without leaving doubles.
constexpr double kRounder = 0x1.8p52;

/// A number as an unevaluated sum; |low| ≤ ulp(high)/2 after fast_two_sum.
struct Double2 {
    double high;
    double low;
};

/// Exact a + b for |a| ≥ |b| or a = 0 (T. J. Dekker, 1971).
inline Double2 fast_two_sum(double a, double b) {
    const double s = a + b;
    return {s, (a - s) + b};
}

/// The number without its last 27 bits: products of two such heads are exact.
inline double head(double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & kTop26);
}

/// a·b with its rounding error, without fma.
inline Double2 two_product(double a, double b) {
    const double p = a * b;
    const double ah = head(a);
    const double al = a - ah;
    const double bh = head(b);
    const double bl = b - bh;
    return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

inline double power_of_two(int k) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

/// x = 2^k·m with m in [0.6875, 1.375), and m·c = 1 + r_high + r_low exactly, |r| ≤ 2^-7.
struct LogParts {
    double k;
    double r_high;
    double r_low;
    const detail::LogEntry* entry;
};

inline LogParts split_for_log(std::uint64_t bits, int extra_exponent) {
    const std::uint64_t shifted = bits - 0x3FE6000000000000;
    const auto k = static_cast<int>(static_cast<std::int64_t>(shifted) >> 52);
    const detail::LogEntry& entry = detail::kLogTable[(shifted >> 45) & 127];
    const double m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52));
    const double m_head = head(m);
    return {static_cast<double>(k + extra_exponent), m_head * entry.c - 1.0, (m - m_head) * entry.c,
            &entry};
}

/// ln of a positive, finite number with an error near 2^-66 of it.
Double2 log_double2(double x) {
    const bool tiny = x < std::numeric_limits<double>::min();
    const LogParts p =
        split_for_log(std::bit_cast<std::uint64_t>(tiny ? x * 0x1p54 : x), tiny ? -54 : 0);
    const Double2 r = fast_two_sum(p.r_high, p.r_low);
    const Double2 a = fast_two_sum(p.k * kLn2High + p.entry->high, r.high);
    const double r_head = head(r.high);
    const double square = r_head * r_head;  // exact; the rest of r² follows in square_low
    const double square_low = (r.high + r_head) * (r.high - r_head);
    const Double2 b = fast_two_sum(a.high, -0.5 * square);
    const double z = r.high;
    const double cubic =
        1.0 / 3 +
        z * (-1.0 / 4 +
             z * (1.0 / 5 +
                  z * (-1.0 / 6 +
                       z * (1.0 / 7 + z * (-1.0 / 8 + z * (1.0 / 9 + z * (-1.0 / 10)))))));
    const double low = ((p.k * kLn2Low + p.entry->low) + (r.low - z * r.low)) - 0.5 * square_low +
                       z * (z * z) * cubic;
    return fast_two_sum(b.high, (a.low + b.low) + low);
}

/// Reduced argument of the exponential: x = k·ln 2 + r.high + r.low.
struct ExpParts {
    int k;
    double r;
    double r_low;
};

inline ExpParts split_for_exp(double x) {
    const double k = (x * kInvLn2 + kRounder) - kRounder;
    const double a = x - k * kLn2ShortHigh;  // exact
    const double b = k * kLn2ShortLow;
    const double r = a - b;
    return {static_cast<int>(k), r, (a - r) - b};
}

/// e^r − 1 − r for |r| ≤ ln 2 / 2: r² times a near-minimax polynomial, error 2^-57 of e^r.
inline double exp_tail(double r) {
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double p0 = 0.5 + r * 0x1.5555555555556p-3;
    const double p1 = 0x1.5555555553d63p-5 + r * 0x1.11111111109b3p-7;
    const double p2 = 0x1.6c16c1788bd90p-10 + r * 0x1.a01a01a7c41d5p-13;
    const double p3 = 0x1.a019b90d2ae7ap-16 + r * 0x1.71de0dae63bb3p-19;
    const double p4 = 0x1.289185613a3d6p-22 + r * 0x1.af38a9b0ec855p-26;
    return r2 * ((p0 + r2 * p1) + r4 * ((p2 + r2 * p3) + r4 * p4));
}

/// e^(x + x_low) for |x_low| tiny beside x.
inline double exp_sum(double x, double x_low) {
    if (x > 709.79) return kInf;
    if (x < -745.2) return 0;
    const ExpParts p = split_for_exp(x);
    const double low = p.r_low + x_low;
    const double tail = exp_tail(p.r);
    const double y = 1.0 + (p.r + (tail + low * (1.0 + (p.r + tail))));
    if (p.k > -1022 && p.k < 1024) [[likely]] {
        return y * power_of_two(p.k);
    }
    return scale_by_power_of_two(y, p.k);
}

bool is_whole(double y) {
    return std::floor(y) == y;
}

bool is_odd(double y) {
    return std::fabs(y) < 0x1p53 && is_whole(y) && !is_whole(y * 0.5);
}

/// x^y for x ≥ 0 and y ≠ 0, neither NaN.
double pow_of_positive(double x, double y) {
    if (x == 1.0) return 1.0;
    if (x == 0.0) return y < 0 ? kInf : 0.0;
    if (std::fabs(y) == kInf) return (x > 1.0) == (y > 0) ? kInf : 0.0;
    if (x == kInf) return y < 0 ? 0.0 : kInf;
    // Beyond this every x ≠ 1 over- or underflows; the splitting below would overflow itself.
    if (std::fabs(y) > 0x1p70) y = y > 0 ? 0x1p70 : -0x1p70;
    const Double2 l = log_double2(x);
    const Double2 product = two_product(y, l.high);
    if (product.high > 710) return kInf;
    if (product.high < -746) return 0;
    return exp_sum(product.high, product.low + y * l.low);
}

double sin_polynomial(double a) {
    const double z = a * a;
    const double p =
        -1.0 / 6 +
        z * (1.0 / 120 + z * (-1.0 / 5040 +
                              z * (1.0 / 362880 + z * (-1.0 / 39916800 +
                                                       z * (1.0 / 6227020800 +
                                                            z * (-1.0 / 1307674368000 +
                                                                 z * (1.0 / 355687428096000)))))));
    return a + a * z * p;
}

double cos_polynomial(double a) {
    const double z = a * a;
    const double p =
        1.0 / 24 +
        z * (-1.0 / 720 +
             z * (1.0 / 40320 +
                  z * (-1.0 / 3628800 + z * (1.0 / 479001600 + z * (-1.0 / 87178291200 +
                                                                    z * (1.0 / 20922789888000))))));
    const double half = 0.5 * z;
    const double w = 1.0 - half;
    return w + ((1.0 - w - half) + z * z * p);
}

/// sin of a + quadrant·π/2 for |a| ≤ π/4.
double sin_quadrant(double a, int quadrant) {
    const double v = (quadrant & 1) != 0 ? cos_polynomial(a) : sin_polynomial(a);
    return (quadrant & 2) != 0 ? -v : v;
}

double sin_turn_plus(double turns, int quadrants) {
    if (!(std::fabs(turns) < kInf)) return kNan;
    const double t = std::fabs(turns) < 0x1p40 ? turns : turns - std::floor(turns);
    const double q = std::floor(t * 4 + 0.5);
    const int quadrant = static_cast<int>(static_cast<std::int64_t>(q) & 3) + quadrants;
    return sin_quadrant((t - q * 0.25) * 0x1.921fb54442d18p+2,
                        quadrant);  // the difference is exact
}

double sin_plus(double x, int quadrants) {
    if (!(std::fabs(x) <= 1e6)) return kNan;
    const double q = std::floor(x * 0x1.45f306dc9c883p-1 + 0.5);
    // π/2 in three parts of 32 bits or more: the first two products are exact.
    const double a = x - q * 0x1.921fb544p+0;
    const double b = a - q * 0x1.0b4611a6p-34;
    const double r = b - q * 0x1.3198a2e037073p-69;
    return sin_quadrant(r, static_cast<int>(static_cast<std::int64_t>(q) & 3) + quadrants);
}

}  // namespace

double scale_by_power_of_two(double x, int k) {
    while (k > 1023) {
        x *= 0x1p1023;
        k -= 1023;
        if (x == 0 || std::fabs(x) == kInf) return x;
    }
    while (k < -1022) {
        if (x == 0) return x;
        const int step = k < -2044 ? -1022 : k / 2;
        x *= power_of_two(step);
        k -= step;
    }
    return x * power_of_two(k);
}

double log(double x) {
    int extra = 0;
    if (!(x >= std::numeric_limits<double>::min() && x < kInf)) [[unlikely]] {
        if (x == 0) return -kInf;
        if (!(x > 0)) return kNan;
        if (x == kInf) return x;
        x *= 0x1p54;
        extra = -54;
    }
    const LogParts p = split_for_log(std::bit_cast<std::uint64_t>(x), extra);
    const double r = p.r_high + p.r_low;
    const Double2 sum = fast_two_sum(p.k * kLn2High + p.entry->high, r);
    const double r2 = r * r;
    const double p0 = -0.5 + r * (1.0 / 3);
    const double p1 = -1.0 / 4 + r * (1.0 / 5);
    const double p2 = -1.0 / 6 + r * (1.0 / 7);
    const double tail = r2 * ((p0 + r2 * p1) + (r2 * r2) * (p2 + r2 * (-1.0 / 8)));
    return sum.high + (tail + (sum.low + (p.k * kLn2Low + p.entry->low)));
}

double log1p(double x) {
    if (!(x > -1.0)) return x == -1.0 ? -kInf : kNan;
    if (std::fabs(x) < 0x1p-53 || x == kInf) return x;
    const double u = 1.0 + x;
    const double lost = x >= 1.0 ? 1.0 - (u - x) : x - (u - 1.0);  // what the addition rounded off
    return log(u) + lost / u;
}

double exp(double x) {
    if (x != x) return x;
    return exp_sum(x, 0);
}

double expm1(double x) {
    if (x != x || std::fabs(x) < 0x1p-54) return x;
    if (x < -40) return -1.0;
    if (x > 60) return exp(x);
    const ExpParts p = split_for_exp(x);
    const double low = p.r_low + p.r_low * p.r + exp_tail(p.r);
    if (p.k == 0) return p.r + low;
    const double scale = power_of_two(p.k);
    const Double2 sum = fast_two_sum(scale - 1.0, scale * p.r);
    // 2^k − 1 is exact below 2^53; above, the 1 is far under the last place.
    return p.k == -1 ? (scale * p.r - 0.5) + scale * low : sum.high + (sum.low + scale * low);
}

double pow(double x, double y) {
    if (y == 0 || x == 1.0) return 1.0;
    if (x != x || y != y) return kNan;
    if (x > 0) return pow_of_positive(x, y);
    if (!is_whole(y) && x != 0) return kNan;
    const double size = pow_of_positive(std::fabs(x), y);
    return is_odd(y) && std::signbit(x) ? -size : size;
}

double sin_turn(double turns) {
    return sin_turn_plus(turns, 0);
}

double cos_turn(double turns) {
    return sin_turn_plus(turns, 1);
}

double sin(double x) {
    return sin_plus(x, 0);
}

double cos(double x) {
    return sin_plus(x, 1);
}

}  // namespace orrery::math
