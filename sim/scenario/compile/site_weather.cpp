// Outdoor air of sites by interval, and what their cooling plants make of it.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/math.hpp"
#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

std::vector<facility::HeatWave> waves_of(const Context& context, const WeatherSpec& spec) {
    std::vector<facility::HeatWave> waves;
    for (const HeatWaveSpec& wave : spec.heat_waves) {
        const std::int64_t from = context.world.start_unix_s + wave.at.ns / kSecond.ns;
        waves.push_back({from, from + wave.duration.ns / kSecond.ns, wave.degrees});
    }
    return waves;
}

/// Water vapour stays what it was, so the air dries as it warms.
void warm(facility::Weather& weather, double degrees) {
    const double vapour = weather.rh * facility::saturation_hpa(weather.dry_bulb_c);
    weather.dry_bulb_c += degrees;
    weather.rh = std::clamp(vapour / facility::saturation_hpa(weather.dry_bulb_c), 0.0, 1.0);
}

/// Recorded temperature and humidity, warmed in heat waves by their share of the interval.
std::vector<facility::Weather> recorded(Context& context, const SiteSpec& spec,
                                        const std::string& path, const Site& site) {
    const std::string& zone = spec.weather.zone.empty() ? site.grid : spec.weather.zone;
    SeriesUse use{spec.weather.series,     spec.where,    path + ".weather.series",
                  SeriesKind::temperature, zone,          "",
                  spec.allow_gaps,         "weather.zone"};
    const Profile* temperature = read_profile(context, use);
    use.kind = SeriesKind::humidity;
    const Profile* humidity = read_profile(context, use);
    std::vector<facility::Weather> weather;
    if (!temperature || !humidity) return weather;
    const double step_s = context.world.meter_interval.seconds();
    for (std::size_t i = 0; i < temperature->values.size(); ++i) {
        facility::Weather air{temperature->values[i], humidity->values[i]};
        const double from = static_cast<double>(i) * step_s;
        for (const HeatWaveSpec& wave : spec.weather.heat_waves) {
            const double end = (wave.at + wave.duration).seconds();
            const double inside = std::min(end, from + step_s) - std::max(wave.at.seconds(), from);
            if (inside > 0) warm(air, wave.degrees * inside / step_s);
        }
        weather.push_back(air);
    }
    context.assume(path + ".weather", temperature->note, temperature->source);
    return weather;
}

/// What a plant that is not otherwise given its size is built for: all servers that may come.
double nameplates_kw(const World& world, SiteId site) {
    double watts = 0;
    for (const Pool& pool : world.pools) {
        if (pool.site != site) continue;
        const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
        watts += pool.server.max_power.value * (owned ? pool.max_servers : pool.servers);
    }
    return watts / 1e3;
}

void rate(Context& context, const SiteSpec& spec, const std::string& path, SiteId id) {
    SiteEnergy& energy = context.world.sites[id.index()].energy;
    const double nameplates = nameplates_kw(context.world, id);
    energy.rated_it_kw = spec.it_power_w > 0 ? spec.it_power_w / 1e3 : nameplates;
    if (spec.it_power_w <= 0) {
        context.assume(path + ".it_power", fmt::format("{:.4g} kW", nameplates),
                       "nameplates of its servers");
    } else if (energy.rated_it_kw < nameplates) {
        context.warn(spec.where, "E0443", path + ".it_power",
                     fmt::format("the plant is built for {:.4g} kW, its servers may draw {:.4g} kW",
                                 energy.rated_it_kw, nameplates),
                     fmt::format("it_power: {:.0f} kW covers them", nameplates + 0.5));
    }
    if (energy.rated_it_kw <= 0) energy.rated_it_kw = 1;
}

/// What routers reckon with: the plant at a typical load in the weather of each interval.
void typical_pue(Context& context, const std::string& path, Site& site) {
    const auto it = context.catalog.coefficients.find("pue.load_share");
    if (it == context.catalog.coefficients.end() || it->second.value <= 0) {
        context.error({}, "E0403", path + ".cooling", "the catalog has no pue.load_share",
                      "restore it in coefficients.yaml");
        return;
    }
    SiteEnergy& energy = site.energy;
    energy.typical_load_share = it->second.value;
    math::NeumaierSum sum;
    for (const facility::Weather& weather : energy.weather) {
        site.pue_by_interval.push_back(
            facility::pue(*energy.plant, energy.typical_load_share, weather));
        sum.add(site.pue_by_interval.back());
    }
    site.pue = sum.value() / static_cast<double>(energy.weather.size());
    context.assume(path + ".typical_pue",
                   fmt::format("{:.3f} at {:.0f} % load, for routers; the accounts' follows load",
                               site.pue, 100 * energy.typical_load_share),
                   cite(it->second.provenance));
}

}  // namespace

const ClimateFact* climate_at(Context& context, const SiteSpec& spec, const std::string& path,
                              const Site& site) {
    const auto& climates = context.catalog.climates;
    if (!spec.weather.climate.empty()) {
        return find_fact(context, climates, spec.weather.climate, spec.where,
                         path + ".weather.climate", "climate");
    }
    const auto it = climates.find(site.grid);
    if (it != climates.end()) return &it->second;
    context.error(spec.where, "E0441", path + ".weather",
                  site.grid.empty() ? "no climate is known where no grid is named"
                                    : "no climate is known for grid " + site.grid,
                  "add weather: {climate: DE}, or weather: {series: …}");
    return nullptr;
}

std::vector<facility::Weather> weather_at(Context& context, const SiteSpec& spec,
                                          const std::string& path, const Site& site) {
    if (!spec.weather.series.empty()) return recorded(context, spec, path, site);
    const ClimateFact* fact = climate_at(context, spec, path, site);
    if (!fact) return {};
    context.assume(path + ".weather", "typical year of " + fact->name, cite(fact->provenance));
    const World& world = context.world;
    return facility::weather_series(climate_of(*fact), world.start_unix_s,
                                    world.meter_interval.ns / kSecond.ns, world.intervals(),
                                    waves_of(context, spec.weather));
}

void compile_cooling(Context& context) {
    for (const SiteSpec& spec : context.scenario.sites) {
        const auto id = context.sites.find(spec.name);
        if (id == context.sites.end()) continue;
        const std::string path = fmt::format("sites[{}]", spec.name);
        Site& site = context.world.sites[id->second.index()];
        if (spec.cooling.empty()) {
            if (!spec.weather.heat_waves.empty()) {
                context.warn(spec.weather.heat_waves[0].where, "E0448", path + ".weather",
                             "heat waves change nothing under a constant PUE",
                             "add cooling: chiller, or another catalog plant");
            }
            continue;
        }
        const CoolingFact* fact = find_fact(context, context.catalog.cooling, spec.cooling,
                                            spec.where, path + ".cooling", "cooling plant");
        site.energy.weather = weather_at(context, spec, path, site);
        if (!fact || site.energy.weather.empty()) continue;
        site.energy.plant = plant_of(*fact);
        context.assume(path + ".cooling", fact->title, cite(fact->provenance));
        rate(context, spec, path, id->second);
        typical_pue(context, path, site);
    }
}

}  // namespace orrery::compile
