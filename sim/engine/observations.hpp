// What a run observed: physical quantities by resource and interval; no money, no carbon.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/engine/device_time.hpp"
#include "sim/engine/serving_stats.hpp"
#include "sim/engine/supply_observations.hpp"
#include "sim/engine/transport/traffic.hpp"

namespace orrery {

struct WorkloadCounts {
    std::int64_t arrived = 0;
    std::int64_t measured_arrived = 0;  ///< after the warm-up: the denominator of SLO attainment
    std::int64_t completed = 0;
    std::int64_t rejected = 0;
    std::int64_t too_long = 0;  ///< of those: longer than every context or KV cache that may serve
    std::int64_t timed_out = 0;
    std::int64_t lost = 0;       ///< retry budget spent
    std::int64_t in_flight = 0;  ///< at the end
    std::int64_t retries = 0;
    std::int64_t preemptions = 0;  ///< for want of KV blocks; computed again
};

/// Completed requests of one workload in a meter interval: what its revenue counts.
struct ServedUsage {
    std::int64_t requests = 0;
    std::int64_t output_tokens = 0;
};

/// Conversations and agents of one workload.
struct TaskStats {
    std::int64_t started = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;  ///< a call was rejected, timed out or lost
    std::int64_t calls = 0;   ///< of the completed
    Sketch e2e;               ///< first arrival → last answer, think and tool times included
};

/// Accelerator-nanoseconds of a pool in one meter interval; present accelerators × interval
/// exactly.
struct PoolUsage {
    std::int64_t useful_ns = 0;        ///< an iteration or a job's step that counts runs
    std::int64_t idle_ns = 0;          ///< powered or paid, no work
    std::int64_t overhead_ns = 0;      ///< model loading, restarts, work lost to a failure
    std::int64_t failed_ns = 0;        ///< server or site down
    double iteration_energy_j = 0;     ///< accelerators while serving
    std::int64_t job_ns = 0;           ///< of useful + overhead: jobs
    std::int64_t job_overhead_ns = 0;  ///< of job_ns: work lost to failures
    double job_energy_j = 0;
    std::int64_t throttled_ns = 0;  ///< of job_overhead_ns: slower for want of power
    double yielded_j = 0;           ///< what jobs did not draw because they were throttled
    std::int64_t sleep_ns = 0;      ///< of idle_ns: accelerators asleep
    std::int64_t server_ns = 0;     ///< servers present (paid)
    std::int64_t server_down_ns = 0;
    std::int64_t prefill_tokens = 0;
    std::int64_t decode_tokens = 0;
    std::int64_t requests = 0;  ///< completed

    [[nodiscard]] std::int64_t total_ns() const {
        return useful_ns + idle_ns + overhead_ns + failed_ns;
    }
};

struct DeploymentUsage {        ///< by meter interval
    std::int64_t ready_ns = 0;  ///< replicas ready, summed
    std::int64_t arrivals = 0;  ///< requests routed here
    std::int64_t completed = 0;
    std::int64_t max_waiting = 0;  ///< seen at arrivals
};

/// What one replica did, over the whole run.
struct ReplicaCounts {
    DeploymentId deployment;
    std::int64_t iterations = 0;
    std::int64_t preemptions = 0;
    std::int64_t recomputed_tokens = 0;  ///< computed, thrown away for want of KV blocks
    std::int64_t cached_tokens = 0;      ///< of prompts: found in the prefix cache
};

struct ServerSession {  ///< a server of a pool that came and went (on-demand billing)
    PoolId pool;
    Nanos from;
    Nanos until;
};

/// Servers of a purchase that come together; instants of the run, negative before it, perhaps after
/// its end.
struct Delivery {
    PoolId pool;
    int servers = 0;
    Nanos ordered;
    Nanos delivered;   ///< what is left of the price is due
    Nanos in_service;  ///< burnt in
    Nanos retired;     ///< sold, or given back
};

struct RunEvent {  ///< what charts annotate
    Nanos at;
    Nanos until;        ///< = at for instants
    std::string kind;   ///< outage, partition, failure, repair, scale_up, scale_down, refused …
    std::string where;  ///< site, pool or deployment by name
    std::string text;
};

enum class JobStatus { waiting, running, done };

/// What interrupts a job.
enum class Hazard : std::uint8_t {
    hardware,     ///< a server of its gang fails
    software,     ///< software or fabric: no server is broken
    corruption,   ///< silent data corruption was found
    preemption,   ///< a spot server is taken back
    maintenance,  ///< servers are taken down on purpose
    outage,       ///< the site is down
    scheduler,    ///< another job goes first
};
inline constexpr std::size_t kHazards = 7;
inline constexpr std::array<const char*, kHazards> kHazardNames{
    "hardware", "software", "corruption", "preemption", "maintenance", "outage", "scheduler"};

/// Accelerator-time of a job by what it went into; the sum is held + waiting exactly.
struct Waterfall {
    DeviceTime useful = 0;      ///< steps that were kept, without their waits for data
    DeviceTime recompute = 0;   ///< whole steps thrown away, which must be computed again
    DeviceTime lost = 0;        ///< steps and checkpoints that were cut
    DeviceTime checkpoint = 0;  ///< steps stand still while one is written
    DeviceTime restart = 0;     ///< detection, swaps, restart, reading; waiting for a known end
    DeviceTime waiting = 0;     ///< in the queue: accelerators wanted, none held
    DeviceTime throttled = 0;   ///< slower than it could be: the site is short of power
    DeviceTime starved = 0;     ///< steps that were kept wait for their data (JobSpec.input)
    DeviceTime idle = 0;        ///< warm spares
    [[nodiscard]] DeviceTime total() const {
        return useful + recompute + lost + checkpoint + restart + waiting + throttled + starved +
               idle;
    }
};

struct JobSpan {  ///< in which a job steps or writes checkpoints
    Nanos from;
    Nanos until;
};

struct JobRecord {
    JobId job;
    Nanos submit;
    Nanos start = Nanos::never();
    Nanos end = Nanos::never();
    std::int64_t wait_ns = 0;
    std::int64_t power_wait_ns = 0;  ///< of wait_ns: servers were free, power was not
    std::int64_t shift_ns = 0;       ///< waited on purpose for better hours; not in wait_ns
    int shifts = 0;                  ///< times that it stopped for worse hours
    std::int64_t throttled_ns = 0;   ///< wall time in which it ran slower for want of power
    std::int64_t lost_ns = 0;        ///< wall time thrown away by failures
    int restarts = 0;
    std::int64_t steps_done = 0;
    std::int64_t full_size_ns = 0;  ///< those steps × step time at full size where they were done
    JobStatus status = JobStatus::waiting;
    Waterfall time;
    DeviceTime held_ns = 0;       ///< accelerator-ns, counted when servers come and go
    DeviceTime queued_ns = 0;     ///< accelerator-ns wanted while in the queue
    std::int64_t running_ns = 0;  ///< wall time in which it steps or writes checkpoints
    std::map<std::uint32_t, DeviceTime> held_by_pool;  ///< of held_ns
    std::array<std::int64_t, kHazards> interruptions{};
    std::array<DeviceTime, kHazards> cost_ns{};  ///< thrown away and restarting because of it
    std::map<std::string, std::int64_t> causes;  ///< interruptions by cause
    int failed_restarts = 0;                     ///< on servers that were still broken
    int good_evicted = 0;                        ///< servers taken out for nothing
    int warm_swaps = 0;
    int cold_swaps = 0;
    int shrinks = 0;
    int grows = 0;
    int moves = 0;
    int planned_stops = 0;
    std::int64_t corruptions = 0;     ///< that struck, found or not
    std::int64_t data_wait_ns = 0;    ///< of wait_ns: its data set was not there
    std::int64_t copies = 0;          ///< of checkpoints, that reached the other site
    std::int64_t copies_skipped = 0;  ///< a newer one was written before their turn came
    std::int64_t rpo_ns = 0;   ///< the oldest that the newest copy ever was, counted from the start
    std::vector<JobSpan> ran;  ///< in order; gaps within an interval of the meters are closed
};

/// A recorded job on a shared pool.
struct SharedJobRow {
    std::uint32_t trace = 0;  ///< index into World::job_traces …
    std::uint32_t job = 0;    ///< … and its jobs
    Nanos submit;
    Nanos start = Nanos::never();
    Nanos end = Nanos::never();
    JobStatus status = JobStatus::waiting;
    std::int32_t preemptions = 0;
    std::int32_t interruptions = 0;       ///< by servers that went down
    bool never_fits = false;              ///< not on an empty pool, or beyond its tenant's quota
    std::array<std::int64_t, 8> waits{};  ///< ns by gang::Cause
    std::int64_t run_ns = 0;
    std::int64_t accelerator_ns = 0;
    std::int64_t lost_ns = 0;  ///< of accelerator_ns: thrown away by failures
};

/// What could not be met in a meter interval, whatever yields.
struct PowerShortfall {
    bool agreement = false;  ///< jobs that may not be late and serving kept it from being met
    bool cap = false;        ///< nothing that may yield was left
};

/// One conservation law, checked at the end of every run, in release builds too.
struct Check {
    std::string name;  ///< "requests", "tokens", "accelerator time", "energy" …
    std::string law;   ///< "arrived = completed + rejected + …"
    double left = 0;
    double right = 0;
    bool holds = false;
};

/// A day whose requests were simulated, of a run that simulates some of its days.
struct SampledDay {
    std::int32_t day = 0;         ///< since the start
    std::int32_t stratum = 0;     ///< −1: stands for nothing but itself
    std::int32_t stands_for = 1;  ///< days, itself included
    double demand = 0;            ///< tokens expected of it
    double weight = 1;            ///< requests that each of its requests stands for, on average
    Sketch ttft;                  ///< of its own requests, each once
};

/// What a run with `Fidelity::sampled` simulated; `days` = 0: every day, as without it.
struct SampledRun {
    std::int32_t days = 0;  ///< of the horizon
    std::int32_t strata = 0;
    std::vector<SampledDay> simulated;  ///< by day
    std::int64_t late = 0;     ///< requests that left over an hour after the end of their day
    std::int64_t arrived = 0;  ///< of the simulated days, each once
    std::string all_because;   ///< why every day was simulated although a sample was asked for
};

enum class RunEnd { horizon, events, instant, wall, memory, interrupted, backlog };

struct Observations {
    std::uint64_t seed = 0;
    RunEnd end = RunEnd::horizon;
    Nanos ended_at;  ///< = horizon unless a limit cut the run
    std::int64_t events = 0;
    std::vector<WorkloadCounts> workloads;         ///< by WorkloadId
    std::vector<TaskStats> tasks;                  ///< by WorkloadId
    std::vector<ServingRow> serving;               ///< [workload][deployment]
    std::vector<std::vector<ServedUsage>> served;  ///< [workload][interval]; empty: no `value`
    std::vector<std::vector<PoolUsage>> pools;     ///< [pool][interval]
    std::vector<std::vector<DeploymentUsage>> deployments;  ///< [deployment][interval]
    std::vector<std::vector<std::int64_t>> egress_bytes;    ///< of answers, [site][interval]
    std::vector<std::vector<PowerShortfall>> shortfalls;    ///< [site][interval]; empty: no cap
    Traffic traffic;
    std::vector<ReplicaCounts> replicas;  ///< by ReplicaId
    std::vector<ServerSession> sessions;  ///< sorted by pool, from
    std::vector<Delivery> deliveries;     ///< of purchases, by pool and delivery
    std::vector<JobRecord> jobs;
    std::vector<SharedJobRow> shared_jobs;  ///< by pool, trace, submission
    SupplyObservations supply;
    std::vector<RunEvent> run_events;
    std::int64_t run_events_omitted = 0;  ///< beyond the bound on their number
    std::vector<Check> checks;
    SampledRun sampled;
};

/// One finished request, for sinks (`requests.csv`, tests).
struct RequestRow {
    std::int64_t request_id = 0;
    WorkloadId workload;
    DeploymentId deployment;  ///< invalid when never routed
    ReplicaId replica;
    Nanos arrival;
    Nanos seen;         ///< with SchedulerRules::inbox: its replica's first boundary since it came
    Nanos first_token;  ///< at the client; never() without one
    Nanos finish;
    std::int32_t prompt_tokens = 0;
    std::int32_t output_tokens = 0;
    std::int32_t preemptions = 0;
    const char* status = "";  ///< completed, rejected, timed_out, lost, in_flight
};

/// Receives rows in order of completion.
class RequestSink {
public:
    virtual ~RequestSink() = default;
    virtual void row(const RequestRow& row) = 0;
};

}  // namespace orrery
