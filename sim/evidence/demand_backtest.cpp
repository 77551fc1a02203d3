// Demand or cost forecast from a record's earlier part, held against its later part.
#include "sim/evidence/demand_backtest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "models/demand/rate.hpp"
#include "orrery/base/math.hpp"
#include "sim/evidence/local_clock.hpp"
#include "sim/evidence/trace_fit.hpp"

namespace orrery {
namespace {

constexpr int kWeek = 7;
constexpr int kMonthsFrom = 60;  ///< days held out; below it weeks are told apart
constexpr double kYearDays = 365.25;
constexpr double kCounts = 2;  ///< standard errors from which growth is taken for real

/// Calendar months, or weeks of seven days, of the last `held` days.
std::vector<HeldPeriod> periods_of(const DemandHistory& history, int held) {
    std::vector<HeldPeriod> periods;
    const bool months = history.calendar && held >= kMonthsFrom;
    for (int i = 0; i < held; ++i) {
        const std::string name = months ? history.day_name(history.days() - held + i).substr(0, 7)
                                        : fmt::format("week {}", i / kWeek + 1);
        if (periods.empty() || periods.back().name != name) periods.push_back({name, i + 1, 0});
        ++periods.back().count;
    }
    return periods;
}

double sum(std::span<const double> values) {
    double total = 0;
    for (const double v : values) total += v;
    return total;
}

/// Mean over the week, and over the noise, of the fitted level at a step; per second.
double mean_rate(const demand::SeriesFit& fit, double ahead, bool growth) {
    double week = 0;
    for (const double effect : fit.weekly) week += math::exp(effect) / kWeek;
    const double noise = fit.sigma * fit.sigma / (1 - fit.correlation * fit.correlation);
    const double level = fit.level + (growth ? fit.growth * ahead : 0) + noise / 2;
    return math::exp(level) * week / kDay.seconds();
}

constexpr int kDaysAhead = 731;  ///< for which holidays and the year's course are written down

/// What multiplies the rate on days ahead, as spans from the scenario's start on.
std::vector<FlashCrowdSpec> days_apart(const DemandHistory& history, const demand::SeriesFit& fit,
                                       std::int64_t start_unix_s) {
    std::vector<FlashCrowdSpec> crowds;
    if (!history.calendar || start_unix_s <= 0) return crowds;
    LocalClock clock(history.time_zone);
    const std::int64_t last = history.first_day + history.days() - 1;
    const std::int64_t start = start_unix_s / 86400;
    const auto add = [&](std::int64_t day, int days, double effect) {
        const std::int64_t midnight = day * 86400 - clock.offset_s(day * 86400);
        const std::int64_t from = std::max<std::int64_t>(midnight - start_unix_s, 0);
        const std::int64_t until = midnight + days * std::int64_t{86400} - start_unix_s;
        if (until <= from) return;
        crowds.push_back(
            {Nanos{from * kSecond.ns}, Nanos{(until - from) * kSecond.ns}, math::exp(effect)});
    };
    constexpr int kSpan = 15;  // a year's second harmonic moves by little in half a month
    for (int i = 0; fit.has_yearly && i < kDaysAhead; i += kSpan) {
        const auto middle = static_cast<int>(start + i + kSpan / 2 - last);
        add(start + i, kSpan, demand::yearly_effect(fit, middle));
    }
    for (const std::int64_t day : history.holidays) {
        const bool ahead = day >= start && day < start + kDaysAhead;
        if (!fit.has_holidays || !ahead) continue;
        if (demand::counts_as_holiday(fit, static_cast<int>(day - last))) add(day, 1, fit.holiday);
    }
    return crowds;
}

/// A plan's rate by day: the shape of the day sums to 1 and stays out.
demand::RateCurve curve_of(const SyntheticSpec& plan, std::int64_t local_start_s) {
    static_assert(static_cast<int>(GrowthLaw::steps) == static_cast<int>(demand::Growth::steps));
    demand::RateCurve curve;
    curve.rate = plan.rate;
    curve.weekly = plan.weekly;
    curve.local_start_s = local_start_s;
    curve.growth = static_cast<demand::Growth>(plan.growth.law);
    curve.per_year = plan.growth.per_year;
    curve.ceiling = plan.growth.ceiling > 0 ? plan.growth.ceiling : 1;
    curve.midpoint = plan.growth.midpoint;
    for (const auto& [at, multiple] : plan.growth.steps) curve.steps.push_back({at, multiple});
    curve.normalise();
    return curve;
}

/// Requests of a day that begins so many seconds into the curve: its rate at noon.
double day_of(const demand::RateCurve& curve, std::int64_t since_start) {
    return curve.segment(Nanos{(since_start + 43200) * kSecond.ns}).rate * kDay.seconds();
}

}  // namespace

double planned_requests(const SyntheticSpec& plan, std::int64_t start_unix_s, int days) {
    const demand::RateCurve curve = curve_of(plan, start_unix_s);
    double sum = 0;
    for (int day = 0; day < days; ++day) sum += day_of(curve, day * std::int64_t{86400});
    return sum;
}

demand::SeriesShape demand_shape(const DemandHistory& history) {
    demand::SeriesShape shape;
    shape.first_weekday = history.first_weekday();
    if (!history.calendar) return shape;
    for (const std::int64_t day : history.holidays) {
        shape.holidays.push_back(static_cast<int>(day - history.first_day));
    }
    return shape;
}

std::optional<SeriesBacktest> backtest_series(const std::string& name,
                                              const std::vector<double>& values, int held,
                                              const demand::SeriesShape& shape, int naive_period,
                                              std::vector<HeldPeriod> periods) {
    if (held < 1 || held >= static_cast<int>(values.size())) return std::nullopt;
    const std::size_t training = values.size() - static_cast<std::size_t>(held);
    const auto known = std::span(values).first(training);
    const auto came = std::span(values).subspan(training);
    const auto fit = demand::fit_series(known, shape);
    if (!fit) return std::nullopt;
    SeriesBacktest b;
    b.name = name;
    b.fit = *fit;
    b.steps = held;
    std::vector<double> predicted;
    for (int i = 1; i <= held; ++i) {
        const demand::Band band = demand::forecast_sum(*fit, i, 1);
        predicted.push_back(band.p50);
        b.inside += band.holds(came[static_cast<std::size_t>(i - 1)]) ? 1 : 0;
    }
    b.error = demand::forecast_error(came, predicted);
    b.naive = demand::forecast_error(came, demand::repeat_last(known, naive_period, held));
    b.periods = std::move(periods);
    for (HeldPeriod& p : b.periods) {
        p.actual = sum(
            came.subspan(static_cast<std::size_t>(p.from - 1), static_cast<std::size_t>(p.count)));
        p.band = demand::forecast_sum(*fit, p.from, p.count);
    }
    b.actual = sum(came);
    b.total = demand::forecast_sum(*fit, 1, held);
    b.earlier = demand::cusum(fit->innovations);
    b.drift = demand::cusum(demand::later_innovations(*fit, came));
    return b;
}

std::optional<DemandBacktest> backtest_demand(const DemandHistory& history, int held_days) {
    DemandBacktest out;
    out.held = held_days;
    out.training = history.days() - held_days;
    const demand::SeriesShape shape = demand_shape(history);
    for (const auto& [name, values] :
         {std::pair{"requests", &history.requests}, std::pair{"prompt tokens", &history.prompt},
          std::pair{"output tokens", &history.output}}) {
        auto metric = backtest_series(name, *values, held_days, shape, kWeek,
                                      periods_of(history, std::max(held_days, 0)));
        if (!metric) return std::nullopt;
        out.metrics.push_back(std::move(*metric));
    }
    return out;
}

demand::ForecastError planned_error(const SyntheticSpec& plan, std::int64_t start_unix_s,
                                    const DemandHistory& history, int held_days) {
    const int first = history.days() - held_days;
    std::int64_t since_start = 0;  // without a calendar the plan begins with what is held out
    if (history.calendar) {
        since_start = std::max<std::int64_t>((history.first_day + first) * 86400 - start_unix_s, 0);
    }
    constexpr std::int64_t kMonday = 4;  // 1970-01-05
    const demand::RateCurve curve =
        curve_of(plan, history.calendar ? (history.first_day + first) * 86400 - since_start
                                        : (kMonday + first % kWeek) * 86400);
    std::vector<double> expected;
    for (int day = 0; day < held_days; ++day) {
        expected.push_back(day_of(curve, since_start + day * std::int64_t{86400}));
    }
    return demand::forecast_error(
        std::span(history.requests).subspan(static_cast<std::size_t>(first)), expected);
}

std::optional<FittedDemand> fit_demand(const DemandHistory& history, RequestSource& recent,
                                       std::int64_t start_unix_s) {
    return fit_demand(history, fit_generator(describe_trace(recent)), start_unix_s);
}

std::optional<FittedDemand> fit_demand(const DemandHistory& history, SyntheticSpec shape,
                                       std::int64_t start_unix_s) {
    const auto fit = demand::fit_series(history.requests, demand_shape(history));
    if (!fit) return std::nullopt;
    FittedDemand out;
    out.fit = *fit;
    out.growth_counts = std::fabs(fit->growth) > kCounts * fit->growth_error && fit->growth != 0;
    double ahead = 1;
    const std::int64_t end_day = history.first_day + history.days();
    if (history.calendar) {
        const std::int64_t start_day = start_unix_s / 86400;
        ahead += std::max<double>(static_cast<double>(start_day - end_day), 0);
    }
    out.as_of = history.day_name(history.days() - 1 + static_cast<int>(ahead));
    out.spec = std::move(shape);
    out.spec.rate = mean_rate(*fit, ahead, out.growth_counts);
    out.spec.daily = daily_shape(history);
    if (fit->has_weekly) {
        double mean = 0;
        for (const double effect : fit->weekly) mean += math::exp(effect) / kWeek;
        for (const double effect : fit->weekly) {
            out.spec.weekly.push_back(math::exp(effect) / mean);
        }
    }
    if (out.growth_counts) {
        out.spec.growth.law = GrowthLaw::exponential;
        out.spec.growth.per_year = std::clamp(math::expm1(fit->growth * kYearDays), -0.99, 100.0);
    }
    out.spec.flash_crowds = days_apart(history, *fit, start_unix_s);
    return out;
}

}  // namespace orrery
