// Vendors and what may go wrong with them: outage processes, quotas, terms of supply, disruptions.
#include <fmt/format.h>

#include <set>

#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/compile/vendor_places.hpp"

namespace orrery::compile {
namespace {

std::string joined(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether the scenario says anything of it: what `--set` says has a file and no line.
bool stated(const VendorSpec& v) {
    return v.where.line > 0 || !v.where.file.empty();
}

/// Parent, host, grids and fabs, as far as the scenario does not state them.
void fill_gaps(Context& context, VendorSpec& v) {
    const World& world = context.world;
    const auto fact = context.catalog.vendors.find(v.name);
    const bool known = fact != context.catalog.vendors.end();
    const bool says = stated(v);
    const std::string path = "vendors[" + v.name + "]";
    const auto take = [&](std::string& field, const std::string& value, const char* key) {
        if (!field.empty()) return;
        field = known && !value.empty() ? value : v.name;
        if (says && known && !value.empty()) {
            context.assume(path + "." + key, field, cite(fact->second.provenance));
        }
    };
    take(v.parent, known ? fact->second.parent : "", "parent");
    take(v.host, known ? fact->second.host : "", "host");
    std::vector<std::string> grids;
    std::vector<std::string> fabs;
    for (const SiteId s : sites_of(world, v.name, {})) grids.push_back(world.sites[s.index()].grid);
    for (const PoolId p : pools_at(world, sites_of(world, v.name, {}), {})) {
        const std::string fab = fab_of(world, context.catalog, world.pools[p.index()]);
        if (!fab.empty()) fabs.push_back(fab);
    }
    if (v.grid.empty()) v.grid = joined(grids);
    if (v.fab.empty()) v.fab = joined(fabs);
}

void take_prior(Context& context, const OutageProcessSpec& spec, const std::string& path,
                OutageProcess& process) {
    if (spec.catalog.empty()) {
        if (spec.per_year <= 0) return;
        context.assume(path + ".per_year", fmt::format("{:g} a year", spec.per_year),
                       prior_text(spec.prior));
        return;
    }
    const OutageFact* fact = find_fact(context, context.catalog.outages, spec.catalog, spec.where,
                                       path + ".prior", "outage prior");
    if (!fact) return;
    for (std::size_t p = 0; p < kPlanes; ++p) {
        if (fact->plane == kPlaneNames[p]) process.plane = static_cast<Plane>(p);
    }
    process.per_year = fact->per_year;
    process.p50 = Nanos::from_seconds(fact->p50_s);
    process.p90 = Nanos::from_seconds(fact->p90_s);
    const PriorSpec prior{fact->provenance.confidence + ": " + fact->provenance.source, fact->n,
                          fact->lo, fact->hi};
    context.assume(path + ".per_year", fmt::format("{:g} a year", fact->per_year),
                   prior_text(prior));
}

void check_process(Context& context, const OutageProcessSpec& spec, const std::string& path,
                   const OutageProcess& process) {
    if (process.p90 < process.p50) {
        context.error(spec.where, "E0881", path + ".p90", "p90 is shorter than p50",
                      "write the longer of both there");
    }
    if (spec.correlation < 0 || spec.correlation > 1) {
        context.error(spec.where, "E0887", path + ".correlation",
                      fmt::format("{:g} is no share", spec.correlation),
                      "0 to 1, for example 30 %");
    }
    const bool dated = spec.at != Nanos::never();
    const bool never = !dated && process.per_year <= 0 && spec.catalog.empty();
    if (never || (dated && spec.duration <= Nanos{0}) ||
        (spec.correlation > 0 && spec.group.empty())) {
        context.error(spec.where, "E0886", path, "the outage process is not complete",
                      "per_year, prior, or at with duration; correlation needs a group");
    }
    if (dated) in_run(context, spec.at, spec.where, path + ".at");
}

void check_regions(Context& context, const std::string& vendor, const SourcePosition& where,
                   const std::vector<std::string>& names, const std::string& path) {
    for (const std::string& name : names) {
        if (!sites_of(context.world, vendor, {name}).empty() || unknown_vendors(context)) continue;
        context.error(
            where, "E0885", path,
            "no site of " + vendor + " is in the region, or has the name, \"" + name + "\"",
            "name a region or a site as the scenario does");
    }
}

/// Servers that no pool of the vendor has would never be short.
void check_servers(Context& context, const std::string& vendor, const SourcePosition& where,
                   const std::vector<std::string>& names, const std::string& path) {
    for (const std::string& name : names) {
        const auto& facts = context.catalog.servers;
        if (facts.count(name) > 0) continue;
        std::vector<std::string> known;
        for (const auto& [key, fact] : facts) known.push_back(key);
        const std::string similar = closest(name, known);
        context.error(
            where, "E0885", path,
            "no server of " + vendor + " is called \"" + name + "\" in the catalog",
            similar.empty() ? "name a server of the catalog" : "did you mean " + similar + "?");
    }
}

void add_outages(Context& context, const VendorSpec& v) {
    for (const OutageProcessSpec& spec : v.outages) {
        const std::string path = fmt::format("vendors[{}].outages[{}]", v.name, spec.name);
        OutageProcess process;
        process.vendor = v.name;
        process.name = spec.name;
        process.plane = spec.plane;
        process.per_year = spec.per_year;
        process.p50 = spec.p50;
        process.p90 = spec.p90;
        process.at = spec.at;
        process.duration = spec.duration;
        process.reason = spec.reason;
        process.group = spec.group;
        process.correlation = spec.correlation;
        process.whole = spec.regions.empty();
        process.sites = sites_of(context.world, v.name, spec.regions);
        take_prior(context, spec, path, process);
        process.pools = pools_at(context.world, process.sites, spec.servers);
        check_process(context, spec, path, process);
        check_regions(context, v.name, spec.where, spec.regions, path + ".regions");
        context.world.supply.outages.push_back(std::move(process));
    }
}

void add_quotas(Context& context, const VendorSpec& v) {
    World& world = context.world;
    for (std::size_t i = 0; i < v.quotas.size(); ++i) {
        const VendorQuotaSpec& spec = v.quotas[i];
        const std::string path = fmt::format("vendors[{}].quotas[{}]", v.name, i);
        std::vector<std::string> regions;
        std::vector<std::string> servers;
        if (!spec.region.empty()) regions.push_back(spec.region);
        if (!spec.server.empty()) servers.push_back(spec.server);
        check_regions(context, v.name, spec.where, regions, path + ".region");
        check_servers(context, v.name, spec.where, servers, path + ".server");
        SupplyQuota quota{v.name, pools_at(world, sites_of(world, v.name, regions), servers),
                          spec.servers, spec.from, spec.growth_month};
        int held = 0;
        for (const PoolId p : quota.pools) {
            held += world.pools[p.index()].servers;
            world.supply.pools[p.index()].quotas.push_back(
                static_cast<std::uint32_t>(world.supply.quotas.size()));
        }
        if (spec.servers <= 0 || held > spec.servers) {
            context.error(
                spec.where, "E0889", path + ".servers",
                fmt::format("the quota is {:g} servers, the pools hold {}", spec.servers, held),
                "raise the quota, or take servers from the pools");
        }
        world.supply.quotas.push_back(std::move(quota));
    }
}

/// How its requests are answered, and from when on.
void add_terms(Context& context, const VendorSpec& v) {
    double rate = v.fill_rate;
    Nanos wait = v.fill_wait;
    const std::string path = "vendors[" + v.name + "]";
    PriorSpec prior = v.fill_prior;
    if (!v.fill_catalog.empty()) {
        const FillRateFact* fact = find_fact(context, context.catalog.fill_rates, v.fill_catalog,
                                             v.where, path + ".fill_prior", "fill rate");
        if (!fact) return;
        rate = fact->rate;
        wait = Nanos::from_seconds(fact->wait_s);
        prior = {fact->provenance.confidence + ": " + fact->provenance.source, fact->n, fact->lo,
                 fact->hi};
    }
    if (rate < 1) {
        context.assume(path + ".fill_rate", fmt::format("{:g}", rate), prior_text(prior));
    }
    for (const PoolId p : pools_at(context.world, sites_of(context.world, v.name, {}), {})) {
        SupplyTerms& terms = context.world.supply.pools[p.index()];
        terms.fill_rate = rate;
        terms.fill_wait = wait;
        if (v.qualification > Nanos{0}) terms.usable_from = v.decided + v.qualification;
    }
}

/// Whether a service stands with it: it needs no site then.
bool serves(const Context& context, const std::string& vendor) {
    const auto& all = context.scenario.services;
    return std::any_of(all.begin(), all.end(), [&](const ServiceSpec& s) {
        return s.vendor == vendor ||
               std::find(s.replicas.begin(), s.replicas.end(), vendor) != s.replicas.end();
    });
}

void check_vendor(Context& context, const VendorSpec& v) {
    const std::string path = "vendors[" + v.name + "]";
    const bool at_site = !sites_of(context.world, v.name, {}).empty();
    if (!at_site && !serves(context, v.name) && context.catalog.vendors.count(v.name) == 0) {
        std::set<std::string> known;
        for (const Site& site : context.world.sites) known.insert(site.vendor);
        for (const auto& [name, fact] : context.catalog.vendors) known.insert(name);
        known.erase("");
        const std::vector<std::string> names(known.begin(), known.end());
        const std::string similar = closest(v.name, names);
        std::vector<std::string> here;
        for (const Site& site : context.world.sites) {
            if (!site.vendor.empty()) here.push_back(site.vendor);
        }
        context.error(v.where, "E0884", path + ".name",
                      "neither a site nor the catalog has a vendor \"" + v.name + "\"",
                      similar.empty()
                          ? fmt::format("the sites' vendors are {}; write vendor: {} at its site",
                                        here.empty() ? "not given" : joined(here), v.name)
                          : "did you mean " + similar + "?");
    }
    if (v.performance_penalty >= 1) {
        context.error(v.where, "E0897", path + ".performance_penalty",
                      "nothing is left of its throughput", "a share below 1");
    }
    if (v.decided > Nanos{0}) in_run(context, v.decided, v.where, path + ".decided");
}

/// Vendors of the scenario, and those of its sites that it says nothing about.
void list_vendors(Context& context) {
    std::map<std::string, VendorSpec> all;
    for (const Site& site : context.world.sites) {
        if (!site.vendor.empty()) all[site.vendor].name = site.vendor;
    }
    for (VendorSpec v : context.scenario.vendors) {
        if (!stated(v)) v.where.file = "--set";
        if (all.count(v.name) > 0 && stated(all[v.name])) {
            context.error(v.where, "E0884", "vendors[" + v.name + "].name",
                          "the vendor \"" + v.name + "\" is listed twice", "join both entries");
        }
        all[v.name] = v;
        check_vendor(context, v);
    }
    for (auto& [name, v] : all) {
        context.world.vendors.push_back(std::move(v));
    }
    for (VendorSpec& v : context.world.vendors) fill_gaps(context, v);
}

bool names_pool(const Context& context, const DisruptionSpec& d, const Pool& pool) {
    const auto has = [](const std::vector<std::string>& list, const std::string& name) {
        return !name.empty() && std::find(list.begin(), list.end(), name) != list.end();
    };
    const std::string& vendor = context.world.sites[pool.site.index()].vendor;
    const std::string fab = fab_of(context.world, context.catalog, pool);
    const bool of_pool = d.pools.empty() || has(d.pools, pool.name) || has(d.pools, pool.group);
    return of_pool && (d.vendors.empty() || has(d.vendors, vendor) || has(d.vendors, fab));
}

void add_disruptions(Context& context) {
    World& world = context.world;
    world.disruptions = context.scenario.disruptions;
    std::stable_sort(world.disruptions.begin(), world.disruptions.end(),
                     [](const auto& a, const auto& b) {
                         return std::pair(a.at, a.name) < std::pair(b.at, b.name);
                     });
    for (std::size_t i = 0; i < world.disruptions.size(); ++i) {
        const DisruptionSpec& d = world.disruptions[i];
        const std::string path = "disruptions[" + d.name + "]";
        in_run(context, d.at, d.where, path + ".at");
        bool any = false;
        for (std::size_t p = 0; p < world.pools.size(); ++p) {
            if (!names_pool(context, d, world.pools[p])) continue;
            any = true;
            world.supply.pools[p].disruptions.push_back(static_cast<std::uint32_t>(i));
        }
        const bool price = d.kind == DisruptionKind::price || d.kind == DisruptionKind::duty;
        const bool empty = (d.kind == DisruptionKind::delay && d.delay <= Nanos{0}) ||
                           (d.kind != DisruptionKind::delay &&
                            d.kind != DisruptionKind::export_ban && d.factor == 1);
        if (!any || empty || (price && d.probability < 1)) {
            context.error(d.where, "E0896", path, "the disruption changes nothing",
                          "name vendors, fabs or pools of the scenario, with delay or factor; "
                          "prices change in every run or in none");
        }
        if (d.kind != DisruptionKind::delay || d.probability < 1) {
            context.assume(path + ".probability", fmt::format("{:g}", d.probability),
                           prior_text(d.prior));
        }
    }
}

}  // namespace

std::vector<SiteId> sites_of(const World& world, const std::string& vendor,
                             const std::vector<std::string>& names) {
    std::vector<SiteId> sites;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        const Site& site = world.sites[s];
        const bool named =
            names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& n) {
                return n == site.region || n == site.name || n == site.group;
            });
        if (site.vendor == vendor && named) sites.emplace_back(s);
    }
    return sites;
}

std::vector<PoolId> pools_at(const World& world, const std::vector<SiteId>& sites,
                             const std::vector<std::string>& servers) {
    std::vector<PoolId> pools;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        const bool here = std::find(sites.begin(), sites.end(), pool.site) != sites.end();
        const bool kind = servers.empty() || std::find(servers.begin(), servers.end(),
                                                       pool.server.name) != servers.end();
        if (here && kind) pools.emplace_back(p);
    }
    return pools;
}

std::string fab_of(const World& world, const Catalog& catalog, const Pool& pool) {
    const std::string& vendor = world.sites[pool.site.index()].vendor;
    for (const VendorSpec& v : world.vendors) {
        if (v.name == vendor && stated(v) && !v.fab.empty()) return v.fab;
    }
    const auto fact = catalog.fabs.find(pool.accelerator.family);
    return pool.tokens || fact == catalog.fabs.end() ? std::string() : fact->second.fab;
}

std::string prior_text(const PriorSpec& prior) {
    std::string text = prior.source.empty() ? "assumed" : prior.source;
    text += prior.n > 0 ? fmt::format("; n = {:g}", prior.n) : "; n not known";
    return text + (prior.hi > 0 ? fmt::format(", 90 % interval {:g} to {:g}", prior.lo, prior.hi)
                                : ", interval not known");
}

bool in_run(Context& context, Nanos at, const SourcePosition& where, const std::string& path) {
    if (at >= Nanos{0} && at < context.world.horizon) return true;
    context.error(where, "E0888", path, "the date lies outside the run",
                  "between the scenario's start and its end");
    return false;
}

void compile_vendors(Context& context) {
    context.world.supply.pools.resize(context.world.pools.size());
    list_vendors(context);
    for (const VendorSpec& v : context.world.vendors) {
        if (!stated(v)) continue;
        add_outages(context, v);
        add_quotas(context, v);
        add_terms(context, v);
    }
    add_disruptions(context);
    compile_services(context);
    compile_runbooks(context);
    check_assumptions(context);
}

}  // namespace orrery::compile
