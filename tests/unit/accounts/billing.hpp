// Hand-made usage for tests of invoices: sessions of servers, and what a vendor bills in a month.
#pragma once
#include <cmath>
#include <map>

#include "sim/accounts/compute.hpp"
#include "sim/accounts/contract_hours.hpp"
#include "sim/accounts/tokens.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/world.hpp"

namespace orrery::test {

inline Nanos hours(double n) {
    return Nanos::from_seconds(n * 3600);
}

/// A pool of a vendor in `small_world`, from 2027-01-01 on; months in the ledger.
inline World billed_world(const std::string& vendor, double usd_server_h, Nanos horizon) {
    World world = small_world(8, 8, horizon);
    world.start_unix_s = *parse_date("2027-01-01");
    world.sites[0].vendor = vendor;
    contracts::ComputeTerms& terms = world.pools[0].terms;
    terms.kind = contracts::ComputeKind::on_demand;
    terms.vendor = vendor;
    terms.list_usd_server_h = terms.contracted_usd_server_h = usd_server_h;
    return world;
}

inline Pool& add_pool(World& world, const std::string& name, double usd_server_h) {
    Pool pool = world.pools[0];
    pool.name = name;
    pool.terms.list_usd_server_h = pool.terms.contracted_usd_server_h = usd_server_h;
    world.pools.push_back(pool);
    return world.pools.back();
}

inline HeldServers held(const std::string& name, HeldKind kind, double servers, double price,
                        Nanos term) {
    HeldServers h;
    h.name = name;
    h.kind = kind;
    h.vendor = "vendor";
    h.pools = {PoolId(0u)};
    h.servers = servers;
    h.until = term;
    h.usd_server_h = price;
    return h;
}

/// `servers` servers of a pool from one hour to another.
inline void use(Observations& o, std::size_t pool, int servers, double from, double until) {
    for (int i = 0; i < servers; ++i) {
        o.sessions.push_back({PoolId(pool), hours(from), hours(until)});
    }
}

inline Observations no_usage(const World& world) {
    Observations o;
    o.ended_at = world.horizon;
    o.pools.assign(world.pools.size(), std::vector<PoolUsage>(world.intervals()));
    return o;
}

inline Ledger bill(const World& world, const Observations& o) {
    Ledger ledger;
    ledger.currency = world.currency;
    account_compute(world, o, ledger);
    account_contracts(world, o, ledger);
    return ledger;
}

/// What a vendor bills in a month ("2027-01"), in cents.
inline long long invoice(const Ledger& ledger, const std::string& vendor,
                         const std::string& month) {
    Money sum;
    for (const Posting& p : ledger.postings) {
        const bool counts = ledger.of(p).vendor == vendor && month_name(p.month) == month;
        if (counts) sum += p.of(CostColumn::billed);
    }
    return std::llround(sum.units() * 100);
}

/// Σ of a column over postings with a contract and status.
inline Money sum_of(const Ledger& ledger, const std::string& contract, CostColumn column,
                    CommitmentStatus status) {
    Money sum;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.contract == contract && c.status == status) sum += p.of(column);
    }
    return sum;
}

inline bool all_hold(const Ledger& ledger) {
    for (const Check& check : ledger.checks) {
        if (!check.holds) return false;
    }
    return true;
}

}  // namespace orrery::test
