// How the rate of requests moves with time: daily and weekly shapes, growth, flash crowds.
#pragma once
#include <cstdint>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery::demand {

enum class Growth { none, exponential, logistic, steps };

struct Crowd {
    Nanos at;
    Nanos until;
    double multiple = 1;
};

struct Step {
    Nanos at;
    double multiple = 1;
};

/// λ(t) = rate · daily(local hour) · weekly(local day) · growth(t) · crowds(t), 1/s. Shapes are
/// rescaled to mean 1. Within a segment (never longer than an hour) λ is taken as constant, growth
/// at its middle: at 1,000 % a year that is wrong by less than 0.03 % inside an hour and 0 on
/// average.
struct RateCurve {
    double rate = 1;
    std::vector<double> daily;       ///< 24 or empty
    std::vector<double> weekly;      ///< 7, Monday first, or empty
    std::int64_t local_start_s = 0;  ///< local seconds since 1970 at t = 0
    Growth growth = Growth::none;
    double per_year = 0;        ///< exponential; logistic without a midpoint: its early growth
    double ceiling = 1;         ///< logistic: final multiple, > 0
    Nanos midpoint{0};          ///< logistic: half of the rise is reached; 0: from per_year
    std::vector<Step> steps;    ///< the last at or before t counts
    std::vector<Crowd> crowds;  ///< overlapping ones multiply

    /// Rescales the shapes and sorts the steps; call once.
    void normalise();
    /// λ of the segment that holds t, and where it ends.
    struct Segment {
        double rate = 0;
        Nanos end;
    };
    [[nodiscard]] Segment segment(Nanos t) const;

    /// The multiple of the initial rate that growth alone gives at t.
    [[nodiscard]] double growth_at(Nanos t) const;
};

/// Steepness k (1/s) of the logistic multiple f(t) = C / (1 + (C − 1)·e^{−kt}), which is 1 at t = 0
/// and C in the end. Half of the rise, f = (C + 1)/2, lies at ln(C + 1)/k; growth is k·(C − 1)/C at
/// first. With a midpoint the former gives k, else the latter; 0 where neither does.
double logistic_steepness(double ceiling, double midpoint_s, double per_year);

/// Weibull shape whose coefficient of variation is cv, 0.05 ≤ cv ≤ 20; bisection on Γ to 1e-12.
double weibull_shape(double cv);
/// Γ(1 + 1/shape): mean of a Weibull of scale 1.
double weibull_mean(double shape);

/// Two-state modulation with mean 1: `burst` in bursts (a share of time), the rest in calm.
struct Modulation {
    double burst = 1;
    double calm = 1;
    double burst_s = 0;  ///< mean sojourns
    double calm_s = 0;
};
Modulation modulation(double burst_multiple, double burst_share, double burst_length_s);

/// Index of dispersion of the counts of a modulated Poisson process in windows of `window_s`:
/// 1 + 2·rate·var/σ · (1 − (1 − e^{−σw})/(σw)), var the variance of the modulation and σ the sum of
/// its two transition rates. W. Fischer and K. Meier-Hellstern, Performance Evaluation 18 (1993).
double modulated_dispersion(const Modulation& m, double rate, double window_s);
/// Coefficient of variation of the gaps between its arrivals; the same source.
double modulated_gap_cv(const Modulation& m, double rate);
/// The last factor of the dispersion: how much of a correlation time a window of x such times sees;
/// 0 at 0, 1 at ∞.
double share_seen(double x);

}  // namespace orrery::demand
