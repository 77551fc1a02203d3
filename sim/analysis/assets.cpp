// Pools as assets, for an audit: use, age, books, ends; and what an accelerator hour costs.
#include "sim/accounts/assets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/analysis/analyse.hpp"
#include "sim/scenario/asset_terms.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::analysis {
namespace {

std::string date_of(const World& world, Nanos t) {
    if (t == Nanos::never()) return {};
    // Whole seconds downwards: instants before the run are negative.
    const std::int64_t s = t.ns / kSecond.ns - (t.ns % kSecond.ns < 0 ? 1 : 0);
    return print_date(world.start_unix_s + s).substr(0, 10);
}

struct Time {
    double present_h = 0;  ///< accelerator hours
    double useful_h = 0;
};

Time time_of(const Input& in, std::size_t pool) {
    DeviceTime present = 0;
    DeviceTime useful = 0;
    for (const PoolUsage& usage : in.o.pools[pool]) {
        present += usage.total_ns();
        useful += usage.useful_ns;
    }
    return {static_cast<double>(present) * 1e-9 / 3600, static_cast<double>(useful) * 1e-9 / 3600};
}

std::string terms_of(const Pool& pool) {
    if (pool.terms.kind != contracts::ComputeKind::owned) return "rented";
    if (!pool.purchase || !pool.purchase->lease) return "owned";
    return is_finance_lease(pool) ? "finance lease" : "operating lease";
}

/// Effective cost by pool; what belongs to a site alone is shared by its pools' accelerator hours.
std::map<std::string, double> cost_with_site(const Input& in, const std::vector<Time>& times) {
    std::map<std::string, double> cost;
    std::map<std::string, double> of_site;
    for (const Posting& p : in.ledger.postings) {
        const Charge& c = in.ledger.of(p);
        (c.pool.empty() ? of_site[c.site] : cost[c.pool]) += p.effective();
    }
    for (std::size_t s = 0; s < in.world.sites.size(); ++s) {
        const auto extra = of_site.find(in.world.sites[s].name);
        if (extra == of_site.end()) continue;
        double hours = 0;
        const auto here = [&](std::size_t p) { return in.world.pools[p].site == SiteId(s); };
        for (std::size_t p = 0; p < times.size(); ++p) hours += here(p) ? times[p].present_h : 0;
        for (std::size_t p = 0; p < times.size() && hours > 0; ++p) {
            if (!here(p)) continue;
            cost[in.world.pools[p].name] += extra->second * times[p].present_h / hours;
        }
    }
    return cost;
}

void add_parts(const Input& in, PoolId id, AssetRow& row) {
    const Pool& pool = in.world.pools[id.index()];
    const Nanos end = in.o.ended_at;
    Nanos first = Nanos::never();
    Nanos life{0};
    Nanos leave = Nanos::never();
    for (const Delivery& d : in.o.deliveries) {
        if (d.pool != id) continue;
        first = min(first, d.in_service);
        leave = min(leave, d.retired);
    }
    for (const AssetPart& part : asset_parts(in.world, in.o, id)) {
        const double years = part.years_at(min(end, part.retired));
        if (part.ordered >= end) continue;
        const double usd = part.delivered < end ? part.usd : part.deposit_usd;
        const double worn = finance::written_off(part.book, years);
        const bool sold = part.retired <= end;
        row.cost += reporting_units(in.world, usd);
        row.written_off += reporting_units(in.world, worn);
        row.book += sold ? 0 : reporting_units(in.world, usd - worn);
        const auto terms = residual_terms(pool, part.in_service);
        if (part.servers && !sold && pool.purchase->residual && part.in_service < end) {
            row.market += reporting_units(in.world, finance::sale_proceeds(terms, part.usd, years));
        }
        if (part.servers && part.in_service < Nanos::never()) {
            life = max(life,
                       part.in_service + Nanos::from_seconds(part.book.life_years * kAssetYearS));
        }
    }
    if (first != Nanos::never()) {
        row.in_service = date_of(in.world, first);
        row.age_years = end > first ? (end - first).seconds() / kAssetYearS : 0;
        row.contract_end = date_of(in.world, leave);
    }
    if (life > Nanos{0}) row.life_end = date_of(in.world, life);
}

/// Without a described purchase: only its date is known, and the straight line of the pool.
void add_simple(const Input& in, const Pool& pool, AssetRow& row) {
    const Nanos bought = *pool.bought;
    const double years = (in.o.ended_at - bought).seconds() / kAssetYearS;
    const auto& t = pool.terms;
    row.in_service = date_of(in.world, bought);
    row.age_years = years;
    if (t.kind != contracts::ComputeKind::owned) return;
    const double usd = t.capex_usd_server * pool.servers;
    const finance::DepreciationTerms law{
        DepreciationLaw::straight, usd, usd * t.residual_share, t.life_years, 2, {}, 0};
    row.cost = reporting_units(in.world, usd);
    row.written_off = reporting_units(in.world, finance::written_off(law, years));
    row.book = row.cost - row.written_off;
    row.life_end = date_of(in.world, bought + Nanos::from_seconds(t.life_years * kAssetYearS));
}

/// Classification, balance sheet and maturities of a lease at the run's end.
void add_lease(const Input& in, PoolId id, Findings& out) {
    const Pool& pool = in.world.pools[id.index()];
    if (!pool.purchase || !pool.purchase->lease) return;
    Nanos begin = Nanos::never();
    Nanos retired{0};
    for (const Delivery& d : in.o.deliveries) {
        if (d.pool != id || d.in_service == Nanos::never()) continue;
        begin = min(begin, d.in_service);
        retired = max(retired, d.retired);
    }
    const finance::LeaseTerms terms = lease_terms(pool);
    const double months =
        begin < in.o.ended_at ? (in.o.ended_at - begin).seconds() / kAssetMonthS : 0;
    const auto schedule = finance::lease_schedule(terms, is_finance_lease(pool));
    const auto rows = static_cast<double>(schedule.size());
    const int elapsed = static_cast<int>(std::min(rows, months));
    // The last payment, the option's price, is due when the term is over.
    const bool over =
        begin < in.o.ended_at && months_later(in.world, begin, terms.months) < in.o.ended_at;
    const bool sold = over && retired <= in.o.ended_at;
    const std::string path = "leases." + pool.name + ".";
    const auto set = [&](const std::string& key, double usd, const char* formula) {
        set_metric(out, path + key, reporting_units(in.world, usd), in.ledger.currency, formula);
    };
    const double value = finance::lease_present_value(terms);
    const auto last = static_cast<std::size_t>(elapsed > 0 ? elapsed - 1 : 0);
    set_metric(out, path + "finance", is_finance_lease(pool) ? 1 : 0, "",
               "1: finance lease (a test of ASC 842 holds, or IFRS 16), 0: operating lease");
    set("present_value", value, "payments at the beginning of each month, discounted to the start");
    set("liability",
        over          ? 0
        : elapsed > 0 ? schedule[last].liability
                      : value,
        "present value + interest − payments");
    set("right_of_use",
        sold          ? 0
        : elapsed > 0 ? schedule[last].asset
                      : value,
        "present value − amortisation");
    const auto due = finance::lease_obligations(terms, elapsed);
    for (std::size_t year = 0; year < due.size(); ++year) {
        set(fmt::format("obligations.year_{}", year + 1), due[year],
            "payments due in that year after the run, not discounted");
    }
}

/// The entry that a pool was made from with others: "store (400)"; its own name else.
std::string shown_pool(const Findings& f, const std::string& pool) {
    for (const Group& g : f.groups) {
        if (g.kind != "pool" || g.members.size() < 2) continue;
        if (!std::binary_search(g.members.begin(), g.members.end(), pool)) continue;
        return fmt::format("{} ({})", g.name, g.members.size());
    }
    return pool;
}

/// Equal pools are one row.
void add_pool_cost(const Input& in, const Pool& pool, double cost, const Time& time,
                   Findings& out) {
    const std::string name = shown_pool(out, pool.name);
    auto row = std::find_if(out.pool_costs.begin(), out.pool_costs.end(),
                            [&](const PoolCostRow& r) { return r.pool == name; });
    if (row == out.pool_costs.end()) {
        const std::string& site = in.world.sites[pool.site.index()].name;
        row = out.pool_costs.insert(row, {site, name, terms_of(pool), 0, 0, 0, 0, 0});
    }
    const double useful = row->useful * row->accelerator_hours + time.useful_h;
    row->cost += cost;
    row->accelerator_hours += time.present_h;
    row->useful = useful / row->accelerator_hours;
    row->per_hour = row->cost / row->accelerator_hours;
    row->per_useful_hour = useful > 0 ? row->cost / useful : 0;
}

void add_row(const Input& in, std::size_t p, const Time& time, Findings& out) {
    const Pool& pool = in.world.pools[p];
    if (pool.tokens || (!pool.purchase && !pool.bought)) return;
    AssetRow row;
    row.site = in.world.sites[pool.site.index()].name;
    row.pool = pool.name;
    row.terms = terms_of(pool);
    row.server = pool.server.name;
    row.servers = pool.servers;
    row.utilisation = time.present_h > 0 ? time.useful_h / time.present_h : 0;
    if (pool.purchase) add_parts(in, PoolId(p), row);
    if (!pool.purchase) add_simple(in, pool, row);
    const Site& site = in.world.sites[pool.site.index()];
    if (row.contract_end.empty() && site.colocation) {
        row.contract_end = date_of(in.world, site.colocation->from + site.colocation->term);
    }
    out.assets.push_back(std::move(row));
}

}  // namespace

void add_assets(const Input& in, Findings& out) {
    std::vector<Time> times;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) times.push_back(time_of(in, p));
    const auto cost = cost_with_site(in, times);
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        const std::string& name = in.world.pools[p].name;
        const auto it = cost.find(name);
        if (times[p].present_h > 0 && it != cost.end() && !in.world.pools[p].tokens) {
            set_metric(out, "cost.per_accelerator_hour." + name, it->second / times[p].present_h,
                       in.ledger.currency,
                       "effective cost of the pool with its part of its site's / accelerator hours "
                       "that were there, used or not");
            add_pool_cost(in, in.world.pools[p], it->second, times[p], out);
        }
        add_lease(in, PoolId(p), out);
        add_row(in, p, times[p], out);
    }
}

}  // namespace orrery::analysis
