// Recorded hourly grid intensity of a zone, laid over the run's intervals.
#include "sim/scenario/compile/grid_series.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

using Series = std::map<std::int64_t, double>;  ///< g/kWh by hour since 1970

/// "2022-06-01 13:00:00" or RFC 3339 → hours since 1970.
std::optional<std::int64_t> hour_of(std::string text) {
    if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
    if (text.size() == 19) text += 'Z';
    const auto seconds = parse_date(text);
    if (!seconds) return std::nullopt;
    return (*seconds - ((*seconds % 3600) + 3600) % 3600) / 3600;
}

Series read_series(Context& context, const std::string& file, const SiteSpec& spec,
                   const std::string& path) {
    Series series;
    CsvReader csv(file);
    const int time = csv.column({"datetime_utc", "datetime", "time", "hour"});
    const int zone = csv.column({"zone", "grid"});
    const int value = csv.column({"ci_lca_g_per_kwh", "g_per_kwh", "ci_direct_g_per_kwh"});
    if (time < 0 || value < 0) {
        context.error({file, 1, 0}, "E0705", path + ".grid_series",
                      "columns datetime_utc and g_per_kwh are wanted", "rename the columns");
        return series;
    }
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        if (cells.size() != csv.header().size()) continue;
        if (zone >= 0 && cells[static_cast<std::size_t>(zone)] != spec.grid) continue;
        const auto hour = hour_of(cells[static_cast<std::size_t>(time)]);
        const auto g = parse_number(cells[static_cast<std::size_t>(value)]);
        if (hour && g && *g >= 0) series[*hour] = *g;
    }
    if (series.empty()) {
        context.error(spec.where, "E0706", path + ".grid_series",
                      "the series has no hour of zone \"" + spec.grid + "\"",
                      "grid: names the zone as the file does");
    }
    return series;
}

/// The same hour of the recorded year nearest to it: the date with another year.
double look_up(const Series& series, std::int64_t hour) {
    const auto exact = series.find(hour);
    if (exact != series.end()) return exact->second;
    const date::sys_seconds at{std::chrono::seconds{hour * 3600}};
    const auto day = date::floor<date::days>(at);
    const date::year_month_day wanted{day};
    const date::sys_seconds last{std::chrono::seconds{series.rbegin()->first * 3600}};
    const date::year year = date::year_month_day{date::floor<date::days>(last)}.year();
    date::year_month_day same = year / wanted.month() / wanted.day();
    if (!same.ok()) same = year / date::February / 28;
    const std::int64_t base = date::sys_days(same).time_since_epoch().count() * 24;
    const std::int64_t other = base + (at - day).count() / 3600;
    const auto near = series.lower_bound(other);
    return near == series.end() ? series.rbegin()->second : near->second;
}

}  // namespace

void read_grid_series(Context& context, const std::string& file, const SiteSpec& spec,
                      const std::string& path, Site& site) {
    const Series series = read_series(context, file, spec, path);
    if (series.empty()) return;
    const std::int64_t step_s = context.world.meter_interval.ns / kSecond.ns;
    bool recorded = true;
    for (std::size_t i = 0; i < context.world.intervals(); ++i) {
        const std::int64_t at = context.world.start_unix_s + static_cast<std::int64_t>(i) * step_s;
        recorded = recorded && series.count(at / 3600) > 0;
        site.grid_g_kwh.push_back(look_up(series, at / 3600));
    }
    site.grid_source = spec.grid_series + (recorded ? "" : ", hours of its last year");
    context.assume(path + ".grid_intensity", fmt::format("{} recorded hours", series.size()),
                   site.grid_source);
}

}  // namespace orrery::compile
