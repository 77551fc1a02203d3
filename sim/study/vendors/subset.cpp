// A scenario reduced to some of its vendors, their pools at stated sizes: the others' are gone.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/study/vendors/pools.hpp"

namespace orrery {
namespace {

class Subset {
public:
    Subset(const Scenario& scenario, const World& world, const std::vector<std::string>& vendors,
           const PoolServers& servers)
        : s_(scenario), servers_(servers) {
        for (const Site& site : world.sites) {
            if (site.vendor != "own" && !among(vendors, site.vendor)) gone_.insert(site.name);
        }
        for (const Pool& pool : world.pools) {
            if (gone_.count(world.sites[pool.site.index()].name)) pools_.insert(pool.name);
        }
        for (const auto& [pool, count] : servers_) {
            if (count == 0) pools_.insert(pool);
        }
        for (const Deployment& d : world.deployments) {
            accelerators_[d.name] = d.accelerators;
            // Of equal sites the scenario has one entry, the world one each.
            if (!d.group.empty()) accelerators_[d.group] = d.accelerators;
            if (gone_.count(world.sites[d.site.index()].name)) deployments_.insert(d.name);
        }
        for (const DeploymentSpec& d : s_.deployments) {
            if (pools_.count(d.pool)) deployments_.insert(d.name);
        }
        for (const Pool& pool : world.pools) {
            per_server_[pool.name] = pool.server.accelerators;
            if (!pool.group.empty()) per_server_[pool.group] = pool.server.accelerators;
        }
    }

    Scenario run(const std::vector<std::string>& vendors, std::string& infeasible) {
        infeasible = homeless();
        if (!infeasible.empty()) return s_;
        for (PoolSpec& pool : s_.pools) {
            const auto it = servers_.find(pool.name);
            const int base = most_servers(s_, pool);
            if (it != servers_.end() && it->second > 0 && it->second != base) {
                resize(pool, it->second, base);
            }
        }
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

    [[nodiscard]] bool has_jobs(const std::string& pool) const {
        const auto there = [&](const auto& one) { return one.pool == pool; };
        return std::any_of(s_.jobs.begin(), s_.jobs.end(), there) ||
               std::any_of(s_.job_traces.begin(), s_.job_traces.end(), there);
    }

    /// Servers from the start and at most in proportion; replicas fill them, as a server is paid
    /// whole, unless jobs have their share.
    void resize(PoolSpec& pool, int servers, int base) {
        double used = 0;
        for (const DeploymentSpec& d : s_.deployments) used += d.pool == pool.name ? size_of(d) : 0;
        const int start = std::max(pool.servers, 1);
        const bool grows = pool.supply.max_servers > pool.servers;
        const double share = static_cast<double>(servers) / base;
        pool.servers = servers;
        if (grows) {
            pool.servers = std::clamp(static_cast<int>(std::lround(start * share)), 1, servers);
            pool.supply.max_servers = servers;
        }
        if (used <= 0) return;
        const double room = servers * per_server_.at(pool.name);
        const double most = has_jobs(pool.name) ? share : room / used;
        const double least = static_cast<double>(pool.servers) / start;
        for (DeploymentSpec& d : s_.deployments) {
            if (d.pool != pool.name) continue;
            const bool fixed = d.replicas_min == d.replicas_max;
            const auto scaled = [](int replicas, double by) {
                return std::max(1, static_cast<int>(std::floor(replicas * by + 1e-9)));
            };
            d.replicas_max = scaled(d.replicas_max, most);
            if (d.replicas_min > 0) d.replicas_min = scaled(d.replicas_min, least);
            d.replicas_min = fixed ? d.replicas_max : std::min(d.replicas_min, d.replicas_max);
        }
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
        std::erase_if(s_.disruptions, [&](DisruptionSpec& d) {
            const bool some = !d.pools.empty();
            std::erase_if(d.pools, [&](const auto& pool) { return pools_.count(pool) > 0; });
            return some && d.pools.empty();  // else it would befall all of them
        });
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
    const PoolServers& servers_;
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
                      const std::vector<std::string>& vendors, const PoolServers& servers,
                      std::string& infeasible) {
    return Subset(scenario, world, vendors, servers).run(vendors, infeasible);
}

}  // namespace orrery
