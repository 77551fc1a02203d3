// What a user writes of a shared cluster: a pool's job scheduler, and recorded jobs that use it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"
#include "sim/ingest/jobs.hpp"

namespace orrery {

/// Who is first in the queue.
enum class QueueOrder {
    fifo,        ///< submitted first
    shortest,    ///< shortest duration (SJF)
    remaining,   ///< shortest remaining time, preemptive (SRTF)
    priority,    ///< highest priority, then submitted first
    fair_share,  ///< tenant with the least GPU time for its weight, then submitted first
};

/// What may start while the first of the queue cannot.
enum class BackfillKind {
    none,          ///< nothing: the head blocks
    first_fit,     ///< whatever fits (FJF)
    easy,          ///< what does not delay the head's reservation
    conservative,  ///< what delays no reservation of those before it
};

enum class PlacementKind {
    consolidated,   ///< a node if it fits, else whole nodes and one for the rest
    best_fit,       ///< the node with least left; least weighted rest where cores are modelled
    first_fit,      ///< nodes in their order, split where needed
    fragmentation,  ///< smallest growth of expected fragmentation over the task mix (FGD)
    random,         ///< any node that fits
    topology,       ///< fewest domains, the tightest first
    count,          ///< only the number of free GPUs matters
};

struct QuotaSpec {
    std::string tenant;
    int accelerators = 0;  ///< at once; 0: not limited
    double weight = 1;     ///< of fair share
};

struct PoolSchedulerSpec {
    QueueOrder order = QueueOrder::fifo;
    BackfillKind backfill = BackfillKind::none;
    PlacementKind placement = PlacementKind::consolidated;
    int domain_servers = 0;  ///< of a rack or scale-up domain; 0: the pool is one
    bool one_domain = false;
    bool preempt = false;
    bool borrow = false;
    bool own_first = true;  ///< replicas and the scenario's jobs take the place of recorded ones
    int depth = 1000;
    Nanos restart{0};
    std::vector<QuotaSpec> quotas;
};

struct JobTraceSpec {
    SourcePosition where;
    std::string name;
    std::string file;
    JobFormat format = JobFormat::automatic;
    std::string pool;
    std::string tenant;  ///< of all jobs; empty: as recorded
    Nanos clip_start{0};
    Nanos clip_length = Nanos::never();
    double scale = 1;  ///< > 1 superposes copies within half an hour, < 1 thins
    Nanos sort_window{kHour};
    double utilisation = .9;  ///< of the accelerators' power range
    Nanos checkpoint_every = Nanos::never();
    double steps_per_second = 0;  ///< for formats with steps instead of durations
};

/// A recorded job, compiled.
struct TraceJob {
    Nanos submit;
    Nanos duration;
    Nanos estimate;
    std::int32_t gpus = 1;
    std::int32_t milli = 1000;
    std::int32_t priority = 0;
    std::uint32_t tenant = 0;  ///< index into JobTrace::tenants
    std::string id;
};

struct JobTrace {
    std::string name;
    std::uint32_t pool = 0;
    JobTraceSpec spec;
    std::vector<std::string> tenants;
    std::vector<TraceJob> jobs;  ///< by time of submission
    std::int64_t refused = 0;
    std::int64_t without_gpu = 0;
    std::int64_t too_large = 0;
};

}  // namespace orrery
