// What owning takes, read from an owned pool of a base scenario.
#include "sim/study/own_rent/study.hpp"

namespace orrery {

OwnTerms own_terms(const World& world, std::size_t index) {
    const Pool& pool = world.pools[index];
    const Site& site = world.sites[pool.site.index()];
    const double n = pool.server.accelerators;
    OwnTerms o;
    o.capex_usd = pool.terms.capex_usd_server;
    o.life_years = pool.terms.life_years;
    o.residual_initial = pool.terms.residual_share;
    o.maintenance_year = pool.terms.maintenance_share_year;
    o.staff_usd_year = pool.terms.staff_usd_year;
    o.kw_idle = (pool.server.host_idle.value + n * pool.accelerator.idle.value) * 1e-3;
    o.kw_busy = (pool.server.host_busy.value + n * pool.accelerator.tdp.value) * 1e-3;
    o.pue = site.pue;
    o.usd_kwh = site.electricity_usd_kwh;
    if (site.colocation) {
        o.facility_usd_kw_month = site.colocation->usd_kw_month;
        o.usd_kwh *= site.colocation->energy_share;
    }
    if (!pool.purchase) return o;
    for (const CapexItemSpec& item : pool.purchase->items) {
        const double whole = item.usd / (o.capex_usd * (pool.servers > 0 ? pool.servers : 1));
        o.network_share += item.share + item.usd_server / o.capex_usd + whole;
    }
    if (pool.purchase->residual) {
        o.residual_initial = pool.purchase->residual->initial;
        o.residual_decay = pool.purchase->residual->decay_year;
        o.residual_haircut = pool.purchase->residual->haircut;
    }
    return o;
}

}  // namespace orrery
