// Servers fail and are repaired; sites go down on a date and come back.
#include <algorithm>

#include "sim/engine/delivery.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

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
    fate.repair_s =
        lognormal_mean_cv(fate.failures, pool.failures.mttr.seconds(), pool.failures.mttr_cv) *
        staff_slows(world_, pool.site, now_, &RoleSpec::mttr_factor);
    const std::string cause =
        draw_cause(pool.causes, cause_streams_[state.pool.index()], "server failure");
    const Nanos until = now_ + max(Nanos::from_seconds(fate.repair_s), Nanos{1});
    note("failure", pool.name, "server " + std::to_string(state.number) + " fails", until);
    take_down({server}, Hazard::hardware, cause);
    const bool undiagnosed =
        std::any_of(running_jobs_.begin(), running_jobs_.end(), [&](const RunningJob& job) {
            return std::find(job.broken.begin(), job.broken.end(), server) != job.broken.end();
        });
    // A job sends it to the shop once it knows which server is to blame; without detection it has.
    if (!undiagnosed && !fate.in_shop) send_to_repair(server);
    place_queued(state.pool);
}

/// The shop repairs so many at a time; others wait for it.
void Simulation::send_to_repair(std::uint32_t server) {
    const PoolId pool = cluster_.server(server).pool;
    const int places = world_.pools[pool.index()].failures.repairs;
    RepairShop& shop = shops_[pool.index()];
    fates_[server].in_shop = true;
    if (places > 0 && shop.busy >= places) {
        shop.queue.push_back(server);
        return;
    }
    ++shop.busy;
    const double takes = fates_[server].repair_s;
    at(now_ + max(Nanos::from_seconds(takes), Nanos{1}), EventClass::repair, server, 0);
}

void Simulation::repair(std::uint32_t server) {
    const PoolId pool = cluster_.server(server).pool;
    RepairShop& shop = shops_[pool.index()];
    --shop.busy;
    fates_[server].in_shop = false;
    if (!shop.queue.empty()) {
        const std::uint32_t next = shop.queue.front();
        shop.queue.pop_front();
        send_to_repair(next);
    }
    const bool up = cluster_.lift(server, now_);
    if (fates_[server].leaving && up) {
        cluster_.leave(server, now_);
        fates_[server].leaving = false;
        ++fates_[server].epoch;
    } else {
        schedule_failure(server);
    }
    place_queued(pool);
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

/// All of them go at once, so that no request is sent from one dying replica to the next, and no
/// job is interrupted twice.
void Simulation::take_down(const std::vector<std::uint32_t>& servers, Hazard hazard,
                           const std::string& cause) {
    std::vector<ReplicaId> lost;
    bool any = false;
    for (const std::uint32_t server : servers) {
        if (!cluster_.hold_down(server, now_)) continue;
        any = true;
        for (const ReplicaId r : replicas_on(server)) {
            lose_replica(r);
            lost.push_back(r);
        }
    }
    for (std::size_t j = 0; j < running_jobs_.size() && any; ++j) {
        if (!running_jobs_[j].placement.empty()) lose_servers(JobId(j), hazard, cause);
    }
    if (any) lose_shared();
    for (const ReplicaId r : lost) evict(r);
}

void Simulation::outage(SiteId site, bool start, std::uint32_t index) {
    const Site& where = world_.sites[site.index()];
    const Outage& span = where.outages[index];
    if (start) {
        note("outage", where.name, span.reason, span.until);
        open_outage({where.vendor, where.name, Plane::data, now_, min(span.until, world_.horizon)},
                    {site});
    }
    site_down(site, start, span.reason.empty() ? "outage" : span.reason);
    look_at_services();
    answer(where.vendor, {site}, start);
    for (const std::uint32_t record : std::vector(supply_.open)) {
        if (!start && out_.supply.outages[record].name == where.name) close_outage(record);
    }
    see_recovery();
}

/// All servers of a site go at once, or one reason for their being down ends.
void Simulation::site_down(SiteId site, bool start, const std::string& cause) {
    supply_.planes[site.index()][static_cast<std::size_t>(Plane::data)] += start ? 1 : -1;
    std::vector<std::uint32_t> servers;
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site != site) continue;
        for (std::uint32_t s = cluster_.first(PoolId(p)); s < cluster_.end(PoolId(p)); ++s) {
            servers.push_back(s);
        }
    }
    if (start) take_down(servers, Hazard::outage, cause);
    for (const std::uint32_t s : servers) {
        if (!start) cluster_.lift(s, now_);
    }
    // What is left of the site neither sends nor receives. Its requests have gone already.
    if (!world_.network.links.empty()) {
        transport_.state().place_down(site.value, start);
        network_changed();
    }
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site == site) place_queued(PoolId(p));
    }
}

}  // namespace orrery
