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
    double per_year = 0;
    double ceiling = 1;
    Nanos midpoint{0};
    std::vector<Step> steps;  ///< sorted
    std::vector<Crowd> crowds;

    /// Rescales the shapes; call once.
    void normalise();
    /// λ of the segment that holds t, and where it ends.
    struct Segment {
        double rate = 0;
        Nanos end;
    };
    [[nodiscard]] Segment segment(Nanos t) const;

private:
    [[nodiscard]] double growth_at(Nanos t) const;
};

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

}  // namespace orrery::demand
