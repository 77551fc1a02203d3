// Time series from CSV: grid intensity, prices, weather and generation profiles, of one zone.
#include "sim/ingest/series.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/ingest/series_rows.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

std::int64_t floor_mod(std::int64_t a, std::int64_t b) {
    return ((a % b) + b) % b;
}

/// The same month, day and time of another year; 28 February for the 29th.
std::int64_t in_year(std::int64_t unix_s, date::year year) {
    const date::sys_seconds at{std::chrono::seconds{unix_s}};
    const auto day = date::floor<date::days>(at);
    const date::year_month_day wanted{day};
    date::year_month_day same = year / wanted.month() / wanted.day();
    if (!same.ok()) same = year / date::February / 28;
    return date::sys_days(same).time_since_epoch().count() * kSecondsPerDay + (at - day).count();
}

date::year year_of(std::int64_t unix_s) {
    const date::sys_seconds at{std::chrono::seconds{unix_s}};
    return date::year_month_day{date::floor<date::days>(at)}.year();
}

/// Where an instant outside the series is looked up.
std::int64_t recorded_instant(const TimeSeries& s, std::int64_t unix_s) {
    const std::int64_t end = s.end_unix_s();
    if (unix_s >= s.start_unix_s && unix_s < end) return unix_s;
    const bool later = unix_s >= end;
    const date::year nearest = year_of(later ? end - 1 : s.start_unix_s);
    for (int other = 0; other < 2; ++other) {
        const std::int64_t same = in_year(unix_s, nearest + date::years(later ? -other : other));
        if (same >= s.start_unix_s && same < end) return same;
    }
    return s.start_unix_s + floor_mod(unix_s - s.start_unix_s, end - s.start_unix_s);
}

double value_at(const TimeSeries& s, std::int64_t unix_s) {
    return s.values[static_cast<std::size_t>((unix_s - s.start_unix_s) / s.step_s)];
}

/// Integral of the step function over [from, until) over its length; `where` maps instants.
template <class Where>
double mean_by_steps(const TimeSeries& s, std::int64_t from, std::int64_t until, Where where) {
    math::NeumaierSum sum;
    for (std::int64_t t = from; t < until;) {
        const std::int64_t at = where(t);
        const std::int64_t left = s.step_s - (at - s.start_unix_s) % s.step_s;
        const std::int64_t next = std::min(until, t + left);
        sum.add(value_at(s, at) * static_cast<double>(next - t));
        t = next;
    }
    return sum.value() / static_cast<double>(until - from);
}

void warn_of_unit(const SeriesReport& report, Diagnostics& diagnostics) {
    Diagnostic d;
    d.severity = Severity::warning;
    d.code = "E0710";
    d.at = {report.file, 1, 0};
    d.message = fmt::format("column \"{}\" states no unit: {} is taken", report.column,
                            report.unit_assumed);
    d.hint = "name the column with its unit: g_per_kwh, usd_per_mwh, temp_c, wind_m_s";
    diagnostics.add(std::move(d));
}

}  // namespace

double TimeSeries::mean_over(std::int64_t from_unix_s, std::int64_t until_unix_s) const {
    return mean_by_steps(*this, from_unix_s, until_unix_s, [](std::int64_t t) { return t; });
}

double TimeSeries::mean_repeated(std::int64_t from_unix_s, std::int64_t until_unix_s) const {
    if (holds(from_unix_s, until_unix_s)) return mean_over(from_unix_s, until_unix_s);
    return mean_by_steps(*this, from_unix_s, until_unix_s,
                         [this](std::int64_t t) { return recorded_instant(*this, t); });
}

std::vector<double> TimeSeries::resampled(std::int64_t from_unix_s, std::int64_t interval_s,
                                          std::size_t count) const {
    std::vector<double> means(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t from = from_unix_s + static_cast<std::int64_t>(i) * interval_s;
        means[i] = mean_repeated(from, from + interval_s);
    }
    return means;
}

double TimeSeries::mean() const {
    return empty() ? 0 : mean_over(start_unix_s, end_unix_s());
}

std::string SeriesReport::summary(const TimeSeries& series) const {
    const double hours = static_cast<double>(series.step_s) / 3600;
    std::string text = hours >= 1
                           ? fmt::format("{} steps of {:g} h", series.values.size(), hours)
                           : fmt::format("{} steps of {:g} min", series.values.size(), hours * 60);
    const auto tell = [&](std::int64_t n, const char* what) {
        if (n > 0) text += fmt::format(", {} {}", n, what);
    };
    tell(interpolated, "interpolated in short gaps");
    tell(copied, "taken from other days in long gaps");
    tell(duplicates, "duplicates dropped");
    tell(out_of_order, "rows out of order");
    tell(negative, "negative");
    return text;
}

TimeSeries read_series(const std::string& file, const SeriesWish& wish, SeriesReport& report,
                       Diagnostics& diagnostics) {
    report = {};
    report.file = file;
    SeriesTroubles troubles(file, diagnostics);
    std::vector<SeriesRow> rows = read_series_rows(file, wish, report, troubles);
    TimeSeries series;
    if (!troubles.any()) series = lay_series(std::move(rows), wish, report, troubles);
    troubles.flush();
    if (!series.empty() && !report.unit_assumed.empty()) warn_of_unit(report, diagnostics);
    return series;
}

}  // namespace orrery
