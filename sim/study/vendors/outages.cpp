// What the rates of outage processes let one expect of an alternative, beside what its runs saw.
#include "sim/study/vendors/outages.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "models/contracts/owed.hpp"
#include "sim/study/outage_parts.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMostSites = 12;  ///< every state of them is visited

bool hosts(const World& world, SiteId site) {
    const auto there = [&](const auto& one) { return one.site == site; };
    return std::any_of(world.pools.begin(), world.pools.end(), there) ||
           std::any_of(world.deployments.begin(), world.deployments.end(), there);
}

/// Sites of the vendors where something may run.
std::vector<SiteId> sites_of(const World& world, const std::vector<std::string>& vendors) {
    std::vector<SiteId> sites;
    for (std::size_t s = 0; s < world.sites.size() && sites.size() < kMostSites; ++s) {
        const std::string& vendor = world.sites[s].vendor;
        const bool meant = std::find(vendors.begin(), vendors.end(), vendor) != vendors.end();
        if (meant && hosts(world, SiteId(s))) sites.emplace_back(s);
    }
    return sites;
}

bool none_of(const std::vector<bool>& flags) {
    return std::find(flags.begin(), flags.end(), true) == flags.end();
}

/// Requests a second by deployment: what some workload's deployments were sent, and what those of
/// its deployments whose site is up carry.
struct Carrier {
    std::vector<std::size_t> deployments;
    double load = 0;
};

std::vector<Carrier> carriers_of(const World& world, const std::vector<CarriedLoad>& loads) {
    std::vector<Carrier> all;
    for (const Workload& w : world.workloads) {
        Carrier c;
        for (const Route& route : w.routes) {
            c.deployments.push_back(route.deployment.index());
            c.load += loads[route.deployment.index()].arrivals_s;
        }
        if (c.load > 0) all.push_back(std::move(c));
    }
    return all;
}

/// What is not known of a deployment is taken from what an accelerator of the others carries.
void fill_unknown(const World& world, std::vector<CarriedLoad>& loads) {
    double capacity = 0;
    double accelerators = 0;
    const auto size = [&](std::size_t d) {
        const Deployment& one = world.deployments[d];
        return static_cast<double>(one.accelerators) * one.replicas_max;
    };
    for (std::size_t d = 0; d < loads.size(); ++d) {
        if (loads[d].capacity_s <= 0) continue;
        capacity += loads[d].capacity_s;
        accelerators += size(d);
    }
    for (std::size_t d = 0; d < loads.size(); ++d) {
        if (loads[d].capacity_s > 0) continue;
        const double like = accelerators > 0 ? capacity / accelerators * size(d) : 0;
        loads[d].capacity_s = std::max(like, loads[d].arrivals_s);
    }
}

}  // namespace

VendorOutages expected_outages(const World& base, const std::vector<std::string>& vendors) {
    const std::vector<SiteId> sites = sites_of(base, vendors);
    VendorOutages e;
    std::map<std::string, double> rates;
    for (const SiteId site : sites) {
        for (const OutageProcess& p : rated_outages(base, site)) rates[key_of(p)] = p.per_year;
    }
    for (const auto& [name, rate] : rates) e.per_year += rate;
    if (sites.empty()) return e;
    const OutageParts o = outage_parts(base, sites);
    const auto hours = [&](const auto& holds) {
        return contracts::kHoursPerYear * reliability::states_probability(o.parts, o.causes, holds);
    };
    e.any_h = hours([](const std::vector<bool>& up) {
        return std::find(up.begin(), up.end(), false) != up.end();
    });
    e.all_h = hours(none_of);
    return e;
}

std::vector<CarriedLoad> carried_loads(const World& world, const Observations& o,
                                       const Findings& f) {
    std::vector<CarriedLoad> loads(world.deployments.size());
    const double span = o.ended_at.seconds();
    for (std::size_t d = 0; d < loads.size() && span > 0; ++d) {
        double ready = 0;
        for (const DeploymentUsage& u : o.deployments[d]) {
            ready += static_cast<double>(u.ready_ns) * 1e-9 / span;
            loads[d].arrivals_s += static_cast<double>(u.arrivals) / span;
        }
        for (const BoundRow& row : f.bounds) {
            const bool offered = row.deployment == world.deployments[d].name &&
                                 row.quantity == "offered work" && row.simulated > 0;
            if (!offered || ready <= 0) continue;
            const double replica = loads[d].arrivals_s / (row.simulated * ready);
            loads[d].capacity_s = replica * world.deployments[d].replicas_max;
        }
    }
    fill_unknown(world, loads);
    return loads;
}

double expected_outage_miss_h(const World& world, const std::vector<CarriedLoad>& loads) {
    std::set<SiteId> distinct;
    for (const Deployment& d : world.deployments) distinct.insert(d.site);
    const std::vector<SiteId> sites(distinct.begin(), distinct.end());
    const std::vector<Carrier> carriers = carriers_of(world, loads);
    if (carriers.empty() || sites.size() > kMostSites) return 0;
    const auto up_of = [&](std::size_t d, const std::vector<bool>& up) {
        const auto it = std::find(sites.begin(), sites.end(), world.deployments[d].site);
        return up[static_cast<std::size_t>(it - sites.begin())];
    };
    const OutageParts o = outage_parts(world, sites);
    const auto misses = [&](const std::vector<bool>& up) {
        if (std::find(up.begin(), up.end(), false) == up.end()) return false;
        return std::any_of(carriers.begin(), carriers.end(), [&](const Carrier& c) {
            double left = 0;
            for (const std::size_t d : c.deployments) {
                if (up_of(d, up)) left += loads[d].capacity_s;
            }
            return left < c.load;
        });
    };
    return contracts::kHoursPerYear * reliability::states_probability(o.parts, o.causes, misses);
}

}  // namespace orrery
