// What interrupts a job, and how it comes back: detection, diagnosis, spares, fewer groups,
// restart.
#include <algorithm>

#include "sim/engine/delivery.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// Moves the servers of `from` that `goes` tells into the result.
template <class Goes>
std::vector<std::uint32_t> take_out(std::vector<std::uint32_t>& from, Goes goes) {
    const auto keep =
        std::stable_partition(from.begin(), from.end(), [&](std::uint32_t s) { return !goes(s); });
    std::vector<std::uint32_t> out(keep, from.end());
    from.erase(keep, from.end());
    return out;
}

}  // namespace

std::string draw_cause(const std::vector<CauseShare>& causes, Stream& stream,
                       const char* otherwise) {
    double total = 0;
    for (const CauseShare& cause : causes) total += cause.weight;
    double left = causes.empty() ? 0 : stream.uniform() * total;
    for (const CauseShare& cause : causes) {
        left -= cause.weight;
        if (left < 0) return cause.name;
    }
    return causes.empty() ? otherwise : causes.back().name;
}

/// Back to what the last checkpoint holds; who interrupts decides how it goes on.
void Simulation::interrupt_job(JobId j, Hazard hazard, const std::string& cause) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const bool running_now = running.phase == JobPhase::running;
    running.last = hazard;
    ++record.restarts;
    ++record.interruptions[static_cast<std::size_t>(hazard)];
    ++record.causes[cause];
    if (running_now) {
        finish_run(j, running.cycle.saved(running.worked(now_)));
    } else {
        settle(j);
    }
}

/// Servers of its gang or of its spares went down. Of a hardware failure it knows nothing yet; all
/// else was announced or is plain to see.
void Simulation::lose_servers(JobId j, Hazard hazard, const std::string& cause) {
    RunningJob& running = running_jobs_[j.index()];
    const auto down = [&](std::uint32_t s) { return cluster_.server(s).down > 0; };
    const auto any_down = [&](const std::vector<std::uint32_t>& list) {
        return std::any_of(list.begin(), list.end(), down);
    };
    const bool gang = any_down(running.placement.servers);
    if (!gang && !any_down(running.spares)) return;
    if (gang) interrupt_job(j, hazard, cause);
    count_held(j);
    cluster_.release({take_out(running.spares, down), running.placement.each});
    const auto lost = take_out(running.placement.servers, down);
    cluster_.release({lost, running.placement.each});
    if (!gang) return;
    if (hazard != Hazard::hardware) return replace_servers(j);
    running.broken.insert(running.broken.end(), lost.begin(), lost.end());
    begin_detection(j);
}

void Simulation::job_fault(JobId j, std::uint32_t run) {
    RunningJob& running = running_jobs_[j.index()];
    if ((running.run & kEpochMask) != run || running.phase != JobPhase::running) return;
    const Job& job = world_.jobs[j.index()];
    interrupt_job(j, Hazard::software, draw_cause(job.causes, running.failures, "software"));
    begin_detection(j);
}

void Simulation::begin_detection(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const Nanos takes = world_.jobs[j.index()].spec.recovery.detection;
    running.phase = JobPhase::detecting;
    running.since = now_;
    ++running.epoch;
    if (takes == Nanos{0}) return diagnosed(j);
    at(now_ + takes, EventClass::job_end, j.value, running.epoch & kEpochMask);
}

/// A right diagnosis sends what is broken to the shop. A wrong one leaves it in the gang, or takes
/// a good server out.
void Simulation::diagnosed(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const RecoverySpec& recovery = world_.jobs[j.index()].spec.recovery;
    settle(j);
    const bool wrong = bernoulli(running.recovery, recovery.misdiagnosis);
    const bool evicts = bernoulli(running.recovery, recovery.evicts_good);
    if (!wrong) {
        for (const std::uint32_t s : running.broken) send_to_repair(s);
        running.broken.clear();
    } else if (evicts || running.broken.empty()) {
        ++out_.jobs[j.index()].good_evicted;
        evict_server(j);
    }
    const PoolId pool = running.place.pool;
    replace_servers(j);
    place_queued(pool);
}

/// One of its servers, drawn, goes to the shop.
void Simulation::evict_server(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    auto& servers = running.placement.servers;
    if (servers.empty()) return;
    count_held(j);
    const auto at = static_cast<std::ptrdiff_t>(uniform_int(running.recovery, servers.size()));
    const std::uint32_t s = servers[static_cast<std::size_t>(at)];
    servers.erase(servers.begin() + at);
    cluster_.release({{s}, running.placement.each});
    cluster_.hold_down(s, now_);
    const Pool& home = world_.pools[running.place.pool.index()];
    const FailureSpec& shop = home.failures;
    ++fates_[s].epoch;
    fates_[s].repair_s = lognormal_mean_cv(running.recovery, shop.mttr.seconds(), shop.mttr_cv) *
                         staff_slows(world_, home.site, now_, &RoleSpec::mttr_factor);
    send_to_repair(s);
}

/// Fills the gang up: warm spares first, then free servers of the pool. What is still missing costs
/// an elastic job whole groups; any other gives everything back and waits at the head of the queue.
void Simulation::replace_servers(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    const Job& job = world_.jobs[j.index()];
    auto& gang = running.placement.servers;
    const int target = job.groups() * servers_per_group(j);
    const auto have = [&] { return static_cast<int>(gang.size() + running.broken.size()); };
    Nanos extra{0};
    count_held(j);
    for (; have() < target && !running.spares.empty(); ++record.warm_swaps) {
        gang.push_back(running.spares.back());
        running.spares.pop_back();
        extra = max(extra, job.spec.recovery.warm_swap);
    }
    // Without a control plane the job has what it holds.
    const int there = frozen(running.place.pool) ? 0 : cluster_.free_servers(running.place.pool);
    const int free = std::min(target - have(), there);
    if (free > 0) {
        for (const std::uint32_t s : cluster_.place_servers(running.place.pool, free).servers) {
            gang.push_back(s);
        }
        record.cold_swaps += free;
        extra = max(extra, job.spec.recovery.cold_swap);
    }
    const int groups = std::min(job.groups(), have() / servers_per_group(j));
    const int kept = groups * servers_per_group(j) - static_cast<int>(running.broken.size());
    if (groups < (job.spec.elastic ? 1 : job.groups()) || kept < 0) {
        give_up_servers(j);
        return enqueue_job(j, true);
    }
    record.shrinks += groups < running.groups ? 1 : 0;
    record.grows += groups > running.groups ? 1 : 0;
    running.groups = groups;
    cluster_.release({{gang.begin() + kept, gang.end()}, running.placement.each});
    gang.resize(static_cast<std::size_t>(kept));
    begin_restart(j, extra);
}

/// Up to its number of warm spares, as far as there are free servers.
void Simulation::take_spares(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const int wanted = world_.jobs[j.index()].spec.spares - static_cast<int>(running.spares.size());
    if (wanted <= 0 || frozen(running.place.pool)) return;
    const int free = std::min(wanted, cluster_.free_servers(running.place.pool));
    if (free == 0) return;
    count_held(j);
    for (const std::uint32_t s : cluster_.place_servers(running.place.pool, free).servers) {
        running.spares.push_back(s);
    }
}

/// Everything that it holds goes back; what it thought broken goes to the shop.
void Simulation::give_up_servers(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    count_held(j);
    cluster_.release(running.placement);
    cluster_.release({running.spares, running.placement.each});
    for (const std::uint32_t s : running.broken) send_to_repair(s);
    running.placement = {};
    running.spares.clear();
    running.broken.clear();
    running.stop = {};
    ++running.epoch;
    ++running.run;
}

void Simulation::begin_restart(JobId j, Nanos extra) {
    const Job& job = world_.jobs[j.index()];
    RunningJob& running = running_jobs_[j.index()];
    const bool reads = out_.jobs[j.index()].steps_done > 0;
    const Nanos again = running.restarts ? job.spec.recovery.restart : Nanos{0};
    const Nanos takes = extra + again + (reads ? job.read : Nanos{0});
    running.phase = JobPhase::restarting;
    running.since = now_;
    ++running.epoch;
    if (takes == Nanos{0}) return restart_done(j);
    at(now_ + takes, EventClass::job_end, j.value, running.epoch & kEpochMask);
}

void Simulation::restart_done(JobId j) {
    settle(j);
    if (running_jobs_[j.index()].broken.empty()) return begin_run(j);
    ++out_.jobs[j.index()].failed_restarts;
    begin_detection(j);
}

/// From here on nothing that the run computes is right, and nobody knows.
void Simulation::job_corrupted(JobId j, std::uint32_t run) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    if ((running.run & kEpochMask) != run || running.phase != JobPhase::running) return;
    const Job& job = world_.jobs[j.index()];
    ++record.corruptions;
    const auto accelerators =
        static_cast<double>(running.placement.servers.size()) * running.placement.each;
    const double next = 1 / (job.corruptions_per_accelerator_s * accelerators);
    at(now_ + Nanos::from_seconds(exponential(running.corruptions, next)),
       EventClass::job_corrupted, j.value, run);
    if (running.suspect) return;
    running.suspect = true;
    running.clean_steps = record.steps_done + running.cycle.saved(running.worked(now_));
    const double delay = job.spec.corruption->detected_after.seconds();
    at(now_ + Nanos::from_seconds(exponential(running.corruptions, delay)),
       EventClass::job_corruption_found, j.value, ++running.finding & kEpochMask);
}

/// Back to the checkpoint before the corruption, without the server that is to blame for it.
void Simulation::corruption_found(JobId j, std::uint32_t finding) {
    RunningJob& running = running_jobs_[j.index()];
    if ((running.finding & kEpochMask) != finding || running.phase == JobPhase::done) return;
    if (running.phase != JobPhase::running) {
        ++out_.jobs[j.index()].interruptions[static_cast<std::size_t>(Hazard::corruption)];
        ++out_.jobs[j.index()].causes["silent data corruption"];
        return roll_back(j);
    }
    interrupt_job(j, Hazard::corruption, "silent data corruption");
    roll_back(j);
    evict_server(j);
    const PoolId pool = running.place.pool;
    replace_servers(j);
    place_queued(pool);
}

void Simulation::roll_back(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    for (const SuspectRun& run : running.suspects) condemn(j, run, running.clean_steps);
    record.steps_done = std::min(record.steps_done, running.clean_steps);
    running.suspect = false;
    running.suspects.clear();
}

}  // namespace orrery
