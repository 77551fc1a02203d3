// What vendors change before anything is compiled: slower hardware, prices that jump.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {
namespace {

/// Of the site that has the name: as written, else its region's.
std::string vendor_of(const Scenario& scenario, const Catalog& catalog, const std::string& name) {
    for (const SiteSpec& site : scenario.sites) {
        if (site.name != name) continue;
        const auto region = catalog.regions.find(site.region);
        if (!site.vendor.empty() || region == catalog.regions.end()) return site.vendor;
        return region->second.vendor;
    }
    return {};
}

/// How much longer everything takes on each pool that is slower.
std::map<std::string, double> slowness(const Scenario& scenario, const Catalog& catalog) {
    std::map<std::string, double> factors;
    for (const PoolSpec& pool : scenario.pools) {
        const std::string vendor = vendor_of(scenario, catalog, pool.site);
        for (const VendorSpec& v : scenario.vendors) {
            const double penalty = v.name == vendor ? v.performance_penalty : 0;
            if (penalty > 0 && penalty < 1) factors[pool.name] = 1 / (1 - penalty);
        }
    }
    return factors;
}

void slow_down(Scenario& scenario, const Catalog& catalog) {
    const auto factors = slowness(scenario, catalog);
    const auto factor_of = [&](const std::string& pool) {
        const auto it = factors.find(pool);
        return it == factors.end() ? 1.0 : it->second;
    };
    for (DeploymentSpec& d : scenario.deployments) {
        const double factor = factor_of(d.pool);
        d.time_scale *= factor;
        d.exponential_service_s *= factor;
        d.service_s_per_token *= factor;
    }
    for (JobSpec& job : scenario.jobs) {
        const double factor = factor_of(job.pool);
        if (factor == 1) continue;
        job.step_time = Nanos::from_seconds(job.step_time.seconds() * factor);
        if (job.training) job.training->time_scale *= factor;
    }
}

bool named(const std::vector<std::string>& list, const std::string& name) {
    return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

void add_change(Scenario& scenario, const DisruptionSpec& d, const std::string& pool) {
    PriceChangeSpec change;
    change.where = d.where;
    change.pool = pool;
    change.at = d.at;
    change.change = d.factor - 1;
    scenario.contracts.price_changes.push_back(change);
    if (d.duration == Nanos::never() || d.factor <= 0) return;
    change.at = d.at + d.duration;
    change.change = 1 / d.factor - 1;
    scenario.contracts.price_changes.push_back(change);
}

/// A shock is a change of price on its date, and back at its end.
void expand_shocks(Scenario& scenario, const Catalog& catalog) {
    for (const DisruptionSpec& d : scenario.disruptions) {
        if (d.kind != DisruptionKind::price && d.kind != DisruptionKind::duty) continue;
        for (const PoolSpec& pool : scenario.pools) {
            if (pool.contract != ContractKind::on_demand || !named(d.pools, pool.name)) continue;
            const std::string vendor = vendor_of(scenario, catalog, pool.site);
            if (named(d.vendors, vendor)) add_change(scenario, d, pool.name);
        }
    }
}

}  // namespace

void apply_vendors(Scenario& scenario, const Catalog& catalog) {
    if (!scenario.vendors.empty()) slow_down(scenario, catalog);
    if (!scenario.disruptions.empty()) expand_shocks(scenario, catalog);
}

}  // namespace orrery::compile
