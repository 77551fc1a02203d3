// Forecast of a series of equal steps: log-linear growth, a weekly shape, noise that lingers.
#include "models/demand/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "models/statistics/student.hpp"
#include "orrery/base/math.hpp"

namespace orrery::demand {
namespace {

using statistics::Matrix;

constexpr double kTrendUnit = 100;  ///< steps: keeps the normal equations well scaled
constexpr int kDays = 7;
constexpr double kMostCorrelated = 0.98;
constexpr double kWidest = 5;  ///< log variance of a step; beyond it a forecast says nothing anyway

int weekday(int last, int t) {
    return ((last + t) % kDays + kDays) % kDays;
}

std::array<double, 4> harmonics(int t) {
    constexpr double kYear = 365.25;
    const double turns = t / kYear;
    return {math::cos_turn(turns), math::sin_turn(turns), math::cos_turn(2 * turns),
            math::sin_turn(2 * turns)};
}

/// 1, t, weekdays coded to sum to 0 (Sunday is minus all others), holiday, harmonics of the year.
std::vector<double> features(const SeriesFit& fit, int t) {
    std::vector<double> x{1};
    if (fit.has_growth) x.push_back(t / kTrendUnit);
    const int day = weekday(fit.last_weekday, t);
    for (int d = 0; fit.has_weekly && d + 1 < kDays; ++d) {
        x.push_back(day == kDays - 1 ? -1 : static_cast<double>(day == d));
    }
    if (fit.has_holidays) x.push_back(counts_as_holiday(fit, t) ? 1 : 0);
    if (fit.has_yearly) {
        for (const double h : harmonics(t)) x.push_back(h);
    }
    return x;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

double quadratic(const Matrix& m, const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * dot(m[i], b);
    return sum;
}

struct Steps {
    std::vector<int> t;        ///< of the used steps
    std::vector<double> logs;  ///< of their values
    [[nodiscard]] bool follows(std::size_t i) const { return i > 0 && t[i] == t[i - 1] + 1; }
};

Steps used_steps(std::span<const double> values) {
    Steps s;
    const int n = static_cast<int>(values.size());
    for (int i = 0; i < n; ++i) {
        const double v = values[static_cast<std::size_t>(i)];
        if (!(v > 0)) continue;
        s.t.push_back(i + 1 - n);
        s.logs.push_back(math::log(v));
    }
    return s;
}

bool every_weekday_twice(const Steps& s, int last_weekday) {
    std::array<int, kDays> seen{};
    for (const int t : s.t) ++seen[static_cast<std::size_t>(weekday(last_weekday, t))];
    return std::all_of(seen.begin(), seen.end(), [](int n) { return n >= 2; });
}

/// Holidays as steps from the last one; how many of them the record has.
void take_holidays(SeriesFit& fit, const Steps& s, const SeriesShape& shape, int steps) {
    for (const int day : shape.holidays) fit.holidays.push_back(day + 1 - steps);
    std::sort(fit.holidays.begin(), fit.holidays.end());
    for (const int t : s.t) fit.holidays_seen += counts_as_holiday(fit, t) ? 1 : 0;
    fit.has_holidays = fit.holidays_seen >= shape.least_holidays;
}

/// A row made free of what it shares with the one before (Prais–Winsten).
struct Whitened {
    std::vector<double> x;
    double y = 0;
};
Whitened whitened(const SeriesFit& fit, const Steps& s, std::size_t i) {
    Whitened w{features(fit, s.t[i]), s.logs[i]};
    const double phi = fit.correlation;
    if (s.follows(i)) {
        const std::vector<double> before = features(fit, s.t[i - 1]);
        for (std::size_t k = 0; k < w.x.size(); ++k) w.x[k] -= phi * before[k];
        w.y -= phi * s.logs[i - 1];
    } else {
        const double scale = std::sqrt(1 - phi * phi);
        for (double& x : w.x) x *= scale;
        w.y *= scale;
    }
    return w;
}

/// Coefficients, their covariance and σ at the present φ; false where the system is singular.
bool solve_round(SeriesFit& fit, const Steps& s) {
    const std::size_t p = features(fit, 0).size();
    Matrix normal(p, std::vector<double>(p, 0));
    std::vector<double> right(p, 0);
    std::vector<Whitened> rows;
    for (std::size_t i = 0; i < s.t.size(); ++i) {
        rows.push_back(whitened(fit, s, i));
        const Whitened& w = rows.back();
        for (std::size_t a = 0; a < p; ++a) {
            right[a] += w.x[a] * w.y;
            for (std::size_t b = 0; b < p; ++b) normal[a][b] += w.x[a] * w.x[b];
        }
    }
    const statistics::Cholesky factor = statistics::cholesky(normal);
    if (!factor.positive_definite()) return false;
    fit.coefficients = statistics::solve(factor, right);
    fit.covariance.assign(p, {});
    for (std::size_t a = 0; a < p; ++a) {
        std::vector<double> unit(p, 0);
        unit[a] = 1;
        fit.covariance[a] = statistics::solve(factor, unit);
    }
    fit.innovations.clear();
    double squares = 0;
    for (const Whitened& w : rows) {
        fit.innovations.push_back(w.y - dot(w.x, fit.coefficients));
        squares += fit.innovations.back() * fit.innovations.back();
    }
    const auto n = static_cast<double>(rows.size());
    fit.sigma = std::sqrt(squares / std::max(n - static_cast<double>(p), 1.0));
    return true;
}

double residual(const SeriesFit& fit, const Steps& s, std::size_t i) {
    return s.logs[i] - dot(features(fit, s.t[i]), fit.coefficients);
}

double neighbours(const SeriesFit& fit, const Steps& s) {
    double product = 0;
    double squares = 0;
    for (std::size_t i = 1; i < s.t.size(); ++i) {
        if (!s.follows(i)) continue;
        const double before = residual(fit, s, i - 1);
        product += residual(fit, s, i) * before;
        squares += before * before;
    }
    if (!(squares > 0)) return 0;
    const auto n = static_cast<double>(s.t.size());
    const double phi = product / squares;
    const double bias = fit.has_growth ? (2 + 4 * phi) / n : (1 + 3 * phi) / n;
    return std::clamp(phi + bias, 0.0, kMostCorrelated);
}

/// Names for the coefficients, and what is left at the end of the record.
void finish(SeriesFit& fit, const Steps& s, std::size_t steps) {
    std::size_t next = 1;
    fit.level = fit.coefficients[0];
    if (fit.has_growth) {
        fit.growth = fit.coefficients[next] / kTrendUnit;
        fit.growth_error = fit.sigma * std::sqrt(fit.covariance[next][next]) / kTrendUnit;
        ++next;
    }
    if (fit.has_weekly) {
        for (std::size_t d = 0; d + 1 < kDays; ++d) {
            fit.weekly[d] = fit.coefficients[next + d];
            fit.weekly[kDays - 1] -= fit.weekly[d];
        }
        next += kDays - 1;
    }
    if (fit.has_holidays) {
        fit.holiday = fit.coefficients[next];
        fit.holiday_error = fit.sigma * std::sqrt(fit.covariance[next][next]);
        ++next;
    }
    for (std::size_t k = 0; fit.has_yearly && k < fit.yearly.size(); ++k) {
        fit.yearly[k] = fit.coefficients[next + k];
    }
    if (s.t.back() == 0) fit.last = residual(fit, s, s.t.size() - 1);
    const double phi = fit.correlation;
    const auto p = static_cast<double>(fit.coefficients.size());
    fit.degrees = std::max((static_cast<double>(fit.used) - p) * (1 - phi) / (1 + phi), 1.0);
    std::vector<double> by_step(steps, 0);
    for (std::size_t i = 0; i < s.t.size(); ++i) {
        const auto step = steps - 1 - static_cast<std::size_t>(-s.t[i]);
        by_step[step] = fit.sigma > 0 ? fit.innovations[i] / fit.sigma : 0;
    }
    fit.innovations = std::move(by_step);
}

/// Of r at two steps ahead, over σ²: φ^|h−k| · (1 − φ^(2·min)) / (1 − φ²).
double lingering(double phi, int h, int k) {
    const int least = std::min(h, k);
    const double reach = math::pow(phi, 2.0 * least);
    return math::pow(phi, std::abs(h - k)) * (1 - reach) / (1 - phi * phi);
}

/// Noise may have begun the excursion earlier: the start with the greatest likelihood, Σ²/n.
Drift likeliest_shift(std::span<const double> errors, std::size_t from, std::size_t at) {
    Drift drift{true, at, at, 0};
    double sum = 0;
    double best = -1;
    for (std::size_t j = at + 1; j-- > from;) {
        sum += errors[j];
        const auto n = static_cast<double>(at - j + 1);
        if (sum * sum / n <= best) continue;
        best = sum * sum / n;
        drift.since = j;
        drift.shift = sum / n;
    }
    return drift;
}

/// Log median of a step ahead, the lingering residual included.
double log_median(const SeriesFit& fit, int ahead) {
    const double trend = dot(features(fit, ahead), fit.coefficients);
    return ahead > 0 ? trend + math::pow(fit.correlation, ahead) * fit.last : trend;
}

}  // namespace

std::optional<SeriesFit> fit_series(std::span<const double> values, const SeriesShape& shape) {
    const Steps s = used_steps(values);
    const int n = static_cast<int>(s.t.size());
    if (n < std::max(shape.least, 2)) return std::nullopt;
    SeriesFit fit;
    fit.used = n;
    fit.last_weekday = weekday(shape.first_weekday, static_cast<int>(values.size()) - 1);
    fit.has_growth = n >= shape.least_growth;
    fit.has_weekly = shape.weekly && every_weekday_twice(s, fit.last_weekday);
    fit.has_yearly = shape.weekly && shape.yearly && n >= shape.least_yearly;
    take_holidays(fit, s, shape, static_cast<int>(values.size()));
    constexpr int kRounds = 6;
    for (int round = 0; round < (shape.correlated ? kRounds : 1); ++round) {
        if (round > 0) fit.correlation = neighbours(fit, s);
        if (!solve_round(fit, s)) return std::nullopt;
    }
    finish(fit, s, values.size());
    return fit;
}

Band forecast_sum(const SeriesFit& fit, int from, int count) {
    const double variance = fit.sigma * fit.sigma;
    std::vector<std::vector<double>> x;
    std::vector<double> mean;
    const auto covariance = [&](int i, int j) {
        const auto a = static_cast<std::size_t>(i);
        const auto b = static_cast<std::size_t>(j);
        const double c =
            quadratic(fit.covariance, x[a], x[b]) + lingering(fit.correlation, from + i, from + j);
        return std::min(variance * c, kWidest);
    };
    Band band;
    for (int i = 0; i < count; ++i) {
        x.push_back(features(fit, from + i));
        mean.push_back(math::exp(log_median(fit, from + i) + covariance(i, i) / 2));
        band.mean += mean.back();
    }
    double spread = 0;
    for (int i = 0; i < count; ++i) {
        for (int j = 0; j < count; ++j) {
            spread += mean[static_cast<std::size_t>(i)] * mean[static_cast<std::size_t>(j)] *
                      math::expm1(covariance(i, j));
        }
    }
    if (!(band.mean > 0)) return band;
    const double log_variance = math::log1p(spread / (band.mean * band.mean));
    const double reach =
        statistics::student_quantile(0.9, fit.degrees) * std::sqrt(std::max(log_variance, 0.0));
    band.p50 = band.mean * math::exp(-log_variance / 2);
    band.p10 = band.p50 * math::exp(-reach);
    band.p90 = band.p50 * math::exp(reach);
    return band;
}

bool counts_as_holiday(const SeriesFit& fit, int ahead) {
    const bool named = std::binary_search(fit.holidays.begin(), fit.holidays.end(), ahead);
    return named && (!fit.has_weekly || weekday(fit.last_weekday, ahead) < kDays - 2);
}

double yearly_effect(const SeriesFit& fit, int ahead) {
    const auto h = harmonics(ahead);
    double sum = 0;
    for (std::size_t k = 0; fit.has_yearly && k < h.size(); ++k) sum += fit.yearly[k] * h[k];
    return sum;
}

double expected_step(const SeriesFit& fit, int ahead) {
    return math::exp(log_median(fit, ahead));
}

std::vector<double> later_innovations(const SeriesFit& fit, std::span<const double> later) {
    std::vector<double> out;
    double before = fit.last;
    const double phi = fit.correlation;
    for (std::size_t i = 0; i < later.size(); ++i) {
        out.push_back(0);
        if (!(later[i] > 0) || !(fit.sigma > 0)) {
            before *= phi;
            continue;
        }
        const std::vector<double> x = features(fit, static_cast<int>(i) + 1);
        const double r = math::log(later[i]) - dot(x, fit.coefficients);
        // What is not known of the coefficients enters by the share that is not carried along.
        const double unknown = (1 - phi) * (1 - phi) * quadratic(fit.covariance, x, x);
        out.back() = (r - phi * before) / (fit.sigma * std::sqrt(1 + unknown));
        before = r;
    }
    return out;
}

std::vector<double> repeat_last(std::span<const double> values, int period, int count) {
    std::vector<double> out;
    const auto length = std::min(static_cast<std::size_t>(std::max(period, 1)), values.size());
    if (length == 0) return out;
    const std::size_t first = values.size() - length;
    for (int i = 0; i < count; ++i) {
        out.push_back(values[first + static_cast<std::size_t>(i) % length]);
    }
    return out;
}

ForecastError forecast_error(std::span<const double> actual, std::span<const double> predicted) {
    double total = 0;
    double missed = 0;
    double signed_miss = 0;
    for (std::size_t i = 0; i < std::min(actual.size(), predicted.size()); ++i) {
        total += actual[i];
        missed += std::fabs(predicted[i] - actual[i]);
        signed_miss += predicted[i] - actual[i];
    }
    return total > 0 ? ForecastError{missed / total, signed_miss / total} : ForecastError{};
}

Drift cusum(std::span<const double> errors, double slack, double threshold) {
    struct Side {
        double sum = 0;
        std::size_t since = 0;
    };
    Side sides[2];
    for (std::size_t i = 0; i < errors.size(); ++i) {
        for (int k = 0; k < 2; ++k) {
            Side& side = sides[k];
            const double step = (k == 0 ? errors[i] : -errors[i]) - slack;
            if (side.sum <= 0) side.since = i;
            side.sum = std::max(side.sum + step, 0.0);
            if (side.sum <= threshold) continue;
            return likeliest_shift(errors, side.since, i);
        }
    }
    return {};
}

}  // namespace orrery::demand
