// One fleet put to the test: a World with so many replicas, simulated against its targets.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/study/replica_bound.hpp"

namespace orrery {

struct TrialOptions {
    DeploymentId deployment{0u};
    std::vector<SloTarget> targets;  ///< empty: each workload's own SLO
    std::uint64_t seed = 1;
    int seeds = 3;
    int threads = 1;
    int max_replicas = 100000;
};

/// Servers that hold `replicas` replicas of a deployment, and replicas that fill `servers`.
int servers_for(const World& world, DeploymentId d, int replicas);
int replicas_on(const World& world, DeploymentId d, int servers);

/// The World with exactly so many replicas of a deployment on a pool just large enough.
World with_replicas(const World& world, DeploymentId d, int replicas);
/// Every workload's rate times `multiple` (traces: superposed or thinned).
World with_demand(const World& world, double multiple);
/// Iterations that take `factor` times as long, energy per iteration likewise.
World with_slower_iterations(const World& world, DeploymentId d, double factor);
/// Poisson and renewal demand becomes a two-state modulated one of the same mean rate: `multiple`
/// times the rate in bursts that fill `share` of the time and last `length` on average. Traces and
/// demand that is modulated already stay as they are.
World with_bursts(const World& world, double multiple, double share, Nanos length);
/// Server failures so frequent that `expected` of them fall into the horizon.
World with_failures(const World& world, DeploymentId d, double expected, Nanos mttr);

struct Trial {
    int replicas = 0;
    bool met = false;
    double lost_share = 0;
    std::vector<SloValue> values;
};

/// Simulates replications 0 … seeds−1 with so many replicas. Met: each target by the mean over
/// seeds, and no more requests lost than the tightest quantile leaves over.
Trial try_fleet(const World& world, int replicas, const TrialOptions& options);

/// The least number of replicas in [least, max_replicas] that meets the targets, taking them to be
/// met by every larger one: gallops from `guess`, then bisects. `met` is false if none does.
Trial least_fleet(const World& world, int least, int guess, const TrialOptions& options);

/// The largest multiple of demand, within `precision` relative, that a fleet still meets, at most
/// `most`: steps up from 1 until a target breaks (down, if it is broken there), then bisects, so
/// that no run is far beyond what the fleet can serve. 0: not even a hundredth of the demand.
double knee_of(const World& world, int replicas, double most, double precision,
               const TrialOptions& options);

}  // namespace orrery
