// A series on equal steps: order, duplicates, the step, gaps short and long.
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "sim/ingest/series_columns.hpp"
#include "sim/ingest/series_rows.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kLongestShortGap = 10'800;
constexpr std::int64_t kMostSteps = 50'000'000;

std::string stamp(std::int64_t unix_s) {
    const date::sys_seconds at{std::chrono::seconds{unix_s}};
    return date::format("%F %TZ", at);
}

/// Two rows of one instant become one: identical ones, or a value beside a null.
void drop_duplicates(std::vector<SeriesRow>& rows, SeriesReport& report, SeriesTroubles& troubles,
                     bool local) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const SeriesRow& a, const SeriesRow& b) { return a.unix_s < b.unix_s; });
    std::size_t kept = 0;
    for (const SeriesRow& row : rows) {
        if (kept == 0 || rows[kept - 1].unix_s != row.unix_s) {
            rows[kept++] = row;
            continue;
        }
        SeriesRow& first = rows[kept - 1];
        ++report.duplicates;
        if (std::isnan(first.value)) {
            first = row;
        } else if (!std::isnan(row.value) && row.value != first.value) {
            troubles.add(
                "E0707", row.line,
                fmt::format("{} has another value in line {}", stamp(row.unix_s), first.line),
                local ? "keep one row of each time"
                      : "keep one row of each time; local times repeat an hour in autumn: write "
                        "them with their offset (2022-10-30T02:00:00+02:00) or in UTC");
        }
    }
    rows.resize(kept);
}

/// The most frequent difference of neighbours; of equally frequent ones the shortest.
std::int64_t step_of(const std::vector<SeriesRow>& rows) {
    std::map<std::int64_t, std::int64_t> counts;
    for (std::size_t i = 1; i < rows.size(); ++i) ++counts[rows[i].unix_s - rows[i - 1].unix_s];
    std::int64_t best = 0;
    std::int64_t most = 0;
    for (const auto& [step, count] : counts) {
        if (count > most) {
            most = count;
            best = step;
        }
    }
    return best;
}

/// Rows without a value at either end belong to no series.
void trim(std::vector<SeriesRow>& rows) {
    const auto known = [](const SeriesRow& r) { return !std::isnan(r.value); };
    rows.erase(std::find_if(rows.rbegin(), rows.rend(), known).base(), rows.end());
    rows.erase(rows.begin(), std::find_if(rows.begin(), rows.end(), known));
}

/// The recorded value of the same time of the nearest day that has one.
std::optional<double> other_day(const std::vector<double>& recorded, std::size_t i,
                                std::size_t day) {
    for (std::size_t back = day; back <= i || i + back < recorded.size(); back += day) {
        if (back <= i && !std::isnan(recorded[i - back])) return recorded[i - back];
        if (i + back < recorded.size() && !std::isnan(recorded[i + back]))
            return recorded[i + back];
    }
    return std::nullopt;
}

struct Filler {
    TimeSeries& series;
    const SeriesWish& wish;
    SeriesReport& report;
    SeriesTroubles& troubles;
    const std::vector<std::int64_t>& lines;
    std::vector<double> recorded = series.values;

    void fill() {
        const std::size_t n = recorded.size();
        for (std::size_t i = 0; i < n; ++i) {
            if (!std::isnan(recorded[i])) continue;
            std::size_t end = i;
            while (std::isnan(recorded[end])) ++end;  // the last step has a value
            gap(i, end);
            i = end;
        }
    }

    void gap(std::size_t begin, std::size_t end) {
        const auto steps = static_cast<std::int64_t>(end - begin);
        if (steps * series.step_s <= kLongestShortGap) {
            ++report.short_gaps;
            report.interpolated += steps;
            interpolate(begin, end);
            return;
        }
        ++report.long_gaps;
        report.copied += steps;
        copy(begin, end);
        if (wish.allow_gaps) return;
        const std::int64_t from =
            series.start_unix_s + static_cast<std::int64_t>(begin) * series.step_s;
        troubles.add(
            "E0708", lines[begin - 1],
            fmt::format("nothing was recorded for {:.3g} h from {}",
                        static_cast<double>(steps * series.step_s) / 3600, stamp(from)),
            "gaps of up to 3 h are interpolated; `allow_gaps: true` fills longer ones from "
            "other days");
    }

    void interpolate(std::size_t begin, std::size_t end) {
        const double a = recorded[begin - 1];
        const double b = recorded[end];
        const auto width = static_cast<double>(end - begin + 1);
        for (std::size_t i = begin; i < end; ++i) {
            series.values[i] = a + (b - a) * static_cast<double>(i - begin + 1) / width;
        }
    }

    void copy(std::size_t begin, std::size_t end) {
        interpolate(begin, end);  // stays where no day has that time
        if (kSecondsPerDay % series.step_s != 0) return;
        const auto day = static_cast<std::size_t>(kSecondsPerDay / series.step_s);
        for (std::size_t i = begin; i < end; ++i) {
            if (const auto value = other_day(recorded, i, day)) series.values[i] = *value;
        }
    }
};

/// Rows on their steps, NaN between them; an error for a row beside the steps.
std::vector<std::int64_t> place(const std::vector<SeriesRow>& rows, TimeSeries& series,
                                SeriesTroubles& troubles) {
    const auto n = (rows.back().unix_s - series.start_unix_s) / series.step_s + 1;
    series.values.assign(static_cast<std::size_t>(n), std::nan(""));
    std::vector<std::int64_t> lines(static_cast<std::size_t>(n), 0);
    for (const SeriesRow& row : rows) {
        const std::int64_t since = row.unix_s - series.start_unix_s;
        if (since % series.step_s != 0) {
            troubles.add("E0707", row.line,
                         fmt::format("{} is not a whole number of steps of {} s after {}",
                                     stamp(row.unix_s), series.step_s, stamp(series.start_unix_s)),
                         "a series has equal steps");
            continue;
        }
        const auto i = static_cast<std::size_t>(since / series.step_s);
        series.values[i] = row.value;
        lines[i] = row.line;
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i] == 0) lines[i] = lines[i - 1];
    }
    return lines;
}

}  // namespace

TimeSeries lay_series(std::vector<SeriesRow> rows, const SeriesWish& wish, SeriesReport& report,
                      SeriesTroubles& troubles) {
    drop_duplicates(rows, report, troubles, !wish.time_zone.empty());
    const std::int64_t step = step_of(rows);
    trim(rows);
    if (troubles.any()) return {};
    if (rows.size() < 2) {
        troubles.add(
            "E0707", rows.empty() ? 1 : rows.front().line,
            fmt::format("{} values of {} make no series", rows.size(), series_noun(wish.kind)),
            "at least two times are wanted");
        return {};
    }
    TimeSeries series;
    series.start_unix_s = rows.front().unix_s;
    series.step_s = step;
    if ((rows.back().unix_s - series.start_unix_s) / step >= kMostSteps) {
        troubles.add("E0707", rows.back().line, "the series spans more than 50 million steps",
                     "is one of the dates wrong?");
        return {};
    }
    const auto lines = place(rows, series, troubles);
    if (troubles.any()) return {};
    Filler{series, wish, report, troubles, lines}.fill();
    return troubles.any() ? TimeSeries{} : series;
}

}  // namespace orrery
