// Parts of a purchase: their price, dates and laws of depreciation.
#include "sim/accounts/assets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/accounts/checked.hpp"
#include "sim/engine/delivery.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

AssetPart part_of(const Pool& pool, const Delivery& d, std::string name, double usd) {
    AssetPart part;
    part.pool = d.pool;
    part.name = std::move(name);
    part.usd = usd;
    part.ordered = d.ordered;
    part.delivered = d.delivered;
    part.in_service = d.in_service;
    part.retired = d.retired;
    part.deposit_usd = pool.purchase->deposit * usd;
    return part;
}

/// Price shocks hit what is ordered while they hold, duties what is delivered then.
double dearer(const World& world, const Delivery& d) {
    double factor = 1;
    if (d.pool.index() >= world.supply.pools.size()) return factor;
    for (const std::uint32_t i : world.supply.pools[d.pool.index()].disruptions) {
        const DisruptionSpec& one = world.disruptions[i];
        const Nanos at = one.kind == DisruptionKind::price ? d.ordered : d.delivered;
        const bool prices = one.kind == DisruptionKind::price || one.kind == DisruptionKind::duty;
        if (prices && holds(one, at)) factor *= one.factor;
    }
    return factor;
}

/// Book value at the end of life is what the pool's `residual` says; taxes leave nothing.
void depreciate(const Pool& pool, AssetPart& part, double life) {
    const PurchaseSpec& p = *pool.purchase;
    DepreciationSpec book = p.book;
    DepreciationSpec tax = p.tax;
    if (life > 0) {
        book.life_years = life;
        tax.life_years = life;
    }
    part.book = depreciation_terms(book, part.usd, part.usd * pool.terms.residual_share);
    part.tax = depreciation_terms(tax, part.usd, 0);
}

double sale_of(const Pool& pool, const AssetPart& part) {
    const double years = part.years_at(part.retired);
    return finance::sale_proceeds(residual_terms(pool, part.in_service), part.usd, years);
}

/// By its own curve or share; else for what the books say, without gain or loss.
double item_sale_of(const CapexItemSpec& item, const AssetPart& part) {
    const double years = part.years_at(part.retired);
    if (item.residual) {
        const finance::ResidualTerms terms = residual_terms(*item.residual, part.in_service);
        return finance::sale_proceeds(terms, part.usd, years);
    }
    if (item.residual_share >= 0) return part.usd * item.residual_share;
    return finance::book_value(part.book, years);
}

void add_items(const Pool& pool, const Delivery& first, Nanos last, std::vector<AssetPart>& parts) {
    for (const CapexItemSpec& item : pool.purchase->items) {
        AssetPart part = part_of(pool, first, pool.name + " " + item.name, item_price(pool, item));
        depreciate(pool, part, item.life_years);
        if (item.residual_share >= 0) part.book.salvage = part.usd * item.residual_share;
        // It stays as long as the last servers do, and is sold with them.
        part.retired = last;
        part.market_usd = item_sale_of(item, part);
        if (item.residual) part.sale_lag = item.residual->sale_lag;
        parts.push_back(std::move(part));
    }
    if (pool.purchase->nre_usd <= 0) return;
    AssetPart part = part_of(pool, first, pool.name + " engineering", pool.purchase->nre_usd);
    const double life = pool.purchase->nre_life.seconds() / kAssetYearS;
    part.deposit_usd = part.usd;
    part.retired = part.in_service + pool.purchase->nre_life;
    part.book = depreciation_terms({}, part.usd, 0);
    part.book.life_years = life;
    part.tax = part.book;
    parts.push_back(std::move(part));
}

}  // namespace

double AssetPart::years_at(Nanos t) const {
    return t > in_service ? (t - in_service).seconds() / kAssetYearS : 0;
}

double reporting_units(const World& world, double usd) {
    return usd / world.usd_per_currency;
}

std::vector<AssetPart> asset_parts(const World& world, const Observations& o, PoolId id) {
    const Pool& pool = world.pools[id.index()];
    std::vector<AssetPart> parts;
    if (!pool.purchase || pool.purchase->lease) return parts;
    std::vector<Delivery> mine;
    for (const Delivery& d : o.deliveries) {
        if (d.pool == id) mine.push_back(d);
    }
    const Delivery* first = nullptr;  // of those that come
    Nanos last{0};
    for (std::size_t i = 0; i < mine.size(); ++i) {
        std::string name = pool.name;
        if (mine.size() > 1) name += fmt::format(" delivery {}", i + 1);
        const double usd = mine[i].servers * server_price(pool) * dearer(world, mine[i]);
        AssetPart part = part_of(pool, mine[i], name, usd);
        part.servers = true;
        depreciate(pool, part, 0);
        part.market_usd = sale_of(pool, part);
        if (pool.purchase->residual) part.sale_lag = pool.purchase->residual->sale_lag;
        parts.push_back(std::move(part));
        if (mine[i].in_service == Nanos::never()) continue;
        last = max(last, mine[i].retired);
        if (!first || mine[i].in_service < first->in_service) first = &mine[i];
    }
    if (first) add_items(pool, *first, last, parts);
    if (!first && !mine.empty()) add_items(pool, mine.front(), Nanos::never(), parts);
    return parts;
}

void add_exact(Ledger& ledger, std::uint32_t charge, const Period& period, double quantity,
               const std::array<Money, kCostColumns>& amount) {
    ledger.postings.push_back({charge, period.month, period.from, period.until, quantity, amount});
}

void note_carried(Ledger& ledger, Charge like, Carried which, Money value, const Period& period) {
    const bool forward = which == Carried::forward;
    const std::string of = like.asset.empty() ? "prepaid:" + like.contract : "asset:" + like.asset;
    like.category = forward ? "carried forward" : "brought forward";
    like.formula = forward ? "Σ billed − Σ effective + what was brought forward: of later periods"
                           : "billed before the run and not consumed before it";
    like.kind = ChargeKind::adjustment;
    like.status = CommitmentStatus::none;
    like.account = like.counter = of;
    like.unit = ledger.currency;
    like.frequency = Frequency::one_time;
    like.idle = like.cash = false;
    add_exact(ledger, add_charge(ledger, std::move(like)), period, value.units(), {});
}

void note_disposal(Ledger& ledger, Charge like, Money loss, const Period& period) {
    like.category = "disposal";
    like.kind = ChargeKind::adjustment;
    like.account.clear();
    like.counter = "asset:" + like.asset;
    like.unit = "disposal";
    like.cash = false;
    like.frequency = Frequency::one_time;
    add_exact(ledger, add_charge(ledger, std::move(like)), period, 1,
              {loss, loss, Money{}, loss});
}

void check_asset(Ledger& ledger, const std::string& asset, Money brought, Money carried) {
    Money billed;
    Money effective;
    for (const Posting& p : ledger.postings) {
        if (ledger.of(p).asset != asset) continue;
        billed += p.of(CostColumn::billed);
        effective += p.of(CostColumn::effective);
    }
    const Money left = brought + billed;
    const Money right = effective + carried;
    enter_check(ledger, {"asset " + asset,
                         "brought forward + Σ billed = Σ effective + carried forward, exactly",
                         left.units(), right.units(), left == right});
}

std::vector<PoolShare> pool_shares(const World& world, const Ledger& ledger, SiteId id,
                                   const Period& period) {
    std::vector<PoolShare> shares;
    const SiteEnergyFlows& f = ledger.energy[id.index()];
    double sum = 0;
    for (const PoolEnergyFlows& p : f.pools) {
        double kwh = 0;
        for (std::size_t i = period.first; i < std::min(period.last, p.facility.size()); ++i) {
            kwh += p.facility[i];
        }
        const Pool& pool = world.pools[p.pool.index()];
        shares.push_back({pool.name, pool.terms.vendor, kwh});
        sum += kwh;
    }
    double servers = 0;
    for (const PoolEnergyFlows& p : f.pools) servers += world.pools[p.pool.index()].servers;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        const double own = world.pools[f.pools[k].pool.index()].servers;
        const double even = 1.0 / static_cast<double>(shares.size());
        shares[k].share = sum > 0 ? shares[k].share / sum : servers > 0 ? own / servers : even;
    }
    if (shares.empty()) shares.push_back({"", world.sites[id.index()].vendor, 1});
    return shares;
}

}  // namespace orrery
