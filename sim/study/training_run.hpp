// The study `training-run`: which parallelism trains this model fastest on this cluster.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/training/flops.hpp"
#include "models/training/memory.hpp"
#include "models/training/step.hpp"
#include "sim/scenario/training_machine.hpp"

namespace orrery {

/// What is asked. A pinned degree is tried alone; without one all that divide are.
struct TrainingQuestion {
    training::Work work;
    training::Machine machine;
    training::Coefficients coefficients;
    std::string profile;           ///< catalog key of the coefficients
    double error_pct = 0;          ///< its held-out error
    bool estimated = false;        ///< no run on this hardware was measured
    bool network_assumed = false;  ///< the server's network is not in the catalog
    std::string accelerator;       ///< catalog key
    std::string server;
    int accelerators = 8;
    double tokens = 0;  ///< budget; 0: none
    std::optional<int> tp, cp, pp, ep, virtual_stages;
    std::optional<double> micro_batch;
    std::optional<training::Recompute> recompute;
    std::optional<training::Sharding> sharding;
    int shown = 10;
};

struct TrainingCandidate {
    training::Plan plan;
    training::StepTime time;
    training::Memory memory;
    double seconds = 0;
    double mfu = 0;  ///< model FLOPs over the peak of the format
    double hfu = 0;
};

struct TrainingRun {
    std::vector<TrainingCandidate> best;  ///< fastest first, one for each tp, cp, pp, ep
    std::int64_t tried = 0;
    std::int64_t too_large = 0;  ///< of them, beyond memory
    std::string problem;         ///< why there is no answer
    bool infeasible = false;     ///< the problem is memory, else a contradiction
};

TrainingRun study_training(const TrainingQuestion& question);

/// The part that costs a candidate most against the best, and by how many seconds.
training::Part loses_by(const TrainingCandidate& candidate, const TrainingCandidate& best,
                        double& seconds);

}  // namespace orrery
