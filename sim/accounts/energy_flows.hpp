// Energy of a site by meter interval: where it comes from, where it goes, what it emits and drinks.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "orrery/base/ids.hpp"

namespace orrery {

/// IT energy of a pool by part, kWh by meter interval.
struct PoolEnergyFlows {
    PoolId pool;
    std::vector<double> accelerators_useful;  ///< iterations and steps, lost ones included
    std::vector<double> accelerators_idle;    ///< powered without work, loading, asleep
    std::vector<double> hosts;
    std::vector<double> hosts_useful;  ///< of hosts: while accelerators work, by busy share
    std::vector<double> facility;      ///< its IT energy with its part of the site's overhead
    std::vector<double> share;  ///< of the site, 0..1: by it imports, grams, litres are split

    [[nodiscard]] double it(std::size_t i) const {
        return accelerators_useful[i] + accelerators_idle[i] + hosts[i];
    }
};

/// Uses and sources of a site, kWh by meter interval unless said otherwise. In each interval
///   facility() + charge + exported + curtailed = pv + wind + discharge + import.
struct SiteEnergyFlows {
    SiteId site;
    double hours = 1;                    ///< of an interval …
    double last_hours = 1;               ///< … and of the last, which the run's end may cut
    std::vector<PoolEnergyFlows> pools;  ///< of the site, in order of ids
    std::vector<double> accelerators_useful;
    std::vector<double> accelerators_idle;
    std::vector<double> hosts;
    std::vector<double> fixed;         ///< lights, controls, losses at no load
    std::vector<double> distribution;  ///< UPS, transformers, cables
    std::vector<double> cooling;       ///< with a constant PUE: the whole of its overhead
    std::vector<double> pv;
    std::vector<double> wind;
    std::vector<double> charge;  ///< at the battery's terminals
    std::vector<double> discharge;
    std::vector<double> battery_loss;
    std::vector<double> battery_content;  ///< at the interval's end
    std::vector<double> import;
    std::vector<double> exported;
    std::vector<double> curtailed;
    std::vector<double> beyond_contract;    ///< of import: above the contracted power
    std::vector<std::vector<double>> ppas;  ///< by contract: settled and not delivered
    std::vector<double> contracted;         ///< Σ of them
    std::vector<double> deliverable;        ///< of those: in the market of the site
    std::vector<double> water_on_site;      ///< L
    std::vector<double> water_off_site;     ///< L, at the plants of the grid
    std::vector<double> location_g;         ///< import × life-cycle intensity
    std::vector<double> direct_g;           ///< of those: combustion at the plants
    std::vector<double> marginal_g;         ///< import × marginal intensity; empty: not known
    double battery_cycles = 0;              ///< equivalent full ones
    double battery_life_used = 0;           ///< share of its life

    [[nodiscard]] std::size_t intervals() const { return hosts.size(); }
    [[nodiscard]] double hours_of(std::size_t i) const {
        return i + 1 == intervals() ? last_hours : hours;
    }
    [[nodiscard]] double it(std::size_t i) const {
        return accelerators_useful[i] + accelerators_idle[i] + hosts[i];
    }
    [[nodiscard]] double overhead(std::size_t i) const {
        return fixed[i] + distribution[i] + cooling[i];
    }
    [[nodiscard]] double facility(std::size_t i) const { return it(i) + overhead(i); }
    /// Of own generation: what neither left nor was thrown away.
    [[nodiscard]] double own_used(std::size_t i) const;
};

/// Σ over intervals, compensated.
double total(const std::vector<double>& by_interval);

}  // namespace orrery
