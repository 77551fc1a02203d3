// Names of the catalog in a scenario that could not be read whole: told with its other errors.
#include "sim/scenario/compile/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/site_energy.hpp"

namespace orrery {
namespace compile {
namespace {

template <class Map>
void known(Context& context, const Map& facts, const std::string& name, const SourcePosition& at,
           const std::string& path, const char* kind) {
    if (!name.empty()) find_fact(context, facts, name, at, path, kind);
}

/// What was wrong with a battery's values would come again as states that contradict each other.
bool batteries_read(const Diagnostics& before) {
    return std::none_of(before.items().begin(), before.items().end(), [](const Diagnostic& d) {
        return d.severity == Severity::error && d.path.find("battery") != std::string::npos;
    });
}

void check_site(Context& context, const SiteSpec& spec, bool batteries) {
    const Catalog& catalog = context.catalog;
    const std::string path = fmt::format("sites[{}]", spec.name);
    known(context, catalog.regions, spec.region, spec.where, path + ".region", "cloud region");
    known(context, catalog.cooling, spec.cooling, spec.where, path + ".cooling", "cooling plant");
    known(context, catalog.climates, spec.weather.climate, spec.where, path + ".weather.climate",
          "climate");
    // A recorded series may be of a zone that the catalog lacks.
    if (spec.grid_series.empty()) {
        known(context, catalog.grids, spec.grid, spec.where, path + ".grid", "grid zone");
    }
    if (!batteries) return;
    Site site;
    site.grid_marginal_g_kwh = {0};  // what the grid delivers is not known yet
    compile_battery(context, spec, path, site);
}

}  // namespace
}  // namespace compile

void check_names(const Scenario& scenario, const Catalog& catalog, Diagnostics& diagnostics) {
    const bool batteries = compile::batteries_read(diagnostics);
    World world;
    const CompileOptions options;
    compile::Context context{scenario, catalog, options, diagnostics, world, {}, {}, {}};
    for (const SiteSpec& spec : scenario.sites) compile::check_site(context, spec, batteries);
    for (const PoolSpec& spec : scenario.pools) {
        compile::known(context, catalog.servers, spec.server, spec.where,
                       fmt::format("pools[{}].server", spec.name), "server");
    }
    for (const DeploymentSpec& spec : scenario.deployments) {
        compile::known(context, catalog.models, spec.model, spec.where,
                       fmt::format("deployments[{}].model", spec.name), "model");
    }
}

}  // namespace orrery
