// Recorded series laid over the run's meter intervals: grid intensity, prices, weather, generation.
#pragma once
#include "sim/ingest/series.hpp"
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// Where a series is written in the scenario, and what of it is wanted.
struct SeriesSource {
    std::string file;   ///< as written
    std::string path;   ///< of the key, for messages and the register
    SourcePosition at;  ///< likewise
    SeriesWish wish;
};

/// Means over the run's meter intervals, and how the register describes them.
struct IntervalSeries {
    std::vector<double> values;  ///< by interval; empty after errors
    std::string column;          ///< of the file
    std::string note;            ///< "8760 steps of 1 h, …"
    bool recorded = false;       ///< else dates of another recorded year were taken
    bool no_zone = false;        ///< the file has no row of the zone (E0706)
};

/// Errors of the file carry its line and the scenario's path. `optional_zone`: a zone that the file
/// does not have is reported by `no_zone` alone.
IntervalSeries read_intervals(Context& context, const SeriesSource& source,
                              bool optional_zone = false);

/// Intensity by interval of the site's `grid_series`: what the file has as life cycle, and its
/// combustion part where it has a column of it. False where nothing was taken: after errors, or
/// where the file lacks the zone and `annual_average` asks for the catalog's mean.
bool take_grid_series(Context& context, const SiteSpec& spec, const std::string& path, Site& site);
/// Marginal intensity and price by interval, where the site names files of them.
void take_other_series(Context& context, const SiteSpec& spec, const std::string& path, Site& site);

}  // namespace orrery::compile
