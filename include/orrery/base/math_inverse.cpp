// Portable inverse trigonometric functions: the same bits everywhere, as in math.hpp.
#include "orrery/base/math_inverse.hpp"

#include <array>

namespace orrery::math {
namespace {

constexpr double kHalfPi = 1.5707963267948966;

/// atan(k / 8), rounded.
constexpr std::array<double, 9> kEighths{0.0,
                                         0.12435499454676144,
                                         0.24497866312686414,
                                         0.35877067027057225,
                                         0.4636476090008061,
                                         0.5585993153435624,
                                         0.6435011087932844,
                                         0.7188299996216245,
                                         0.7853981633974483};

/// |t| ≤ 1/16: Taylor's series; the first term left out is below 2^-63 of t.
double small(double t) {
    const double q = t * t;
    double sum = 1.0 / 13;
    for (int odd = 11; odd >= 3; odd -= 2) sum = 1.0 / odd - q * sum;
    return t - t * q * sum;
}

/// 0 ≤ x ≤ 1: atan(x) = atan(c) + atan((x − c) / (1 + x·c)) with c the nearest eighth.
double unit(double x) {
    const int k = static_cast<int>(x * 8 + 0.5);
    const double c = k / 8.0;
    return kEighths[static_cast<std::size_t>(k)] + small((x - c) / (1 + x * c));
}

}  // namespace

double atan(double x) {
    if (x != x) return x;
    if (x < 0) return -atan(-x);
    return x <= 1 ? unit(x) : kHalfPi - unit(1 / x);
}

}  // namespace orrery::math
