// How a pool's cost divides between jobs and serving, and what each job costs.
#include "sim/analysis/cost_shares.hpp"

#include <map>
#include <set>

namespace orrery::analysis {
namespace {

/// Pools with jobs and without deployments.
std::set<std::string> pools_of_jobs_only(const Input& in) {
    std::set<std::string> pools;
    const auto take = [&](PoolId pool) { pools.insert(in.world.pools[pool.index()].name); };
    for (const Job& job : in.world.jobs) {
        take(job.pool);
        if (job.upgrade) take(job.upgrade->pool);
        if (job.fallback) take(job.fallback->pool);
    }
    for (const JobTrace& trace : in.world.job_traces) {
        pools.insert(in.world.pools[trace.pool].name);
    }
    for (const Deployment& d : in.world.deployments) {
        pools.erase(in.world.pools[d.pool.index()].name);
    }
    return pools;
}

std::map<std::string, double> cost_by_pool(const Input& in) {
    std::map<std::string, double> cost;
    for (const Posting& posting : in.ledger.postings) {
        cost[in.ledger.of(posting).pool] += posting.effective();
    }
    return cost;
}

}  // namespace

double job_share(const Input& in, const std::string& pool) {
    DeviceTime job_ns = 0;
    DeviceTime busy_ns = 0;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        if (in.world.pools[p].name != pool) continue;
        for (const PoolUsage& usage : in.o.pools[p]) {
            job_ns += usage.job_ns;
            busy_ns += usage.useful_ns + usage.overhead_ns;
        }
    }
    return busy_ns > 0 ? static_cast<double>(job_ns) / static_cast<double>(busy_ns) : 0;
}

double serving_share(const Input& in, const std::string& pool) {
    return pools_of_jobs_only(in).count(pool) > 0 ? 0 : 1 - job_share(in, pool);
}

double serving_cost(const Input& in) {
    const auto jobs_only = pools_of_jobs_only(in);
    double sum = 0;
    for (const auto& [pool, cost] : cost_by_pool(in)) {
        if (jobs_only.count(pool) == 0) sum += cost * (1 - job_share(in, pool));
    }
    return sum;
}

void add_job_costs(const Input& in, Findings& out) {
    const auto by_pool = cost_by_pool(in);
    std::vector<double> per_ns;  ///< of an accelerator, by pool
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        DeviceTime present = 0;
        for (const PoolUsage& usage : in.o.pools[p]) present += usage.total_ns();
        const auto cost = by_pool.find(in.world.pools[p].name);
        const bool priced = present > 0 && cost != by_pool.end();
        per_ns.push_back(priced ? cost->second / static_cast<double>(present) : 0);
    }
    for (const JobRecord& record : in.o.jobs) {
        Metric m;
        for (const auto& [pool, held] : record.held_by_pool) {
            m.value += per_ns[pool] * static_cast<double>(held);
        }
        m.unit = in.ledger.currency;
        m.formula =
            "Σ pools: effective cost / accelerator time present × accelerator time held by the job";
        out.metrics.set("jobs.by_name." + in.world.jobs[record.job.index()].name + ".cost", m);
    }
}

}  // namespace orrery::analysis
