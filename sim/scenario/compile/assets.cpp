// Purchases: catalog facts filled in, dates and shares checked against each other and the run.
#include "sim/scenario/compile/assets.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::compile {
namespace {

constexpr double kSharesTolerance = 1e-9;

struct Where {
    Context& context;
    const SourcePosition& at;
    std::string path;

    void error(const char* code, const std::string& key, std::string message,
               std::string hint) const {
        context.error(at, code, key.empty() ? path : path + "." + key, std::move(message),
                      std::move(hint));
    }
};

void take_date(const Where& w, PurchaseSpec& p) {
    if (p.date.empty()) return;
    const auto unix_s = parse_date(p.date);
    if (!unix_s) {
        w.error("E0851", "date", "\"" + p.date + "\" is not a date", "for example 2026-03-01");
        return;
    }
    p.ordered = Nanos{(*unix_s - w.context.world.start_unix_s) * kSecond.ns};
    if (*p.ordered < w.context.world.horizon) return;
    w.error("E0851", "date", "the order of " + p.date + " lies after the run's end",
            "order earlier, or lengthen the horizon");
}

void take_lead_time(const Where& w, LeadTimeSpec& t) {
    if (!t.catalog.empty()) {
        if (t.p50 > Nanos{0} || t.p90 > Nanos{0}) {
            w.error("E0852", "lead_time", "both a catalog lead time and quantiles are given",
                    "remove one of them");
        }
        const LeadTimeFact* fact = find_fact(w.context, w.context.catalog.lead_times, t.catalog,
                                             w.at, w.path + ".lead_time.catalog", "lead time");
        if (!fact) return;
        t.p50 = Nanos::from_seconds(fact->p50_s);
        t.p90 = Nanos::from_seconds(fact->p90_s);
        w.context.assume(w.path + ".lead_time",
                         fmt::format("median {:.3g} weeks, p90 {:.3g} weeks",
                                     fact->p50_s / (7 * 86400), fact->p90_s / (7 * 86400)),
                         cite(fact->provenance));
    }
    if (t.p90 == Nanos{0}) t.p90 = t.p50;
    if (t.p90 < t.p50) {
        w.error("E0852", "lead_time.p90", "p90 is shorter than p50",
                "nine of ten orders arrive within p90, half of them within p50");
    }
}

void check_deliveries(const Where& w, const PurchaseSpec& p) {
    double sum = 0;
    for (const DeliverySpec& d : p.lead_time.deliveries) sum += d.share;
    if (!p.lead_time.deliveries.empty() && std::fabs(sum - 1) > kSharesTolerance) {
        w.error("E0853", "lead_time.deliveries", fmt::format("deliveries sum to {:g}, not 1", sum),
                "shares of the order; the last one takes what is left");
    }
    if (!p.lead_time.deliveries.empty() && p.ramp > Nanos{0}) {
        w.error("E0853", "ramp", "deliveries and a ramp both say when servers come",
                "remove one of them");
    }
}

void take_depreciation(const Where& w, const char* key, DepreciationSpec& d, double life) {
    if (d.life_years == 0) d.life_years = life;
    if (!d.schedule.empty()) {
        const TaxSchedule* fact =
            find_fact(w.context, w.context.catalog.tax_schedules, d.schedule, w.at,
                      fmt::format("{}.{}.schedule", w.path, key), "tax schedule");
        if (!fact) return;
        if (d.shares.empty()) d.shares = fact->shares;
        w.context.assume(fmt::format("{}.{}", w.path, key), d.schedule, cite(fact->provenance));
    }
    if (!d.shares.empty()) {
        double sum = 0;
        for (const double share : d.shares) sum += share;
        if (std::fabs(sum - 1) > 1e-6) {
            w.error("E0854", std::string(key) + ".shares",
                    fmt::format("the shares sum to {:g}, not 1", sum),
                    "shares of the cost by year");
        }
        d.law = DepreciationLaw::schedule;
        d.life_years = static_cast<double>(d.shares.size());
    } else if (d.law == DepreciationLaw::schedule) {
        w.error("E0854", std::string(key) + ".law", "a schedule needs its shares",
                "add schedule: us-macrs-5, or shares: [0.5, 0.5]");
    }
}

void take_item(const Where& w, std::size_t i, CapexItemSpec& item) {
    const std::string key = fmt::format("items[{}]", i);
    if (item.name.empty()) item.name = item.catalog;
    const bool stated = item.usd > 0 || item.share > 0 || item.usd_server > 0;
    if (!item.catalog.empty()) {
        const CapexFact* fact =
            find_fact(w.context, w.context.catalog.capex_items, item.catalog, item.where,
                      w.path + "." + key + ".catalog", "capex item");
        if (!fact) return;
        if (!stated) {
            item.share = fact->share;
            item.usd_server = fact->usd_server;
            w.context.assume(fmt::format("{}.{}", w.path, key),
                             fact->share > 0
                                 ? fmt::format("{:g} % of the servers' price", fact->share * 100)
                                 : fmt::format("{:g} USD a server", fact->usd_server),
                             cite(fact->provenance));
        }
        if (item.life_years == 0) item.life_years = fact->life_years;
    }
    const int amounts = int(item.usd > 0) + int(item.share > 0) + int(item.usd_server > 0);
    if (item.name.empty() || amounts != 1) {
        w.error("E0862", key,
                item.name.empty() ? "a capex item has no name"
                : amounts == 0    ? "\"" + item.name + "\" has no amount"
                                  : "\"" + item.name + "\" has several amounts",
                "a name, and one of cost, share, server; or catalog: network");
    }
}

void take_residual(const Where& w, const std::string& key, ResidualSpec& r) {
    if (!r.catalog.empty()) {
        const ResidualFact* fact = find_fact(w.context, w.context.catalog.residuals, r.catalog,
                                             w.at, w.path + "." + key + ".catalog", "residual");
        if (!fact) return;
        r.initial = fact->initial;
        r.decay_year = fact->decay_year;
        r.haircut = fact->haircut;
        w.context.assume(w.path + "." + key,
                         fmt::format("{:g} % of the price, losing {:g} a year", fact->initial * 100,
                                     fact->decay_year),
                         cite(fact->provenance));
    }
    if (r.initial > 1) {
        w.error("E0855", key + ".initial",
                fmt::format("used hardware is worth {:g} % of a new one", r.initial * 100),
                "at most 100 %");
    }
}

void take_item_residual(const Where& w, std::size_t i, CapexItemSpec& item) {
    const std::string key = fmt::format("items[{}]", i);
    if (item.residual && item.residual_share >= 0) {
        w.error("E0855", key + ".resale", "it brings a share of its price, and what a curve says",
                "keep one of residual and resale");
    }
    if (item.residual) take_residual(w, key + ".resale", *item.residual);
}

void take_items(const Where& w, PurchaseSpec& p) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < p.items.size(); ++i) {
        take_item(w, i, p.items[i]);
        take_item_residual(w, i, p.items[i]);
        if (!p.items[i].name.empty() && !names.insert(p.items[i].name).second) {
            w.error("E0862", fmt::format("items[{}]", i),
                    "the name \"" + p.items[i].name + "\" is taken", "names are unique in a list");
        }
    }
}

/// What a lease excludes: nothing is bought, so nothing is due, borrowed or engineered.
void check_lease(const Where& w, const PurchaseSpec& p) {
    if (!p.lease) return;
    const char* key = p.loan ? "loan" : p.deposit > 0 ? "deposit" : p.nre_usd > 0 ? "nre" : nullptr;
    if (!key) return;
    w.error("E0856", key, std::string("leased servers are not bought: ") + key + " has no meaning",
            "remove it, or the lease");
}

void compile_purchase(Context& context, const PoolSpec& spec, Pool& pool) {
    if (!spec.purchase) return;
    const Where w{context, spec.purchase->where, fmt::format("pools[{}].purchase", spec.name)};
    if (spec.contract != ContractKind::owned || spec.tokens) {
        w.error("E0850", "", "the servers of \"" + spec.name + "\" are rented, not bought",
                "remove purchase, or contract: owned");
        return;
    }
    PurchaseSpec p = *spec.purchase;
    take_date(w, p);
    take_lead_time(w, p.lead_time);
    check_deliveries(w, p);
    take_depreciation(w, "book", p.book, spec.life_years);
    if (!p.tax.given()) p.tax = p.book;
    take_depreciation(w, "tax", p.tax, spec.life_years);
    if (p.economic_life_years == 0) p.economic_life_years = p.book.life_years;
    take_items(w, p);
    if (p.residual) take_residual(w, "resale", *p.residual);
    check_lease(w, p);
    pool.purchase = std::move(p);
}

}  // namespace

void compile_assets(Context& context) {
    for (const PoolSpec& spec : context.scenario.pools) {
        const auto pool = context.pools.find(spec.name);
        if (pool == context.pools.end()) continue;
        compile_purchase(context, spec, context.world.pools[pool->second.index()]);
    }
    for (const SiteSpec& spec : context.scenario.sites) {
        const auto site = context.sites.find(spec.name);
        if (site == context.sites.end()) continue;
        compile_tariff(context, spec, context.world.sites[site->second.index()]);
        compile_colocation(context, spec, site->second);
    }
    compile_staff(context);
}

}  // namespace orrery::compile
