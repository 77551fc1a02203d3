// Roles of the staff: salaries of those that are there, hiring and training, services.
#include <algorithm>

#include "sim/accounts/assets.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

struct Share {
    std::string site;
    std::string pool;
    std::string vendor;
    double share = 0;
};

/// By servers at full size of the pools of the role's sites; equally by site where there are none.
std::vector<Share> shares_of(const World& world, const RoleSpec& role) {
    std::vector<Share> shares;
    const double servers = servers_of(world, role);
    if (servers > 0) {
        for (const Pool& pool : world.pools) {
            const Site& site = world.sites[pool.site.index()];
            if (pool.tokens || pool.servers == 0 || !works_at(role, site)) continue;
            shares.push_back({site.name, pool.name, site.vendor, pool.servers / servers});
        }
        return shares;
    }
    for (const Site& site : world.sites) {
        if (works_at(role, site)) shares.push_back({site.name, "", site.vendor, 0});
    }
    for (Share& s : shares) s.share = 1.0 / static_cast<double>(shares.size());
    return shares;
}

Charge role_charge(const RoleSpec& role, const Share& at, const char* category) {
    Charge c;
    c.category = category;
    c.counter = role.managed ? kManagedService : kStaff;
    c.site = at.site;
    c.pool = at.pool;
    c.vendor = at.vendor;
    c.sku = role.name;
    c.price_source = role.where.file.empty()
                         ? "scenario"
                         : role.where.file + ":" + std::to_string(role.where.line);
    c.frequency = Frequency::recurring;
    return c;
}

/// People (or, managed, nothing) and USD of a role in a period, and what those who came in it cost.
struct RoleCost {
    double heads = 0;
    double usd = 0;
    double training_usd = 0;
};

RoleCost cost_of(const World& world, const RoleSpec& role, const Period& p) {
    const double servers = servers_of(world, role);
    const contracts::CrewTerms terms = crew_terms(role);
    const double from = p.from.seconds();
    const double until = p.until.seconds();
    const double years = (until - from) / kAssetYearS;
    RoleCost cost;
    cost.heads = contracts::mean_heads(terms, servers, from, until);
    cost.usd = cost.heads * role.usd_year * years;
    if (role.managed) cost.usd += role.managed_usd_year * years;
    const double came = contracts::hired(terms, servers, until) -
                        (p.from > Nanos{0} ? contracts::hired(terms, servers, from) : 0);
    cost.training_usd = came * role.training_usd;
    return cost;
}

void post_role(const World& world, const RoleSpec& role, const std::vector<Period>& periods,
               Ledger& ledger) {
    for (const Share& at : shares_of(world, role)) {
        Charge pay = role_charge(role, at, "staff");
        pay.unit = "person-h";
        pay.formula = role.managed ? "price of the service × hours / 8760 h, by servers"
                                   : "mean people × cost of one × hours / 8760 h, by servers";
        Charge teach = role_charge(role, at, "training of staff");
        teach.unit = "people";
        teach.formula = "people that came × training cost, by servers";
        const std::uint32_t pay_id = add_charge(ledger, pay);
        const std::uint32_t teach_id = role.training_usd > 0 ? add_charge(ledger, teach) : 0;
        for (const Period& p : periods) {
            const RoleCost cost = cost_of(world, role, p);
            const double hours = (p.until - p.from).seconds() / 3600;
            add_posting(world, ledger, pay_id, p, cost.heads * hours * at.share,
                        cost.usd * at.share);
            if (cost.training_usd <= 0) continue;
            const double people = cost.training_usd / role.training_usd;
            add_posting(world, ledger, teach_id, p, people * at.share,
                        cost.training_usd * at.share);
        }
    }
}

}  // namespace

void account_people(const World& world, const Observations& o, Ledger& ledger) {
    if (world.staff.empty()) return;
    const auto months = months_of(world, o.ended_at);
    for (const RoleSpec& role : world.staff) post_role(world, role, months, ledger);
}

}  // namespace orrery
