// Which of a workload's routes can be reached from its users, how far they are, and over what.
#include "sim/engine/transport/reach.hpp"

namespace orrery {

ReachTable::ReachTable(const World& world)
    : world_(world),
      active_(!world.network.empty() || world.supply.edge()),
      down_(world.workloads.size(), 0),
      edge_(world.sites.size(), 0) {
    table_.resize(world.workloads.size());
    if (active_) update(LinkState(world.network));
}

void ReachTable::update(const LinkState& state) {
    for (std::size_t w = 0; w < world_.workloads.size(); ++w) {
        const Workload& workload = world_.workloads[w];
        table_[w].clear();
        down_[w] = 0;
        for (const Route& route : workload.routes) {
            table_[w].push_back(look(state, workload, route));
            if (!table_[w].back().up) down_[w] = 1;
        }
    }
}

/// Prompts that are computed elsewhere also need the way from there.
Reach ReachTable::look(const LinkState& state, const Workload& w, const Route& route) const {
    Reach reach;
    reach.rtt = route.rtt;
    const Deployment& deployment = world_.deployments[route.deployment.index()];
    const std::uint32_t site = deployment.site.value;
    const std::uint32_t users = world_.network.place(w.spec.origin);
    reach.up = state.reachable(users, site, Purpose::response) && edge_[site] == 0;
    if (deployment.prefill.valid()) {
        const std::uint32_t first = world_.deployments[deployment.prefill.index()].site.value;
        reach.up = reach.up && state.reachable(first, site, Purpose::kv);
    }
    if (!reach.up || users == kNoPlace || users == site) return reach;
    const auto out = state.path(users, site, Purpose::response);
    if (!out) return reach;
    for (const std::uint32_t e : *out) {
        reach.jitter_s += world_.network.links[e / 2].jitter.seconds();
    }
    if (!route.stated) reach.rtt = state.latency(*out) * 2;
    if (const auto back = state.path(site, users, Purpose::response)) reach.back = *back;
    reach.priced = state.priced(reach.back);
    return reach;
}

}  // namespace orrery
