// What vendors change before anything is compiled: slower hardware, prices that jump.
#include "sim/scenario/compile/money.hpp"

namespace orrery::compile {
namespace {

/// Of a site that does not say it, the vendor of its region: "aws" of "aws/us-east-1".
std::string vendor_name(const SiteSpec& site) {
    return site.vendor.empty() ? site.region.substr(0, site.region.find('/')) : site.vendor;
}

const VendorSpec* vendor_of(const Scenario& scenario, const std::string& pool_name) {
    for (const PoolSpec& pool : scenario.pools) {
        if (pool.name != pool_name) continue;
        for (const SiteSpec& site : scenario.sites) {
            if (site.name != pool.site) continue;
            for (const VendorSpec& v : scenario.vendors) {
                if (v.name == vendor_name(site)) return &v;
            }
        }
    }
    return nullptr;
}

/// How much longer everything takes on a pool.
double slowness(const Scenario& scenario, const std::string& pool) {
    const VendorSpec* v = vendor_of(scenario, pool);
    const double penalty = v ? v->performance_penalty : 0;
    return penalty > 0 && penalty < 1 ? 1 / (1 - penalty) : 1;
}

void slow_down(Scenario& scenario) {
    for (DeploymentSpec& d : scenario.deployments) {
        const double factor = slowness(scenario, d.pool);
        d.time_scale *= factor;
        d.exponential_service_s *= factor;
        d.service_s_per_token *= factor;
    }
    for (JobSpec& job : scenario.jobs) {
        const double factor = slowness(scenario, job.pool);
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
void expand_shocks(Scenario& scenario) {
    for (const DisruptionSpec& d : scenario.disruptions) {
        if (d.kind != DisruptionKind::price && d.kind != DisruptionKind::duty) continue;
        for (const PoolSpec& pool : scenario.pools) {
            if (pool.contract != ContractKind::on_demand || !named(d.pools, pool.name)) continue;
            std::string vendor;
            for (const SiteSpec& site : scenario.sites) {
                if (site.name == pool.site) vendor = vendor_name(site);
            }
            if (named(d.vendors, vendor)) add_change(scenario, d, pool.name);
        }
    }
}

}  // namespace

void apply_vendors(Scenario& scenario) {
    if (!scenario.vendors.empty()) slow_down(scenario);
    if (!scenario.disruptions.empty()) expand_shocks(scenario);
}

}  // namespace orrery::compile
