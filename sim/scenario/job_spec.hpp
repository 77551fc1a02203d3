// Training and batch jobs as the user means them: steps, checkpoints, failures, recovery, moves.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/training/plan.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/finance_spec.hpp"
#include "sim/scenario/site_spec.hpp"

namespace orrery {

enum class JobKind { training, batch };

/// What a checkpoint costs; how often it is written is the job's `checkpoint_every`.
struct CheckpointSpec {
    SourcePosition where;
    double size_bytes = 0;       ///< 0: of `model`
    std::string model;           ///< catalog model: parameters × bytes a parameter
    double write_bandwidth = 0;  ///< B/s of the storage; 0: no time
    double read_bandwidth = 0;   ///< B/s; 0: the write bandwidth
    bool asynchronous = false;   ///< steps go on while it is written …
    Nanos stall{0};              ///< … after this pause
    std::string upload_to;       ///< site that gets a copy of each, in the background; empty: none
};

/// Software and fabric: what stops a job without breaking a server.
struct JobFailureSpec {
    SourcePosition where;
    double per_1000_node_days = -1;  ///< grows with the job; −1: of the mix
    Nanos mtbf = Nanos::never();     ///< of the job at its full size, instead
    std::string mix;                 ///< catalog failure mix
};

/// Silent data corruption: found late, and everything since is worthless.
struct CorruptionSpec {
    double per_accelerator_hour = -1;  ///< −1: the catalog's
    Nanos detected_after{kHour.ns};    ///< mean, exponential
};

struct RecoverySpec {
    SourcePosition where;
    Nanos detection{0};       ///< from the failure to a diagnosis; servers are held
    double misdiagnosis = 0;  ///< probability that the diagnosis is wrong …
    double evicts_good = .5;  ///< … and share of those that take a good server out
    Nanos restart{0};         ///< from there to the first step, reading the checkpoint left out
    Nanos warm_swap{0};       ///< longer if a warm spare is swapped in
    Nanos cold_swap{0};       ///< longer if a free server of the pool is
};

/// Another pool that a job moves to, at a checkpoint.
struct MoveSpec {
    SourcePosition where;
    std::string pool;
    int accelerators = 0;              ///< 0: as many as before
    Nanos step_time = Nanos::never();  ///< there; never: as before
    Nanos at = Nanos::never();         ///< upgrade: on this date
    Nanos margin = Nanos::never();     ///< fallback: slack kept before the deadline
};

/// What a training job trains and how it is laid out; its step time and steps follow. `dp` follows
/// from the accelerators.
struct TrainingSpec : training::Plan {
    TrainingSpec() { gradient_bytes = 2; }  // reduced as bf16, as `study training-run` has it
    SourcePosition where;
    std::string model;          ///< catalog model
    double tokens = 0;          ///< budget; 0: `steps` are given
    double sequence = 4096;     ///< tokens
    double global_batch = 512;  ///< sequences a step
    Precision precision = Precision::bf16;
    double lora_rank = 0;  ///< above 0: adapters are trained, the base is frozen
    std::string software;  ///< training profile; empty: the newest
    double time_scale = 1;
};

/// A stage that data pass before a step: ingest, preprocessing, storage.
struct InputStageSpec {
    SourcePosition where;
    std::string name;
    double workers = 1;
    Nanos service{0};  ///< of one item at one worker
    double item_bytes = 0;
    double bandwidth = 0;  ///< B/s shared by the workers; 0: no limit
    double in_flight = 0;  ///< items it may hold; 0: no limit
};

/// Where a step's items come from; the slowest stage bounds the step.
struct InputSpec {
    SourcePosition where;
    std::string dataset;        ///< must be at the job's site before it starts; empty: none
    double items_per_step = 0;  ///< 0: the sequences of `training`
    std::vector<InputStageSpec> stages;
};

struct JobSpec {
    SourcePosition where;
    std::string name;
    std::string tenant = "default";
    std::map<std::string, std::string> tags;  ///< for allocation and bills
    std::string group;                        ///< entry that it was made from; empty: none
    JobKind kind = JobKind::training;
    std::string pool;
    int accelerators = 0;  ///< whole servers are taken
    Nanos submit{0};
    Nanos step_time{0};      ///< 0: of `training`
    std::int64_t steps = 0;  ///< 0: of `training.tokens`
    std::optional<TrainingSpec> training;
    std::optional<InputSpec> input;
    Nanos checkpoint_every = Nanos::never();  ///< lost work after a failure is back to the last one
    bool young_daly = false;                  ///< the interval is computed
    CheckpointSpec checkpoint;
    std::optional<JobFailureSpec> failures;
    std::optional<CorruptionSpec> corruption;
    RecoverySpec recovery;
    int spares = 0;         ///< warm: whole servers held beside the gang
    int data_parallel = 0;  ///< groups; 0: not said
    bool elastic = false;   ///< goes on with fewer groups when servers are missing
    std::optional<MoveSpec> upgrade;
    std::optional<MoveSpec> fallback;  ///< when the deadline would be missed by waiting
    double utilisation = .9;           ///< share of the accelerators' dynamic power while stepping
    Nanos deadline = Nanos::never();
    std::string data_class;          ///< of `data_classes`; empty: unrestricted
    std::optional<ValueSpec> value;  ///< what it brings in when it is done
    std::optional<ShiftSpec> shift;  ///< waits for cleaner or cheaper hours
    int priority = 0;                ///< lower is throttled last when power is short
};

}  // namespace orrery
