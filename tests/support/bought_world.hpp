// A world whose servers are bought, for tests of what that costs.
#pragma once
#include "sim/accounts/assets.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace orrery::test {

/// Four servers of 250 000 USD, one million in all, for so many days from 2026-01-01.
inline World bought(std::int64_t days) {
    World world = small_world(4, 8, kDay * days);
    world.start_unix_s = *parse_date("2026-01-01");
    world.sites[0].grid_g_kwh.assign(24, 400);
    Pool& pool = world.pools[0];
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.vendor = "maker";
    pool.terms.capex_usd_server = 250000;
    pool.terms.life_years = 4;
    PurchaseSpec p;
    p.book.life_years = 4;
    p.tax = p.book;
    p.economic_life_years = 4;
    pool.purchase = p;
    return world;
}

inline PurchaseSpec& purchase(World& world) {
    return *world.pools[0].purchase;
}

inline Ledger book(const World& world) {
    return account(world, simulate(world, RequestSources{}, {}));
}

inline std::size_t asset_checks(const Ledger& ledger) {
    std::size_t count = 0;
    for (const Check& c : ledger.checks) {
        if (c.name.rfind("asset ", 0) != 0) continue;
        CHECK(c.holds);
        ++count;
    }
    return count;
}

}  // namespace orrery::test
