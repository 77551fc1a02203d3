// Emissions of each pool and month by reporter, scope and category, location- and market-based.
#include "sim/accounts/carbon.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"
#include "sim/accounts/allocation.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/accounts/compute.hpp"

namespace orrery {
namespace {

using carbon::Activity;

constexpr double kYearSeconds = 365 * 86400.0;

double at(const std::vector<double>& table, std::size_t i) {
    return table.empty() ? 0 : table[std::min(i, table.size() - 1)];
}

/// Of a pool in a month: IT and overhead apart.
struct Sums {
    double kwh = 0;  ///< from the grid
    double life_cycle_g = 0;
    double direct_g = 0;
};

class CarbonBooks {
public:
    CarbonBooks(const World& world, const Observations& o, const SiteEnergyFlows& flows,
                Ledger& ledger)
        : world_(world),
          o_(o),
          site_(world.sites[flows.site.index()]),
          f_(flows),
          ledger_(ledger),
          market_(market_figures(world, flows)) {
        for (const PoolEnergyFlows& pool : flows.pools) {
            spent_.push_back(embodied_spent_s(world, o, pool.pool));
        }
    }

    void run() {
        for (const Period& month : months_of(world_, o_.ended_at)) {
            for (std::size_t k = 0; k < f_.pools.size(); ++k) {
                const PoolEnergyFlows& pool = f_.pools[k];
                electricity(pool, month);
                market(pool, month, market_.annual, CarbonBasis::market_annual);
                market(pool, month, market_.hourly, CarbonBasis::market_hourly);
                own_equipment(pool, month);
                hardware(pool, month, total_in(spent_[k], month.first, month.last));
            }
        }
    }

private:
    CarbonEntry entry(const PoolEnergyFlows& pool, const Period& month, const char* source,
                      Activity activity, CarbonBasis basis) const {
        CarbonEntry e;
        e.month = month_name(month.month);
        e.site = site_.name;
        e.pool = world_.pools[pool.pool.index()].name;
        e.source = source;
        e.reporter = world_.reporting.reporter;
        e.activity = activity;
        e.place = carbon::place_of(site_.energy.reporter, activity);
        e.basis = basis;
        return e;
    }

    void electricity(const PoolEnergyFlows& pool, const Period& month) {
        Sums it, rest;
        for (std::size_t i = month.first; i < month.last; ++i) {
            const double facility = pool.facility[i];
            const double part = facility > 0 ? pool.it(i) / facility : 0;
            for (const auto& [sums, share] :
                 {std::pair{&it, pool.share[i] * part}, {&rest, pool.share[i] * (1 - part)}}) {
                sums->kwh += f_.import[i] * share;
                sums->life_cycle_g += f_.location_g[i] * share;
                sums->direct_g += f_.direct_g[i] * share;
            }
        }
        book(pool, month, "electricity", it);
        book(pool, month, "cooling and losses", rest);
    }

    /// Intensities of the month, weighted by what the pool drew.
    void book(const PoolEnergyFlows& pool, const Period& month, const char* source, const Sums& s) {
        carbon::ElectricityFactors factors;
        factors.losses = site_.energy.grid.losses;
        if (s.kwh > 0) factors.direct = s.direct_g / s.kwh;
        if (s.kwh > 0) factors.life_cycle = s.life_cycle_g / s.kwh;
        for (const carbon::Entry& part :
             carbon::electricity_entries(site_.energy.reporter, factors, s.kwh)) {
            CarbonEntry e = entry(pool, month, source, part.activity, CarbonBasis::location_based);
            e.kwh = part.activity == Activity::electricity ? s.kwh : 0;
            e.gco2e = part.g;
            if (part.activity == Activity::grid_losses) e.source = kGridLosses;
            // Where combustion is not told apart, all of the life cycle stands in the first entry.
            if (part.activity != Activity::electricity && part.g <= 0) continue;
            ledger_.carbon.push_back(std::move(e));
        }
    }

    void market(const PoolEnergyFlows& pool, const Period& month,
                const carbon::MarketBased& figures, CarbonBasis basis) {
        CarbonEntry e = entry(pool, month, "electricity with its cooling and losses",
                              Activity::electricity, basis);
        double g = 0;
        for (std::size_t i = month.first; i < month.last; ++i) {
            g += figures.g_by_interval[i] * pool.share[i];
            e.kwh += f_.import[i] * pool.share[i];
        }
        e.gco2e = g * e.place.share;
        ledger_.carbon.push_back(std::move(e));
    }

    /// Modules, turbines and battery: their life cycle lies in making them.
    void own_equipment(const PoolEnergyFlows& pool, const Period& month) {
        const SiteEnergy& energy = site_.energy;
        const double per_interval = energy.battery_embodied_g * f_.battery_life_used /
                                    static_cast<double>(std::max<std::size_t>(1, f_.intervals()));
        double generation = 0;
        double battery = 0;
        for (std::size_t i = month.first; i < month.last; ++i) {
            const double g = f_.pv[i] * energy.pv.g_kwh + f_.wind[i] * energy.wind.g_kwh;
            generation += g * pool.share[i];
            battery += per_interval * pool.share[i];
        }
        // A plant and a battery are not dated: the figure by year of purchase leaves them out.
        if (generation > 0) amortised(pool, month, "own generation", generation);
        if (battery > 0) amortised(pool, month, "battery", battery);
    }

    void amortised(const PoolEnergyFlows& pool, const Period& month, const char* source, double g) {
        CarbonEntry e = entry(pool, month, source, Activity::hardware, CarbonBasis::amortised);
        e.gco2e = g * e.place.share;
        ledger_.carbon.push_back(std::move(e));
    }

    /// A server's own total is spread once, however long it stays: `spent_s` counts no more.
    void hardware(const PoolEnergyFlows& flows, const Period& month, double spent_s) {
        const Pool& pool = world_.pools[flows.pool.index()];
        double server_ns = 0;
        for (std::size_t i = month.first; i < month.last; ++i) {
            server_ns += static_cast<double>(o_.pools[flows.pool.index()][i].server_ns);
        }
        const double spread = embodied_amortised(pool, server_ns - 1e9 * spent_s);
        amortised(flows, month, "embodied", spread);
        CarbonEntry bought =
            entry(flows, month, "embodied", Activity::hardware, CarbonBasis::purchase_year);
        // What is rented is somebody else's purchase: its share comes with the service.
        const bool own = pool.terms.kind == contracts::ComputeKind::owned;
        bought.gco2e = (own ? purchased(flows.pool, month) : spread) * bought.place.share;
        ledger_.carbon.push_back(std::move(bought));
    }

    /// Cradle to gate of what is bought in a month: on the date stated for the pool, else each
    /// delivery of a purchase when it comes; what is supplied beyond them when it is there.
    [[nodiscard]] double purchased(PoolId id, const Period& month) const {
        const Pool& pool = world_.pools[id.index()];
        const auto here = [&](Nanos t) { return t >= month.from && t < month.until; };
        int servers = pool.bought && here(*pool.bought) ? pool.servers : 0;
        std::vector<Nanos> ordered;
        for (const Delivery& d : o_.deliveries) {
            if (d.pool != id) continue;
            ordered.push_back(d.in_service);
            if (!pool.bought && here(d.delivered)) servers += d.servers;
        }
        for (const ServerSession& session : o_.sessions) {
            if (session.pool != id || session.from <= Nanos{0} || !here(session.from)) continue;
            const bool known =
                std::find(ordered.begin(), ordered.end(), session.from) != ordered.end();
            if (!known) ++servers;
        }
        return servers * pool.server.embodied.value;
    }

    const World& world_;
    const Observations& o_;
    const Site& site_;
    const SiteEnergyFlows& f_;
    Ledger& ledger_;
    MarketFigures market_;
    std::vector<std::vector<double>> spent_;  ///< by the site's pools, see embodied_spent_s
};

void check(Ledger& ledger, std::string name, std::string law, double left, double right) {
    const double size = std::max(std::fabs(left), std::fabs(right));
    const bool holds = std::fabs(left - right) <= 1e-9 * size + 1e-9;
    enter_check(ledger, {std::move(name), std::move(law), left, right, holds});
}

void check_entries(const World& world, Ledger& ledger) {
    math::NeumaierSum by_interval;
    math::NeumaierSum grid_kwh;
    for (const SiteEnergyFlows& f : ledger.energy) {
        if (f.pools.empty()) continue;
        const double losses = world.sites[f.site.index()].energy.grid.losses;
        for (const double g : f.location_g) by_interval.add(g / (1 - losses));
        for (const double kwh : f.import) grid_kwh.add(kwh);
    }
    math::NeumaierSum entries;
    math::NeumaierSum entries_kwh;
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis != CarbonBasis::location_based) continue;
        entries.add(e.whole_g());
        entries_kwh.add(e.kwh);
    }
    check(ledger, "grid energy by pool", "Σ intervals of sites = Σ months of pools (1e-9), kWh",
          grid_kwh.value(), entries_kwh.value());
    check(ledger, "location-based emissions",
          "Σ intervals: grid energy × life-cycle intensity / (1 − grid losses) = Σ entries before "
          "the reporter's share, whatever certificates and contracts there are (1e-9), gCO2e",
          by_interval.value(), entries.value());
}

}  // namespace

std::vector<YearWindow> calendar_years(const World& world, std::size_t intervals) {
    const Nanos end{world.meter_interval.ns * static_cast<std::int64_t>(intervals)};
    std::vector<YearWindow> years;
    std::int32_t year = 0;
    for (const Period& month : months_of(world, end)) {
        const std::size_t last = std::min(month.last, intervals);
        if (years.empty() || month.month / 12 != year) years.push_back({month.first, last});
        years.back().last = last;
        year = month.month / 12;
    }
    return years;
}

MarketFigures market_figures(const World& world, const SiteEnergyFlows& f) {
    const Site& site = world.sites[f.site.index()];
    std::vector<carbon::Instrument> instruments;
    const std::vector<YearWindow> years = calendar_years(world, f.intervals());
    for (std::size_t c = 0; c < site.energy.ppas.size(); ++c) {
        const PpaTerms& ppa = site.energy.ppas[c];
        for (const YearWindow& year : years) {
            carbon::Instrument one;
            one.name = ppa.name;
            one.kind = carbon::InstrumentKind::ppa;
            one.first = year.first;
            one.last = year.last;
            one.volume_kwh = total_in(f.ppas[c], year.first, year.last);
            if (ppa.deliverable) one.supply_kwh = f.ppas[c];
            instruments.push_back(std::move(one));
        }
    }
    for (const CertificateSpec& c : site.energy.certificates) {
        carbon::Instrument one;
        one.name = c.name;
        one.g_kwh = c.g_kwh;
        one.volume_kwh = c.energy_kwh;
        if (c.energy_kwh > 0) instruments.push_back(one);
        for (const YearWindow& year : years) {
            if (c.energy_kwh > 0) break;
            one.first = year.first;
            one.last = year.last;
            one.volume_kwh = c.share * total_in(f.import, year.first, year.last);
            instruments.push_back(one);
        }
    }
    std::vector<double> residual;
    for (std::size_t i = 0; i < f.intervals(); ++i) {
        const auto& mix = site.energy.grid.residual_g_kwh;
        const auto& direct =
            site.grid_direct_g_kwh.empty() ? site.grid_g_kwh : site.grid_direct_g_kwh;
        residual.push_back(at(mix.empty() ? direct : mix, i));
    }
    return {carbon::market_based_annual(f.import, instruments, residual),
            carbon::market_based_hourly(f.import, instruments, residual)};
}

double embodied_amortised(const Pool& pool, double server_ns) {
    const double life_s = pool.embodied_life_years * kYearSeconds;
    return life_s > 0 ? pool.server.embodied.value * server_ns * 1e-9 / life_s : 0;
}

std::vector<double> embodied_spent_s(const World& world, const Observations& o, PoolId id) {
    const Pool& pool = world.pools[id.index()];
    const bool own = pool.terms.kind == contracts::ComputeKind::owned && !pool.tokens;
    if (!own || pool.embodied_life_years <= 0) return {};
    return beyond_life_s(world, o, id, pool.embodied_life_years);
}

std::string CarbonEntry::scope() const {
    std::string text = "scope " + std::to_string(place.scope);
    if (place.category > 0) text += " category " + std::to_string(place.category);
    return text;
}

void account_carbon(const World& world, const Observations& o, Ledger& ledger) {
    for (const SiteEnergyFlows& flows : ledger.energy) CarbonBooks(world, o, flows, ledger).run();
    check_entries(world, ledger);
    allocate_carbon(world, o, ledger);
}

}  // namespace orrery
