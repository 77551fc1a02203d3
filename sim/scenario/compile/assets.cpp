// Purchases, rooms, tariffs and people.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {

void compile_assets(Context& context) {
    context.world.staff = context.scenario.staff;
    for (const PoolSpec& spec : context.scenario.pools) {
        const auto pool = context.pools.find(spec.name);
        if (pool == context.pools.end()) continue;
        context.world.pools[pool->second.index()].purchase = spec.purchase;
    }
    for (const SiteSpec& spec : context.scenario.sites) {
        const auto site = context.sites.find(spec.name);
        if (site == context.sites.end()) continue;
        context.world.sites[site->second.index()].tariff = spec.tariff;
        context.world.sites[site->second.index()].colocation = spec.colocation;
    }
}

}  // namespace orrery::compile
