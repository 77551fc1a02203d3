// What a request of a workload takes at a deployment: time, energy, money, in closed form.
#pragma once
#include <string>
#include <vector>

#include "sim/study/replica_bound.hpp"

namespace orrery::placement {

/// Means of one way, of one request.
struct RouteFacts {
    std::string impossible;     ///< why no number of replicas would do, whatever the limits
    std::string too_slow;       ///< which target even a request alone misses there
    double work_s = 0;          ///< replica-seconds within the targets
    double work_relaxed_s = 0;  ///< replica-seconds at the best rate
    double joules = 0;          ///< IT energy above idle
    double usd = 0;             ///< energy above idle where one pays for it, tokens, egress
    double ttft_s = 0;          ///< of a mean request alone, network included
};

/// Requests of one workload of the World.
DemandSample sample_workload(const World& world, std::size_t workload, std::uint64_t seed);

/// Targets are judged with the round trip of the way.
RouteFacts route_facts(const World& world, std::size_t workload, const orrery::Route& way,
                       const DemandSample& sample, const std::vector<SloTarget>& targets);

}  // namespace orrery::placement
