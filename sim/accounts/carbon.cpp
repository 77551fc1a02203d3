// Energy and emissions of each pool and month: location-based, with the share of embodied carbon.
#include "sim/accounts/carbon.hpp"

#include <cmath>
#include <map>

#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"
#include "sim/accounts/energy.hpp"

namespace orrery {
namespace {

struct Sums {
    double it_kwh = 0;
    double loss_kwh = 0;
    double it_g = 0;
    double loss_g = 0;
    double embodied_g = 0;
};

constexpr double kYearSeconds = 365 * 86400.0;

void add_interval(const World& world, const Pool& pool, const PoolUsage& usage, std::size_t i,
                  Sums& sums) {
    const Site& site = world.sites[pool.site.index()];
    const double kwh = interval_energy(pool, usage).it_j() / 3.6e6;
    const double g_kwh = i < site.grid_g_kwh.size() ? site.grid_g_kwh[i] : 0;
    sums.it_kwh += kwh;
    sums.loss_kwh += kwh * (site.pue - 1);
    sums.it_g += kwh * g_kwh;
    sums.loss_g += kwh * (site.pue - 1) * g_kwh;
    const double life_s = pool.embodied_life_years * kYearSeconds;
    if (life_s > 0) {
        sums.embodied_g +=
            pool.server.embodied.value * static_cast<double>(usage.server_ns) * 1e-9 / life_s;
    }
}

void write_entries(const Site& site, const Pool& pool, const std::string& month, const Sums& s,
                   Ledger& ledger) {
    const std::string scope = site.relation == Relation::cloud_tenant ? "scope 3" : "scope 2";
    ledger.carbon.push_back({month, site.name, pool.name, "electricity", scope, s.it_kwh, s.it_g});
    ledger.carbon.push_back(
        {month, site.name, pool.name, "cooling and losses", scope, s.loss_kwh, s.loss_g});
    ledger.carbon.push_back({month, site.name, pool.name, "embodied", "scope 3", 0, s.embodied_g});
}

}  // namespace

void account_carbon(const World& world, const Observations& o, Ledger& ledger) {
    math::NeumaierSum by_interval;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        std::map<std::string, Sums> months;
        for (std::size_t i = 0; i < o.pools[p].size(); ++i) {
            const Nanos from = world.meter_interval * static_cast<std::int64_t>(i);
            if (from >= o.ended_at) break;
            add_interval(world, pool, o.pools[p][i], i, months[month_of(world, from)]);
            by_interval.add(interval_energy(pool, o.pools[p][i]).it_j() / 3.6e6);
        }
        for (const auto& [month, sums] : months) {
            write_entries(world.sites[pool.site.index()], pool, month, sums, ledger);
        }
    }
    double by_month = 0;
    for (const CarbonEntry& entry : ledger.carbon) {
        if (entry.source == "electricity") by_month += entry.kwh;
    }
    const double left = by_interval.value();
    const bool holds = std::fabs(left - by_month) <= 1e-9 * std::fabs(left) + 1e-12;
    ledger.checks.push_back(
        {"IT energy", "Σ intervals = Σ months (1e-9 relative), kWh", left, by_month, holds});
    ORRERY_ASSERT(holds, "energy by month differs from energy by interval");
}

}  // namespace orrery
