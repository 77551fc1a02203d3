// Prices applied to usage: one posting for each pool, month and category.
#include <date/date.h>

#include <map>

#include "models/contracts/owed.hpp"
#include "orrery/base/assert.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/accounts/energy.hpp"
#include "sim/accounts/floor.hpp"
#include "sim/accounts/ledger.hpp"
#include "sim/accounts/tokens.hpp"

namespace orrery {
namespace {

/// Usage of a pool in a month.
struct MonthUsage {
    Nanos from = Nanos::never();
    Nanos until{0};
    double server_hours = 0;
    double facility_kwh = 0;
};

class Accountant {
public:
    Accountant(const World& world, const Observations& o, Ledger& ledger)
        : world_(world), o_(o), ledger_(ledger) {}

    void run() {
        for (std::size_t p = 0; p < world_.pools.size(); ++p) {
            if (!world_.pools[p].tokens) post_pool(p);
        }
        post_egress();
    }

private:
    using Months = std::map<std::string, MonthUsage>;

    Months usage_of(std::size_t p) const {
        Months months;
        const Pool& pool = world_.pools[p];
        const Site& site = world_.sites[pool.site.index()];
        for (std::size_t i = 0; i < o_.pools[p].size(); ++i) {
            const Nanos from = world_.meter_interval * static_cast<std::int64_t>(i);
            if (from >= o_.ended_at) break;
            MonthUsage& month = months[month_of(world_, from)];
            const PoolUsage& usage = o_.pools[p][i];
            month.from = min(month.from, from);
            month.until = min(from + world_.meter_interval, o_.ended_at);
            month.server_hours += static_cast<double>(usage.server_ns) * 1e-9 / 3600;
            month.facility_kwh += interval_energy(pool, usage).it_j() / 3.6e6 * site.pue;
        }
        return months;
    }

    void post_pool(std::size_t p) {
        const Pool& pool = world_.pools[p];
        const Months months = usage_of(p);
        const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
        if (!owned) post_sessions(p, months);
        for (const auto& [month, usage] : months) {
            if (owned) post_owned(pool, month, usage);
            const Site& site = world_.sites[pool.site.index()];
            if (site.electricity_usd_kwh > 0) post_energy(pool, site, month, usage);
        }
    }

    Posting posting(const Pool& pool, const std::string& month, const MonthUsage& usage,
                    std::string category) const {
        Posting posting;
        posting.from = usage.from;
        posting.until = usage.until;
        posting.month = month;
        posting.category = category;
        posting.account = "expense:" + category;
        posting.vendor = pool.terms.vendor;
        posting.site = world_.sites[pool.site.index()].name;
        posting.pool = pool.name;
        posting.price_source = pool.terms.price_source;
        return posting;
    }

    /// Rounds once; USD amounts become the reporting currency here and nowhere else.
    void post(Posting posting, double list, double contracted, double billed, double effective) {
        const std::array usd{list, contracted, billed, effective};
        for (std::size_t c = 0; c < kCostColumns; ++c) {
            posting.amount[c] = round_money(usd[c] / world_.usd_per_currency);
        }
        const double total = effective / world_.usd_per_currency;
        posting.unit_price = posting.quantity > 0 ? total / posting.quantity : 0;
        if (posting.counter.empty()) posting.counter = "payable:" + posting.vendor;
        ledger_.postings.push_back(std::move(posting));
    }

    /// Each server's session is rounded up to the granularity; hours fall into the month they begin
    /// in, cut at month ends.
    void post_sessions(std::size_t p, const Months& months) {
        const Pool& pool = world_.pools[p];
        std::map<std::string, double> hours;
        std::map<std::string, double> spot;  ///< USD at recorded prices
        for (const ServerSession& session : o_.sessions) {
            if (session.pool != PoolId(p)) continue;
            const double exact = (session.until - session.from).seconds() / 3600;
            const double billed = contracts::billed_hours((session.until - session.from).seconds(),
                                                          pool.terms.granularity_s);
            Nanos from = session.from;
            while (from < session.until) {
                const Nanos edge = min(next_month(from), session.until);
                hours[month_of(world_, from)] += (edge - from).seconds() / 3600;
                spot[month_of(world_, from)] += spot_usd(pool, from, edge);
                from = edge;
            }
            const Nanos last = session.until - Nanos{1};
            hours[month_of(world_, last)] += billed - exact;
            spot[month_of(world_, last)] += (billed - exact) * spot_price(pool, last);
        }
        for (const auto& [month, quantity] : hours) {
            Posting one = posting(pool, month, months.at(month), "compute");
            one.quantity = quantity;
            one.unit = "server-h";
            one.formula = "server hours × price of an hour";
            double contracted = quantity * pool.terms.contracted_usd_server_h;
            if (pool.spot && !pool.spot->prices.empty()) {
                one.formula = "Σ server hours × recorded spot price of each";
                contracted = spot[month];
            }
            post(one, quantity * pool.terms.list_usd_server_h, contracted, contracted, contracted);
        }
    }

    /// Recorded price of a server hour at an instant; 0 without a recording.
    static double spot_price(const Pool& pool, Nanos t) {
        double usd = 0;
        if (!pool.spot) return usd;
        for (const PriceChange& change : pool.spot->prices) {
            if (change.at > t) break;
            usd = change.usd_server_h;
        }
        return usd;
    }

    static double spot_usd(const Pool& pool, Nanos from, Nanos until) {
        if (!pool.spot) return 0;
        const auto& prices = pool.spot->prices;
        double usd = 0;
        for (std::size_t i = 0; i < prices.size(); ++i) {
            const Nanos next = i + 1 < prices.size() ? prices[i + 1].at : Nanos::never();
            const Nanos begin = max(from, prices[i].at);
            const Nanos end = min(until, next);
            if (begin < end) usd += (end - begin).seconds() / 3600 * prices[i].usd_server_h;
        }
        return usd;
    }

    Nanos next_month(Nanos t) const {
        const std::int64_t unix_s = world_.start_unix_s + t.ns / kSecond.ns;
        const auto day = date::floor<date::days>(date::sys_seconds{std::chrono::seconds{unix_s}});
        const date::year_month_day ymd{day};
        const date::year_month next = date::year_month{ymd.year(), ymd.month()} + date::months{1};
        const std::int64_t at = date::sys_days{next / 1}.time_since_epoch().count() * 86400;
        return Nanos{(at - world_.start_unix_s) * kSecond.ns};
    }

    /// Owned: depreciation is consumed, not billed, in the period; the purchase lies before it.
    void post_owned(const Pool& pool, const std::string& month, const MonthUsage& usage) {
        Posting wear = posting(pool, month, usage, "depreciation");
        wear.counter = "accumulated depreciation";
        wear.quantity = usage.server_hours;
        wear.unit = "server-h";
        wear.formula = "capex × (1 − residual) × server hours / (life × 8760 h)";
        const double d = contracts::depreciation(pool.terms, usage.server_hours);
        post(wear, d, d, 0, d);
        if (pool.terms.maintenance_share_year > 0) {
            Posting care = posting(pool, month, usage, "maintenance");
            care.quantity = usage.server_hours;
            care.unit = "server-h";
            care.formula = "capex × maintenance share × server hours / 8760 h";
            const double m = contracts::maintenance(pool.terms, usage.server_hours);
            post(care, m, m, m, m);
        }
        if (pool.terms.staff_usd_year > 0) {
            Posting people = posting(pool, month, usage, "staff");
            people.counter = "payable:staff";
            people.quantity = (usage.until - usage.from).seconds() / 3600;
            people.unit = "h";
            people.formula = "staff cost a year × hours / 8760 h";
            const double s = contracts::staff(pool.terms, people.quantity);
            post(people, s, s, s, s);
        }
    }

    void post_energy(const Pool& pool, const Site& site, const std::string& month,
                     const MonthUsage& usage) {
        Posting energy = posting(pool, month, usage, "energy");
        energy.counter = "payable:electricity";
        energy.quantity = usage.facility_kwh;
        energy.unit = "kWh";
        energy.formula = "IT energy × PUE × price of electricity";
        energy.price_source = "grid " + site.grid;
        const double e = usage.facility_kwh * site.electricity_usd_kwh;
        post(energy, e, e, e, e);
    }

    /// Tiers run over a vendor's traffic of a calendar month; sites follow each other in name
    /// order.
    void post_egress() {
        std::map<std::pair<std::string, std::string>, double> running;  // vendor, month → GB
        for (std::size_t s = 0; s < world_.sites.size(); ++s) {
            const Site& site = world_.sites[s];
            if (site.egress.tiers.empty()) continue;
            std::map<std::string, double> months;
            for (std::size_t i = 0; i < o_.egress_bytes[s].size(); ++i) {
                const Nanos at = world_.meter_interval * static_cast<std::int64_t>(i);
                months[month_of(world_, at)] += static_cast<double>(o_.egress_bytes[s][i]) * 1e-9;
            }
            for (const auto& [month, gb] : months) {
                if (gb <= 0) continue;
                double& total = running[{site.egress.vendor, month}];
                post_traffic(site, month, total, gb);
                total += gb;
            }
        }
    }

    void post_traffic(const Site& site, const std::string& month, double before, double gb) {
        Posting traffic;
        traffic.until = o_.ended_at;
        traffic.month = month;
        traffic.category = "egress";
        traffic.account = "expense:egress";
        traffic.vendor = site.egress.vendor;
        traffic.site = site.name;
        traffic.quantity = gb;
        traffic.unit = "GB";
        traffic.formula = "graduated tiers over the vendor's traffic of the month";
        traffic.price_source = site.egress.price_source;
        const double owed = contracts::egress(site.egress, before, before + gb);
        post(traffic, owed, owed, owed, owed);
    }

    const World& world_;
    const Observations& o_;
    Ledger& ledger_;
};

/// Trial balance by account in 128 bits: debits and credits cancel to exactly zero in each column.
void check_balance(Ledger& ledger) {
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        std::map<std::string, __int128> accounts;
        for (const Posting& posting : ledger.postings) {
            accounts[posting.account] += posting.amount[c].micros;
            accounts[posting.counter] -= posting.amount[c].micros;
        }
        __int128 sum = 0;
        __int128 debits = 0;
        for (const auto& [name, balance] : accounts) {
            sum += balance;
            if (balance > 0) debits += balance;
        }
        const double total = static_cast<double>(debits) * 1e-6;
        ledger.checks.push_back({std::string("ledger, ") + kCostColumnNames[c],
                                 "Σ balances of all accounts = 0, exactly", total,
                                 total - static_cast<double>(sum) * 1e-6, sum == 0});
        ORRERY_ASSERT(sum == 0, "the ledger does not balance");
    }
}

}  // namespace

std::string month_of(const World& world, Nanos t) {
    const std::int64_t unix_s = world.start_unix_s + t.ns / kSecond.ns;
    return date::format("%Y-%m", date::sys_seconds{std::chrono::seconds{unix_s}});
}

Money Ledger::total(CostColumn column) const {
    Money sum;
    for (const Posting& p : postings) sum += p.amount[static_cast<std::size_t>(column)];
    return sum;
}

Ledger account(const World& world, const Observations& observations) {
    Ledger ledger;
    ledger.currency = world.currency;
    Accountant(world, observations, ledger).run();
    account_tokens(world, observations, ledger);
    account_floors(world, observations, ledger);
    account_carbon(world, observations, ledger);
    check_balance(ledger);
    return ledger;
}

}  // namespace orrery
