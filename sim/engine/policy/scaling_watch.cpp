// What autoscalers have seen since they looked last, at home and beside it.
#include "sim/engine/policy/scaling_watch.hpp"

#include <utility>

namespace orrery {
namespace {

bool may_be_empty(const Deployment& d) {
    return d.autoscaler && d.replicas_min == 0;
}

}  // namespace

ScalingWatch::ScalingWatch(const World& world)
    : own_(world.deployments.size()),
      by_workload_(world.workloads.size()),
      quiet_since_(world.deployments.size()),
      served_(world.deployments.size()) {
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        for (const Route& route : world.workloads[w].routes) {
            const DeploymentId prefill = world.deployments[route.deployment.index()].prefill;
            for (const DeploymentId d : {route.deployment, prefill}) {
                if (!d.valid() || !may_be_empty(world.deployments[d.index()])) continue;
                std::vector<Served>& list = served_[d.index()];
                const WorkloadId id(w);
                if (list.empty() || list.back().workload != id) list.push_back({id});
            }
        }
    }
}

void ScalingWatch::saw_first_token(WorkloadId workload, DeploymentId at, double ttft_s) {
    for (SeenRequests* seen : {&own_[at.index()], &by_workload_[workload.index()]}) {
        seen->ttft_s += ttft_s;
        ++seen->count;
    }
}

double ScalingWatch::take_ttft(DeploymentId d) {
    return std::exchange(own_[d.index()], {}).mean_ttft_s();
}

SeenRequests ScalingWatch::take(Served& served) {
    const SeenRequests now = by_workload_[served.workload.index()];
    return now.since(std::exchange(served.before, now));
}

bool needs(const World& world, const Route& route, DeploymentId d) {
    return route.deployment == d || world.deployments[route.deployment.index()].prefill == d;
}

}  // namespace orrery
