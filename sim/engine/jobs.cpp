// Jobs: gangs of whole servers, from the queue to the last step; stops on purpose and moves.
#include <algorithm>

#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

constexpr Nanos kOrderAgain{10 * kMinute.ns};

}  // namespace

void Simulation::prepare_job(JobId j) {
    const Job& job = world_.jobs[j.index()];
    running_jobs_.emplace_back(job.home(), job.groups(), options_.seed, job.name,
                               options_.replication);
    JobRecord record;
    record.job = j;
    record.submit = job.spec.submit;
    out_.jobs.push_back(record);
    at(record.submit, EventClass::job_submit, j.value, 0);
    if (job.spec.spares == 0 && !job.spec.elastic) return;
    for (const auto& place : {std::optional(job.home()), job.upgrade, job.fallback}) {
        if (place) tended_jobs_[place->pool.index()].push_back(j);
    }
}

void Simulation::job_event(EventClass kind, std::uint32_t entity, std::uint32_t slot) {
    const JobId j(entity);
    if (kind == EventClass::job_submit) return submit_job(j);
    if (kind == EventClass::job_end) return job_phase_ends(j, slot);
    if (kind == EventClass::job_fault) return job_fault(j, slot);
    if (kind == EventClass::job_corrupted) return job_corrupted(j, slot);
    if (kind == EventClass::job_corruption_found) return corruption_found(j, slot);
    if (kind == EventClass::job_orders) return start_jobs(PoolId(entity));
    job_is_late(j);
}

void Simulation::submit_job(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const bool first = running.phase == JobPhase::absent;
    if (first && world_.jobs[j.index()].spec.shift && waits_for_hours(j)) return;
    if (!first && running.phase != JobPhase::shifted) return;
    if (!first) settle(j);
    // Who has run before goes on first.
    enqueue_job(j, running.restarts);
    start_jobs(running.place.pool);
}

void Simulation::enqueue_job(JobId j, bool at_head) {
    RunningJob& running = running_jobs_[j.index()];
    out_.jobs[j.index()].status = JobStatus::waiting;
    running.phase = JobPhase::queued;
    running.since = now_;
    running.groups = world_.jobs[j.index()].groups();
    ++running.epoch;
    if (!data_there(j)) {
        running.phase = JobPhase::fetching;
        return watch_deadline(j);
    }
    auto& queue = job_queues_[running.place.pool.index()];
    if (at_head) {
        queue.push_front(j);
    } else {
        queue.push_back(j);
    }
    watch_deadline(j);
}

/// How long the job may do nothing before what is left, at its fallback's pace, and the margin no
/// longer fit its deadline.
Nanos Simulation::slack(JobId j) const {
    const Job& job = world_.jobs[j.index()];
    const RunningJob& running = running_jobs_[j.index()];
    reliability::CheckpointCycle cycle = cycle_of(j);
    cycle.step_ns = job.fallback->step_time.ns;
    std::int64_t left = job.spec.steps - out_.jobs[j.index()].steps_done;
    if (running.phase == JobPhase::running) left -= running.cycle.steps(running.worked(now_));
    const Nanos needed = Nanos{cycle.duration_ns(left)} + job.spec.recovery.restart + job.read +
                         job.spec.fallback->margin;
    return job.spec.deadline - now_ - needed;
}

/// In the queue slack goes by as time does; while it runs with fewer groups, by the share that is
/// missing.
void Simulation::watch_deadline(JobId j) {
    const Job& job = world_.jobs[j.index()];
    const RunningJob& running = running_jobs_[j.index()];
    if (!job.fallback || running.place.pool == job.fallback->pool) return;
    const Nanos spare = max(slack(j), Nanos{0});
    const bool runs = running.phase == JobPhase::running;
    const int missing = job.groups() - running.groups;
    if (runs && missing == 0 && spare > Nanos{0}) return;
    const double pace = runs && missing > 0 ? static_cast<double>(job.groups()) / missing : 1;
    at(now_ + Nanos::from_seconds(spare.seconds() * pace), EventClass::job_late, j.value,
       running.epoch & kEpochMask);
}

/// Events of runs that are over find slack left and do nothing.
void Simulation::job_is_late(JobId j) {
    const Job& job = world_.jobs[j.index()];
    RunningJob& running = running_jobs_[j.index()];
    const bool fetches = running.phase == JobPhase::fetching;
    const bool waits = running.phase == JobPhase::queued || fetches;
    const bool runs = running.phase == JobPhase::running;
    if ((!waits && !runs) || running.place.pool == job.fallback->pool) return;
    if (slack(j) > running.place.step_time * 2) return;
    if (runs) {
        return plan_stop(j, reliability::stop_after(running.cycle, running.worked(now_)),
                         StopReason::fall_back);
    }
    auto& queue = job_queues_[running.place.pool.index()];
    if (!fetches) queue.erase(std::find(queue.begin(), queue.end(), j));
    const PoolId from = running.place.pool;
    settle(j);
    move_job(j, *job.fallback);
    start_jobs(from);
}

/// Its servers are given back; it queues elsewhere, first in line.
void Simulation::move_job(JobId j, const JobPlace& place) {
    RunningJob& running = running_jobs_[j.index()];
    const PoolId from = running.place.pool;
    ++out_.jobs[j.index()].moves;
    note("move", world_.jobs[j.index()].name, "moves to " + world_.pools[place.pool.index()].name,
         now_);
    running.place = place;
    running.moved = true;
    enqueue_job(j, true);
    start_jobs(place.pool);
    give_back_pool(from);
}

/// Servers for the whole gang; an elastic job also takes what makes whole groups.
Placement Simulation::gang_for(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const Job& job = world_.jobs[j.index()];
    running.groups = job.groups();
    if (job.spec.elastic) {
        const int room = cluster_.free_servers(running.place.pool) / servers_per_group(j);
        if (room == 0) return {};
        running.groups = std::min(running.groups, room);
    }
    const int servers = running.groups * servers_per_group(j);
    Placement placement = cluster_.place_servers(running.place.pool, servers);
    if (placement.empty() && shared_yields(running.place.pool, 0, servers)) {
        placement = cluster_.place_servers(running.place.pool, servers);
    }
    return placement;
}

/// First come, first served: the head of the queue starts when its gang fits.
void Simulation::start_jobs(PoolId pool) {
    auto& queue = job_queues_[pool.index()];
    while (!queue.empty() && !frozen(pool)) {
        const JobId j = queue.front();
        if (held_by_power(j)) return;
        Placement placement = gang_for(j);
        if (placement.empty()) return order_for(j);
        queue.pop_front();
        start_job(j, std::move(placement));
    }
    content(pool);
}

/// A pool that may grow is asked for what the gang lacks; after a refusal again, some minutes
/// later.
void Simulation::order_for(JobId j) {
    const RunningJob& running = running_jobs_[j.index()];
    const PoolId pool = running.place.pool;
    if (world_.pools[pool.index()].supply.max_servers == 0) return;
    const int coming = cluster_.free_servers(pool) + on_order_[pool.index()];
    const int missing = running.place.servers - coming;
    if (missing <= 0) return;
    if (cluster_.absent(pool) - on_order_[pool.index()] <= 0) return;
    order_servers(pool, missing);
    const bool enough =
        on_order_[pool.index()] + cluster_.free_servers(pool) >= running.place.servers;
    if (!enough && next_order_[pool.index()] <= now_) {
        next_order_[pool.index()] = now_ + kOrderAgain;
        at(now_ + kOrderAgain, EventClass::job_orders, pool.value, 0);
    }
}

/// Spot servers that no job will want any more are not kept.
void Simulation::give_back_pool(PoolId pool) {
    if (!world_.pools[pool.index()].spot) return;
    for (const Deployment& d : world_.deployments) {
        if (d.pool == pool) return;
    }
    for (std::size_t j = 0; j < running_jobs_.size(); ++j) {
        const RunningJob& running = running_jobs_[j];
        const Job& job = world_.jobs[j];
        const bool here = running.place.pool == pool && running.phase != JobPhase::done;
        const bool comes = !running.moved && running.phase != JobPhase::done &&
                           ((job.upgrade && job.upgrade->pool == pool) ||
                            (job.fallback && job.fallback->pool == pool));
        if (here || comes) return;
    }
    spot_over_[pool.index()] = true;
    for (std::uint32_t s = cluster_.first(pool); s < cluster_.end(pool); ++s) {
        const ServerState& state = cluster_.server(s);
        if (!state.present || state.down > 0) continue;
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
    }
}

void Simulation::start_job(JobId j, Placement placement) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    settle(j);
    running.placement = std::move(placement);
    running.held_since = now_;
    record.status = JobStatus::running;
    if (record.start == Nanos::never()) record.start = now_;
    take_spares(j);
    const bool asleep = running.placement.asleep;
    const Nanos wake = asleep ? world_.pools[running.place.pool.index()].wake : Nanos{0};
    if (!running.restarts && wake > Nanos{0}) running.last = Hazard::scheduler;
    if (running.restarts || wake > Nanos{0}) return begin_restart(j, wake);
    begin_run(j);
}

/// Accelerators became free that no queued job could use: spares are filled up, and a job that runs
/// with fewer groups stops at a checkpoint to take them.
void Simulation::tend_jobs(PoolId pool) {
    if (!job_queues_[pool.index()].empty()) return;
    for (const JobId j : tended_jobs_[pool.index()]) {
        const RunningJob& running = running_jobs_[j.index()];
        const bool holds = running.phase != JobPhase::absent && running.phase != JobPhase::queued &&
                           running.phase != JobPhase::fetching && running.phase != JobPhase::done &&
                           running.phase != JobPhase::shifted;
        if (!holds || running.place.pool != pool) continue;
        const bool shrunk = running.groups < world_.jobs[j.index()].groups();
        if (!shrunk) take_spares(j);
        const bool stops = running.stop.possible && running.why != StopReason::move;
        if (!shrunk || running.phase != JobPhase::running || stops) continue;
        if (cluster_.free_servers(pool) < servers_per_group(j)) continue;
        plan_stop(j, reliability::stop_after(running.cycle, running.worked(now_)),
                  StopReason::grow);
    }
}

/// Steps until the last one is done, something strikes, or it stops on purpose.
void Simulation::begin_run(JobId j) {
    const Job& job = world_.jobs[j.index()];
    RunningJob& running = running_jobs_[j.index()];
    running.phase = JobPhase::running;
    running.since = now_;
    running.stop = {};
    running.why = StopReason::none;
    running.cycle = cycle_of(j);
    running.pace = Pace(full_step(j).dynamic_w);
    running.restarts = true;
    const std::int64_t left = job.spec.steps - out_.jobs[j.index()].steps_done;
    at(now_ + Nanos{running.cycle.duration_ns(left)}, EventClass::job_end, j.value,
       ++running.epoch & kEpochMask);
    const std::uint32_t run = ++running.run & kEpochMask;
    const auto servers = static_cast<double>(running.placement.servers.size());
    const double faults = job.failures_per_server_s * servers;
    const double corruptions = job.corruptions_per_accelerator_s * servers * running.placement.each;
    if (faults > 0) {
        const double after = exponential(running.failures, 1 / faults);
        at(now_ + Nanos::from_seconds(after), EventClass::job_fault, j.value, run);
    }
    if (corruptions > 0) {
        const double after = exponential(running.corruptions, 1 / corruptions);
        at(now_ + Nanos::from_seconds(after), EventClass::job_corrupted, j.value, run);
    }
    if (job.upgrade && !running.moved) {
        const std::int64_t due = (job.spec.upgrade->at - now_).ns;
        const auto stop = reliability::stop_after(running.cycle, std::max<std::int64_t>(due, 0));
        plan_stop(j, stop, StopReason::move);
    }
    if (!running.plan.empty()) stop_for_hours(j);
    ask_power(running.place.pool);
    watch_deadline(j);
    watch_checkpoints(j);
}

/// Unless the last step comes first. An earlier plan gives way to a stop that comes before it.
void Simulation::plan_stop(JobId j, reliability::PlannedStop stop, StopReason why) {
    RunningJob& running = running_jobs_[j.index()];
    const std::int64_t left = world_.jobs[j.index()].spec.steps - out_.jobs[j.index()].steps_done;
    if (!stop.possible || running.cycle.duration_ns(left) <= stop.boundary_ns) return;
    if (running.stop.possible && running.stop.end_ns <= stop.end_ns) return;
    running.stop = stop;
    running.why = why;
    at(running.when(stop.end_ns), EventClass::job_end, j.value, ++running.epoch & kEpochMask);
}

void Simulation::job_phase_ends(JobId j, std::uint32_t epoch) {
    const RunningJob& running = running_jobs_[j.index()];
    if ((running.epoch & kEpochMask) != epoch) return;
    if (running.phase == JobPhase::running) return run_ends(j);
    if (running.phase == JobPhase::detecting) return diagnosed(j);
    if (running.phase == JobPhase::restarting) return restart_done(j);
}

void Simulation::run_ends(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    if (!running.stop.possible) return complete_job(j);
    finish_run(j, running.cycle.steps(running.stop.boundary_ns));
    ++out_.jobs[j.index()].planned_stops;
    if (running.stop.boundary_ns > 0) {
        checkpoint_written(j, now_ - Nanos{running.stop.end_ns - running.stop.boundary_ns});
    }
    const StopReason why = running.why;
    const PoolId pool = running.place.pool;
    if (why == StopReason::notice) {
        running.phase = JobPhase::paused;
        ++running.epoch;
    } else if (why == StopReason::grow) {
        replace_servers(j);
        place_queued(pool);
    } else if (why == StopReason::shift) {
        wait_for_next_hours(j);
        place_queued(pool);
    } else {
        running.last = Hazard::scheduler;
        give_up_servers(j);
        const Job& job = world_.jobs[j.index()];
        move_job(j, why == StopReason::move ? *job.upgrade : *job.fallback);
        place_queued(pool);
    }
}

void Simulation::complete_job(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    finish_run(j, world_.jobs[j.index()].spec.steps - record.steps_done);
    record.end = now_;
    record.status = JobStatus::done;
    give_up_servers(j);
    running.phase = JobPhase::done;
    running.suspects.clear();
    place_queued(running.place.pool);
    give_back_pool(running.place.pool);
}

}  // namespace orrery
