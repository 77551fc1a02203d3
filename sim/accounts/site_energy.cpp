// From what was metered to energy of sites: IT by part, overhead, supply, emissions, water.
#include "sim/accounts/site_energy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/facility/dispatch.hpp"
#include "orrery/base/math.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/accounts/energy.hpp"

namespace orrery {
namespace {

constexpr double kJoulesPerKwh = 3.6e6;

/// Of a table by interval; its last value holds on, and an empty one is zero.
double at(const std::vector<double>& table, std::size_t i) {
    return table.empty() ? 0 : table[std::min(i, table.size() - 1)];
}

class SiteMeter {
public:
    SiteMeter(const World& world, const Observations& o, SiteId site)
        : world_(world),
          o_(o),
          site_(world.sites[site.index()]),
          n_(simulated_intervals(world, o)) {
        flows_.site = site;
        flows_.hours = world.meter_interval.seconds() / 3600;
        flows_.last_hours = n_ > 0 ? elapsed_h(n_ - 1) : flows_.hours;
    }

    SiteEnergyFlows run() {
        add_it();
        add_overhead();
        share_overhead();
        supply();
        emit();
        drink();
        return std::move(flows_);
    }

private:
    /// Hours of interval `i` that were simulated.
    [[nodiscard]] double elapsed_h(std::size_t i) const {
        const Nanos from = world_.meter_interval * static_cast<std::int64_t>(i);
        return (min(from + world_.meter_interval, o_.ended_at) - from).seconds() / 3600;
    }

    void add_it() {
        for (auto* column : {&flows_.accelerators_useful, &flows_.accelerators_idle, &flows_.hosts,
                             &flows_.fixed, &flows_.distribution, &flows_.cooling,
                             &flows_.water_on_site, &flows_.water_off_site}) {
            column->assign(n_, 0.0);
        }
        for (std::size_t p = 0; p < world_.pools.size(); ++p) {
            if (world_.pools[p].site == flows_.site) add_pool(PoolId(p));
        }
    }

    void add_pool(PoolId id) {
        const Pool& pool = world_.pools[id.index()];
        PoolEnergyFlows one;
        one.pool = id;
        for (std::size_t i = 0; i < n_; ++i) {
            const PoolUsage& usage = o_.pools[id.index()][i];
            const IntervalEnergy energy = interval_energy(pool, usage);
            const double useful_j = usage.iteration_energy_j + usage.job_energy_j;
            one.accelerators_useful.push_back(useful_j / kJoulesPerKwh);
            one.accelerators_idle.push_back((energy.accelerators_j - useful_j) / kJoulesPerKwh);
            one.hosts.push_back(energy.host_j / kJoulesPerKwh);
            one.hosts_useful.push_back(one.hosts.back() * std::min(energy.busy_share, 1.0));
            flows_.accelerators_useful[i] += one.accelerators_useful.back();
            flows_.accelerators_idle[i] += one.accelerators_idle.back();
            flows_.hosts[i] += one.hosts.back();
        }
        flows_.pools.push_back(std::move(one));
    }

    /// A constant PUE says nothing of parts: all of its overhead stands under cooling.
    void add_overhead() {
        const SiteEnergy& energy = site_.energy;
        if (flows_.pools.empty()) return;  // nothing stands there that would be cooled
        for (std::size_t i = 0; i < n_; ++i) {
            if (!energy.plant) {
                flows_.cooling[i] = flows_.it(i) * (site_.pue - 1);
                flows_.water_on_site[i] = flows_.it(i) * energy.wue_l_kwh;
                continue;
            }
            const double hours = elapsed_h(i);
            const facility::FacilityLoad load = facility::facility_load(
                *energy.plant, flows_.it(i) / hours, energy.rated_it_kw, energy.weather.at(i));
            flows_.fixed[i] = load.fixed_kw * hours;
            flows_.distribution[i] = load.distribution_kw * hours;
            flows_.cooling[i] = load.cooling_kw * hours;
            flows_.water_on_site[i] = load.water_l_h * hours;
        }
    }

    /// Pro rata of IT energy; of nameplates where nothing runs.
    void share_overhead() {
        double nameplates = 0;
        for (const PoolEnergyFlows& p : flows_.pools) nameplates += nameplate(p.pool);
        const double alike =
            flows_.pools.empty() ? 0 : 1.0 / static_cast<double>(flows_.pools.size());
        for (PoolEnergyFlows& p : flows_.pools) {
            const double rest = nameplates > 0 ? nameplate(p.pool) / nameplates : alike;
            for (std::size_t i = 0; i < n_; ++i) {
                const double it = flows_.it(i);
                p.share.push_back(it > 0 ? p.it(i) / it : rest);
                p.facility.push_back(p.it(i) + flows_.overhead(i) * p.share.back());
            }
        }
    }

    [[nodiscard]] double nameplate(PoolId id) const {
        const Pool& pool = world_.pools[id.index()];
        return pool.server.max_power.value * std::max(pool.servers, 1);
    }

    [[nodiscard]] std::vector<double> given_kw(const OwnGeneration& generation) const {
        std::vector<double> kw(n_);
        for (std::size_t i = 0; i < n_; ++i) kw[i] = generation.kw_at(i);
        return kw;
    }

    /// Inputs of intervals [from, until), all of one length.
    struct Supply {
        std::vector<double> load, pv, wind, signal;
    };

    [[nodiscard]] facility::SupplyFlows dispatch(const Supply& all, std::size_t from,
                                                 std::size_t until,
                                                 const facility::BatteryState* start) const {
        const SiteEnergy& energy = site_.energy;
        const auto part = [&](const std::vector<double>& values) {
            return values.empty() ? std::span<const double>()
                                  : std::span<const double>(values).subspan(from, until - from);
        };
        facility::SupplyInputs in;
        in.hours = flows_.hours_of(from);
        in.load_kw = part(all.load);
        in.pv_kw = part(all.pv);
        in.wind_kw = part(all.wind);
        if (energy.battery_signal == Signal::price) in.price = part(all.signal);
        if (energy.battery_signal != Signal::price) in.intensity = part(all.signal);
        if (site_.contracted_power_w > 0) in.import_limit_kw = site_.contracted_power_w / 1e3;
        if (energy.may_export) in.export_limit_kw = std::numeric_limits<double>::infinity();
        const facility::BatterySpec battery =
            flows_.pools.empty() ? facility::BatterySpec{} : energy.battery;
        return facility::dispatch_site(in, battery, energy.policy, start);
    }

    /// The last interval is dispatched for itself where the run's end cuts it.
    void supply() {
        Supply all;
        for (std::size_t i = 0; i < n_; ++i) {
            all.load.push_back(flows_.facility(i) / flows_.hours_of(i));
        }
        // Without servers nobody answers for what its generation and battery would do.
        all.pv = given_kw(flows_.pools.empty() ? OwnGeneration{} : site_.energy.pv);
        all.wind = given_kw(flows_.pools.empty() ? OwnGeneration{} : site_.energy.wind);
        all.signal = signal_of(site_.energy.battery_signal);
        const bool cut = n_ > 0 && flows_.last_hours < flows_.hours * (1 - 1e-12);
        const std::size_t whole = cut ? n_ - 1 : n_;
        facility::SupplyFlows f;
        if (whole > 0) f = dispatch(all, 0, whole, nullptr);
        if (cut) append(f, dispatch(all, whole, n_, whole > 0 ? &f.end : nullptr));
        take(f, all.pv, all.wind);
    }

    static void append(facility::SupplyFlows& f, const facility::SupplyFlows& tail) {
        using Column = std::vector<double> facility::SupplyFlows::*;
        using F = facility::SupplyFlows;
        for (const Column c :
             {&F::charge_surplus_kw, &F::charge_grid_kw, &F::discharge_kw, &F::import_kw,
              &F::exported_kw, &F::curtailed_kw, &F::unserved_kw, &F::content_kwh, &F::loss_kwh}) {
            (f.*c).insert((f.*c).end(), (tail.*c).begin(), (tail.*c).end());
        }
        f.equivalent_cycles += tail.equivalent_cycles;
        f.life_used += tail.life_used;
        f.end = tail.end;
    }

    [[nodiscard]] std::vector<double> signal_of(Signal signal) const {
        const std::vector<double>& table = signal == Signal::price      ? site_.usd_kwh
                                           : signal == Signal::marginal ? site_.grid_marginal_g_kwh
                                                                        : site_.grid_g_kwh;
        std::vector<double> values;
        if (table.empty()) return values;
        for (std::size_t i = 0; i < n_; ++i) values.push_back(at(table, i));
        return values;
    }

    [[nodiscard]] std::vector<double> kwh(const std::vector<double>& kw) const {
        std::vector<double> out(kw);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] *= flows_.hours_of(i);
        return out;
    }

    /// What the simulation consumed was consumed: beyond the contracted power it is drawn all the
    /// same, and said.
    void take(const facility::SupplyFlows& f, const std::vector<double>& pv,
              const std::vector<double>& wind) {
        flows_.pv = kwh(pv);
        flows_.wind = kwh(wind);
        flows_.discharge = kwh(f.discharge_kw);
        flows_.import = kwh(f.import_kw);
        flows_.exported = kwh(f.exported_kw);
        flows_.curtailed = kwh(f.curtailed_kw);
        flows_.beyond_contract = kwh(f.unserved_kw);
        flows_.battery_content = f.content_kwh;
        flows_.battery_loss = f.loss_kwh;
        flows_.battery_cycles = f.equivalent_cycles;
        flows_.battery_life_used = site_.energy.stores() ? f.life_used : 0;
        for (std::size_t i = 0; i < n_; ++i) {
            flows_.charge.push_back((f.charge_surplus_kw[i] + f.charge_grid_kw[i]) *
                                    flows_.hours_of(i));
            flows_.import[i] += flows_.beyond_contract[i];
        }
        contracts();
    }

    void contracts() {
        flows_.contracted.assign(n_, 0.0);
        flows_.deliverable.assign(n_, 0.0);
        for (const PpaTerms& ppa : site_.energy.ppas) {
            std::vector<double>& kwh = flows_.ppas.emplace_back();
            for (std::size_t i = 0; i < n_; ++i) {
                kwh.push_back(i < ppa.kw.size() ? ppa.kw[i] * elapsed_h(i) : 0);
                flows_.contracted[i] += kwh[i];
                if (ppa.deliverable) flows_.deliverable[i] += kwh[i];
            }
        }
    }

    void emit() {
        const bool direct = !site_.grid_direct_g_kwh.empty();
        const bool marginal = !site_.grid_marginal_g_kwh.empty();
        for (std::size_t i = 0; i < n_; ++i) {
            const double kwh = flows_.import[i];
            flows_.location_g.push_back(kwh * at(site_.grid_g_kwh, i));
            flows_.direct_g.push_back(direct ? kwh * at(site_.grid_direct_g_kwh, i)
                                             : flows_.location_g.back());
            if (marginal) flows_.marginal_g.push_back(kwh * at(site_.grid_marginal_g_kwh, i));
        }
    }

    void drink() {
        const double per_kwh = site_.energy.grid.water_l_kwh;
        for (std::size_t i = 0; i < n_; ++i) {
            flows_.water_off_site[i] = flows_.import[i] * per_kwh;
        }
    }

    const World& world_;
    const Observations& o_;
    const Site& site_;
    std::size_t n_;
    SiteEnergyFlows flows_;
};

void check(Ledger& ledger, const std::string& name, const std::string& law, double left,
           double right) {
    const double size = std::max(std::fabs(left), std::fabs(right));
    const bool holds = std::fabs(left - right) <= 1e-9 * size + 1e-12;
    enter_check(ledger, {name, law, left, right, holds});
}

void check_sources(const SiteEnergyFlows& f, const std::string& site, Ledger& ledger) {
    math::NeumaierSum uses;
    math::NeumaierSum sources;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        const double used = f.facility(i) + f.charge[i] + f.exported[i] + f.curtailed[i];
        const double given = f.pv[i] + f.wind[i] + f.discharge[i] + f.import[i];
        const bool holds = std::fabs(used - given) <= 1e-9 * std::max(used, given) + 1e-12;
        if (!holds) [[unlikely]] {
            enter_check(ledger, {fmt::format("energy of {}, interval {}", site, i),
                                 "used = given, kWh", used, given, false});
        }
        uses.add(used);
        sources.add(given);
    }
    check(ledger, "energy of " + site,
          "facility + charged + exported + curtailed = PV + wind + discharged + grid (1e-9), kWh",
          uses.value(), sources.value());
}

/// Against the plant's PUE, which the flows by part did not use.
void check_pue(const World& world, const SiteEnergyFlows& f, Ledger& ledger) {
    const Site& site = world.sites[f.site.index()];
    math::NeumaierSum facility_kwh;
    math::NeumaierSum devices;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        math::NeumaierSum it;
        for (const PoolEnergyFlows& p : f.pools) it.add(p.it(i));
        for (const PoolEnergyFlows& p : f.pools) facility_kwh.add(p.facility[i]);
        if (f.pools.empty()) facility_kwh.add(f.facility(i));
        // Only plants have a rated power.
        const double share = site.energy.plant ? it.value() / f.hours / site.energy.rated_it_kw : 0;
        if (!site.energy.plant) {
            devices.add(it.value() * site.pue);
        } else if (share > 0 && i + 1 < f.intervals()) {
            devices.add(it.value() *
                        facility::pue(*site.energy.plant, share, site.energy.weather[i]));
        } else {  // nothing runs, or the run's end cuts the interval
            devices.add(f.facility(i));
        }
    }
    check(ledger, "PUE of " + site.name, "facility = Σ devices × PUE (1e-9 relative), kWh",
          facility_kwh.value(), devices.value());
}

}  // namespace

std::size_t simulated_intervals(const World& world, const Observations& o) {
    const std::int64_t step = world.meter_interval.ns;
    return std::min(world.intervals(), static_cast<std::size_t>((o.ended_at.ns + step - 1) / step));
}

void account_energy(const World& world, const Observations& o, Ledger& ledger) {
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        ledger.energy.push_back(SiteMeter(world, o, SiteId(s)).run());
        check_sources(ledger.energy.back(), world.sites[s].name, ledger);
        check_pue(world, ledger.energy.back(), ledger);
    }
}

}  // namespace orrery
