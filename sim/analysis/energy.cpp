// Energy by part and source, ISO/IEC 30134 figures, water and matching, of all sites and of each.
#include <algorithm>
#include <array>

#include "models/carbon/matching.hpp"
#include "orrery/base/math.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/energy_flows.hpp"

namespace orrery::analysis {
namespace {

/// Of a site over the run.
struct SiteTotals {
    double it = 0;
    double facility = 0;
    double import = 0;
    double own_used = 0;
    double covered = 0;  ///< by own use, contracts and certificates, at most what entered
    double water_on_site = 0;
    double water_off_site = 0;
    double location_g = 0;
    double matched = 0;      ///< in its interval
    double carbon_free = 0;  ///< the grid's own part included
    bool grid_known = true;  ///< the grid's carbon-free share is

    [[nodiscard]] double entered() const { return import + own_used; }
    SiteTotals& operator+=(const SiteTotals& t) {
        it += t.it, facility += t.facility, import += t.import, own_used += t.own_used;
        covered += t.covered;
        water_on_site += t.water_on_site, water_off_site += t.water_off_site;
        location_g += t.location_g, matched += t.matched, carbon_free += t.carbon_free;
        grid_known = grid_known && t.grid_known;
        return *this;
    }
};

void match(const Site& site, const SiteEnergyFlows& f, SiteTotals& t) {
    std::vector<double> load, supply;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        load.push_back(f.import[i] + f.own_used(i));
        supply.push_back(f.own_used(i) + f.deliverable[i]);
    }
    t.matched = t.entered() * carbon::hourly_match(load, supply);
    std::vector<double> grid = site.energy.grid.carbon_free;
    t.grid_known = !grid.empty();
    if (t.grid_known && grid.size() > 1) grid.resize(f.intervals(), grid.back());
    t.carbon_free = t.entered() * carbon::carbon_free_share(load, supply, grid);
}

/// What own generation, contracts and certificates cover of what entered: each calendar year by
/// itself, and at last what certificates of no year can.
double covered_by_year(const World& world, const Site& site, const SiteEnergyFlows& f) {
    double covered = 0;
    double open = 0;
    for (const YearWindow& year : calendar_years(world, f.intervals())) {
        math::NeumaierSum import, own, contracted;
        for (std::size_t i = year.first; i < year.last; ++i) {
            import.add(f.import[i]);
            own.add(f.own_used(i));
            contracted.add(f.contracted[i]);
        }
        double certificates = 0;
        for (const CertificateSpec& c : site.energy.certificates) {
            if (c.energy_kwh <= 0) certificates += c.share * import.value();
        }
        const double entered = import.value() + own.value();
        const double here = std::min(entered, own.value() + contracted.value() + certificates);
        covered += here;
        open += entered - here;
    }
    double undated = 0;
    for (const CertificateSpec& c : site.energy.certificates) undated += c.energy_kwh;
    return covered + std::min(open, undated);
}

SiteTotals totals_of(const World& world, const Site& site, const SiteEnergyFlows& f) {
    SiteTotals t;
    math::NeumaierSum it, facility, own;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        it.add(f.it(i));
        facility.add(f.facility(i));
        own.add(f.own_used(i));
    }
    t.it = it.value();
    t.facility = facility.value();
    t.own_used = own.value();
    t.import = total(f.import);
    t.covered = covered_by_year(world, site, f);
    t.water_on_site = total(f.water_on_site);
    t.water_off_site = total(f.water_off_site);
    t.location_g = total(f.location_g);
    match(site, f, t);
    return t;
}

/// ISO/IEC 30134-2, -3, -8, -9; all of them modelled.
void set_iso(Findings& out, const std::string& prefix, const SiteTotals& t) {
    if (t.it <= 0) return;
    set_metric(out, prefix + "pue", t.facility / t.it, "",
               "facility energy / IT energy at the servers' plugs (ISO/IEC 30134-2, modelled)");
    set_metric(out, prefix + "wue", t.water_on_site / t.it, "L/kWh",
               "water drunk on site / IT energy (ISO/IEC 30134-9, modelled)");
    set_metric(out, prefix + "cue", t.location_g / t.it, "gCO2e/kWh",
               "location-based, life-cycle emissions of the energy from the grid / IT energy "
               "(ISO/IEC 30134-8, modelled)");
    set_metric(
        out, prefix + "ref", t.entered() > 0 ? t.covered / t.entered() : 0, "",
        "Σ sites and calendar years of min(energy that enters, own generation used + contracts "
        "+ certificates) / energy that enters (ISO/IEC 30134-3, modelled)");
}

void set_matching(Findings& out, const std::string& prefix, const SiteTotals& t) {
    if (t.entered() <= 0) return;
    set_metric(out, prefix + "hourly_match", t.matched / t.entered(), "",
               "Σ min(load, own generation used + deliverable contracts) / Σ load by meter "
               "interval, site by site; load: energy that enters the site");
    set_metric(
        out, prefix + "annual_match", t.covered / t.entered(), "",
        "Σ sites and calendar years of min(energy that enters, own generation used + contracts "
        "+ certificates) / energy that enters");
    if (!t.grid_known) return;
    set_metric(out, prefix + "carbon_free", t.carbon_free / t.entered(), "",
               "as hourly_match, and of the rest the grid's own carbon-free share of the interval");
}

void set_parts(const Input& in, Findings& out) {
    using Column = std::vector<double> SiteEnergyFlows::*;
    struct Part {
        const char* name;
        Column column;
        const char* formula;
    };
    static const std::array parts{
        Part{"by_part.accelerators_useful", &SiteEnergyFlows::accelerators_useful,
             "accelerators while iterations and steps run, lost ones included"},
        Part{"by_part.accelerators_idle", &SiteEnergyFlows::accelerators_idle,
             "accelerators powered without work, loading or asleep"},
        Part{"by_part.hosts", &SiteEnergyFlows::hosts,
             "CPUs, fans, NICs and power supplies of servers that are up"},
        Part{"by_part.distribution", &SiteEnergyFlows::distribution,
             "UPS, transformers and cables; 0 where a constant PUE is given"},
        Part{"by_part.cooling", &SiteEnergyFlows::cooling,
             "cooling; the whole overhead where a constant PUE is given"},
        Part{"by_part.fixed", &SiteEnergyFlows::fixed,
             "lights, controls and losses at no load; 0 where a constant PUE is given"},
        Part{"pv", &SiteEnergyFlows::pv, "given by PV on site, curtailed energy included"},
        Part{"wind", &SiteEnergyFlows::wind, "given by wind on site, curtailed energy included"},
        Part{"import", &SiteEnergyFlows::import, "drawn from the grid, for load and battery"},
        Part{"export", &SiteEnergyFlows::exported, "fed into the grid"},
        Part{"curtailed", &SiteEnergyFlows::curtailed, "generation on site that nobody took"},
        Part{"battery_losses", &SiteEnergyFlows::battery_loss,
             "conversion and self-discharge of batteries"},
        Part{"beyond_contract", &SiteEnergyFlows::beyond_contract,
             "of import: what a site drew above its contracted power"},
    };
    for (const Part& part : parts) {
        math::NeumaierSum sum;
        for (const SiteEnergyFlows& f : in.ledger.energy) sum.add(total(f.*part.column));
        set_metric(out, std::string("energy.") + part.name, sum.value(), "kWh", part.formula);
    }
    double cycles = 0;
    for (const SiteEnergyFlows& f : in.ledger.energy) cycles = std::max(cycles, f.battery_cycles);
    set_metric(out, "energy.battery_cycles", cycles, "",
               "energy out of the cells / usable capacity; of the battery that has most");
}

/// What a heat wave leaves of the plant.
void set_capacity(const Site& site, const SiteEnergyFlows& f, Findings& out) {
    if (!site.energy.plant) return;
    double least = 1;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        least = std::min(
            least, facility::cooling_capacity_share(*site.energy.plant, site.energy.weather[i]));
    }
    set_metric(out, "sites." + site.name + ".cooling_capacity", least, "",
               "least share of its rated heat that the cooling plant can remove in the run's "
               "weather");
}

void set_site(const Input& in, const SiteEnergyFlows& f, const SiteTotals& t, Findings& out) {
    const Site& site = in.world.sites[f.site.index()];
    set_metric(out, "energy.by_site." + site.name, t.facility, "kWh",
               "facility: IT energy and the overhead of cooling, distribution and the fixed part");
    if (f.pools.empty()) return;
    double peak = 0;
    for (std::size_t i = 0; i < f.import.size(); ++i) {
        peak = std::max(peak, f.import[i] / f.hours_of(i));
    }
    set_metric(out, "energy.peak_kw." + site.name, peak, "kW",
               "highest mean power of a meter interval, as the grid sees it");
    set_metric(out, "water.by_site." + site.name, t.water_on_site + t.water_off_site, "L",
               "drunk on site and at the plants of the grid");
    set_iso(out, "sites." + site.name + ".", t);
    set_capacity(site, f, out);
    if (site.energy.generates() || !site.energy.ppas.empty()) {
        set_matching(out, "cfe.by_site." + site.name + ".", t);
    }
}

void set_totals(Findings& out, const SiteTotals& all) {
    set_metric(out, "energy.it", all.it, "kWh",
               "Σ intervals of accelerators and hosts, at the servers' plugs");
    set_metric(out, "energy.facility", all.facility, "kWh",
               "facility: IT energy × PUE of each site and interval");
    set_metric(out, "water.on_site", all.water_on_site, "L",
               "drunk by cooling plants, or IT energy × the site's WUE; 0 where none is known");
    set_metric(out, "water.off_site", all.water_off_site, "L",
               "energy from the grid × water that its plants drink");
    set_metric(out, "water.total", all.water_on_site + all.water_off_site, "L",
               "on site + off site");
    set_iso(out, "", all);
    set_matching(out, "cfe.", all);
}

}  // namespace

void add_energy(const Input& in, Findings& out) {
    SiteTotals all;
    std::vector<SiteTotals> sites;
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        sites.push_back(totals_of(in.world, in.world.sites[f.site.index()], f));
        all += sites.back();
    }
    set_totals(out, all);
    for (std::size_t s = 0; s < sites.size(); ++s) {
        set_site(in, in.ledger.energy[s], sites[s], out);
    }
    set_parts(in, out);
    add_energy_charts(in, out);
}

}  // namespace orrery::analysis
