// From what the scenario says about owning to the terms that the models take.
#include "sim/scenario/asset_terms.hpp"

#include <algorithm>

#include "models/finance/custom_chip.hpp"

namespace orrery {

finance::DepreciationTerms depreciation_terms(const DepreciationSpec& spec, double cost,
                                              double salvage) {
    finance::DepreciationTerms t;
    t.law = spec.law;
    t.cost = cost;
    t.salvage = salvage;
    t.life_years = spec.life_years;
    t.factor = spec.factor;
    t.shares = spec.shares;
    t.bonus = spec.bonus;
    return t;
}

finance::ResidualTerms residual_terms(const Pool& pool, Nanos in_service) {
    if (pool.purchase->residual) return residual_terms(*pool.purchase->residual, in_service);
    finance::ResidualTerms t;
    t.initial = pool.terms.residual_share;
    t.decay_year = 0;
    return t;
}

finance::ResidualTerms residual_terms(const ResidualSpec& spec, Nanos in_service) {
    finance::ResidualTerms t;
    t.initial = spec.initial;
    t.decay_year = spec.decay_year;
    t.haircut = spec.haircut;
    for (const ResidualShockSpec& shock : spec.shocks) {
        t.shocks.push_back({(shock.at - in_service).seconds() / kAssetYearS, shock.factor});
    }
    return t;
}

finance::LeaseTerms lease_terms(const Pool& pool) {
    const PurchaseSpec& p = *pool.purchase;
    const LeaseSpec& lease = *p.lease;
    const double months = lease.term.seconds() / kAssetMonthS;
    finance::LeaseTerms t;
    t.payment = lease.usd_year / 12;
    t.months = std::max(1, static_cast<int>(months + .5));
    t.rate_year = lease.rate;
    t.fair_value = capex_in_all(pool);
    t.economic_life_months = 12 * p.book.life_years;
    t.option = lease.purchase_option_usd;
    const double worth =
        t.fair_value * finance::market_share(residual_terms(pool, Nanos{0}), t.months / 12.0);
    t.option_certain = t.option >= 0 && t.option < worth;
    t.transfers_ownership = lease.transfers_ownership;
    t.specialised = lease.specialised;
    t.left = t.fair_value * pool.terms.residual_share;
    return t;
}

double lease_sale_usd(const Pool& pool, Nanos in_service, double years) {
    return finance::sale_proceeds(residual_terms(pool, in_service), capex_in_all(pool), years);
}

bool is_finance_lease(const Pool& pool) {
    const LeaseSpec& lease = *pool.purchase->lease;
    if (lease.standard == LeaseStandard::ifrs16) return true;
    if (lease.kind != LeaseKind::automatic) return lease.kind == LeaseKind::finance;
    return finance::classify_lease(lease_terms(pool)).finance();
}

double years_of_use(const Pool& pool) {
    const PurchaseSpec& p = *pool.purchase;
    if (!p.lease || p.lease->transfers_ownership) return p.economic_life_years;
    const finance::LeaseTerms t = lease_terms(pool);
    return t.option_certain ? std::max(p.economic_life_years, t.months / 12.0) : t.months / 12.0;
}

contracts::CrewTerms crew_terms(const RoleSpec& role) {
    contracts::CrewTerms t;
    t.held = role.held;
    t.minimum = role.needed;
    t.servers_per_person = role.servers_per_person;
    t.seats_24x7 = role.seats_24x7;
    t.crew_per_seat = role.crew_per_seat;
    t.hiring_s = role.hiring.seconds();
    t.training_s = role.training.seconds();
    t.managed = role.managed;
    return t;
}

bool works_at(const RoleSpec& role, const Site& site) {
    return role.sites.empty() ||
           std::find(role.sites.begin(), role.sites.end(), site.name) != role.sites.end();
}

double servers_of(const World& world, const RoleSpec& role) {
    double servers = 0;
    for (const Pool& pool : world.pools) {
        const bool counts = !pool.tokens && works_at(role, world.sites[pool.site.index()]);
        servers += counts ? pool.servers : 0;
    }
    return servers;
}

double server_price(const Pool& pool) {
    return finance::good_unit_cost({0, pool.terms.capex_usd_server, pool.purchase->yield_share});
}

double item_price(const Pool& pool, const CapexItemSpec& item) {
    return item.usd + (item.share * server_price(pool) + item.usd_server) * pool.servers;
}

double capex_in_all(const Pool& pool) {
    double usd = server_price(pool) * pool.servers + pool.purchase->nre_usd;
    for (const CapexItemSpec& item : pool.purchase->items) usd += item_price(pool, item);
    return usd;
}

}  // namespace orrery
