// What the charts of energy show: flows from sources to uses, sorted loads, series of sites.
#include "sim/analysis/energy_flows.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "orrery/base/math.hpp"

namespace orrery::analysis {
namespace {

/// Sums of flows between two nodes.
class Flows {
public:
    void add(const char* from, const char* to, double kwh) {
        if (kwh != 0) sums_[{from, to}].add(kwh);
    }
    void write(const std::string& site, Findings& out) const {
        for (const auto& [nodes, sum] : sums_) {
            const double kwh = sum.value();
            if (kwh > 1e-9) out.energy_flows.push_back({site, nodes.first, nodes.second, kwh});
        }
    }

private:
    std::map<std::pair<std::string, std::string>, math::NeumaierSum> sums_;
};

/// Own generation serves the load first, then the battery; the grid charges with what is left to
/// charge. PV and wind share alike.
void add_sources(const SiteEnergyFlows& f, std::size_t i, Flows& flows) {
    const double own = f.pv[i] + f.wind[i];
    const double load = f.facility(i);
    const double direct = std::min(own, load);
    const double from_grid = own >= load ? std::min(f.import[i], f.charge[i]) : f.charge[i];
    const double served = std::min(f.discharge[i], load - direct);
    const double sold = f.discharge[i] - served;
    for (const auto& [name, kwh] : {std::pair{"PV", f.pv[i]}, {"wind", f.wind[i]}}) {
        if (kwh <= 0) continue;
        const double share = kwh / own;
        flows.add(name, "facility", share * direct);
        flows.add(name, "battery", share * (f.charge[i] - from_grid));
        flows.add(name, "export", share * std::max(0.0, f.exported[i] - sold));
        flows.add(name, "curtailed", share * f.curtailed[i]);
    }
    flows.add("grid", "battery", from_grid);
    flows.add("grid", "facility", f.import[i] - from_grid);
    flows.add("battery", "facility", served);
    flows.add("battery", "export", sold);
    flows.add("battery", "battery losses", f.battery_loss[i]);
}

void add_uses(const SiteEnergyFlows& f, std::size_t i, Flows& flows) {
    flows.add("facility", "IT", f.it(i));
    flows.add("facility", "cooling", f.cooling[i]);
    flows.add("facility", "distribution", f.distribution[i]);
    flows.add("facility", "fixed", f.fixed[i]);
    double busy = 0;
    for (const PoolEnergyFlows& pool : f.pools) busy += pool.hosts_useful[i];
    flows.add("IT", "accelerators", f.accelerators_useful[i] + f.accelerators_idle[i]);
    flows.add("IT", "hosts", f.hosts[i]);
    flows.add("accelerators", "useful", f.accelerators_useful[i]);
    flows.add("accelerators", "idle", f.accelerators_idle[i]);
    flows.add("hosts", "useful", busy);
    flows.add("hosts", "idle", f.hosts[i] - busy);
}

/// What the battery holds more at the end than at the start, or less.
void add_stored(const Site& site, const SiteEnergyFlows& f, Flows& flows) {
    if (!site.energy.stores() || f.battery_content.empty()) return;
    const double start = facility::initial_state(site.energy.battery).content_kwh;
    const double more = f.battery_content.back() - start;
    flows.add("battery", "kept in battery", std::max(0.0, more));
    flows.add("stored before", "battery", std::max(0.0, -more));
}

std::vector<double> power(const SiteEnergyFlows& f) {
    std::vector<double> kw;
    for (std::size_t i = 0; i < f.intervals(); ++i) kw.push_back(f.facility(i) / f.hours_of(i));
    return kw;
}

}  // namespace

void add_energy_charts(const Input& in, Findings& out) {
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        if (f.pools.empty()) continue;
        const Site& site = in.world.sites[f.site.index()];
        Flows flows;
        for (std::size_t i = 0; i < f.intervals(); ++i) {
            add_sources(f, i, flows);
            add_uses(f, i, flows);
        }
        add_stored(site, f, flows);
        flows.write(site.name, out);
        LoadDuration load{site.name, power(f), site.contracted_power_w / 1e3};
        std::sort(load.kw.begin(), load.kw.end(), std::greater<>());
        out.load_durations.push_back(std::move(load));
    }
}

void add_energy_series(const Input& in, Findings& out) {
    for (const SiteEnergyFlows& f : in.ledger.energy) {
        if (f.pools.empty()) continue;
        const Site& site = in.world.sites[f.site.index()];
        out.series.push_back({"facility power", site.name, "kW", power(f)});
        std::vector<double> grid = site.grid_g_kwh;
        if (!grid.empty()) grid.resize(f.intervals(), grid.back());
        out.series.push_back({"grid intensity", site.name, "gCO2e/kWh", std::move(grid)});
        if (!site.energy.generates() && !site.energy.stores()) continue;
        std::vector<double> import = f.import;
        for (std::size_t i = 0; i < import.size(); ++i) import[i] /= f.hours_of(i);
        out.series.push_back({"grid import", site.name, "kW", std::move(import)});
        if (!site.energy.stores()) continue;
        out.series.push_back({"battery content", site.name, "kWh", f.battery_content});
    }
}

}  // namespace orrery::analysis
