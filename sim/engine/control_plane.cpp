// A control plane that is out: what runs goes on, nothing new starts until it is back.
#include "sim/engine/simulation.hpp"

namespace orrery {

bool Simulation::frozen(SiteId site) const {
    return supply_.planes[site.index()][static_cast<std::size_t>(Plane::control)] > 0;
}

/// Its vendor starts nothing, or a service is missing that new replicas need.
bool Simulation::held_by_control(ReplicaId r) {
    Replica& replica = fleet_[r];
    const bool gate = frozen(deployment_of(replica).pool) ||
                      supply_.not_startable[replica.deployment.index()] > 0;
    replica.wants_control = gate && cluster_.any_up(deployment_of(replica).pool);
    return gate;
}

/// What was granted before comes now, and everybody who waited starts.
void Simulation::thaw(SiteId site) {
    if (frozen(site)) return;
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (world_.pools[p].site != site) continue;
        std::vector<std::uint32_t> held;
        held.swap(supply_.held[p]);
        for (const std::uint32_t order : held) servers_arrive(PoolId(p), order);
        place_queued(PoolId(p));
    }
}

}  // namespace orrery
