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
    double network = 0;            ///< of one accelerator between servers, B/s
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
    // From the ideal step to the calendar.
    double failures_day = 0;       ///< interruptions of one accelerator a day; 0: not known
    std::string failure_mix;       ///< catalog key of that rate
    double checkpoint_s = 0;       ///< that writing a checkpoint stops the run
    double restart_s = 0;          ///< from a failure until it trains again
    double usd_accelerator_h = 0;  ///< 0: the catalog has no offer
    std::string offer;             ///< catalog key of that price
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

/// Wall time over the time of the ideal steps: checkpoints at Daly's interval, work lost to
/// failures and restarts (models/reliability); 1 where no rate of failures is known.
double calendar_factor(const TrainingQuestion& question);
/// Hours between failures of the whole run; 0: not known.
double run_mtbf_h(const TrainingQuestion& question);

TrainingRun study_training(const TrainingQuestion& question);

/// The part that costs a candidate most against the best, and by how many seconds.
training::Part loses_by(const TrainingCandidate& candidate, const TrainingCandidate& best,
                        double& seconds);

}  // namespace orrery
