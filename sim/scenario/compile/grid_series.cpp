// Recorded series laid over the run's meter intervals: grid intensity, prices, weather, generation.
#include "sim/scenario/compile/grid_series.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::compile {
namespace {

bool only_zone_missing(const Diagnostics& d) {
    return std::all_of(d.items().begin(), d.items().end(),
                       [](const Diagnostic& one) { return one.code == "E0706"; });
}

/// `file`: where the path leads.
Series read_file(Context& context, const std::string& file, const SeriesSource& source,
                 bool optional_zone, SeriesReport& report) {
    Diagnostics found;
    Series series = read_series(file, source.wish, report, found);
    if (optional_zone && series.empty() && only_zone_missing(found)) return series;
    for (Diagnostic d : found.items()) {
        d.path = source.path;
        context.diagnostics.add(std::move(d));
    }
    return series;
}

SeriesSource source_of(const SiteSpec& spec, const std::string& file, const std::string& path,
                       SeriesKind kind, const std::string& zone) {
    SeriesSource s{file, path, spec.where, {}};
    s.wish.kind = kind;
    s.wish.zone = zone;
    s.wish.allow_gaps = spec.allow_gaps;
    return s;
}

std::string zone_of(const SiteSpec& spec, const Site& site) {
    return spec.grid_zone.empty() ? site.grid : spec.grid_zone;
}

std::string origin(const std::string& file, const IntervalSeries& read) {
    return file + (read.recorded ? "" : ", dates of its nearest year");
}

/// The combustion column beside the one that was read; nothing where there is none.
void take_direct(Context& context, const SeriesSource& whole, const IntervalSeries& read,
                 Site& site) {
    SeriesSource direct = whole;
    direct.wish.kind = SeriesKind::intensity_direct;
    const std::string file = resolve_path(context, direct.file, direct.at, direct.path);
    SeriesReport report;
    Diagnostics ignored;  // a file without the column is no error
    const Series series = read_series(file, direct.wish, report, ignored);
    if (series.empty() || report.column == read.column) return;
    site.grid_direct_g_kwh =
        series.resampled(context.world.start_unix_s, context.world.meter_interval.ns / kSecond.ns,
                         context.world.intervals());
}

}  // namespace

IntervalSeries read_intervals(Context& context, const SeriesSource& source, bool optional_zone) {
    IntervalSeries result;
    const std::string file = resolve_path(context, source.file, source.at, source.path);
    if (file.empty()) return result;
    SeriesReport report;
    const std::size_t errors = context.diagnostics.error_count();
    const Series series = read_file(context, file, source, optional_zone, report);
    result.no_zone = series.empty() && context.diagnostics.error_count() == errors;
    if (series.empty()) return result;
    const std::int64_t step_s = context.world.meter_interval.ns / kSecond.ns;
    const std::int64_t from = context.world.start_unix_s;
    const auto n = static_cast<std::int64_t>(context.world.intervals());
    result.values = series.resampled(from, step_s, context.world.intervals());
    result.column = report.column;
    result.note = report.summary(series);
    result.recorded = series.holds(from, from + n * step_s);
    return result;
}

bool take_grid_series(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    const SeriesSource source = source_of(spec, spec.grid_series, path + ".grid_series",
                                          SeriesKind::intensity, zone_of(spec, site));
    const IntervalSeries read = read_intervals(context, source, spec.annual_average);
    if (read.no_zone) {
        context.warn(spec.where, "E0706", path + ".grid_series",
                     "the series has no hour of zone \"" + source.wish.zone +
                         "\": the annual mean of the catalog is taken in all hours",
                     "hourly matching and shifting see no hours then");
        return false;
    }
    if (read.values.empty()) return false;
    site.grid_g_kwh = read.values;
    site.grid_source = origin(spec.grid_series, read);
    take_direct(context, source, read, site);
    context.assume(path + ".grid_intensity", read.note + ", column " + read.column,
                   site.grid_source);
    return true;
}

void take_other_series(Context& context, const SiteSpec& spec, const std::string& path,
                       Site& site) {
    if (!spec.marginal_series.empty()) {
        const IntervalSeries read =
            read_intervals(context, source_of(spec, spec.marginal_series, path + ".marginal_series",
                                              SeriesKind::intensity_marginal, zone_of(spec, site)));
        site.grid_marginal_g_kwh = read.values;
        site.marginal_source = origin(spec.marginal_series, read);
        context.assume(path + ".marginal_intensity", read.note, site.marginal_source);
    }
    if (!spec.price_series.empty()) {
        const std::string zone = spec.price_zone.empty() ? zone_of(spec, site) : spec.price_zone;
        const IntervalSeries read = read_intervals(
            context,
            source_of(spec, spec.price_series, path + ".price_series", SeriesKind::price, zone));
        site.usd_kwh = read.values;
        context.assume(path + ".electricity", read.note, origin(spec.price_series, read));
    }
}

}  // namespace orrery::compile
