// Servers: rented by the hour or owned, a posting for each pool, period and category.
#include "sim/accounts/compute.hpp"

#include <algorithm>

#include "sim/accounts/contract_hours.hpp"

namespace orrery {

std::vector<double> server_hours(const Observations& o, PoolId pool,
                                 const std::vector<Period>& periods) {
    std::vector<double> hours(periods.size(), 0.0);
    const auto& usage = o.pools[pool.index()];
    for (std::size_t k = 0; k < periods.size(); ++k) {
        for (std::size_t i = periods[k].first; i < std::min(periods[k].last, usage.size()); ++i) {
            hours[k] += static_cast<double>(usage[i].server_ns) * 1e-9 / 3600;
        }
    }
    return hours;
}

Charge pool_charge(const World& world, const Pool& pool, const std::string& category) {
    Charge charge;
    charge.category = category;
    charge.vendor = pool.terms.vendor;
    charge.site = world.sites[pool.site.index()].name;
    charge.pool = pool.name;
    charge.price_source = pool.terms.price_source;
    charge.sku = pool.terms.sku;
    return charge;
}

void account_compute(const World& world, const Observations& o, Ledger& ledger) {
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        if (world.pools[p].tokens) continue;
        const bool owned = world.pools[p].terms.kind == contracts::ComputeKind::owned;
        if (owned) account_owned(world, o, PoolId(p), ledger);
        if (!owned && world.pools[p].spot) account_spot(world, o, PoolId(p), ledger);
    }
    post_rated(world, rate_hours(world, o), o.ended_at, ledger);
}

}  // namespace orrery
