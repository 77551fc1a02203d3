// What autoscalers have seen since they looked last, at home and beside it.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/policy/autoscaler.hpp"

namespace orrery {

/// First tokens, and requests that found every queue of their routes full.
struct SeenRequests {
    double ttft_s = 0;  ///< sum
    std::int64_t count = 0;
    std::int64_t turned_away = 0;

    [[nodiscard]] double mean_ttft_s() const {
        return count > 0 ? ttft_s / static_cast<double>(count) : 0.0;
    }
    [[nodiscard]] SeenRequests since(const SeenRequests& before) const {
        return {ttft_s - before.ttft_s, count - before.count, turned_away - before.turned_away};
    }
};

/// A deployment that may have no replica is offered no request, so that nothing waits at it: it
/// looks at its workloads, at what serves them beside it and how late.
class ScalingWatch {
public:
    explicit ScalingWatch(const World& world);

    void saw_first_token(WorkloadId workload, DeploymentId at, double ttft_s);
    void turned_away(WorkloadId workload) { ++by_workload_[workload.index()].turned_away; }
    /// Mean of its own first tokens since the last take; 0: none.
    double take_ttft(DeploymentId d);

    /// What a deployment that may be empty serves; none of any other.
    struct Served {
        WorkloadId workload;
        SeenRequests before = {};  ///< when it looked last
        std::int64_t held = -1;    ///< requests beside it when those were last over its target
    };
    [[nodiscard]] std::vector<Served>& served(DeploymentId d) { return served_[d.index()]; }
    /// Of a workload since the last take.
    SeenRequests take(Served& served);

    /// Since when fewer replicas would have done.
    [[nodiscard]] Nanos quiet_since(DeploymentId d) const { return quiet_since_[d.index()]; }
    void busy(DeploymentId d, Nanos now) { quiet_since_[d.index()] = now; }

private:
    std::vector<SeenRequests> own_;          ///< by deployment, since its last take
    std::vector<SeenRequests> by_workload_;  ///< since the start
    std::vector<Nanos> quiet_since_;
    std::vector<std::vector<Served>> served_;
};

/// Whether a request of the route needs the deployment, as either of its stages.
bool needs(const World& world, const Route& route, DeploymentId d);

}  // namespace orrery
