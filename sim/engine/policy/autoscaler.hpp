// Autoscaler: how many replicas a deployment should have, from what an operator would see.
#pragma once
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// What serves a workload beside a deployment, on routes that do without it and can be taken now.
struct LoadBeside {
    int ready = 0;
    std::int64_t waiting = 0;
    std::int64_t outstanding = 0;
    std::int64_t slots = 0;    ///< of all ready replicas
    double mean_ttft_s = 0;    ///< of the workload since the last decision; 0: no request
    bool turned_away = false;  ///< requests of it found every queue full
    bool bounded = true;       ///< none is an API, whose limits are not slots
    std::int64_t held = -1;    ///< what ran there when it was last over the target; < 0: never
};

struct ScalingView {
    int ready = 0;
    int coming = 0;            ///< queued and loading
    std::int64_t waiting = 0;  ///< requests that wait, pending ones included
    std::int64_t outstanding = 0;
    int slots = 0;                        ///< max_num_seqs of one replica
    double mean_ttft_s = 0;               ///< since the last decision; 0: no request
    Nanos quiet_for;                      ///< how long fewer replicas would have done
    std::vector<LoadBeside> beside = {};  ///< by workload; of a deployment that may be empty
};

struct ScalingDecision {
    int replicas = 0;             ///< wanted: ready + coming after this decision
    bool fewer_would_do = false;  ///< keeps `quiet_for` counting
};

/// Whether what serves a workload beside a deployment is over the target of that deployment.
bool overflows(const AutoscalerSpec& spec, const LoadBeside& beside);

/// Scales up at once to metric/target times the ready replicas, down by one after `quiet_for` has
/// reached `scale_down_after` (hysteresis), within min and max. Without a replica it starts one
/// when requests wait for it, or what serves one of its workloads beside it is over its own target;
/// its last one goes once four fifths of what ran beside it would do, workload by workload; where
/// nothing serves a workload beside it, once nobody is there.
ScalingDecision decide_scaling(const AutoscalerSpec& spec, const Deployment& deployment,
                               const ScalingView& view);

}  // namespace orrery
