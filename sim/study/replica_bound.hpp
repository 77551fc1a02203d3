// What one replica can serve at best, in closed form: prunes searches before any simulation.
#pragma once
#include <string>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/study/slo.hpp"

namespace orrery {

/// Requests as a workload sends them: its lengths, and how many come in a second.
struct DemandSample {
    std::vector<TraceRequest> requests;
    double rate = 0;            ///< of all workloads together, 1/s, after the warm-up
    double peak_rate = 0;       ///< of the busiest hundredth of the run
    std::int64_t arrivals = 0;  ///< in the whole horizon
};

/// Evenly spaced requests of the first replication, between `count` and twice as many (all, if
/// there are fewer), workloads in proportion to their rates; the rate is the stated one of flat
/// demand, else counted over the whole horizon. Throws EnvironmentError for traces that cannot be
/// read.
DemandSample sample_demand(const World& world, std::uint64_t seed, std::size_t count);

/// Steady state of one replica of a deployment with a constant batch of B decoding sequences: each
/// iteration takes t(B) and B/(E[output] − 1) requests leave it. No replica serves more than the
/// best B allows: waiting, ragged batches and queues only take away from it.
struct ReplicaBound {
    double rate = 0;              ///< requests a second, at most
    double rate_within_tpot = 0;  ///< the same while t(B) stays within the tightest TPOT target
    int batch = 0;                ///< B of `rate`
    double iteration_s = 0;       ///< t of that B
    std::string limit;            ///< what holds B: "slots", "kv_memory" or "throughput"
    std::string infeasible;       ///< why no number of replicas would do; empty: some would
};

/// Bound of deployment `d` for a sample. `infeasible` names a target that even a request alone on a
/// replica misses at its quantile, or a request longer than the KV cache.
ReplicaBound replica_bound(const World& world, DeploymentId d, const DemandSample& sample,
                           const std::vector<SloTarget>& targets);

}  // namespace orrery
