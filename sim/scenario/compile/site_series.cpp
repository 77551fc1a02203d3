// Recorded series laid over the run's intervals, read once for all sites that name them.
#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

constexpr std::int64_t kHour = 3600;
/// A series so long knows every date of a year, but for a short gap at its ends.
constexpr std::int64_t kYear = (365 * 24 - 3) * kHour;
constexpr std::int64_t kShortGap = 3 * kHour;

/// Seconds since 1970 between which something is recorded or run.
struct Span {
    std::int64_t from = 0;
    std::int64_t until = 0;
    [[nodiscard]] double hours() const { return static_cast<double>(until - from) / kHour; }
};

std::string day(std::int64_t unix_s) {
    return date::format("%F", date::sys_seconds{std::chrono::seconds{unix_s}});
}

std::string minute(std::int64_t unix_s) {
    return date::format("%F %RZ", date::sys_seconds{std::chrono::seconds{unix_s}});
}

/// How the key that names the zone, and what does without one, are written.
std::string zone_hint(const SeriesUse& use) {
    std::string hint = use.zone_key.empty() ? "" : "; write it as " + use.zone_key + ": …";
    const bool main = use.kind == SeriesKind::intensity || use.kind == SeriesKind::intensity_direct;
    if (main) hint += ", or annual_average: true for the catalog's mean";
    return hint;
}

/// The reader's diagnostics know file and line; here they get the key that names the file.
void pass_on(const Diagnostics& found, const SeriesUse& use, Diagnostics& into) {
    for (Diagnostic d : found.items()) {
        d.path = use.path;
        if (d.code == "E0706") d.hint += zone_hint(use);
        into.add(std::move(d));
    }
}

Span run_of(const World& world) {
    const std::int64_t step = world.meter_interval.ns / kSecond.ns;
    return {world.start_unix_s,
            world.start_unix_s + step * static_cast<std::int64_t>(world.intervals())};
}

/// Several sites and kinds of value share a file: it is spoken of once.
bool said(const Diagnostics& all, const Diagnostic& d) {
    return std::any_of(all.items().begin(), all.items().end(), [&](const Diagnostic& other) {
        return other.code == d.code && other.message == d.message;
    });
}

/// A run beyond a recorded year takes its dates, with a warning; a run of which a shorter series
/// holds a part only has a gap. False after that error.
bool covers(Context& context, const SeriesUse& use, const TimeSeries& series, Diagnostics& into) {
    const Span run = run_of(context.world);
    const Span held{series.start_unix_s, series.end_unix_s()};
    if (held.from <= run.from + kShortGap && held.until >= run.until - kShortGap) return true;
    Diagnostic d;
    d.at = context.key_at(use.path, use.where);
    d.path = use.path;
    const bool year = held.until - held.from >= kYear;
    if (year) {
        d.severity = Severity::warning;
        d.code = "E0711";
        d.message = fmt::format(
            "{} holds {} to {}, the run goes from {} to {}: each hour takes "
            "the same hour of the nearest year",
            use.written, day(held.from), day(held.until - 1), day(run.from), day(run.until - 1));
        d.hint = "weekdays and weather are those of that year";
    } else {
        const std::int64_t both = std::min(held.until, run.until) - std::max(held.from, run.from);
        d.severity = use.allow_gaps ? Severity::warning : Severity::error;
        d.code = "E0708";
        d.message =
            fmt::format("{} holds {:.4g} of the run's {:.4g} h: it goes from {} to {}", use.written,
                        static_cast<double>(std::max<std::int64_t>(0, both)) / kHour, run.hours(),
                        minute(held.from), minute(held.until));
        d.hint = use.allow_gaps ? "what it holds is repeated over the rest"
                                : "complete the file; `allow_gaps: true` repeats what it holds";
    }
    const bool error = d.severity == Severity::error;
    if (error || (!said(context.diagnostics, d) && !said(into, d))) into.add(std::move(d));
    return !error;
}

/// The file of a use, read; empty after errors.
TimeSeries read_file(Context& context, const SeriesUse& use, SeriesReport& report,
                     Diagnostics& into) {
    const std::string file = resolve_path(context, use.written, use.where, use.path);
    if (file.empty()) return {};
    SeriesWish wish;
    wish.kind = use.kind;
    wish.zone = use.zone;
    wish.value_column = use.column;
    wish.allow_gaps = use.allow_gaps;
    Diagnostics found;
    TimeSeries series = read_series(file, wish, report, found);
    pass_on(found, use, into);
    if (!series.empty() && !covers(context, use, series, into)) return {};
    return series;
}

}  // namespace

const Profile* read_profile(Context& context, const SeriesUse& use, Diagnostics* diagnostics) {
    const std::string key = fmt::format("{}|{}|{}|{}|{}", use.written, static_cast<int>(use.kind),
                                        use.zone, use.column, use.allow_gaps);
    const auto known = context.profiles.find(key);
    if (known != context.profiles.end()) return &known->second;
    SeriesReport report;
    const TimeSeries series =
        read_file(context, use, report, diagnostics ? *diagnostics : context.diagnostics);
    if (series.empty()) return nullptr;
    const World& world = context.world;
    const Span run = run_of(world);
    Profile profile;
    profile.values =
        series.resampled(run.from, world.meter_interval.ns / kSecond.ns, world.intervals());
    profile.source = use.written;
    profile.column = report.column;
    profile.note = report.summary(series) + ", column " + report.column;
    if (!series.holds(run.from, run.until)) {
        const bool year = series.end_unix_s() - series.start_unix_s >= kYear;
        profile.source += year ? ", dates of its nearest year" : ", repeated";
    }
    return &context.profiles.emplace(key, std::move(profile)).first->second;
}

}  // namespace orrery::compile
