// What autoscalers have seen since they looked last, at home and beside it.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// First tokens since an autoscaler looked last.
struct TtftWindow {
    double sum_s = 0;
    std::int64_t count = 0;

    void add(double ttft_s) {
        sum_s += ttft_s;
        ++count;
    }
    [[nodiscard]] double mean() const {
        return count > 0 ? sum_s / static_cast<double>(count) : 0.0;
    }
};

/// A deployment that may have no replica is offered no request, so that nothing waits at it: it
/// looks at what serves its workloads beside it.
class ScalingWatch {
public:
    struct Seen {
        double ttft_s = 0;         ///< mean of its own first tokens; 0: none
        double ttft_beside_s = 0;  ///< of those beside it
        bool turned_away = false;  ///< a request found every queue of its routes full
    };

    explicit ScalingWatch(const World& world);

    void saw_first_token(DeploymentId at, double ttft_s);
    void turned_away(WorkloadId workload);
    /// What was seen since the last take.
    Seen take(DeploymentId d);
    /// On the other routes of the workloads of `d`; none where `d` never is without replicas.
    [[nodiscard]] const std::vector<DeploymentId>& beside(DeploymentId d) const {
        return beside_[d.index()];
    }

    /// Since when fewer replicas would have done.
    [[nodiscard]] Nanos quiet_since(DeploymentId d) const { return quiet_since_[d.index()]; }
    void busy(DeploymentId d, Nanos now) { quiet_since_[d.index()] = now; }

private:
    void pair_routes(const World& world, const Workload& workload);

    std::vector<TtftWindow> own_;
    std::vector<TtftWindow> others_;
    std::vector<char> turned_away_;
    std::vector<Nanos> quiet_since_;
    std::vector<std::vector<DeploymentId>> beside_;
    std::vector<std::vector<DeploymentId>> watched_by_;  ///< `beside_` the other way round
    std::vector<std::vector<DeploymentId>> standbys_;    ///< by workload
};

}  // namespace orrery
