// Caps of sites: what they draw at most until the next decision, and which job yields how much.
#include <algorithm>

#include "models/hardware/server_power.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/scenario/site_load.hpp"

namespace orrery {
namespace {

/// Supplies lose relatively more at low load, so that a host's power between rest and full work can
/// lie a little above the line between both.
constexpr double kAboveLine = 1.02;

/// A host without and with full work, accelerators apart.
struct HostPower {
    double idle_w = 0;
    double busy_w = 0;
};

HostPower host_power(const Pool& pool) {
    const Server& server = pool.server;
    if (!server.parts.known()) return {server.host_idle.value, server.host_busy.value};
    const double limit = server.accelerators * pool.accelerator.tdp.value;
    const double idle = server.accelerators * pool.accelerator.idle.value;
    return {kAboveLine * server_power(server.parts, idle, limit, 0).host(),
            kAboveLine * server_power(server.parts, limit, limit, 1).host()};
}

bool holds_servers(const RunningJob& running) {
    return !running.placement.servers.empty();
}

std::string megawatts(double watts) {
    const bool small = watts < 1e6;
    std::string text = std::to_string(small ? watts * 1e-3 : watts * 1e-6);
    return text.substr(0, text.find('.') + 3) + (small ? " kW" : " MW");
}

}  // namespace

void Simulation::prepare_power() {
    site_power_.resize(world_.sites.size());
    out_.shortfalls.resize(world_.sites.size());
    for (std::size_t s = 0; s < world_.sites.size(); ++s) {
        if (world_.sites[s].power_cap_w.empty()) continue;
        out_.shortfalls[s].resize(world_.intervals());
        at(Nanos{0}, EventClass::power, static_cast<std::uint32_t>(s), 0);
    }
}

bool Simulation::capped(PoolId pool) const {
    return !world_.sites[world_.pools[pool.index()].site.index()].power_cap_w.empty();
}

/// Something at the site draws more or less than before: decided once an instant.
void Simulation::ask_power(PoolId pool) {
    const SiteId site = world_.pools[pool.index()].site;
    if (site_power_.empty() || !capped(pool) || site_power_[site.index()].asked) return;
    site_power_[site.index()].asked = true;
    at(now_, EventClass::power, site.value, 1);
}

void Simulation::decide_power(SiteId site, bool by_interval) {
    SitePower& state = site_power_[site.index()];
    if (by_interval) {
        at(meters_.interval_end(now_), EventClass::power, site.value, 0);
    } else {
        state.asked = false;
    }
    const PowerView view = power_view(site);
    const PowerDecision decision = share_power(view);
    PowerShortfall& shortfall = out_.shortfalls[site.index()][meters_.interval(now_)];
    shortfall.agreement = shortfall.agreement || !decision.agreement_met;
    shortfall.cap = shortfall.cap || !decision.cap_met;
    for (std::size_t i = 0; i < view.claims.size(); ++i) {
        set_pace(JobId(view.claims[i].job), decision.steps[i]);
    }
    if (!state.waiting) return;
    state.waiting = false;
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site == site) place_queued(PoolId(p));
    }
}

/// Jobs that run may yield; all else is counted at the most that it can draw until then: servers
/// that are down may come back, replicas may fill their batches.
PowerView Simulation::power_view(SiteId site) const {
    const Site& where = world_.sites[site.index()];
    const std::size_t i = std::min(meters_.interval(now_), where.power_cap_w.size() - 1);
    PowerView view;
    view.cap_w = where.power_cap_w[i];
    view.firm_cap_w = where.firm_cap_w.empty() ? view.cap_w : where.firm_cap_w[i];
    view.base_w = steady_w(site);
    view.remaining = meters_.interval_end(now_) - now_;
    for (std::size_t j = 0; j < running_jobs_.size(); ++j) {
        const RunningJob& running = running_jobs_[j];
        if (running.phase != JobPhase::running) continue;
        if (world_.pools[running.place.pool.index()].site != site) continue;
        add_claim(view, JobId(j),
                  static_cast<int>(running.placement.servers.size()) * running.placement.each);
    }
    return view;
}

void Simulation::add_claim(PowerView& view, JobId j, int accelerators) const {
    const RunningJob& running = running_jobs_[j.index()];
    const Pool& pool = world_.pools[running.place.pool.index()];
    PowerClaim claim;
    claim.job = j.value;
    claim.priority = world_.jobs[j.index()].spec.priority;
    claim.slack = deadline_slack(j);
    claim.submit = out_.jobs[j.index()].submit;
    claim.site_w_per_w = accelerators * load_of(pool.site).per_it_w;
    claim.steps = running.place.throttle;
    if (claim.steps.empty()) claim.steps = {full_step(j)};
    view.claims.push_back(std::move(claim));
}

/// Of a host, for each busy accelerator.
double Simulation::host_span_w(PoolId pool) const {
    const HostPower host = host_power(world_.pools[pool.index()]);
    return (host.busy_w - host.idle_w) / world_.pools[pool.index()].server.accelerators;
}

double Simulation::pool_steady_w(PoolId pool) const {
    const Pool& p = world_.pools[pool.index()];
    const double idle = p.accelerator.idle.value;
    const double each = host_power(p).idle_w + p.server.accelerators * idle;
    const double span = host_span_w(pool);
    double watts = 0;
    for (std::uint32_t s = cluster_.first(pool); s < cluster_.end(pool); ++s) {
        watts += cluster_.server(s).present ? each : 0;
    }
    // Recorded jobs come and go as their scheduler decides.
    const double busy = span + p.accelerator.tdp.value - idle;
    if (p.scheduler) return watts + busy * p.server.accelerators * p.max_servers;
    for (const RunningJob& running : running_jobs_) {
        if (running.place.pool != pool || !holds_servers(running)) continue;
        watts +=
            span * static_cast<double>(running.placement.servers.size()) * running.placement.each;
    }
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const Deployment& deployment = world_.deployments[d];
        if (deployment.pool != pool) continue;
        const double replica = deployment.accelerators * (span - idle) + deployment.peak_w;
        for (auto r = fleet_.first(DeploymentId(d)); r < fleet_.end(DeploymentId(d)); ++r) {
            watts += fleet_[ReplicaId(r)].placement.empty() ? 0 : replica;
        }
    }
    return watts;
}

double Simulation::steady_w(SiteId site) const {
    double watts = 0;
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site == site) watts += pool_steady_w(PoolId(p));
    }
    return load_of(site).facility_w(watts);
}

SiteLoad Simulation::load_of(SiteId site) const {
    return site_load(world_.sites[site.index()], meters_.interval(now_));
}

/// Whether its gang has servers and no power: it would stand still, or others could not yield
/// enough. Jobs that come back from a restart count as running.
bool Simulation::held_by_power(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    const PoolId pool = running.place.pool;
    bool held = false;
    if (capped(pool)) {
        const Job& job = world_.jobs[j.index()];
        const int free = cluster_.free_servers(pool);
        const int least = job.spec.elastic ? servers_per_group(j) : running.place.servers;
        const int servers = std::min(free, running.place.servers);
        if (free >= least) {
            const SiteId site = world_.pools[pool.index()].site;
            const int accelerators = servers * static_cast<int>(per_server(running));
            PowerView view = power_view(site);
            view.base_w += host_span_w(pool) * accelerators * load_of(site).per_it_w;
            for (std::size_t k = 0; k < running_jobs_.size(); ++k) {
                const RunningJob& other = running_jobs_[k];
                const bool comes = holds_servers(other) && other.phase != JobPhase::running &&
                                   world_.pools[other.place.pool.index()].site == site;
                const auto gang = static_cast<int>(other.placement.servers.size());
                if (comes) add_claim(view, JobId(k), gang * other.placement.each);
            }
            add_claim(view, j, accelerators);
            const PowerDecision decision = share_power(view);
            const bool late = view.claims.back().slack < view.remaining;
            held = decision.steps.back().speed <= 0 || !decision.cap_met ||
                   (!decision.agreement_met && !late);
            if (held) site_power_[site.index()].waiting = true;
        }
    }
    if (held == running.wants_power) return held;
    settle(j);
    running.wants_power = held;
    if (held) note("power", world_.jobs[j.index()].name, "waits for power", now_);
    return held;
}

/// One more replica is not started where all jobs standing still would not make room for it.
bool Simulation::held_by_power(ReplicaId r) {
    Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    if (!capped(deployment.pool)) return false;
    const Pool& pool = world_.pools[deployment.pool.index()];
    const Site& site = world_.sites[pool.site.index()];
    const double more =
        deployment.accelerators * (host_span_w(deployment.pool) - pool.accelerator.idle.value) +
        deployment.peak_w;
    const std::size_t i = std::min(meters_.interval(now_), site.power_cap_w.size() - 1);
    const bool held =
        steady_w(pool.site) + more * load_of(pool.site).per_it_w > site.power_cap_w[i];
    if (held && !replica.wants_power) {
        note("refused", deployment.name,
             "no power for one more replica: " + site.name + " may draw " +
                 megawatts(site.power_cap_w[i]),
             now_);
    }
    replica.wants_power = held;
    if (held) site_power_[pool.site.index()].waiting = true;
    return held;
}

/// From now on at this speed; its end comes so much later or earlier.
void Simulation::set_pace(JobId j, const ThrottleStep& step) {
    RunningJob& running = running_jobs_[j.index()];
    const auto speed = static_cast<std::int64_t>(step.speed * kFullSpeed);
    const double watts = speed == 0 ? 0 : step.dynamic_w;
    if (speed == running.pace.now().speed && watts == running.pace.now().dynamic_w) return;
    running.pace.change((now_ - running.since).ns, speed, watts);
    const std::int64_t left = world_.jobs[j.index()].spec.steps - out_.jobs[j.index()].steps_done;
    const std::int64_t work =
        running.stop.possible ? running.stop.end_ns : running.cycle.duration_ns(left);
    at(running.when(work), EventClass::job_end, j.value, ++running.epoch & kEpochMask);
    if (speed == kFullSpeed) return end_episode(j);
    if (running.episode >= 0) return;
    const auto events = out_.run_events.size();
    const std::string where =
        world_.sites[world_.pools[running.place.pool.index()].site.index()].name;
    note("throttled", world_.jobs[j.index()].name,
         speed == 0 ? where + " is at its cap: it stands still"
                    : where + " is at its cap: " + std::to_string(speed * 100 / kFullSpeed) +
                          " % of its speed",
         world_.horizon);
    if (out_.run_events.size() > events) running.episode = static_cast<std::int64_t>(events);
}

void Simulation::end_episode(JobId j) {
    std::int64_t& episode = running_jobs_[j.index()].episode;
    if (episode >= 0) out_.run_events[static_cast<std::size_t>(episode)].until = now_;
    episode = -1;
}

ThrottleStep Simulation::full_step(JobId j) const {
    const RunningJob& running = running_jobs_[j.index()];
    if (!running.place.throttle.empty()) return running.place.throttle.front();
    const Accelerator& a = world_.pools[running.place.pool.index()].accelerator;
    return {1, world_.jobs[j.index()].spec.utilisation * (a.tdp.value - a.idle.value)};
}

/// How much of the time to its deadline it does not need at full speed.
Nanos Simulation::deadline_slack(JobId j) const {
    const Job& job = world_.jobs[j.index()];
    const RunningJob& running = running_jobs_[j.index()];
    if (job.spec.deadline == Nanos::never()) return Nanos::never();
    const std::int64_t left = job.spec.steps - out_.jobs[j.index()].steps_done;
    if (running.phase == JobPhase::running) {
        const std::int64_t work = running.cycle.duration_ns(left) - running.worked(now_);
        return job.spec.deadline - now_ - Nanos{work};
    }
    Nanos needed{cycle_of(j).duration_ns(left)};
    if (running.restarts) needed += job.spec.recovery.restart + job.read;
    return job.spec.deadline - now_ - needed;
}

}  // namespace orrery
