// Demand and prices of a base scenario for the study `commitments`.
#include <algorithm>

#include "sim/engine/whole_run.hpp"
#include "sim/study/commitments/study.hpp"

namespace orrery {
namespace {

using commitments::Level;

int hours_of(Nanos term) {
    const double years = term.seconds() / (365.25 * 86400);
    const double whole = static_cast<double>(static_cast<int>(years + .5));
    // A year of a contract is 365 days or 365.25; either is 8760 hours here.
    const bool is_years = whole > 0 && years > whole - .01 && years < whole + .01;
    return std::max(1, static_cast<int>(is_years ? whole * commitments::kHoursPerYear
                                                 : term.seconds() / 3600 + .5));
}

}  // namespace

BaseDemand demand_of_pool(const World& world, std::uint64_t seed, std::size_t pool, bool busy,
                          double utilisation) {
    RunOptions options;
    options.seed = seed;
    const Observations o = simulate_whole(world, options);
    const auto& usage = o.pools[pool];
    const auto per_hour = static_cast<std::size_t>(3600 / world.meter_interval.seconds() + .5);
    const double accelerators = world.pools[pool].server.accelerators;
    BaseDemand demand;
    demand.pool = world.pools[pool].name;
    for (std::size_t i = 0; i + per_hour <= usage.size(); i += per_hour) {
        double hours = 0;
        for (std::size_t k = i; k < i + per_hour; ++k) {
            const PoolUsage& u = usage[k];
            const double working =
                static_cast<double>(u.useful_ns + u.overhead_ns) / accelerators / utilisation;
            hours += (busy ? working : static_cast<double>(u.server_ns)) * 1e-9 / 3600;
        }
        demand.hours.push_back(hours);
    }
    demand.flat = !demand.hours.empty() &&
                  *std::max_element(demand.hours.begin(), demand.hours.end()) -
                          *std::min_element(demand.hours.begin(), demand.hours.end()) <
                      1e-6;
    return demand;
}

std::vector<Level> levels_of_pool(const World& world, std::size_t index) {
    const double price = world.pools[index].terms.contracted_usd_server_h;
    std::vector<Level> out;
    const auto add = [&](const std::string& name, double usd, Nanos term) {
        out.push_back({name, usd, hours_of(term), -1, 100000, "scenario, contract " + name});
    };
    for (const HeldServers& c : world.contracts.held) {
        const bool covers =
            std::find(c.pools.begin(), c.pools.end(), PoolId(index)) != c.pools.end();
        if (covers && c.kind != HeldKind::reservation)
            add(c.name, c.usd_server_h, c.until - c.from);
    }
    for (const HourlyPlan& c : world.contracts.plans) {
        for (const PlanPool& p : c.pools) {
            if (p.pool == PoolId(index)) add(c.name, price * (1 - p.discount), c.until - c.from);
        }
    }
    return out;
}

}  // namespace orrery
