// Tariffs, rooms in somebody's hall, and people: catalog facts filled in and checked.
#include <fmt/format.h>

#include <set>

#include "sim/scenario/compile/assets.hpp"

namespace orrery::compile {
namespace {

constexpr double kDefaultDemandIntervalS = 900;

double stated(double value, double otherwise) {
    return value >= 0 ? value : otherwise;
}

/// Nameplate of a site's servers, cooling included.
double nameplate_w(const Context& context, SiteId id) {
    double watts = 0;
    for (const Pool& pool : context.world.pools) {
        if (pool.site == id && !pool.tokens) watts += pool.servers * pool.server.max_power.value;
    }
    return watts * context.world.sites[id.index()].pue;
}

void take_salary(Context& context, const std::string& path, RoleSpec& role) {
    if (role.salary.empty()) return;
    const SalaryFact* fact = find_fact(context, context.catalog.salaries, role.salary, role.where,
                                       path + ".salary", "salary");
    if (!fact || role.usd_year > 0) return;
    role.usd_year = fact->usd_year;
    context.assume(path + ".cost", fmt::format("{:g} USD/y", fact->usd_year),
                   cite(fact->provenance));
}

void check_role(Context& context, const std::string& path, const RoleSpec& role) {
    const bool needed = role.needed > 0 || role.servers_per_person > 0 || role.seats_24x7 > 0;
    const double cost = role.managed ? role.managed_usd_year : role.usd_year;
    if (!needed && role.held <= 0 && !role.managed) {
        context.error(role.where, "E0860", path, "the role \"" + role.name + "\" has no people",
                      "add held, needed, servers_per_person or seats_24x7");
    } else if (cost <= 0) {
        context.error(role.where, "E0860", path, "the role \"" + role.name + "\" costs nothing",
                      role.managed ? "add managed_cost: 20000 USD/month"
                                   : "add cost: 150 kUSD/y, or salary: operations-us");
    }
}

}  // namespace

void compile_tariff(Context& context, const SiteSpec& spec, Site& site) {
    if (!spec.tariff) return;
    TariffSpec t = *spec.tariff;
    const std::string path = fmt::format("sites[{}].tariff", spec.name);
    TariffFact fact;
    fact.demand_interval_s = kDefaultDemandIntervalS;
    if (!t.name.empty()) {
        const TariffFact* found =
            find_fact(context, context.catalog.tariffs, t.name, t.where, path + ".name", "tariff");
        if (!found) return;
        fact = *found;
        context.assume(path, t.name, cite(fact.provenance));
    }
    if (t.demand_interval == Nanos{0}) {
        t.demand_interval = Nanos::from_seconds(fact.demand_interval_s);
    }
    t.demand_usd_kw_month = stated(t.demand_usd_kw_month, fact.demand_usd_kw_month);
    t.ratchet = stated(t.ratchet, fact.ratchet);
    t.minimum_take = stated(t.minimum_take, fact.minimum_take);
    t.levies_usd_kwh = stated(t.levies_usd_kwh, fact.levies_usd_kwh);
    t.standing_usd_year = stated(t.standing_usd_year, fact.standing_usd_year);
    const Nanos meter = context.world.meter_interval;
    if (t.demand_usd_kw_month > 0 && t.demand_interval.ns % meter.ns != 0) {
        context.error(t.where, "E0858", path + ".demand_interval",
                      fmt::format("means over {:g} min cannot be told from meters of {:g} min",
                                  t.demand_interval.seconds() / 60, meter.seconds() / 60),
                      "add meter_interval: 15 min to the scenario, or demand_interval: 60 min");
    }
    if (t.minimum_take > 0 && t.contract_w <= 0) {
        context.error(t.where, "E0859", path + ".contract",
                      "a minimum take is a share of the contracted power, and there is none",
                      "add contract: 20 MW");
    }
    site.tariff = std::move(t);
}

void compile_colocation(Context& context, const SiteSpec& spec, SiteId id) {
    if (!spec.colocation) return;
    ColocationSpec c = *spec.colocation;
    const std::string path = fmt::format("sites[{}].colocation", spec.name);
    ColocationFact fact;
    if (!c.name.empty()) {
        const ColocationFact* found = find_fact(context, context.catalog.colocation, c.name,
                                                c.where, path + ".name", "colocation price");
        if (!found) return;
        fact = *found;
        context.assume(path, c.name, cite(fact.provenance));
    }
    if (c.usd_kw_month < 0 && c.name.empty()) {
        context.error(c.where, "E0863", path + ".price", "the room has no price",
                      "add price: 150 USD (a kW and month), or name: us-wholesale");
    }
    c.usd_kw_month = stated(c.usd_kw_month, fact.usd_kw_month);
    c.escalation_year = stated(c.escalation_year, fact.escalation_year);
    const double watts = nameplate_w(context, id);
    if (c.contracted_w < watts) {
        context.warn(
            c.where, "E0857", path + ".contracted",
            fmt::format("servers may draw {:.4g} kW with cooling, {:.4g} kW are contracted",
                        watts / 1000, c.contracted_w / 1000),
            "contract more, or cap their power: power_cap");
    }
    context.world.sites[id.index()].colocation = std::move(c);
}

void compile_staff(Context& context) {
    std::set<std::string> names;
    for (const std::size_t i : by_name(context.scenario.staff)) {
        RoleSpec role = context.scenario.staff[i];
        const std::string path = fmt::format("staff[{}]", i);
        if (!names.insert(role.name).second) {
            context.error(role.where, "E0861", path + ".name",
                          "the name \"" + role.name + "\" is taken", "names are unique in a list");
        }
        take_salary(context, path, role);
        check_role(context, path, role);
        context.world.staff.push_back(std::move(role));
    }
}

}  // namespace orrery::compile
