// Recorded series laid over the run's intervals, read once for all sites that name them.
#include <fmt/format.h>

#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

/// The reader's diagnostics know file and line; here they get the key that names the file.
void pass_on(const Diagnostics& found, const std::string& path, Diagnostics& into) {
    for (Diagnostic d : found.items()) {
        d.path = path;
        into.add(std::move(d));
    }
}

}  // namespace

const Profile* read_profile(Context& context, const SeriesUse& use, Diagnostics* diagnostics) {
    const std::string key = fmt::format("{}|{}|{}|{}|{}", use.written, static_cast<int>(use.kind),
                                        use.zone, use.column, use.allow_gaps);
    const auto known = context.profiles.find(key);
    if (known != context.profiles.end()) return &known->second;
    const std::string file = resolve_path(context, use.written, use.where, use.path);
    if (file.empty()) return nullptr;
    SeriesWish wish;
    wish.kind = use.kind;
    wish.zone = use.zone;
    wish.value_column = use.column;
    wish.allow_gaps = use.allow_gaps;
    SeriesReport report;
    Diagnostics found;
    const Series series = read_series(file, wish, report, found);
    pass_on(found, use.path, diagnostics ? *diagnostics : context.diagnostics);
    if (series.empty()) return nullptr;
    const World& world = context.world;
    const std::int64_t step_s = world.meter_interval.ns / kSecond.ns;
    const std::int64_t end_s =
        world.start_unix_s + step_s * static_cast<std::int64_t>(world.intervals());
    Profile profile;
    profile.values = series.resampled(world.start_unix_s, step_s, world.intervals());
    profile.source = use.written;
    profile.column = report.column;
    profile.note = report.summary(series) + ", column " + report.column;
    if (!series.holds(world.start_unix_s, end_s)) profile.source += ", dates of its nearest year";
    return &context.profiles.emplace(key, std::move(profile)).first->second;
}

}  // namespace orrery::compile
