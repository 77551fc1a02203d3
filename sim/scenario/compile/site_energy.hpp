// Steps of a site's energy: series laid over the run, grid, weather, generation, contracts,
// battery.
#pragma once
#include "sim/ingest/series.hpp"
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// A series that the scenario names.
struct SeriesUse {
    std::string written;  ///< path as the user wrote it
    SourcePosition where;
    std::string path;  ///< of the key, for messages
    SeriesKind kind = SeriesKind::intensity;
    std::string zone;
    std::string column;
    bool allow_gaps = false;
    std::string zone_key = {};  ///< key that names the zone, for hints: "grid_zone"
};

/// Means by meter interval; null after errors, which go to `diagnostics` (the context's where none
/// is given). Sites share what they have in common.
const Profile* read_profile(Context& context, const SeriesUse& use,
                            Diagnostics* diagnostics = nullptr);

/// Grid intensity (life cycle, direct, marginal), price, residual mix, losses and water.
void compile_grid(Context& context, const SiteSpec& spec, const std::string& path, Site& site);
/// Own generation, contracts, certificates, battery, reporter.
void compile_supply(Context& context, const SiteSpec& spec, const std::string& path, Site& site);
void compile_battery(Context& context, const SiteSpec& spec, const std::string& path, Site& site);

/// Of the site's weather entry, else of its grid zone; null after an error.
const ClimateFact* climate_at(Context& context, const SiteSpec& spec, const std::string& path,
                              const Site& site);
/// Recorded or typical weather by meter interval, with heat waves; empty after errors.
std::vector<facility::Weather> weather_at(Context& context, const SiteSpec& spec,
                                          const std::string& path, const Site& site);

}  // namespace orrery::compile
