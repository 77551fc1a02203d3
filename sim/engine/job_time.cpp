// Where a job's accelerator time goes: the waterfall, the pools' meters, and that they agree.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

/// The spans in which a job ran, one where they touch the same interval of the meters.
void note_ran(JobRecord& record, Nanos from, Nanos until, std::int64_t interval_ns) {
    if (until <= from) return;
    std::vector<JobSpan>& ran = record.ran;
    const bool joins =
        !ran.empty() && from.ns / interval_ns <= (ran.back().until.ns - 1) / interval_ns;
    if (joins) {
        ran.back().until = until;
    } else {
        ran.push_back({from, until});
    }
}

}  // namespace

std::int64_t Simulation::per_server(const RunningJob& running) const {
    return world_.pools[running.place.pool.index()].server.accelerators;
}

int Simulation::servers_per_group(JobId j) const {
    return running_jobs_[j.index()].place.servers / world_.jobs[j.index()].groups();
}

/// Fewer groups take proportionally longer for a step of the same batch.
reliability::CheckpointCycle Simulation::cycle_of(JobId j) const {
    const Job& job = world_.jobs[j.index()];
    const RunningJob& running = running_jobs_[j.index()];
    reliability::CheckpointCycle cycle;
    cycle.step_ns = running.place.step_time.ns * job.groups() / running.groups;
    cycle.write_ns = job.write.ns;
    if (job.spec.checkpoint_every == Nanos::never()) return cycle;
    const std::int64_t half = cycle.step_ns / 2;
    cycle.every = std::max<std::int64_t>(1, (job.spec.checkpoint_every.ns + half) / cycle.step_ns);
    if (!job.spec.checkpoint.asynchronous) {
        cycle.stall_ns = job.write.ns;
        return cycle;
    }
    cycle.stall_ns = job.spec.checkpoint.stall.ns;
    cycle.commit_ns = job.write.ns;
    cycle.every = std::max(cycle.every, (job.write.ns + cycle.step_ns - 1) / cycle.step_ns);
    return cycle;
}

/// Time held since servers last came or went. Called before they do.
void Simulation::count_held(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const DeviceTime each = per_server(running);
    const std::int64_t span = (now_ - running.held_since).ns;
    const DeviceTime spares = static_cast<DeviceTime>(running.spares.size()) * each;
    const DeviceTime gang = static_cast<DeviceTime>(running.placement.servers.size()) * each;
    record.held_ns += (gang + spares) * span;
    record.held_by_pool[running.place.pool.value] += (gang + spares) * span;
    record.time.idle += spares * span;
    running.held_since = now_;
}

/// Books a phase without steps up to now.
void Simulation::settle(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const Nanos span = now_ - running.since;
    const auto last = static_cast<std::size_t>(running.last);
    const bool fetches = running.phase == JobPhase::fetching;
    if (running.phase == JobPhase::shifted) {
        record.shift_ns += span.ns;
    } else if (running.phase == JobPhase::queued || fetches) {
        record.data_wait_ns += fetches ? span.ns : 0;
        const DeviceTime wanted = DeviceTime{running.place.servers} * per_server(running);
        record.wait_ns += span.ns;
        if (running.wants_power) record.power_wait_ns += span.ns;
        record.queued_ns += span.ns * wanted;
        record.time.waiting += span.ns * wanted;
        if (running.restarts) record.cost_ns[last] += span.ns * wanted;
    } else {
        const PoolId pool = running.place.pool;
        const auto gang =
            static_cast<std::int64_t>(running.placement.servers.size()) * per_server(running);
        record.time.restart += static_cast<DeviceTime>(span.ns) * gang;
        record.cost_ns[last] += static_cast<DeviceTime>(span.ns) * gang;
        for (auto field :
             {&PoolUsage::overhead_ns, &PoolUsage::job_overhead_ns, &PoolUsage::job_ns}) {
            meters_.add_span(pool, running.since, now_, gang, field);
        }
        const double watts = world_.pools[pool.index()].accelerator.idle.value;
        for (Nanos from = running.since; from < min(now_, meters_.until());) {
            const Nanos edge = min(meters_.interval_end(from), min(now_, meters_.until()));
            meters_.pool_at(pool, from).job_energy_j +=
                watts * static_cast<double>(gang) * (edge - from).seconds();
            from = edge;
        }
    }
    running.since = now_;
}

namespace {

/// Of the time of steps that were kept, what they waited for their data.
std::int64_t starved_of(const Job& job, std::int64_t kept_ns) {
    if (!job.input) return 0;
    return static_cast<std::int64_t>(static_cast<double>(kept_ns) * job.input->flow.starved);
}

}  // namespace

/// Ends a run: of its whole steps the first `kept` stay done. At the end of the simulation the step
/// and the checkpoint in progress count as what they are.
void Simulation::finish_run(JobId j, std::int64_t kept, bool closing) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const auto& cycle = running.cycle;
    const std::int64_t wall = (now_ - running.since).ns;
    const std::int64_t elapsed = running.pace.worked(wall);
    const bool stops = running.stop.possible;
    const std::int64_t boundary = stops ? std::min(elapsed, running.stop.boundary_ns) : elapsed;
    const std::int64_t worked = cycle.worked_ns(boundary);
    const std::int64_t whole = cycle.steps(boundary);
    const std::int64_t useful = closing ? worked : kept * cycle.step_ns;
    const std::int64_t recompute = closing ? 0 : (whole - kept) * cycle.step_ns;
    const bool written = closing || (stops && elapsed >= running.stop.end_ns);
    const std::int64_t stalls = written ? elapsed - worked : cycle.whole_stalls_ns(boundary);
    const std::int64_t cut = elapsed - useful - recompute - stalls;
    const DeviceTime accelerators =
        static_cast<DeviceTime>(running.placement.servers.size()) * per_server(running);
    const std::int64_t starved = starved_of(world_.jobs[j.index()], useful);
    record.time.useful += (useful - starved) * accelerators;
    record.time.starved += starved * accelerators;
    record.time.recompute += recompute * accelerators;
    record.time.checkpoint += stalls * accelerators;
    record.time.lost += cut * accelerators;
    record.cost_ns[static_cast<std::size_t>(running.last)] += (recompute + cut) * accelerators;
    record.time.throttled += (wall - elapsed) * accelerators;
    record.lost_ns += recompute + cut;
    record.running_ns += wall;
    note_ran(record, running.since, now_, world_.meter_interval.ns);
    record.throttled_ns += running.pace.slow_ns(wall);
    meter_job_run(j, wall, boundary, useful);
    const std::int64_t steps = closing ? whole : kept;
    if (running.suspect && !closing) {
        running.suspects.push_back({running.place.pool, running.since, cycle, record.steps_done,
                                    steps, accelerators, running.place.step_time.ns, running.pace});
    }
    record.steps_done += steps;
    record.full_size_ns += steps * running.place.step_time.ns;
    running.since = now_;
    ++running.run;
    end_episode(j);
    ask_power(running.place.pool);
}

/// The pool's meters: of the time in steps the first `useful` is useful, all else overhead; power
/// follows the steps and the pace. `wall` is time of the clock, the others time of work.
void Simulation::meter_job_run(JobId j, std::int64_t wall, std::int64_t boundary,
                               std::int64_t useful) {
    const RunningJob& running = running_jobs_[j.index()];
    const Pool& pool = world_.pools[running.place.pool.index()];
    const auto gang =
        static_cast<std::int64_t>(running.placement.servers.size()) * pool.server.accelerators;
    const double idle = pool.accelerator.idle.value;
    const double full_w = running.pace.full_w();
    std::int64_t from = 0;
    std::int64_t done = 0;
    std::int64_t worked = 0;
    const std::int64_t last = std::min(wall, (meters_.until() - running.since).ns);
    while (from < last) {
        const Nanos instant = running.since + Nanos{from};
        const std::int64_t to = std::min({(meters_.interval_end(instant) - running.since).ns, last,
                                          running.pace.stretch_end(from)});
        const PaceStretch& pace = running.pace.at(from);
        const std::int64_t now_done = running.pace.worked(to);
        const std::int64_t now_worked = running.cycle.worked_ns(std::min(now_done, boundary));
        const Job& job = world_.jobs[j.index()];
        const std::int64_t now_kept = std::min(now_worked, useful);
        const std::int64_t was_kept = std::min(worked, useful);
        const std::int64_t kept =
            now_kept - starved_of(job, now_kept) - (was_kept - starved_of(job, was_kept));
        PoolUsage& usage = meters_.pool_at(running.place.pool, instant);
        usage.useful_ns += kept * gang;
        usage.overhead_ns += (to - from - kept) * gang;
        usage.job_overhead_ns += (to - from - kept) * gang;
        usage.job_ns += (to - from) * gang;
        usage.throttled_ns += (to - from - (now_done - done)) * gang;
        double stepping_s = Nanos{now_worked - worked}.seconds();
        if (pace.speed != kFullSpeed) {
            const double share = static_cast<double>(now_worked - worked) /
                                 static_cast<double>(std::max<std::int64_t>(now_done - done, 1));
            stepping_s = pace.speed == 0 ? 0 : share * Nanos{to - from}.seconds();
            const double unthrottled_s = pace.speed == 0 ? Nanos{to - from}.seconds() : stepping_s;
            usage.yielded_j +=
                static_cast<double>(gang) * (full_w * unthrottled_s - pace.dynamic_w * stepping_s);
        }
        usage.job_energy_j += static_cast<double>(gang) *
                              (idle * Nanos{to - from}.seconds() + pace.dynamic_w * stepping_s);
        from = to;
        done = now_done;
        worked = now_worked;
    }
}

/// What a finished run kept beyond the job's step `clean` was corrupt: it must be computed again.
void Simulation::condemn(JobId j, const SuspectRun& run, std::int64_t clean) {
    const std::int64_t keep = std::clamp<std::int64_t>(clean - run.first_step, 0, run.kept);
    const std::int64_t low = keep * run.cycle.step_ns;
    const std::int64_t high = run.kept * run.cycle.step_ns;
    JobRecord& record = out_.jobs[j.index()];
    const Job& job = world_.jobs[j.index()];
    const std::int64_t starved = starved_of(job, high) - starved_of(job, low);
    record.time.useful -= (high - low - starved) * run.accelerators;
    record.time.starved -= starved * run.accelerators;
    record.time.recompute += (high - low) * run.accelerators;
    record.lost_ns += high - low;
    record.full_size_ns -= (run.kept - keep) * run.step_ns;
    record.cost_ns[static_cast<std::size_t>(Hazard::corruption)] += (high - low) * run.accelerators;
    std::int64_t done = low;
    const std::int64_t end = run.pace.reached(run.cycle.duration_ns(run.kept));
    for (std::int64_t from = run.pace.reached(run.cycle.duration_ns(keep));
         from < end && done < high;) {
        const Nanos instant = run.from + Nanos{from};
        const std::int64_t to = std::min((meters_.interval_end(instant) - run.from).ns, end);
        const std::int64_t worked =
            std::clamp(run.cycle.worked_ns(run.pace.worked(to)), done, high);
        PoolUsage& usage = meters_.pool_at(run.pool, instant);
        const std::int64_t waits = starved_of(job, worked) - starved_of(job, done);
        const auto moved = static_cast<std::int64_t>((worked - done - waits) * run.accelerators);
        usage.useful_ns -= moved;
        usage.overhead_ns += moved;
        usage.job_overhead_ns += moved;
        done = worked;
        from = to;
    }
}

/// Events at the horizon are not handled any more; a job with all its steps is done all the same.
void Simulation::close_jobs() {
    for (std::size_t i = 0; i < running_jobs_.size(); ++i) {
        const JobId j(i);
        const JobPhase phase = running_jobs_[i].phase;
        if (phase == JobPhase::absent || phase == JobPhase::done) continue;
        if (phase == JobPhase::running) {
            const std::int64_t left = world_.jobs[i].spec.steps - out_.jobs[i].steps_done;
            const bool done = running_jobs_[i].through(now_, left);
            finish_run(j, 0, true);
            if (done) {
                out_.jobs[i].end = now_;
                out_.jobs[i].status = JobStatus::done;
            }
        } else {
            settle(j);
        }
        if (phase != JobPhase::queued && phase != JobPhase::fetching) count_held(j);
    }
}

}  // namespace orrery
