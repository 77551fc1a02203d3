// Student's law, on portable functions: the same bits of an interval on every machine.
#include "models/statistics/student.hpp"

#include <cmath>

#include "models/statistics/beta.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

constexpr double kMany = 1e5;                          ///< degrees from which the expansion serves
constexpr double kRootPi = 1.7724538509055160273;      ///< √π
constexpr double kLogRootPi = 0.57236494292470008707;  ///< ln √π

/// Γ(a + ½)/Γ(a): two log_gamma would cancel. Source of the series: DLMF 5.11.13.
double gamma_ratio(double a) {
    double below = 1;
    for (; a < 20; a += 1) below *= a / (a + .5);
    const double z = 1 / a;
    constexpr double c[] = {1,
                            -1. / 8,
                            1. / 128,
                            5. / 1024,
                            -21. / 32768,
                            -399. / 262144,
                            869. / 4194304,
                            39325. / 33554432};
    double series = 0;
    for (int i = 7; i >= 0; --i) series = series * z + c[i];
    return below * std::sqrt(a) * series;
}

/// ln(1 + t²/n), where t² may overflow.
double log_spread(double t, double n) {
    const double s = t / std::sqrt(n);
    return s > 1e100 ? 2 * math::log(s) : math::log1p(s * s);
}

/// Tail and centre of one t, both in logarithms: ln P(T > t) and ln P(0 < T < t).
struct Parts {
    double log_tail = 0;
    double log_centre = 0;
};

Parts parts_of(double t, double n) {
    const double s = t / std::sqrt(n);
    const double x = 1 / (1 + s * s);
    const double y = s > 1 ? 1 / (1 + 1 / (s * s)) : s * s / (1 + s * s);
    // x^(n/2)·y^½/B(n/2, ½), the factor before both fractions.
    const double front =
        -n / 2 * log_spread(t, n) + math::log(y) / 2 + math::log(gamma_ratio(n / 2)) - kLogRootPi;
    Parts p;
    if (y < 3 / (n + 5)) {
        p.log_centre = front + math::log(beta_fraction(y, .5, n / 2));
        p.log_tail = math::log(.5 - math::exp(p.log_centre));
    } else {
        p.log_tail = front + math::log(beta_fraction(x, n / 2, .5) / n);
        p.log_centre = math::log(.5 - math::exp(p.log_tail));
    }
    return p;
}

double log_density(double t, double n) {
    return math::log(gamma_ratio(n / 2) / (kRootPi * std::sqrt(n))) -
           (n + 1) / 2 * log_spread(t, n);
}

/// t > 0 of a tail q ≤ ¼. ln P(T > t) is concave in ln t, so Newton's steps come down from above
/// after the first, wherever it starts; a normal quantile is near.
double from_tail(double q, double n) {
    const double aim = math::log(q);
    double t = -math::normal_quantile(q);
    for (int i = 0; i < 100; ++i) {
        const double tail = parts_of(t, n).log_tail;
        const double slope = math::exp(math::log(t) + log_density(t, n) - tail);
        const double step = (tail - aim) / slope;
        t *= math::exp(step);
        if (std::fabs(step) < 1e-14) break;
    }
    return t;
}

/// t > 0 with P(0 < T < t) = c ≤ ¼: concave again, from below.
double from_centre(double c, double n) {
    const double aim = math::log(c);
    double t = c / math::exp(log_density(0, n));
    for (int i = 0; i < 100; ++i) {
        const double centre = parts_of(t, n).log_centre;
        const double slope = math::exp(math::log(t) + log_density(t, n) - centre);
        const double step = (aim - centre) / slope;
        t *= math::exp(step);
        if (std::fabs(step) < 1e-14) break;
    }
    return t;
}

double expansion(double z, double n) {
    const double w = z * z;
    const double g1 = z * (w + 1) / 4;
    const double g2 = z * ((5 * w + 16) * w + 3) / 96;
    const double g3 = z * (((3 * w + 19) * w + 17) * w - 15) / 384;
    const double g4 = z * ((((79 * w + 776) * w + 1482) * w - 1920) * w - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
}

}  // namespace

double student_tail(double t, double degrees) {
    return t > 0 ? math::exp(parts_of(t, degrees).log_tail) : .5;
}

double student_quantile(double p, double degrees) {
    const bool ends = !(p > 0 && p < 1);
    if (ends || degrees >= kMany) return expansion(math::normal_quantile(p), degrees);
    const double centre = std::fabs(p - .5);
    if (centre == 0) return 0;
    const double t =
        centre <= .25 ? from_centre(centre, degrees) : from_tail(p < .5 ? p : 1 - p, degrees);
    return p < .5 ? -t : t;
}

}  // namespace orrery::statistics
