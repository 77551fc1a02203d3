// What autoscalers have seen since they looked last, at home and beside it.
#include "sim/engine/policy/scaling_watch.hpp"

#include <algorithm>
#include <utility>

namespace orrery {
namespace {

/// Deployments that a request of the route needs.
std::vector<DeploymentId> stages(const World& world, const Route& route) {
    const DeploymentId prefill = world.deployments[route.deployment.index()].prefill;
    if (!prefill.valid()) return {route.deployment};
    return {route.deployment, prefill};
}

bool may_be_empty(const Deployment& d) {
    return d.autoscaler && d.replicas_min == 0;
}

void add(std::vector<DeploymentId>& to, DeploymentId d) {
    if (std::find(to.begin(), to.end(), d) == to.end()) to.push_back(d);
}

}  // namespace

ScalingWatch::ScalingWatch(const World& world)
    : own_(world.deployments.size()),
      others_(world.deployments.size()),
      turned_away_(world.deployments.size()),
      quiet_since_(world.deployments.size()),
      beside_(world.deployments.size()),
      watched_by_(world.deployments.size()),
      standbys_(world.workloads.size()) {
    for (const Workload& workload : world.workloads) pair_routes(world, workload);
}

void ScalingWatch::pair_routes(const World& world, const Workload& workload) {
    const auto w = static_cast<std::size_t>(&workload - world.workloads.data());
    for (const Route& route : workload.routes) {
        const std::vector<DeploymentId> own = stages(world, route);
        for (const DeploymentId d : own) {
            if (!may_be_empty(world.deployments[d.index()])) continue;
            add(standbys_[w], d);
            for (const Route& other : workload.routes) {
                for (const DeploymentId there : stages(world, other)) {
                    if (std::find(own.begin(), own.end(), there) != own.end()) continue;
                    add(beside_[d.index()], there);
                    add(watched_by_[there.index()], d);
                }
            }
        }
    }
}

void ScalingWatch::saw_first_token(DeploymentId at, double ttft_s) {
    own_[at.index()].add(ttft_s);
    for (const DeploymentId d : watched_by_[at.index()]) others_[d.index()].add(ttft_s);
}

void ScalingWatch::turned_away(WorkloadId workload) {
    for (const DeploymentId d : standbys_[workload.index()]) turned_away_[d.index()] = true;
}

ScalingWatch::Seen ScalingWatch::take(DeploymentId d) {
    const TtftWindow own = std::exchange(own_[d.index()], {});
    const TtftWindow others = std::exchange(others_[d.index()], {});
    return {own.mean(), others.mean(), std::exchange(turned_away_[d.index()], 0) != 0};
}

}  // namespace orrery
