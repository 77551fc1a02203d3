// Jobs: gangs of whole servers that step at a fixed time, checkpoint, and restart after a failure.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

constexpr std::uint32_t kEpochMask = 0xFFFFFF;

}  // namespace

void Simulation::submit_job(JobId j) {
    running_jobs_[j.index()].queued = now_;
    const PoolId pool = world_.jobs[j.index()].pool;
    job_queues_[pool.index()].push_back(j);
    start_jobs(pool);
}

/// First come, first served: the head of the queue starts when its gang fits.
void Simulation::start_jobs(PoolId pool) {
    auto& queue = job_queues_[pool.index()];
    while (!queue.empty()) {
        const JobId j = queue.front();
        const Job& job = world_.jobs[j.index()];
        const Placement placement = cluster_.place_servers(pool, job.servers);
        if (placement.empty()) return;
        queue.pop_front();
        RunningJob& running = running_jobs_[j.index()];
        JobRecord& record = out_.jobs[j.index()];
        running.placement = placement;
        running.started = now_;
        record.wait_ns += (now_ - running.queued).ns;
        if (record.start == Nanos::never()) record.start = now_;
        record.status = JobStatus::running;
        const std::int64_t left = job.spec.steps - record.steps_done;
        at(now_ + job.spec.step_time * left, EventClass::job_end, j.value,
           ++running.epoch & kEpochMask);
    }
}

/// Device time and energy of the spell that ends at `until`; what lies after `useful_until` is
/// lost.
void Simulation::meter_job(JobId j, Nanos until, Nanos useful_until) {
    const Job& job = world_.jobs[j.index()];
    const RunningJob& running = running_jobs_[j.index()];
    const Pool& pool = world_.pools[job.pool.index()];
    const std::int64_t accelerators = std::int64_t{job.servers} * pool.server.accelerators;
    meters_.add_span(job.pool, running.started, useful_until, accelerators, &PoolUsage::useful_ns);
    meters_.add_span(job.pool, useful_until, until, accelerators, &PoolUsage::overhead_ns);
    meters_.add_span(job.pool, useful_until, until, accelerators, &PoolUsage::job_overhead_ns);
    meters_.add_span(job.pool, running.started, until, accelerators, &PoolUsage::job_ns);
    const double watts =
        pool.accelerator.idle.value +
        job.spec.utilisation * (pool.accelerator.tdp.value - pool.accelerator.idle.value);
    for (Nanos from = running.started; from < min(until, meters_.until());) {
        const Nanos edge = min(meters_.interval_end(from), min(until, meters_.until()));
        meters_.pool_at(job.pool, from).job_energy_j +=
            watts * static_cast<double>(accelerators) * (edge - from).seconds();
        from = edge;
    }
}

void Simulation::end_job(JobId j, std::uint32_t epoch) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    if ((running.epoch & kEpochMask) != epoch || record.status != JobStatus::running) return;
    meter_job(j, now_, now_);
    record.steps_done = world_.jobs[j.index()].spec.steps;
    record.end = now_;
    record.status = JobStatus::done;
    cluster_.release(running.placement);
    running.placement = {};
    place_queued(world_.jobs[j.index()].pool);
}

/// A server of its gang failed: back to the last checkpoint, and to the head of the queue.
void Simulation::interrupt_job(JobId j) {
    const Job& job = world_.jobs[j.index()];
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const Nanos ran = now_ - running.started;
    const bool checkpoints = job.spec.checkpoint_every != Nanos::never();
    const std::int64_t saved_ns =
        checkpoints ? ran.ns / job.spec.checkpoint_every.ns * job.spec.checkpoint_every.ns : 0;
    const std::int64_t steps = saved_ns / job.spec.step_time.ns;
    const Nanos useful{steps * job.spec.step_time.ns};
    meter_job(j, now_, running.started + useful);
    record.steps_done += steps;
    record.lost_ns += (ran - useful).ns;
    ++record.restarts;
    record.status = JobStatus::waiting;
    ++running.epoch;
    cluster_.release(running.placement);
    running.placement = {};
    running.queued = now_;
    job_queues_[job.pool.index()].push_front(j);
}

}  // namespace orrery
