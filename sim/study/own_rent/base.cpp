// What owning takes, read from an owned pool of a base scenario as its run accounts for it.
#include <algorithm>

#include "models/contracts/month.hpp"
#include "models/contracts/owed.hpp"
#include "sim/scenario/asset_terms.hpp"
#include "sim/study/own_rent/study.hpp"

namespace orrery {
namespace {

double idle_kw(const Pool& pool) {
    return (pool.server.host_idle.value + pool.server.accelerators * pool.accelerator.idle.value) *
           1e-3;
}
double busy_kw(const Pool& pool) {
    return (pool.server.host_busy.value + pool.server.accelerators * pool.accelerator.tdp.value) *
           1e-3;
}

/// Room of the pool's part of the site, whose bill pools share by what they draw: contracted power
/// used or not, the fixed amounts, and the setup spread over the term. By kW of its busy servers.
double room_usd_kw_month(const World& world, const Pool& pool) {
    const ColocationSpec& c = *world.sites[pool.site.index()].colocation;
    double kw = 0;
    for (const Pool& other : world.pools) {
        if (!other.tokens && other.site == pool.site) kw += other.servers * busy_kw(other);
    }
    if (kw <= 0) return c.usd_kw_month;
    const double contracted = c.contracted_w > 0 ? c.contracted_w * 1e-3 : kw;
    const double months = c.term.seconds() / kAssetMonthS;
    const double setup = months > 0 ? c.setup_usd / months : 0;
    const double fixed = (c.remote_hands_usd_year + c.cross_connects_usd_year) / 12;
    return (contracted * c.usd_kw_month + fixed + setup) / kw;
}

/// Roles at the pool's site by its share of their servers, everybody hired. People that come with
/// servers are paid by the server, the others whatever is owned.
void add_roles(const World& world, const Pool& pool, OwnTerms& o) {
    const Site& site = world.sites[pool.site.index()];
    for (const RoleSpec& role : world.staff) {
        const double servers = servers_of(world, role);
        if (!works_at(role, site) || servers <= 0) continue;
        const contracts::CrewTerms crew = crew_terms(role);
        const double needed = role.managed ? 0 : contracts::crew_needed(crew, servers);
        const bool by_server = role.servers_per_person > 0 && needed > role.held &&
                               servers / role.servers_per_person >= needed;
        if (by_server) o.staff_usd_server_year += role.usd_year / role.servers_per_person;
        double usd = by_server ? 0 : std::max(role.held, needed) * role.usd_year;
        if (role.managed) usd += role.managed_usd_year;
        o.staff_usd_year += usd * pool.servers / servers;
    }
}

void add_purchase(const Pool& pool, OwnTerms& o) {
    const PurchaseSpec& p = *pool.purchase;
    const double price = server_price(pool);
    if (price <= 0) return;
    o.maintenance_year *= o.capex_usd / price;  // care is of the price without rejects
    o.capex_usd = price;
    if (pool.servers > 0) {
        o.network_share = capex_in_all(pool) / (price * pool.servers) - 1;
    } else {
        for (const CapexItemSpec& item : p.items)
            o.network_share += item.share + item.usd_server / price;
    }
    if (!p.lease) o.insurance_year = p.insurance;
    if (!p.residual) return;
    o.residual_initial = p.residual->initial;
    o.residual_decay = p.residual->decay_year;
    o.residual_haircut = p.residual->haircut;
}

/// What an item beside the servers brings when they go after so many years, as the run sells it.
double item_sale(const Pool& pool, const CapexItemSpec& item, double years) {
    const double usd = item_price(pool, item);
    if (item.residual) {
        return finance::sale_proceeds(residual_terms(*item.residual, Nanos{0}), usd, years);
    }
    if (item.residual_share >= 0) return usd * item.residual_share;
    DepreciationSpec book = pool.purchase->book;
    if (item.life_years > 0) book.life_years = item.life_years;
    const double salvage = usd * pool.terms.residual_share;
    return finance::book_value(depreciation_terms(book, usd, salvage), years);
}

bool trains(const World& world, const Site& site) {
    return std::any_of(world.staff.begin(), world.staff.end(), [&](const RoleSpec& role) {
        return role.training_usd > 0 && works_at(role, site);
    });
}

}  // namespace

OwnTerms own_terms(const World& world, std::size_t index) {
    const Pool& pool = world.pools[index];
    const Site& site = world.sites[pool.site.index()];
    OwnTerms o;
    o.capex_usd = pool.terms.capex_usd_server;
    o.life_years = pool.terms.life_years;
    o.residual_initial = pool.terms.residual_share;
    o.maintenance_year = pool.terms.maintenance_share_year;
    o.staff_usd_year = pool.terms.staff_usd_year;
    o.kw_idle = idle_kw(pool);
    o.kw_busy = busy_kw(pool);
    o.pue = site.pue;
    o.usd_kwh = site.electricity_usd_kwh;
    if (site.colocation) {
        o.facility_usd_kw_month = room_usd_kw_month(world, pool);
        o.usd_kwh *= site.colocation->energy_share;
    }
    add_roles(world, pool, o);
    if (pool.purchase) add_purchase(pool, o);
    return o;
}

double wear_usd_server_year(const Pool& pool) {
    const double hours = contracts::kHoursPerYear;
    if (!pool.purchase || pool.servers == 0) return contracts::depreciation(pool.terms, hours);
    const PurchaseSpec& p = *pool.purchase;
    if (p.lease) return p.lease->usd_year / pool.servers;
    const double years = p.economic_life_years > 0 ? p.economic_life_years : pool.terms.life_years;
    const double bought = server_price(pool) * pool.servers;
    double usd = bought - finance::sale_proceeds(residual_terms(pool, Nanos{0}), bought, years);
    for (const CapexItemSpec& item : p.items) {
        usd += item_price(pool, item) - item_sale(pool, item, years);
    }
    const double nre = p.nre_usd * kAssetYearS / p.nre_life.seconds();
    return (usd / years + nre) / pool.servers;
}

std::vector<std::string> left_out_of_owning(const World& world, std::size_t index, bool projected) {
    const Pool& pool = world.pools[index];
    const Site& site = world.sites[pool.site.index()];
    std::vector<std::string> out;
    const auto say = [&](bool stated, const char* what) {
        if (stated) out.emplace_back(what);
    };
    const bool bought = pool.purchase.has_value();
    say(bought && pool.purchase->loan, "interest of the loan");
    say(site.tariff.has_value(), "the tariff beside the price of energy");
    say(site.colocation && site.colocation->escalation_year > 0,
        "the yearly rise of the room's rent");
    say(std::any_of(site.modules.begin(), site.modules.end(),
                    [](const ModuleSpec& m) { return m.capex_usd > 0; }),
        "building the hall's modules");
    say(site.energy.generates() || site.energy.stores() || !site.energy.ppas.empty(),
        "own generation, storage and supply contracts");
    say(trains(world, site), "training of staff");
    if (!projected || !bought) return out;
    const PurchaseSpec& p = *pool.purchase;
    say(p.lease.has_value(), "the lease: servers are taken as bought");
    say(!p.items.empty(), "what is had for the items beside the servers when they are sold");
    say(p.residual && !p.residual->shocks.empty(), "steps in the resale value");
    say(p.economic_life_years > 0 && p.economic_life_years != pool.terms.life_years,
        "an economic life beside the pool's: servers stay for the pool's");
    return out;
}

}  // namespace orrery
