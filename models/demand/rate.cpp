// How the rate of requests moves with time: daily and weekly shapes, growth, flash crowds.
#include "models/demand/rate.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::demand {
namespace {

constexpr double kYearSeconds = 365.25 * 86400;

void rescale(std::vector<double>& factors) {
    double sum = 0;
    for (const double f : factors) sum += f;
    for (double& f : factors) f *= static_cast<double>(factors.size()) / sum;
}

/// Floor division and its rest, for local times before 1970.
std::int64_t floor_mod(std::int64_t a, std::int64_t m) {
    return ((a % m) + m) % m;
}

}  // namespace

void RateCurve::normalise() {
    rescale(daily);
    rescale(weekly);
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& a, const Step& b) { return a.at < b.at; });
}

double RateCurve::growth_at(Nanos t) const {
    switch (growth) {
        case Growth::none:
            return 1;
        case Growth::exponential:
            return math::pow(1 + per_year, t.seconds() / kYearSeconds);
        case Growth::logistic: {
            const double k = logistic_steepness(ceiling, midpoint.seconds(), per_year);
            return ceiling / (1 + (ceiling - 1) * math::exp(-k * t.seconds()));
        }
        case Growth::steps: {
            double multiple = 1;
            for (const Step& step : steps) {
                if (step.at <= t) multiple = step.multiple;
            }
            return multiple;
        }
    }
    return 1;
}

RateCurve::Segment RateCurve::segment(Nanos t) const {
    const std::int64_t into_hour = floor_mod(
        floor_mod(local_start_s, 3600) * kSecond.ns + floor_mod(t.ns, kHour.ns), kHour.ns);
    Segment s{rate, t + Nanos{kHour.ns - into_hour}};
    for (const Step& step : steps) {
        if (step.at > t) s.end = min(s.end, step.at);
    }
    for (const Crowd& crowd : crowds) {
        if (crowd.at > t) s.end = min(s.end, crowd.at);
        if (crowd.until > t) s.end = min(s.end, crowd.until);
        if (crowd.at <= t && t < crowd.until) s.rate *= crowd.multiple;
    }
    const std::int64_t local = local_start_s + t.ns / kSecond.ns;
    const std::int64_t day = (local - floor_mod(local, 86400)) / 86400;
    if (!daily.empty()) s.rate *= daily[static_cast<std::size_t>(floor_mod(local, 86400) / 3600)];
    // 1970-01-01 was a Thursday: day 0 is index 3 from Monday.
    if (!weekly.empty()) s.rate *= weekly[static_cast<std::size_t>(floor_mod(day + 3, 7))];
    s.rate *= growth_at(Nanos{t.ns + (s.end - t).ns / 2});
    return s;
}

double logistic_steepness(double ceiling, double midpoint_s, double per_year) {
    if (midpoint_s > 0) return math::log(ceiling + 1) / midpoint_s;
    const double early = math::log1p(per_year) / kYearSeconds;
    const double k = ceiling == 1 ? 0 : early * ceiling / (ceiling - 1);
    return std::max(k, 0.0);
}

double weibull_mean(double shape) {
    return math::exp(math::log_gamma(1 + 1 / shape));
}

double weibull_shape(double cv) {
    double low = 0.1;
    double high = 30;
    for (int i = 0; i < 100; ++i) {
        const double k = 0.5 * (low + high);
        const double ratio = math::exp(math::log_gamma(1 + 2 / k) - 2 * math::log_gamma(1 + 1 / k));
        (ratio - 1 > cv * cv ? low : high) = k;
    }
    return 0.5 * (low + high);
}

Modulation modulation(double burst_multiple, double burst_share, double burst_length_s) {
    Modulation m;
    m.burst = burst_multiple;
    m.calm = (1 - burst_share * burst_multiple) / (1 - burst_share);
    m.burst_s = burst_length_s;
    m.calm_s = burst_length_s * (1 - burst_share) / burst_share;
    return m;
}

double share_seen(double x) {
    // 1 − (1 − e^{−x})/x = x/2 − x²/6 + …, which the difference loses for small x.
    return x < 1e-5 ? x / 2 : 1 + math::expm1(-x) / x;
}

double modulated_gap_cv(const Modulation& m, double rate) {
    const double high = rate * m.burst;
    const double low = rate * m.calm;
    const double leave_high = 1 / m.burst_s;
    const double leave_low = 1 / m.calm_s;
    const double sigma = leave_high + leave_low;
    const double excess = 2 * leave_high * leave_low * (high - low) * (high - low);
    const double mixing = high * low + leave_low * high + leave_high * low;
    return std::sqrt(1 + excess / (sigma * sigma * mixing));
}

double modulated_dispersion(const Modulation& m, double rate, double window_s) {
    const double share = m.burst_s / (m.burst_s + m.calm_s);
    const double variance = share * (1 - share) * (m.burst - m.calm) * (m.burst - m.calm);
    const double sigma = 1 / m.burst_s + 1 / m.calm_s;
    return 1 + 2 * rate * variance / sigma * share_seen(sigma * window_s);
}

}  // namespace orrery::demand
