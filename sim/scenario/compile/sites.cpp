// Sites: region, country, who runs them, constant PUE, egress prices, outages.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/compile/outer_names.hpp"
#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

void take_region(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    if (spec.region.empty()) return;
    const Region* region = find_fact(context, context.catalog.regions, spec.region, spec.where,
                                     path + ".region", "cloud region");
    if (!region) return;
    if (site.country.empty()) site.country = region->country;
    if (site.grid.empty()) site.grid = region->grid;
    if (site.time_zone.empty() || site.time_zone == "UTC") site.time_zone = region->time_zone;
    if (spec.vendor.empty()) site.vendor = region->vendor;
    if (spec.pue <= 0 && spec.cooling.empty() && region->pue > 0) {
        site.pue = region->pue;
        context.assume(path + ".pue", fmt::format("{}", region->pue), cite(region->provenance));
    }
}

/// Constant; a plant's is compiled when the nameplates of the site's pools are known.
void take_pue(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    if (!spec.cooling.empty()) {
        if (spec.pue > 0) {
            context.error(spec.where, "E0440", path + ".pue",
                          "a constant PUE contradicts the plant \"" + spec.cooling + "\"",
                          "keep one of pue and cooling");
        }
        site.pue = 1;
        return;
    }
    if (spec.pue > 0) site.pue = spec.pue;
    if (site.pue > 0) return;
    const char* name = site.kind == SiteKind::edge ? "pue.edge"
                       : is_rented(site.kind)      ? "pue.hyperscale"
                                                   : "pue.on_prem";
    const auto it = context.catalog.coefficients.find(name);
    if (it == context.catalog.coefficients.end()) {
        context.error(spec.where, "E0403", path + ".pue", "no PUE is given or known",
                      "add pue: 1.3, or the site's region");
        site.pue = 1;
        return;
    }
    site.pue = it->second.value;
    context.assume(path + ".pue", fmt::format("{}", site.pue), cite(it->second.provenance));
}

/// Of a constant PUE's site: as written, else what its vendor publishes; a plant knows its own.
void take_wue(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    if (!spec.cooling.empty() && spec.wue_l_kwh >= 0) {
        context.error(spec.where, "E0440", path + ".wue",
                      "a constant WUE contradicts the plant \"" + spec.cooling + "\"",
                      "keep one of wue and cooling");
    }
    if (!spec.cooling.empty()) return;
    site.energy.wue_l_kwh = std::max(spec.wue_l_kwh, 0.0);
    const auto it = context.catalog.coefficients.find("wue." + site.vendor);
    if (spec.wue_l_kwh >= 0 || it == context.catalog.coefficients.end()) return;
    site.energy.wue_l_kwh = it->second.value;
    context.assume(path + ".wue", fmt::format("{} L/kWh", it->second.value),
                   cite(it->second.provenance));
}

void take_egress(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    site.egress.vendor = site.vendor;
    const auto own = context.scenario.egress.find(site.vendor);
    if (own != context.scenario.egress.end() && own->second.usd_gb >= 0) {
        site.egress.tiers = {{std::numeric_limits<double>::infinity(), own->second.usd_gb}};
        site.egress.price_source = "scenario";
        return;
    }
    if (site.kind == SiteKind::api) return;  // what it sends is in the price of its tokens
    const auto fact = context.catalog.egress.find(site.vendor);
    if (fact == context.catalog.egress.end()) {
        if (is_rented(site.kind) && !unknown_region(context, site.region)) {
            context.warn(
                spec.where, "E0405", path,
                "no egress price of vendor \"" + site.vendor + "\" is known: taken as free",
                "add to the scenario network: {egress: {" + site.vendor + ": 0.08 USD/GB}}");
        }
        return;
    }
    for (const EgressTier& tier : fact->second.tiers) {
        site.egress.tiers.push_back({tier.up_to_gb, tier.usd_gb});
    }
    site.egress.price_source = cite(fact->second.provenance);
    context.assume(path + ".egress",
                   fmt::format("{} tiers of {}", site.egress.tiers.size(), site.vendor),
                   site.egress.price_source);
}

Relation relation_of(const SiteSpec& spec) {
    if (spec.relation != Relation::automatic) return spec.relation;
    if (is_rented(spec.kind)) return Relation::cloud_tenant;
    return spec.kind == SiteKind::colocation ? Relation::colocation_tenant : Relation::owner;
}

void take_outages(const SiteSpec& spec, Site& site) {
    for (const OutageSpec& outage : spec.outages) {
        site.outages.push_back({outage.at, outage.at + outage.duration, outage.reason});
    }
    std::stable_sort(site.outages.begin(), site.outages.end(),
                     [](const Outage& a, const Outage& b) { return a.at < b.at; });
}

void take_floor(const SiteSpec& spec, Site& site) {
    site.racks = spec.racks;
    site.modules = spec.modules;
    std::stable_sort(site.modules.begin(), site.modules.end(),
                     [](const ModuleSpec& a, const ModuleSpec& b) { return a.at < b.at; });
}

}  // namespace

void compile_sites(Context& context) {
    std::map<std::string, SiteId> groups;
    for (const std::size_t i : by_name(context.scenario.sites)) {
        const SiteSpec& spec = context.scenario.sites[i];
        const auto first = groups.find(spec.group);
        if (!spec.group.empty() &&
            first != groups.end()) {  // as the first of its group but in name
            Site same = context.world.sites[first->second.index()];
            same.name = spec.name;
            context.sites[same.name] = SiteId(context.world.sites.size());
            context.world.sites.push_back(std::move(same));
            continue;
        }
        groups.emplace(spec.group, SiteId(context.world.sites.size()));
        const std::string path = fmt::format("sites[{}]", spec.name);
        Site site;
        site.name = spec.name;
        site.kind = spec.kind;
        site.region = spec.region;
        site.country = spec.country;
        site.grid = spec.grid;
        site.time_zone = spec.time_zone;
        site.group = spec.group;
        site.vendor = spec.vendor.empty() ? "own" : spec.vendor;
        site.operated_by = spec.operated_by;
        site.jurisdiction = spec.jurisdiction;
        site.certifications = spec.certifications;
        site.contracted_power_w = spec.contracted_power_w;
        site.cooling_limit_w = spec.cooling_limit_w;
        site.relation = relation_of(spec);
        site.pue = 0;
        site.electricity_usd_kwh = spec.electricity_usd_kwh;
        check_site_names(context, spec, path);
        take_region(context, spec, path, site);
        take_pue(context, spec, path, site);
        take_wue(context, spec, path, site);
        compile_grid(context, spec, path, site);
        take_operator(context, spec, path, site);
        take_floor(spec, site);
        compile_supply(context, spec, path, site);
        take_egress(context, spec, path, site);
        take_outages(spec, site);
        context.sites[site.name] = SiteId(context.world.sites.size());
        context.world.sites.push_back(std::move(site));
    }
    check_rule_names(context);
}

}  // namespace orrery::compile
