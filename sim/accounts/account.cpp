// Prices applied to usage: one posting for each pool, month and category.
#include <date/date.h>

#include <map>

#include "models/contracts/owed.hpp"
#include "orrery/base/assert.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/accounts/floor.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/accounts/power.hpp"
#include "sim/accounts/site_energy.hpp"
#include "sim/accounts/tokens.hpp"
#include "sim/accounts/traffic.hpp"

namespace orrery {
namespace {

/// Usage of a pool in a month.
struct MonthUsage {
    Nanos from = Nanos::never();
    Nanos until{0};
    double server_hours = 0;
};

class Accountant {
public:
    Accountant(const World& world, const Observations& o, Ledger& ledger)
        : world_(world), o_(o), ledger_(ledger) {}

    void run() {
        for (std::size_t p = 0; p < world_.pools.size(); ++p) {
            if (!world_.pools[p].tokens) post_pool(p);
        }
        account_traffic(world_, o_, ledger_);
    }

private:
    using Months = std::map<std::string, MonthUsage>;

    Months usage_of(std::size_t p) const {
        Months months;
        for (std::size_t i = 0; i < o_.pools[p].size(); ++i) {
            const Nanos from = world_.meter_interval * static_cast<std::int64_t>(i);
            if (from >= o_.ended_at) break;
            MonthUsage& month = months[month_of(world_, from)];
            const PoolUsage& usage = o_.pools[p][i];
            month.from = min(month.from, from);
            month.until = min(from + world_.meter_interval, o_.ended_at);
            month.server_hours += static_cast<double>(usage.server_ns) * 1e-9 / 3600;
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

    void post(Posting posting, double list, double contracted, double billed, double effective) {
        add_posting(world_, std::move(posting), {list, contracted, billed, effective}, ledger_);
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
                const Nanos edge = min(next_month(world_, from), session.until);
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

void add_posting(const World& world, Posting posting, const std::array<double, kCostColumns>& usd,
                 Ledger& ledger) {
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        posting.amount[c] = round_money(usd[c] / world.usd_per_currency);
    }
    const double effective = usd[static_cast<std::size_t>(CostColumn::effective)];
    posting.unit_price =
        posting.quantity > 0 ? effective / world.usd_per_currency / posting.quantity : 0;
    if (posting.counter.empty()) posting.counter = "payable:" + posting.vendor;
    ledger.postings.push_back(std::move(posting));
}

std::string month_of(const World& world, Nanos t) {
    const std::int64_t unix_s = world.start_unix_s + t.ns / kSecond.ns;
    return date::format("%Y-%m", date::sys_seconds{std::chrono::seconds{unix_s}});
}

Nanos next_month(const World& world, Nanos t) {
    const std::int64_t unix_s = world.start_unix_s + t.ns / kSecond.ns;
    const auto day = date::floor<date::days>(date::sys_seconds{std::chrono::seconds{unix_s}});
    const date::year_month_day ymd{day};
    const date::year_month next = date::year_month{ymd.year(), ymd.month()} + date::months{1};
    const std::int64_t at = date::sys_days{next / 1}.time_since_epoch().count() * 86400;
    return Nanos{(at - world.start_unix_s) * kSecond.ns};
}

std::vector<MonthRange> months_of(const World& world, Nanos ended_at) {
    std::vector<MonthRange> months;
    const std::int64_t step = world.meter_interval.ns;
    const auto count = static_cast<std::size_t>((ended_at.ns + step - 1) / step);
    Nanos edge{0};
    for (std::size_t i = 0; i < std::min(count, world.intervals()); ++i) {
        const Nanos from = world.meter_interval * static_cast<std::int64_t>(i);
        if (months.empty() || from >= edge) {
            months.push_back({month_of(world, from), i, i, from, from});
            edge = next_month(world, from);
        }
        months.back().last = i + 1;
        months.back().until = min(from + world.meter_interval, ended_at);
    }
    return months;
}

Money Ledger::total(CostColumn column) const {
    Money sum;
    for (const Posting& p : postings) sum += p.amount[static_cast<std::size_t>(column)];
    return sum;
}

Ledger account(const World& world, const Observations& observations) {
    Ledger ledger;
    ledger.currency = world.currency;
    account_energy(world, observations, ledger);
    Accountant(world, observations, ledger).run();
    post_site_energy(world, observations, ledger);
    account_tokens(world, observations, ledger);
    account_floors(world, observations, ledger);
    account_carbon(world, observations, ledger);
    account_power(world, observations, ledger);
    check_balance(ledger);
    return ledger;
}

}  // namespace orrery
