// How many servers the load of a scenario needs, by simulation without outages and failures.
#include "sim/study/redundancy_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "sim/engine/whole_run.hpp"
#include "sim/study/redundancy.hpp"
#include "sim/study/vendors/pools.hpp"
#include "sim/study/vendors/run.hpp"

namespace orrery {
namespace {

constexpr int kMostServers = 4096;

std::string entry_of(const Pool& pool) {
    return pool.group.empty() ? pool.name : pool.group;
}

class LoadSizing {
public:
    LoadSizing(const Scenario& scenario, const World& world, const Catalog& catalog,
               const CompileOptions& compile, std::uint64_t seed)
        : scenario_(scenario), world_(world), catalog_(catalog), compile_(compile), seed_(seed) {
        if (const Pool* largest = largest_pool(world)) pool_ = entry_of(*largest);
        for (const Pool& pool : world.pools) {
            const bool other = !pool.tokens && entry_of(pool) != pool_;
            if (other && alike(pool, *largest_pool(world))) others_.insert(entry_of(pool));
        }
        for (const Site& site : world.sites) vendors_.push_back(site.vendor);
        for (const VendorSpec& v : scenario.vendors) vendors_.push_back(v.name);
        leave_load();
    }

    LoadSize run() {
        const Pool* largest = largest_pool(world_);
        if (!largest) return {};
        const LoadSize as_is{largest->servers, fmt::format("those of {}", pool_)};
        if (!largest->group.empty()) return because(as_is, "it is one of equal sites");
        if (has_jobs()) return because(as_is, "jobs run there, or on servers like its own");
        if (!has_requests()) return because(as_is, "no request is served there");
        int high = std::max(1, largest->servers);  // a pool may begin with none
        while (high <= kMostServers && !serves(high)) high *= 2;
        if (!problem_.empty()) return because(as_is, problem_);
        if (high > kMostServers) {
            return because(as_is, "no number of them meets the service levels of every hour");
        }
        int low = high > largest->servers ? high / 2 : 0;
        while (high - low > 1) {
            const int middle = (low + high) / 2;
            (serves(middle) ? high : low) = middle;
        }
        return {high, fmt::format("by simulation: without outages every hour meets its service "
                                  "levels with so many of {}, and not with one fewer",
                                  pool_)};
    }

private:
    static LoadSize because(LoadSize size, const std::string& why) {
        size.how += ", not by simulation: " + why;
        return size;
    }

    /// Nothing fails, nothing is short, nothing has to be waited for.
    void leave_load() {
        scenario_.asserts.clear();
        scenario_.disruptions.clear();
        for (VendorSpec& v : scenario_.vendors) {
            v.outages.clear();
            v.quotas.clear();
        }
        for (PoolSpec& pool : scenario_.pools) {
            pool.failures = {};
            if (pool.name != pool_) continue;
            pool.servers = most_servers(scenario_, pool);
            pool.supply.max_servers = 0;
        }
        for (DeploymentSpec& d : scenario_.deployments) {
            if (d.pool == pool_) d.replicas_min = d.replicas_max;
        }
    }

    [[nodiscard]] bool has_jobs() const {
        const auto here = [&](const auto& one) {
            return one.pool == pool_ || others_.count(one.pool) > 0;
        };
        return std::any_of(scenario_.jobs.begin(), scenario_.jobs.end(), here) ||
               std::any_of(scenario_.job_traces.begin(), scenario_.job_traces.end(), here);
    }

    [[nodiscard]] bool has_requests() const {
        for (const DeploymentSpec& d : scenario_.deployments) {
            if (d.pool != pool_) continue;
            for (const WorkloadSpec& w : scenario_.workloads) {
                const auto& names = w.deployments;
                if (std::find(names.begin(), names.end(), d.name) != names.end()) return true;
            }
        }
        return false;
    }

    /// Too few servers for a replica, and what does not compile, serve nothing.
    bool serves(int servers) {
        PoolServers sizes{{pool_, servers}};
        for (const std::string& other : others_) sizes[other] = 0;
        std::string infeasible;
        const Scenario sized = with_vendors(scenario_, world_, vendors_, sizes, infeasible);
        if (!infeasible.empty()) problem_ = infeasible + " without the others like it";
        if (!infeasible.empty()) return true;  // no number changes that
        Diagnostics diagnostics;
        const auto world = compile_world(sized, catalog_, compile_, diagnostics);
        if (!world) return false;
        MissedHours missed(*world);
        RunOptions options;
        options.seed = seed_;
        options.sink = &missed;
        const Observations o = simulate(*world, options);
        if (o.end == RunEnd::backlog) return false;
        require_whole(*world, o);
        return missed.a_year({}) <= 0;
    }

    Scenario scenario_;
    const World& world_;
    const Catalog& catalog_;
    const CompileOptions& compile_;
    std::uint64_t seed_;
    std::string pool_;
    std::set<std::string> others_;
    std::vector<std::string> vendors_;
    std::string problem_;
};

}  // namespace

LoadSize servers_for_load(const Scenario& scenario, const World& world, const Catalog& catalog,
                          const CompileOptions& compile, std::uint64_t seed) {
    return LoadSizing(scenario, world, catalog, compile, seed).run();
}

}  // namespace orrery
