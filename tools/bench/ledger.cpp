// `bench ledger`: postings a second for a year of hours with reservations and a savings plan.
#include "tools/bench/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/cpu_time.hpp"
#include "sim/accounts/contract_hours.hpp"

namespace orrery {
namespace {

constexpr int kPools = 40;
constexpr int kDays = 365;

/// Pools of one vendor; each has servers that are reserved, and a plan covers some of the rest.
World world_of_pools() {
    World world;
    world.name = "ledger";
    world.horizon = kDay * kDays;
    world.meter_interval = kHour;
    world.ledger_period = LedgerPeriod::hour;
    world.sites.emplace_back();
    world.sites[0].name = "region";
    HourlyPlan plan;
    plan.name = "plan";
    plan.vendor = "vendor";
    plan.usd_hour = 600;
    plan.until = world.horizon;
    for (int p = 0; p < kPools; ++p) {
        Pool pool;
        pool.name = fmt::format("pool-{}", p);
        pool.site = SiteId(0u);
        pool.server.accelerators = 8;
        pool.servers = pool.max_servers = 8;
        pool.terms.kind = contracts::ComputeKind::on_demand;
        pool.terms.vendor = "vendor";
        pool.terms.list_usd_server_h = pool.terms.contracted_usd_server_h = 20 + p;
        world.pools.push_back(std::move(pool));
        const PoolId id(static_cast<std::uint32_t>(p));
        plan.pools.push_back({id, .2 + .001 * p});
        HeldServers held;
        held.name = fmt::format("reserved-{}", p);
        held.vendor = "vendor";
        held.pools = {id};
        held.servers = 3;
        held.until = world.horizon;
        held.usd_server_h = 12 + p;
        world.contracts.held.push_back(std::move(held));
    }
    world.contracts.plans.push_back(std::move(plan));
    return world;
}

/// Two servers all year, six more in the day.
Observations days_of_use() {
    Observations o;
    o.ended_at = kDay * kDays;
    for (std::uint32_t p = 0; p < kPools; ++p) {
        for (int s = 0; s < 2; ++s) o.sessions.push_back({PoolId(p), Nanos{0}, o.ended_at});
        for (int d = 0; d < kDays; ++d) {
            for (int s = 0; s < 6; ++s) {
                o.sessions.push_back({PoolId(p), kDay * d + kHour * 8, kDay * d + kHour * 20});
            }
        }
    }
    return o;
}

}  // namespace

int bench_ledger(bool json) {
    const World world = world_of_pools();
    const Observations o = days_of_use();
    double best = 1e9;
    std::size_t postings = 0;
    for (int run = 0; run < 3; ++run) {
        Ledger ledger;
        ledger.currency = "USD";
        const double from = cpu_seconds();
        post_rated(world, rate_hours(world, o), o.ended_at, ledger);
        best = std::min(best, cpu_seconds() - from);
        postings = ledger.postings.size();
    }
    const double rate = static_cast<double>(postings) / best;
    if (json) {
        fmt::print("{{\"postings\": {}, \"cpu_s\": {:.6g}, \"postings_per_s\": {:.6g}}}\n",
                   postings, best, rate);
        return 0;
    }
    fmt::print("a year of hours, {} pools, {} reservations, a savings plan\n", kPools, kPools);
    fmt::print("  {} postings in {:.3f} CPU-s: {:.2f} M postings a CPU-second\n", postings, best,
               rate * 1e-6);
    return 0;
}

}  // namespace orrery
