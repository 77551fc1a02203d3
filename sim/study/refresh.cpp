// The study `refresh`: how old should hardware become, and when does the next one pay?
#include "sim/study/refresh.hpp"

#include <algorithm>
#include <stdexcept>

#include "models/contracts/owed.hpp"
#include "orrery/base/math.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

constexpr double kDefaultLoad = .8;
constexpr double kDefaultRate = .08;
constexpr double kDefaultDisruption = .02;

double capex_a_server(const Pool& pool) {
    const double all =
        pool.purchase ? capex_in_all(pool) : pool.terms.capex_usd_server * pool.servers;
    return pool.servers > 0 ? all / pool.servers : pool.terms.capex_usd_server;
}

bool is_owned(const Pool& pool) {
    const bool owned = pool.terms.kind == contracts::ComputeKind::owned && !pool.tokens;
    return owned && pool.servers > 0;
}

const Pool& pool_of(const World& world, const std::string& name) {
    const Pool* found = nullptr;
    for (const Pool& pool : world.pools) {
        if (!is_owned(pool)) continue;
        if (!name.empty() && pool.name != name) continue;
        const bool larger =
            !found || capex_a_server(pool) * pool.servers > capex_a_server(*found) * found->servers;
        if (larger) found = &pool;
    }
    if (found) return *found;
    throw std::invalid_argument(name.empty() ? "the scenario has no pool of owned servers"
                                             : "there is no owned pool \"" + name + "\"");
}

double mean(const std::vector<double>& values, double otherwise) {
    if (values.empty()) return otherwise;
    math::NeumaierSum sum;
    for (const double value : values) sum.add(value);
    return sum.value() / static_cast<double>(values.size());
}

/// A share of the price that a run takes whatever the age would have all replaced each year.
finance::ResidualTerms resale_of(const Pool& pool, const Catalog& catalog, std::string& source) {
    source = "the scenario";
    if (pool.purchase && pool.purchase->residual) return residual_terms(pool, Nanos{0});
    finance::ResidualTerms t;
    const auto fact = catalog.residuals.find(kDefaultResale);
    if (fact == catalog.residuals.end()) return {pool.terms.residual_share, 0, {}, 0};
    source = "assumed";
    t.initial = fact->second.initial;
    t.decay_year = fact->second.decay_year;
    t.haircut = fact->second.haircut;
    return t;
}

/// Network and other items are sold as a run sells them, engineering is worth nothing to others.
std::vector<finance::RefreshItem> items_of(const Pool& pool) {
    std::vector<finance::RefreshItem> items;
    const double all = pool.purchase ? capex_in_all(pool) : 0;
    if (all <= 0) return items;
    for (const CapexItemSpec& spec : pool.purchase->items) {
        finance::RefreshItem item;
        item.share = item_price(pool, spec) / all;
        item.book = depreciation_terms(pool.purchase->book, 1, pool.terms.residual_share);
        if (spec.life_years > 0) item.book.life_years = spec.life_years;
        if (spec.residual_share >= 0) item.resale = {spec.residual_share, 0, {}, 0};
        if (spec.residual) item.resale = residual_terms(*spec.residual, Nanos{0});
        items.push_back(std::move(item));
    }
    if (pool.purchase->nre_usd > 0) {
        items.push_back({pool.purchase->nre_usd / all, finance::ResidualTerms{0, 0, {}, 0}, {}});
    }
    return items;
}

void take_terms(const World& world, const Catalog& catalog, const RefreshQuestion& q,
                const Pool& pool, RefreshResult& r) {
    const Site& site = world.sites[pool.site.index()];
    finance::RefreshTerms& t = r.terms;
    t.price = capex_a_server(pool);
    t.resale = resale_of(pool, catalog, r.resale_source);
    t.items = items_of(pool);
    // As a run posts them: care of the servers alone, insurance of all that was bought.
    if (t.price > 0) {
        t.maintenance_year =
            pool.terms.maintenance_share_year * pool.terms.capex_usd_server / t.price;
    }
    if (pool.purchase) t.insurance_year = pool.purchase->insurance;
    t.ageing = q.ageing;
    t.disruption = q.disruption_usd >= 0 ? q.disruption_usd : kDefaultDisruption * t.price;
    t.price_fall = q.price_fall;
    t.energy_fall = q.energy_fall;
    r.watts = pool.server.max_power.value * (q.load >= 0 ? q.load : kDefaultLoad) * site.pue;
    r.usd_kwh = mean(site.usd_kwh, site.electricity_usd_kwh);
    t.energy_year = r.watts / 1000 * contracts::kHoursPerYear * r.usd_kwh;
    // A room is paid by contracted power: what draws less needs less of it.
    if (site.colocation) t.energy_year += r.watts / 1000 * 12 * site.colocation->usd_kw_month;
    r.rate_source = q.discount_rate >= 0          ? "--rate"
                    : world.finance.discount_rate ? "the scenario"
                                                  : "assumed";
    t.discount_rate =
        q.discount_rate >= 0 ? q.discount_rate : world.finance.discount_rate.value_or(kDefaultRate);
}

RefreshRow row_of(const finance::RefreshTerms& t, int years) {
    RefreshRow row;
    row.years = years;
    row.eac_usd = finance::chain_eac(t, years);
    finance::RefreshTerms part = t;
    part.energy_year = 0;
    row.energy_usd = row.eac_usd - finance::chain_eac(part, years);
    part.maintenance_year = part.insurance_year = 0;
    row.capital_usd = finance::chain_eac(part, years);
    row.care_usd = row.eac_usd - row.energy_usd - row.capital_usd;
    return row;
}

/// The nearest value of a term, up or down to `limit`, at which another age is best.
RefreshFlip flip_of(const RefreshResult& r, const char* name, double finance::RefreshTerms::*term,
                    double limit, int most) {
    constexpr int kSteps = 64;
    constexpr int kHalvings = 40;
    RefreshFlip flip{name, r.terms.*term, 0, 0, false};
    const auto best_at = [&](double value) {
        finance::RefreshTerms t = r.terms;
        t.*term = value;
        return finance::best_cycle(t, most);
    };
    double same = flip.value;
    for (int k = 1; k <= kSteps && !flip.any; ++k) {
        const double tried = flip.value + (limit - flip.value) * k / kSteps;
        flip.any = best_at(tried) != r.best;
        if (flip.any) flip.at = tried;
        if (!flip.any) same = tried;
    }
    for (int k = 0; k < kHalvings && flip.any; ++k) {
        const double middle = (same + flip.at) / 2;
        (best_at(middle) == r.best ? same : flip.at) = middle;
    }
    if (flip.any) flip.years = best_at(flip.at);
    return flip;
}

void add_flips(RefreshResult& r, int most) {
    using T = finance::RefreshTerms;
    const double energy = r.terms.energy_year;
    for (const double limit : {0.0, .6}) {
        r.flips.push_back(flip_of(r, "fall of price a year", &T::price_fall, limit, most));
        r.flips.push_back(flip_of(r, "fall of energy a year", &T::energy_fall, limit, most));
        r.flips.push_back(flip_of(r, "rise of maintenance a year", &T::ageing, 2 * limit, most));
        r.flips.push_back(flip_of(r, "energy and room a year", &T::energy_year,
                                  limit > 0 ? 5 * energy : 0, most));
    }
    r.flips.erase(std::remove_if(r.flips.begin(), r.flips.end(),
                                 [](const RefreshFlip& flip) { return !flip.any; }),
                  r.flips.end());
}

}  // namespace

RefreshResult study_refresh(const World& world, const Catalog& catalog, const RefreshQuestion& q) {
    const Pool& pool = pool_of(world, q.pool);
    RefreshResult r;
    r.pool = pool.name;
    r.servers = pool.servers;
    r.currency = world.currency;
    r.usd_per_currency = world.usd_per_currency;
    r.book_life = pool.purchase ? pool.purchase->book.life_years : pool.terms.life_years;
    take_terms(world, catalog, q, pool, r);
    if (pool.bought && *pool.bought < Nanos{0}) {
        r.age_years = -pool.bought->seconds() / kAssetYearS;
    }
    r.best = finance::best_cycle(r.terms, q.most_years);
    for (int n = 1; n <= q.most_years; ++n) {
        r.rows.push_back(row_of(r.terms, n));
        r.rows.back().best = n == r.best;
    }
    // Bought at today's price divided by what it fell since; its energy likewise.
    const int age = static_cast<int>(r.age_years + .5);
    finance::OldMachine old{age, r.terms.price, r.terms.energy_year};
    for (int k = 0; k < age; ++k) old.energy_year /= 1 - q.energy_fall;
    r.keep = finance::best_keep(r.terms, old, std::max(0, q.most_years - age), q.most_years);
    add_flips(r, q.most_years);
    return r;
}

std::vector<RefreshResult> study_refresh_all(const World& world, const Catalog& catalog,
                                             const RefreshQuestion& q) {
    if (!q.pool.empty()) return {study_refresh(world, catalog, q)};
    std::vector<RefreshResult> all{study_refresh(world, catalog, q)};
    for (const Pool& pool : world.pools) {
        if (!is_owned(pool) || pool.name == all[0].pool) continue;
        RefreshQuestion one = q;
        one.pool = pool.name;
        all.push_back(study_refresh(world, catalog, one));
    }
    std::stable_sort(all.begin(), all.end(), [](const RefreshResult& a, const RefreshResult& b) {
        return a.terms.price * a.servers > b.terms.price * b.servers;
    });
    return all;
}

}  // namespace orrery
