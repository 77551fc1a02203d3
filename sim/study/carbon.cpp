// The study `carbon`: what a run emits by scope and per unit, elsewhere, and against a baseline.
#include "sim/study/carbon.hpp"

#include <algorithm>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"

namespace orrery {
namespace {

struct Counted {
    World world;
    Observations observations;
    Ledger ledger;
    Findings findings;
};

std::optional<Counted> run_once(const Scenario& scenario, const CarbonQuestion& q,
                                const Catalog& catalog, const CompileOptions& compile,
                                Diagnostics& diagnostics) {
    auto world = compile_world(scenario, catalog, compile, diagnostics);
    if (!world || diagnostics.has_errors()) return std::nullopt;
    Counted c;
    c.world = std::move(*world);
    RunOptions options;
    options.seed = q.seed;
    c.observations = simulate_whole(c.world, options);
    c.ledger = account(c.world, c.observations);
    c.findings = analyse(c.world, c.observations, c.ledger);
    return c;
}

double value_or_zero(const Findings& f, const char* path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

/// Every site moves to the zone: its hours, its price, none of the old recordings. The weather
/// stays, so that the load and own generation do.
Scenario on_grid(Scenario scenario, const Catalog& catalog, const std::string& grid) {
    for (SiteSpec& site : scenario.sites) {
        const auto region = catalog.regions.find(site.region);
        const std::string& home =
            site.grid.empty() && region != catalog.regions.end() ? region->second.grid : site.grid;
        if (site.weather.climate.empty()) site.weather.climate = home;
        if (site.weather.zone.empty()) site.weather.zone = home;
        site.grid = grid;
        site.grid_series.clear();
        site.marginal_series.clear();
        site.price_series.clear();
        site.electricity_usd_kwh = -1;
    }
    return scenario;
}

/// The cleanest two, the median and the dirtiest two of the catalog by annual mean.
std::vector<std::string> telling_grids(const Catalog& catalog) {
    std::vector<std::pair<double, std::string>> all;
    for (const auto& [name, grid] : catalog.grids) all.emplace_back(grid.g_kwh, name);
    std::sort(all.begin(), all.end());
    std::vector<std::string> names;
    const std::size_t n = all.size();
    for (std::size_t i = 0; i < n; ++i) {
        if (i < 2 || i + 2 >= n || i == n / 2) names.push_back(all[i].second);
    }
    return names;
}

double grid_usd(const World& world, const Ledger& ledger) {
    double usd = 0;
    for (const SiteEnergyFlows& site : ledger.energy) {
        const std::vector<double>& price = world.sites[site.site.index()].usd_kwh;
        for (std::size_t i = 0; i < site.import.size() && i < price.size(); ++i) {
            usd += site.import[i] * price[i];
        }
    }
    return usd;
}

std::optional<ElsewhereRow> count_on(const std::string& grid, const Counted& here,
                                     const CarbonQuestion& q, const Catalog& catalog,
                                     const CompileOptions& compile, Diagnostics& diagnostics) {
    Diagnostics of_variant;
    const auto world =
        compile_world(on_grid(q.scenario, catalog, grid), catalog, compile, of_variant);
    if (!world || of_variant.has_errors()) {
        for (const Diagnostic& d : of_variant.items()) diagnostics.add(d);
        return std::nullopt;
    }
    const Ledger ledger = account(*world, here.observations);
    const Findings f = analyse(*world, here.observations, ledger);
    return ElsewhereRow{grid, value_or_zero(f, "carbon.location_based"),
                        value_or_zero(f, "carbon.embodied"),
                        value_or_zero(f, "carbon.sci_per_token"), grid_usd(*world, ledger)};
}

struct GridSums {
    double kwh = 0;
    double location_g = 0;
    double marginal_g = 0;
    bool marginal_known = true;
};

GridSums sums_of(const Ledger& ledger) {
    GridSums sums;
    for (const SiteEnergyFlows& site : ledger.energy) {
        const double kwh = total(site.import);
        sums.kwh += kwh;
        sums.location_g += total(site.location_g);
        sums.marginal_g += total(site.marginal_g);
        if (kwh > 0 && site.marginal_g.empty()) sums.marginal_known = false;
    }
    return sums;
}

AvoidedRow avoided(const Counted& here, const Counted& baseline) {
    const GridSums a = sums_of(here.ledger);
    const GridSums b = sums_of(baseline.ledger);
    AvoidedRow row;
    row.kwh = a.kwh - b.kwh;
    row.attributed_g = a.location_g - b.location_g;
    if (a.marginal_known && b.marginal_known) row.marginal_g = a.marginal_g - b.marginal_g;
    row.embodied_g = value_or_zero(here.findings, "carbon.embodied") -
                     value_or_zero(baseline.findings, "carbon.embodied");
    return row;
}

}  // namespace

std::optional<CarbonResult> study_carbon(const CarbonQuestion& q, const Catalog& catalog,
                                         const CompileOptions& compile, Diagnostics& diagnostics) {
    const auto here = run_once(q.scenario, q, catalog, compile, diagnostics);
    if (!here) return std::nullopt;
    CarbonResult r;
    r.findings = here->findings;
    for (const std::string& grid : q.grids.empty() ? telling_grids(catalog) : q.grids) {
        auto row = count_on(grid, *here, q, catalog, compile, diagnostics);
        if (row) r.elsewhere.push_back(*row);
    }
    if (diagnostics.has_errors()) return std::nullopt;
    std::stable_sort(r.elsewhere.begin(), r.elsewhere.end(), [](const auto& a, const auto& b) {
        return a.operational_g + a.embodied_g < b.operational_g + b.embodied_g;
    });
    const GridSums sums = sums_of(here->ledger);
    if (sums.kwh > 0) {
        r.mean_g_kwh = sums.location_g / sums.kwh;
        r.even_g_kwh = value_or_zero(here->findings, "carbon.embodied") / sums.kwh;
    }
    if (q.baseline) {
        const auto base = run_once(*q.baseline, q, catalog, compile, diagnostics);
        if (!base) return std::nullopt;
        r.avoided = avoided(*here, *base);
    }
    return r;
}

}  // namespace orrery
