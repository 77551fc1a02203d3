// Servers fail and are repaired; sites go down on a date and come back.
#include <algorithm>

#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

constexpr std::uint32_t kEpochMask = 0xFFFFFF;

bool uses(const Placement& placement, std::uint32_t server) {
    return std::find(placement.servers.begin(), placement.servers.end(), server) !=
           placement.servers.end();
}

}  // namespace

void Simulation::schedule_failure(std::uint32_t server) {
    const Pool& pool = world_.pools[cluster_.server(server).pool.index()];
    if (pool.failures.mtbf == Nanos::never()) return;
    ServerFate& fate = fates_[server];
    const double after = exponential(fate.failures, pool.failures.mtbf.seconds());
    at(now_ + Nanos::from_seconds(after), EventClass::failure, server, fate.epoch & kEpochMask);
}

void Simulation::failure(std::uint32_t server, std::uint32_t epoch) {
    ServerFate& fate = fates_[server];
    const ServerState& state = cluster_.server(server);
    if ((fate.epoch & kEpochMask) != epoch || !state.present) return;
    const Pool& pool = world_.pools[state.pool.index()];
    const double repair_s =
        lognormal_mean_cv(fate.failures, pool.failures.mttr.seconds(), pool.failures.mttr_cv);
    const Nanos until = now_ + max(Nanos::from_seconds(repair_s), Nanos{1});
    note("failure", pool.name, "server " + std::to_string(state.number) + " fails", until);
    at(until, EventClass::repair, server, 0);
    take_down({server});
    place_queued(state.pool);
}

void Simulation::repair(std::uint32_t server) {
    schedule_failure(server);
    cluster_.lift(server, now_);
    place_queued(cluster_.server(server).pool);
}

std::vector<ReplicaId> Simulation::replicas_on(std::uint32_t server) const {
    std::vector<ReplicaId> found;
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        if (world_.deployments[d].pool != cluster_.server(server).pool) continue;
        const DeploymentId id(d);
        for (std::uint32_t r = fleet_.first(id); r < fleet_.end(id); ++r) {
            if (uses(fleet_[ReplicaId(r)].placement, server)) found.emplace_back(r);
        }
    }
    return found;
}

/// All of them go at once, so that no request is sent from one dying replica to the next.
void Simulation::take_down(const std::vector<std::uint32_t>& servers) {
    std::vector<ReplicaId> lost;
    for (const std::uint32_t server : servers) {
        if (!cluster_.hold_down(server, now_)) continue;
        for (const ReplicaId r : replicas_on(server)) {
            lose_replica(r);
            lost.push_back(r);
        }
        for (std::size_t j = 0; j < running_jobs_.size(); ++j) {
            if (uses(running_jobs_[j].placement, server)) interrupt_job(JobId(j));
        }
    }
    for (const ReplicaId r : lost) evict(r);
}

void Simulation::outage(SiteId site, bool start, std::uint32_t index) {
    const Site& where = world_.sites[site.index()];
    const Outage& span = where.outages[index];
    if (start) note("outage", where.name, span.reason, span.until);
    std::vector<std::uint32_t> servers;
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site != site) continue;
        for (std::uint32_t s = cluster_.first(PoolId(p)); s < cluster_.end(PoolId(p)); ++s) {
            servers.push_back(s);
        }
    }
    if (start) take_down(servers);
    for (const std::uint32_t s : servers) {
        if (!start) cluster_.lift(s, now_);
    }
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site == site) place_queued(PoolId(p));
    }
}

}  // namespace orrery
