// Pools: servers with their accelerators, and the terms on which they are had.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

/// What to do without a price there: state one, take a server that has one, or a price elsewhere.
std::string without_price(const Catalog& catalog, const PoolSpec& spec, const Site& site) {
    constexpr std::size_t kNamed = 3;
    std::set<std::string> there;
    const Offer* elsewhere = nullptr;
    const auto country = [&catalog](const std::string& region) {
        const auto it = catalog.regions.find(region);
        return it == catalog.regions.end() ? std::string() : it->second.country;
    };
    for (const auto& [name, offer] : catalog.offers) {
        if (!site.region.empty() && offer.region == site.region) there.insert(offer.server);
        if (offer.server != spec.server) continue;
        if (!elsewhere || country(offer.region) == country(site.region)) elsewhere = &offer;
    }
    std::string hint = "add price: 55 USD/h";
    if (there.size() > kNamed) there.erase(std::next(there.begin(), kNamed), there.end());
    if (!there.empty()) hint += fmt::format(", take {}", fmt::join(there, " or "));
    if (!elsewhere) return hint;
    const std::string where = country(elsewhere->region);
    return hint + ", or offer: " + elsewhere->name +
           (where.empty() || where == country(site.region) ? "" : ", the price in " + where);
}

const Offer* find_offer(Context& context, const PoolSpec& spec, const Site& site,
                        const std::string& path) {
    if (!spec.offer.empty()) {
        return find_fact(context, context.catalog.offers, spec.offer, spec.where, path + ".offer",
                         "offer");
    }
    if (unknown_region(context, site.region)) return nullptr;
    for (const auto& [name, offer] : context.catalog.offers) {
        if (offer.server == spec.server && offer.region == site.region) return &offer;
    }
    const std::string where = site.region.empty() ? "a site without a region" : site.region;
    context.error(spec.where, "E0406", path + ".offer",
                  fmt::format("no price of {} in {} is known", spec.server, where),
                  without_price(context.catalog, spec, site));
    return nullptr;
}

/// Keys that say nothing of a pool that is had in another way: their cost would be left out.
void tell_idle_keys(Context& context, const PoolSpec& spec, const std::string& path) {
    const bool owned = spec.contract != ContractKind::on_demand;
    std::vector<const char*> keys;
    if (owned) {
        if (spec.price_usd_server_h >= 0) keys.push_back("price");
        if (spec.list_usd_server_h >= 0) keys.push_back("list_price");
        if (!spec.offer.empty()) keys.push_back("offer");
        if (spec.granularity_s != PoolSpec().granularity_s) keys.push_back("granularity");
        if (spec.minimum_s != PoolSpec().minimum_s) keys.push_back("minimum_charge");
    } else {
        if (spec.capex_usd_server >= 0) keys.push_back("capex");
        if (spec.staff_usd_year > 0) keys.push_back("staff");
        if (spec.residual > 0) keys.push_back("residual");
        if (spec.maintenance_per_year != PoolSpec().maintenance_per_year) {
            keys.push_back("maintenance");
        }
        if (spec.life_years != PoolSpec().life_years) keys.push_back("life");
    }
    for (const char* key : keys) {
        context.warn(
            spec.where, "E0385", path + "." + key,
            owned ? "the servers are owned: they cost what was paid for them, not by the hour"
                  : "the servers are rented: this is in their price, and is not counted",
            owned ? "leave it out, or set contract: on_demand"
                  : "leave it out; staff of one's own stands under `staff`");
    }
}

void rent(Context& context, const PoolSpec& spec, const Site& site, const std::string& path,
          contracts::ComputeTerms& terms) {
    terms.kind = contracts::ComputeKind::on_demand;
    terms.granularity_s = spec.granularity_s;
    terms.minimum_s = spec.minimum_s;
    if (spec.price_usd_server_h >= 0) {
        terms.contracted_usd_server_h = spec.price_usd_server_h;
        terms.list_usd_server_h =
            spec.list_usd_server_h >= 0 ? spec.list_usd_server_h : spec.price_usd_server_h;
        terms.price_source =
            context.written_at("pools", spec.name, spec.group, "price", spec.where);
        return;
    }
    const Offer* offer = find_offer(context, spec, site, path);
    if (!offer) return;
    terms.list_usd_server_h = offer->usd_server_h;
    terms.contracted_usd_server_h = offer->usd_server_h;
    terms.vendor = offer->vendor;
    terms.sku = offer->sku;
    terms.price_source = offer->name + ", " + cite(offer->provenance);
    context.assume(path + ".price", fmt::format("{} USD/h a server", offer->usd_server_h),
                   terms.price_source);
}

void own(Context& context, const PoolSpec& spec, const Server& server, const std::string& path,
         contracts::ComputeTerms& terms) {
    terms.kind = contracts::ComputeKind::owned;
    terms.capex_usd_server = spec.capex_usd_server;
    if (spec.capex_usd_server >= 0) {
        terms.price_source =
            context.written_at("pools", spec.name, spec.group, "capex", spec.where);
    } else {
        terms.capex_usd_server = server.price_usd;
        terms.price_source = cite(server.provenance);
        context.assume(path + ".capex", fmt::format("{} USD a server", server.price_usd),
                       terms.price_source);
        if (server.price_usd <= 0) {
            context.error(spec.where, "E0407", path + ".capex",
                          "the catalog has no price of " + spec.server, "add capex: 300000 USD");
        }
    }
    terms.life_years = spec.life_years;
    terms.residual_share = spec.residual;
    terms.maintenance_share_year = spec.maintenance_per_year;
    terms.staff_usd_year = spec.staff_usd_year;
}

/// Accelerator time of an hour is counted in 64 bits of nanoseconds, with room for what contracts
/// add to a pool.
void check_countable(Context& context, const PoolSpec& spec, const std::string& path,
                     const Pool& pool) {
    constexpr std::int64_t kMost = INT64_MAX / kHour.ns / 2;
    const std::int64_t accelerators =
        std::int64_t{pool.max_servers} * std::max(pool.server.accelerators, 1);
    if (accelerators <= kMost) return;
    context.error(spec.where, "E0384", path + ".servers",
                  fmt::format("{} servers have {} accelerators, more than a pool can have, {}",
                              pool.max_servers, accelerators, kMost),
                  fmt::format("split it into {} pools", (accelerators + kMost - 1) / kMost));
}

void take_embodied_life(Context& context, const PoolSpec& spec, const std::string& path,
                        Pool& pool) {
    const auto it = context.catalog.coefficients.find("embodied.server_life");
    if (it == context.catalog.coefficients.end() || it->second.value <= 0) {
        context.error(spec.where, "E0415", path, "the catalog has no embodied.server_life",
                      "restore it in coefficients.yaml");
        return;
    }
    pool.embodied_life_years = it->second.value;
    context.assume(path + ".embodied_life", fmt::format("{} years", it->second.value),
                   cite(it->second.provenance));
}

/// The date of purchase, since the run's start.
std::optional<Nanos> purchase(Context& context, const PoolSpec& spec, const std::string& path) {
    if (spec.bought.empty()) return std::nullopt;
    const auto unix_s = parse_date(spec.bought);
    if (unix_s) return Nanos{(*unix_s - context.world.start_unix_s) * kSecond.ns};
    context.error(spec.where, "E0446", path + ".bought", "\"" + spec.bought + "\" is not a date",
                  "for example 2026-03-01");
    return std::nullopt;
}

}  // namespace

void compile_pools(Context& context) {
    for (const std::size_t i : by_name(context.scenario.pools)) {
        const PoolSpec& spec = context.scenario.pools[i];
        const std::string path = fmt::format("pools[{}]", spec.name);
        const auto site = context.sites.find(spec.site);
        if (spec.tokens && site != context.sites.end()) {
            context.pools[spec.name] = PoolId(context.world.pools.size());
            context.world.pools.push_back(
                api_pool(spec, site->second, context.world.sites[site->second.index()]));
            continue;
        }
        const Server* server = find_fact(context, context.catalog.servers, spec.server, spec.where,
                                         path + ".server", "server");
        if (site == context.sites.end() || !server) continue;
        const Accelerator* accelerator =
            find_fact(context, context.catalog.accelerators, server->accelerator, spec.where,
                      path + ".server", "accelerator");
        if (!accelerator) continue;
        Pool pool;
        pool.name = spec.name;
        pool.group = spec.group;
        pool.site = site->second;
        pool.server = *server;
        pool.accelerator = *accelerator;
        pool.servers = spec.servers;
        pool.max_servers = std::max(spec.servers, spec.supply.max_servers);
        check_countable(context, spec, path, pool);
        pool.failures = spec.failures;
        pool.supply = spec.supply;
        pool.power_cap_w = spec.power_cap_w;
        pool.sleep_after = spec.sleep_after;
        pool.confidential = spec.confidential;
        pool.scheduler = spec.scheduler;
        pool.tags = spec.tags;
        pool.bought = purchase(context, spec, path);
        compile_hazards(context, spec, path, pool);
        take_embodied_life(context, spec, path, pool);
        const Site& where = context.world.sites[site->second.index()];
        pool.terms.vendor = where.vendor;
        pool.terms.sku = spec.server;
        tell_idle_keys(context, spec, path);
        if (spec.contract == ContractKind::on_demand) {
            rent(context, spec, where, path, pool.terms);
        } else {
            own(context, spec, *server, path, pool.terms);
        }
        context.pools[pool.name] = PoolId(context.world.pools.size());
        context.world.pools.push_back(std::move(pool));
    }
}

}  // namespace orrery::compile
