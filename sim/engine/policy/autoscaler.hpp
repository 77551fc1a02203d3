// Autoscaler: how many replicas a deployment should have, from what an operator would see.
#pragma once
#include "sim/scenario/world.hpp"

namespace orrery {

/// What serves the same workloads beside a deployment.
struct LoadBeside {
    int ready = 0;
    std::int64_t waiting = 0;
    std::int64_t outstanding = 0;
    std::int64_t slots = 0;    ///< of all ready replicas
    double mean_ttft_s = 0;    ///< since the last decision; 0: no request
    bool turned_away = false;  ///< requests found every queue full
};

struct ScalingView {
    int ready = 0;
    int coming = 0;            ///< queued and loading
    std::int64_t waiting = 0;  ///< requests that wait, pending ones included
    std::int64_t outstanding = 0;
    int slots = 0;           ///< max_num_seqs of one replica
    double mean_ttft_s = 0;  ///< since the last decision; 0: no request
    Nanos quiet_for;         ///< how long fewer replicas would have done
    LoadBeside beside;
};

struct ScalingDecision {
    int replicas = 0;             ///< wanted: ready + coming after this decision
    bool fewer_would_do = false;  ///< keeps `quiet_for` counting
};

/// Scales up at once to metric/target times the ready replicas, down by one after `quiet_for` has
/// reached `scale_down_after` (hysteresis), within min and max. Without a replica it starts one
/// when requests wait for it, or when those beside it are over its own target; its last one goes
/// once four fifths of those beside it would do.
ScalingDecision decide_scaling(const AutoscalerSpec& spec, const Deployment& deployment,
                               const ScalingView& view);

}  // namespace orrery
