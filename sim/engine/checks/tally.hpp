// What a run counts apart from its observations, so that one can be checked against the other.
#pragma once
#include <cstdint>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/engine/device_time.hpp"

namespace orrery {

/// One replica: what its batch or station counts, and what its requests say.
struct ReplicaTally {
    DeploymentId deployment;
    std::int64_t blocks = 0;         ///< KV blocks that there are
    std::int64_t blocks_held = 0;    ///< counted by the batch
    std::int64_t blocks_of = 0;      ///< Σ over its running requests
    std::int64_t waiting = 0;        ///< counted by the batch or station
    std::int64_t waiting_of = 0;     ///< requests that wait there
    std::int64_t running = 0;        ///< counted by the batch or station
    std::int64_t running_of = 0;     ///< requests that run there
    std::int64_t cached_tokens = 0;  ///< of prompts: found in the prefix cache
    std::int64_t recomputed_tokens = 0;
};

/// Bytes of flows between sites; of all begun: sent as metered, given up, still to be sent.
struct FlowTally {
    std::int64_t begun = 0;
    std::int64_t sent = 0;
    std::int64_t given_up = 0;
    double left = 0;
    int open = 0;
    std::int64_t link_bytes = 0;  ///< Σ sent × links of the path
};

struct RunTally {
    std::int64_t in_system = 0;                ///< as counted at arrivals and departures
    std::int64_t live = 0;                     ///< requests that there are
    std::vector<std::int64_t> present;         ///< by workload: what those stand for
    __extension__ __int128 population_ns = 0;  ///< ∫ requests in the system dt
    __extension__ __int128 sojourn_ns = 0;     ///< Σ time in the system, of those present so far
    std::int64_t progressed_tokens = 0;        ///< of requests that departed, and of running ones
    std::int64_t discarded_tokens = 0;         ///< lost with replicas and clients
    double energy_j = 0;                       ///< of iterations, by runs of them
    FlowTally flows;
    std::vector<ReplicaTally> replicas;  ///< by ReplicaId
};

}  // namespace orrery
