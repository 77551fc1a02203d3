// Services that replicas need beside servers: who is missing, who goes on with what was cached.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

constexpr auto kData = static_cast<std::size_t>(Plane::data);
constexpr auto kControl = static_cast<std::size_t>(Plane::control);

}  // namespace

/// A site carries a service while neither its data nor its control plane is out. A vendor does
/// while nothing strikes all of it, and, where it has sites here, not all of them are out.
bool Simulation::place_up(const ServicePlace& place) const {
    const auto out = [&](SiteId s) {
        const auto& planes = supply_.planes[s.index()];
        return planes[kData] > 0 || planes[kControl] > 0;
    };
    if (place.site.valid()) return !out(place.site);
    for (std::size_t v = 0; v < world_.vendors.size(); ++v) {
        const auto& planes = supply_.vendors[v];
        const bool struck = planes[kData] > 0 || planes[kControl] > 0;
        if (world_.vendors[v].name == place.vendor && struck) return false;
    }
    return place.sites.empty() || !std::all_of(place.sites.begin(), place.sites.end(), out);
}

/// In the order of their needs, so that one pass settles all of them.
void Simulation::look_at_services() {
    const auto& nodes = world_.supply.services;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const bool carried = std::any_of(nodes[i].places.begin(), nodes[i].places.end(),
                                         [&](const ServicePlace& p) { return place_up(p); });
        const bool needs = std::all_of(nodes[i].needs.begin(), nodes[i].needs.end(),
                                       [&](std::uint32_t n) { return !supply_.services[n].down; });
        const bool down = !carried || !needs;
        if (down != supply_.services[i].down) service_changes(i, down);
    }
}

void Simulation::service_changes(std::uint32_t i, bool down) {
    SupplyState::Service& service = supply_.services[i];
    const ServiceNode& node = world_.supply.services[i];
    const ServiceSpec& spec = world_.services[node.spec];
    service.down = down;
    ++service.epoch;
    for (const DeploymentId d : node.users) {
        if (spec.to_start) supply_.not_startable[d.index()] += down ? 1 : -1;
    }
    for (std::uint32_t r = 0; r < world_.runbooks.size(); ++r) {
        if (world_.runbooks[r].on == spec.name) answer_on(r, down);
    }
    if (down) {
        note("service out", spec.name, "what needs it cannot start", now_);
        service.gap = static_cast<std::uint32_t>(out_.supply.services.size());
        out_.supply.services.push_back({i, now_, world_.horizon, false});
        if (spec.cached_for == Nanos::never()) return;
        at(now_ + spec.cached_for, EventClass::service_expired, i, service.epoch & kEpochMask);
        return;
    }
    out_.supply.services[service.gap].until = now_;
    const bool failed = service.expired;
    service.expired = false;
    for (const DeploymentId d : node.users) {
        if (failed && !spec.to_start) --supply_.not_startable[d.index()];
    }
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (spec.to_start || failed) place_queued(PoolId(p));
    }
}

/// What was cached is no longer good: who uses it fails, and cannot start again before it is back.
void Simulation::service_expired(std::uint32_t i, std::uint32_t epoch) {
    SupplyState::Service& service = supply_.services[i];
    if (!service.down || (service.epoch & kEpochMask) != epoch) return;
    service.expired = true;
    out_.supply.services[service.gap].expired = true;
    const ServiceNode& node = world_.supply.services[i];
    const ServiceSpec& spec = world_.services[node.spec];
    note("cache expired", spec.name, "its users fail", now_);
    for (const DeploymentId d : node.users) {
        if (!spec.to_start) ++supply_.not_startable[d.index()];
    }
    fail_users(i);
}

void Simulation::fail_users(std::uint32_t i) {
    std::vector<ReplicaId> lost;
    std::vector<PoolId> pools;
    for (const DeploymentId d : world_.supply.services[i].users) {
        for (std::uint32_t r = fleet_.first(d); r < fleet_.end(d); ++r) {
            const ReplicaState state = fleet_[ReplicaId(r)].state;
            if (state == ReplicaState::absent || state == ReplicaState::queued) continue;
            lose_replica(ReplicaId(r));
            lost.emplace_back(r);
        }
        pools.push_back(world_.deployments[d.index()].pool);
    }
    for (const ReplicaId r : lost) evict(r);
    for (const PoolId p : pools) place_queued(p);
    refresh_pending_causes();
}

}  // namespace orrery
