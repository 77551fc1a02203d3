// A scenario reduced to some of its vendors: what the others had is gone, the rest takes over.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/study/vendors/study.hpp"

namespace orrery {
namespace {

bool among(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

class Subset {
public:
    Subset(const Scenario& scenario, const World& world, const std::vector<std::string>& vendors)
        : s_(scenario) {
        for (const Site& site : world.sites) {
            if (site.vendor != "own" && !among(vendors, site.vendor)) gone_.insert(site.name);
        }
        for (const Pool& pool : world.pools) {
            if (gone_.count(world.sites[pool.site.index()].name)) pools_.insert(pool.name);
        }
        for (const Deployment& d : world.deployments) {
            accelerators_[d.name] = d.accelerators;
            // Of equal sites the scenario has one entry, the world one each.
            if (!d.group.empty()) accelerators_[d.group] = d.accelerators;
            if (gone_.count(world.sites[d.site.index()].name)) deployments_.insert(d.name);
        }
        for (const Pool& pool : world.pools) {
            per_server_[pool.name] = pool.server.accelerators;
            if (!pool.group.empty()) per_server_[pool.group] = pool.server.accelerators;
        }
    }

    Scenario run(const std::vector<std::string>& vendors, double taken, std::string& infeasible) {
        infeasible = homeless();
        if (!infeasible.empty()) return s_;
        if (taken > 0) take_over(taken);
        remove_contracts(vendors);
        for (WorkloadSpec& w : s_.workloads) {
            std::erase_if(w.deployments, [&](const auto& d) { return deployments_.count(d) > 0; });
        }
        std::erase_if(s_.deployments,
                      [&](const auto& d) { return deployments_.count(d.name) > 0; });
        std::erase_if(s_.pools, [&](const auto& p) { return pools_.count(p.name) > 0; });
        std::erase_if(s_.vendors, [&](const auto& v) { return !among(vendors, v.name); });
        for (SiteSpec& site : s_.sites) {
            if (gone_.count(site.name)) site.colocation.reset();
        }
        trim_supply();
        s_.asserts.clear();  // they are about the base
        return s_;
    }

private:
    [[nodiscard]] std::string homeless() const {
        for (const WorkloadSpec& w : s_.workloads) {
            const bool left =
                std::any_of(w.deployments.begin(), w.deployments.end(),
                            [&](const auto& d) { return deployments_.count(d) == 0; });
            if (!left) return "workload " + w.name + " has no deployment left";
        }
        for (const JobSpec& job : s_.jobs) {
            if (pools_.count(job.pool)) return "job " + job.name + " has no pool left";
        }
        for (const JobTraceSpec& trace : s_.job_traces) {
            if (pools_.count(trace.pool)) return "jobs of " + trace.name + " have no pool left";
        }
        for (const DeploymentSpec& d : s_.deployments) {
            if (deployments_.count(d.name) == 0 && deployments_.count(d.prefill)) {
                return "deployment " + d.name + " has no prefill left";
            }
        }
        return {};
    }

    [[nodiscard]] double size_of(const DeploymentSpec& d) const {
        return d.api.empty() ? d.replicas_max * accelerators_.at(d.name) : 0;
    }

    /// That share of each workload's accelerators that are gone, by the greatest need of its
    /// deployments.
    void take_over(double taken) {
        std::map<std::string, double> factor;
        for (const WorkloadSpec& w : s_.workloads) {
            double all = 0;
            double left = 0;
            for (const DeploymentSpec& d : s_.deployments) {
                if (!among(w.deployments, d.name)) continue;
                all += size_of(d);
                left += deployments_.count(d.name) ? 0 : size_of(d);
            }
            if (left <= 0 || all <= left) continue;
            for (const std::string& d : w.deployments) {
                factor[d] = std::max(factor[d], 1 + taken * (all / left - 1));
            }
        }
        std::map<std::string, double> pools;
        for (const DeploymentSpec& d : s_.deployments) {
            if (factor.count(d.name)) pools[d.pool] = std::max(pools[d.pool], factor[d.name]);
        }
        grow_pools(pools);
        for (DeploymentSpec& d : s_.deployments) {
            if (factor.count(d.name)) grow(d, factor[d.name]);
        }
    }

    /// Rented pools alone, no further than the vendor's quota.
    void grow_pools(const std::map<std::string, double>& factors) {
        for (PoolSpec& pool : s_.pools) {
            const auto it = factors.find(pool.name);
            if (it == factors.end() || pools_.count(pool.name) || pool.tokens) continue;
            if (pool.contract == ContractKind::owned) continue;
            const double most = quota(pool);
            const auto grown = [&](int servers) {
                const double wanted = std::min(std::ceil(servers * it->second - 1e-9), most);
                return std::max(servers, static_cast<int>(wanted));
            };
            pool.servers = grown(pool.servers);
            if (pool.supply.max_servers > 0) {
                pool.supply.max_servers = std::max(grown(pool.supply.max_servers), pool.servers);
            }
        }
    }
    [[nodiscard]] double quota(const PoolSpec& pool) const {
        double most = 1e6;
        for (const SiteSpec& site : s_.sites) {
            if (site.name != pool.site) continue;
            for (const VendorSpec& v : s_.vendors) {
                const bool theirs =
                    site.vendor == v.name || site.region.rfind(v.name + "/", 0) == 0;
                for (const VendorQuotaSpec& q : v.quotas) {
                    const bool meant = (q.region.empty() || q.region == site.region) &&
                                       (q.server.empty() || q.server == pool.server);
                    if (theirs && meant) most = std::min(most, q.servers);
                }
            }
        }
        return most;
    }

    /// As the pool has room for.
    void grow(DeploymentSpec& d, double factor) {
        if (deployments_.count(d.name) || !d.api.empty()) return;
        double room = 0;
        double others = 0;
        for (const PoolSpec& pool : s_.pools) {
            if (pool.name != d.pool) continue;
            room = std::max(pool.servers, pool.supply.max_servers) * per_server_.at(pool.name);
        }
        for (const DeploymentSpec& other : s_.deployments) {
            if (other.pool == d.pool && other.name != d.name) others += size_of(other);
        }
        const double each = accelerators_.at(d.name);
        const auto grown = [&](int replicas) {
            const double fits = std::floor((room - others) / each + 1e-9);
            const double wanted = std::min(std::ceil(replicas * factor - 1e-9), fits);
            return std::max(replicas, static_cast<int>(wanted));
        };
        d.replicas_min = grown(d.replicas_min);
        d.replicas_max = std::max(grown(d.replicas_max), d.replicas_min);
    }

    template <class Contract>
    void drop_by_vendor(std::vector<Contract>& list, const std::vector<std::string>& vendors) {
        std::erase_if(list, [&](const Contract& c) {
            return !c.vendor.empty() && c.vendor != "own" && !among(vendors, c.vendor);
        });
    }
    template <class Contract>
    void drop_by_pool(std::vector<Contract>& list) {
        std::erase_if(list, [&](const Contract& c) { return pools_.count(c.pool) > 0; });
    }
    /// Contracts lose the pools that are gone, and end with the last of them.
    template <class Contract>
    void drop_by_pools(std::vector<Contract>& list) {
        std::erase_if(list, [&](Contract& c) {
            const bool any = !c.pools.empty();
            std::erase_if(c.pools, [&](const auto& pool) { return pools_.count(pool) > 0; });
            return any && c.pools.empty();
        });
    }

    void remove_contracts(const std::vector<std::string>& vendors) {
        ContractsSpec& c = s_.contracts;
        drop_by_pools(c.reserved);
        drop_by_vendor(c.savings_plans, vendors);
        drop_by_pools(c.savings_plans);
        drop_by_vendor(c.sustained_use, vendors);
        drop_by_pools(c.sustained_use);
        drop_by_pool(c.capacity);
        drop_by_vendor(c.spend, vendors);
        drop_by_pool(c.take_or_pay);
        drop_by_vendor(c.volume, vendors);
        drop_by_pools(c.volume);
        std::erase_if(c.storage, [&](const auto& one) { return gone_.count(one.site) > 0; });
        drop_by_vendor(c.support, vendors);
        drop_by_vendor(c.licences, vendors);
        drop_by_pools(c.licences);
        drop_by_vendor(c.sla, vendors);
        drop_by_pools(c.sla);
        drop_by_vendor(c.price_changes, vendors);
        drop_by_pool(c.price_changes);
        drop_by_pool(c.standby);
        for (TaxSpec& tax : c.taxes) {
            const bool some = !tax.vendors.empty();
            std::erase_if(tax.vendors, [&](const auto& v) { return !among(vendors, v); });
            if (some && tax.vendors.empty()) tax.rate = 0;
        }
    }

    /// What names a vendor, pool or deployment that is gone is gone as well.
    void trim_supply() {
        for (DisruptionSpec& d : s_.disruptions) {
            std::erase_if(d.pools, [&](const auto& pool) { return pools_.count(pool) > 0; });
        }
        for (ServiceSpec& service : s_.services) {
            std::erase_if(service.used_by,
                          [&](const auto& d) { return deployments_.count(d) > 0; });
        }
        std::erase_if(s_.runbooks, [&](const RunbookSpec& r) {
            return deployments_.count(r.deployment_from) || deployments_.count(r.deployment_to);
        });
        for (JobSpec& job : s_.jobs) {
            if (job.fallback && pools_.count(job.fallback->pool)) job.fallback.reset();
            if (job.upgrade && pools_.count(job.upgrade->pool)) job.upgrade.reset();
        }
    }

    Scenario s_;
    std::set<std::string> gone_;  ///< sites
    std::set<std::string> pools_;
    std::set<std::string> deployments_;
    std::map<std::string, double> accelerators_;
    std::map<std::string, double> per_server_;
};

}  // namespace

std::vector<std::string> vendors_of(const World& world) {
    std::set<std::string> names;
    for (const Pool& pool : world.pools) {
        const std::string& vendor = world.sites[pool.site.index()].vendor;
        const bool rented = pool.tokens || pool.terms.kind == contracts::ComputeKind::on_demand;
        if (rented && vendor != "own" && !vendor.empty()) names.insert(vendor);
    }
    for (const Deployment& d : world.deployments) {
        if (d.tokens) names.insert(world.sites[d.site.index()].vendor);
    }
    return {names.begin(), names.end()};
}

Scenario with_vendors(const Scenario& scenario, const World& world,
                      const std::vector<std::string>& vendors, double taken,
                      std::string& infeasible) {
    return Subset(scenario, world, vendors).run(vendors, taken, infeasible);
}

}  // namespace orrery
