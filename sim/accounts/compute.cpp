// Servers: rented by the hour or owned, a posting for each pool, period and category.
#include "sim/accounts/compute.hpp"

#include <algorithm>

#include "models/contracts/owed.hpp"
#include "orrery/base/math.hpp"
#include "sim/accounts/contract_hours.hpp"

namespace orrery {
namespace {

/// When the servers that are there from the start were bought; those that leave first come first.
std::vector<Nanos> bought_before(const World& world, const Observations& o, PoolId pool) {
    std::vector<Delivery> mine;
    for (const Delivery& d : o.deliveries) {
        if (d.pool == pool && d.in_service <= Nanos{0} && d.retired > Nanos{0}) mine.push_back(d);
    }
    std::stable_sort(mine.begin(), mine.end(),
                     [](const Delivery& a, const Delivery& b) { return a.retired < b.retired; });
    std::vector<Nanos> dates;
    for (const Delivery& d : mine) {
        dates.insert(dates.end(), static_cast<std::size_t>(d.servers), d.in_service);
    }
    const Pool& p = world.pools[pool.index()];
    const Nanos known = min(p.bought.value_or(Nanos{0}), Nanos{0});
    dates.resize(static_cast<std::size_t>(std::max(p.max_servers, p.servers)), known);
    return dates;
}

}  // namespace

std::vector<double> beyond_life_s(const World& world, const Observations& o, PoolId pool,
                                  double life_years) {
    const Nanos life =
        Nanos::from_seconds(std::min(life_years, 200.0) * contracts::kHoursPerYear * 3600);
    const std::vector<Nanos> before = bought_before(world, o, pool);
    const std::int64_t step = world.meter_interval.ns;
    std::size_t first_ones = 0;
    std::vector<double> seconds;
    for (const ServerSession& s : o.sessions) {
        if (s.pool != pool) continue;
        const bool there = s.from <= Nanos{0} && first_ones < before.size();
        const Nanos since = there ? before[first_ones++] : s.from;
        Nanos from = max(s.from, since + life);
        if (from >= s.until) continue;
        seconds.resize(world.intervals(), 0.0);
        while (from < s.until) {
            const std::int64_t i = from.ns / step;
            const Nanos until = min(s.until, Nanos{(i + 1) * step});
            const auto at = std::min(static_cast<std::size_t>(i), seconds.size() - 1);
            seconds[at] += (until - from).seconds();
            from = until;
        }
    }
    return seconds;
}

double total_in(const std::vector<double>& by_interval, std::size_t first, std::size_t last) {
    math::NeumaierSum sum;
    for (std::size_t i = first; i < std::min(last, by_interval.size()); ++i) {
        sum.add(by_interval[i]);
    }
    return sum.value();
}

std::vector<double> server_hours(const Observations& o, PoolId pool,
                                 const std::vector<Period>& periods) {
    std::vector<double> hours(periods.size(), 0.0);
    const auto& usage = o.pools[pool.index()];
    for (std::size_t k = 0; k < periods.size(); ++k) {
        for (std::size_t i = periods[k].first; i < std::min(periods[k].last, usage.size()); ++i) {
            hours[k] += static_cast<double>(usage[i].server_ns) * 1e-9 / 3600;
        }
    }
    return hours;
}

Charge pool_charge(const World& world, const Pool& pool, const std::string& category) {
    Charge charge;
    charge.category = category;
    charge.vendor = pool.terms.vendor;
    charge.site = world.sites[pool.site.index()].name;
    charge.pool = pool.name;
    charge.price_source = pool.terms.price_source;
    charge.sku = pool.terms.sku;
    return charge;
}

void account_compute(const World& world, const Observations& o, Ledger& ledger) {
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        if (world.pools[p].tokens) continue;
        const bool owned = world.pools[p].terms.kind == contracts::ComputeKind::owned;
        if (owned) account_owned(world, o, PoolId(p), ledger);
        if (!owned && world.pools[p].spot) account_spot(world, o, PoolId(p), ledger);
    }
    post_rated(world, rate_hours(world, o), o.ended_at, ledger);
}

}  // namespace orrery
