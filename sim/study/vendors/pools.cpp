// The rented pools of a scenario that a sizing may change: from which size to which, at what price.
#include "sim/study/vendors/pools.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace orrery {

bool among(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

namespace {

double quota(const Scenario& s, const PoolSpec& pool) {
    double most = 1e6;
    for (const SiteSpec& site : s.sites) {
        if (site.name != pool.site) continue;
        for (const VendorSpec& v : s.vendors) {
            const bool theirs = site.vendor == v.name || site.region.rfind(v.name + "/", 0) == 0;
            for (const VendorQuotaSpec& q : v.quotas) {
                const bool meant = (q.region.empty() || q.region == site.region) &&
                                   (q.server.empty() || q.server == pool.server);
                if (theirs && meant) most = std::min(most, q.servers);
            }
        }
    }
    return most;
}

template <class Contract>
bool names_pool(const std::vector<Contract>& list, const std::string& pool) {
    return std::any_of(list.begin(), list.end(), [&](const Contract& c) { return c.pool == pool; });
}

class Pools {
public:
    Pools(const Scenario& scenario, const World& world, const std::vector<std::string>& vendors,
          const std::vector<CarriedLoad>& loads)
        : s_(scenario) {
        for (const Pool& pool : world.pools) {
            const bool rented =
                !pool.tokens && pool.terms.kind == contracts::ComputeKind::on_demand;
            const std::string& vendor = world.sites[pool.site.index()].vendor;
            if (!rented || !among(vendors, vendor)) continue;
            const std::string& entry = pool.group.empty() ? pool.name : pool.group;
            servers_[entry] = {vendor, pool.terms.contracted_usd_server_h,
                               static_cast<double>(pool.server.accelerators)};
        }
        for (std::size_t d = 0; d < world.deployments.size(); ++d) {
            const Deployment& one = world.deployments[d];
            const std::string& entry = one.group.empty() ? one.name : one.group;
            const auto each = static_cast<double>(one.accelerators);
            sizes_[entry] = {each, each * one.replicas_max, loads[d].capacity_s};
            if (one.tokens) present_.insert(world.sites[one.site.index()].vendor);
        }
    }

    std::vector<SizedPool> run() const {
        std::vector<SizedPool> all;
        for (const PoolSpec& pool : s_.pools) {
            if (!servers_.count(pool.name) || pool.tokens) continue;
            SizedPool sized = sized_of(pool);
            if (sized.usd_request >= 0) all.push_back(sized);
        }
        std::stable_sort(all.begin(), all.end(), [](const SizedPool& a, const SizedPool& b) {
            return std::tie(a.usd_request, a.name) < std::tie(b.usd_request, b.name);
        });
        return all;
    }

    /// With several vendors each keeps room for a replica, in its cheapest pool if in no other.
    void keep_all_present(std::vector<SizedPool>& pools) const {
        std::set<std::string> present = present_;
        for (const SizedPool& pool : pools) {
            if (pool.least > 0) present.insert(servers_.at(pool.name).vendor);
        }
        for (SizedPool& pool : pools) {
            const Server& server = servers_.at(pool.name);
            if (!present.insert(server.vendor).second) continue;
            double replica = 0;
            for (const std::string& d : deployments_on(pool.name)) {
                replica = std::max(replica, sizes_.at(d).replica);
            }
            const int servers = static_cast<int>(std::ceil(replica / server.accelerators - 1e-9));
            pool.least = std::min(std::max(1, servers), pool.most);
        }
    }

private:
    struct Server {
        std::string vendor;
        double usd_h = 0;
        double accelerators = 0;
    };
    struct Size {
        double replica = 0;       ///< accelerators of one …
        double accelerators = 0;  ///< … and of all
        double capacity_s = 0;
    };

    /// Its price is left at −1 where no workload uses it.
    [[nodiscard]] SizedPool sized_of(const PoolSpec& pool) const {
        SizedPool sized;
        sized.name = pool.name;
        sized.base = most_servers(s_, pool);
        const std::set<std::string> here = deployments_on(pool.name);
        const std::set<std::string> load = sharing(here);
        if (load.empty() || sized.base < 1) return sized;
        const Size own = sum(here);
        const Size all = sum(load);
        const Server& server = servers_.at(pool.name);
        const double carries =
            own.accelerators > 0 ? own.capacity_s / own.accelerators * server.accelerators : 0;
        if (carries <= 0) return sized;
        const double wanted = std::ceil(
            std::max(all.accelerators / server.accelerators, all.capacity_s / carries) - 1e-9);
        sized.most =
            std::max(sized.base, static_cast<int>(std::min({wanted, quota(s_, pool), 1e6})));
        sized.least = bound(pool, here, load) ? sized.base : 0;
        sized.usd_request = server.usd_h / 3600 / carries;
        return sized;
    }

    [[nodiscard]] std::set<std::string> deployments_on(const std::string& pool) const {
        std::set<std::string> names;
        for (const DeploymentSpec& d : s_.deployments) {
            if (d.pool == pool) names.insert(d.name);
        }
        return names;
    }

    /// All deployments of the workloads that use one of these.
    [[nodiscard]] std::set<std::string> sharing(const std::set<std::string>& these) const {
        std::set<std::string> all;
        for (const WorkloadSpec& w : s_.workloads) {
            const bool uses = std::any_of(w.deployments.begin(), w.deployments.end(),
                                          [&](const auto& d) { return these.count(d) > 0; });
            if (uses) all.insert(w.deployments.begin(), w.deployments.end());
        }
        return all;
    }

    [[nodiscard]] Size sum(const std::set<std::string>& deployments) const {
        Size size;
        for (const DeploymentSpec& d : s_.deployments) {
            const auto it = sizes_.find(d.name);
            if (!deployments.count(d.name) || !d.api.empty() || it == sizes_.end()) continue;
            size.accelerators += it->second.accelerators;
            size.capacity_s += it->second.capacity_s;
        }
        return size;
    }

    /// By jobs, prompts computed for others, commitments or an API beside it.
    [[nodiscard]] bool bound(const PoolSpec& pool, const std::set<std::string>& here,
                             const std::set<std::string>& load) const {
        const auto& c = s_.contracts;
        const bool reserved = std::any_of(c.reserved.begin(), c.reserved.end(),
                                          [&](const auto& r) { return among(r.pools, pool.name); });
        if (reserved || names_pool(c.capacity, pool.name) || names_pool(c.take_or_pay, pool.name) ||
            names_pool(c.standby, pool.name) || names_pool(s_.jobs, pool.name) ||
            names_pool(s_.job_traces, pool.name)) {
            return true;
        }
        for (const JobSpec& job : s_.jobs) {
            if (job.fallback && job.fallback->pool == pool.name) return true;
            if (job.upgrade && job.upgrade->pool == pool.name) return true;
        }
        return std::any_of(s_.deployments.begin(), s_.deployments.end(), [&](const auto& d) {
            const bool prompts =
                !d.prefill.empty() && (here.count(d.prefill) || here.count(d.name));
            return prompts || (!d.api.empty() && load.count(d.name) > 0);
        });
    }

    const Scenario& s_;
    std::map<std::string, Server> servers_;
    std::map<std::string, Size> sizes_;
    std::set<std::string> present_;  ///< vendors of APIs
};

}  // namespace

int most_servers(const Scenario& scenario, const PoolSpec& pool) {
    const int most = std::max(pool.servers, static_cast<int>(pool.supply.max_servers));
    return static_cast<int>(std::min<double>(most, quota(scenario, pool)));
}

std::vector<SizedPool> sized_pools(const Scenario& scenario, const World& world,
                                   const std::vector<std::string>& vendors,
                                   const std::vector<CarriedLoad>& loads) {
    const Pools pools(scenario, world, vendors, loads);
    std::vector<SizedPool> all = pools.run();
    if (vendors.size() > 1) pools.keep_all_present(all);
    return all;
}

}  // namespace orrery
