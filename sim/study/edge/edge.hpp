// The study `edge`: whether requests are better served near their users or centrally.
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/replica_bound.hpp"

namespace orrery::edge {

/// Edge sites, or all others.
enum class Tier { edge, central };

/// Mean time of a request at a deployment whose replicas get `rate` requests a second in all:
/// residence in service alone, and what queueing and sharing the replica add. Infinite beyond what
/// the replicas can do. Stations are M/M/c (exponential) or M/G/c; batching replicas are the fixed
/// point of Little's law, B = λ·E[decode time at B].
struct Residence {
    double alone_s = 0;
    double wait_s = 0;
    [[nodiscard]] double total() const { return alone_s + wait_s; }
};
Residence residence(const World& world, DeploymentId deployment, double rate,
                    const DemandSample& sample);

/// One tier of a workload: closed form beside simulation.
struct TierRow {
    Tier tier = Tier::edge;
    double rtt_s = 0;
    Residence analytic;         ///< with all of the workload's demand at this tier
    double simulated_s = -1;    ///< mean E2E of a run with this tier alone; −1: nothing completed
    std::int64_t requests = 0;  ///< of that run, completed
    std::int64_t unserved = 0;  ///< of that run: refused, timed out or in flight at the end
    double usd_per_request = 0;  ///< of the run as the scenario routes
    std::int64_t served = 0;     ///< requests of that run that the tier served
    [[nodiscard]] double analytic_s() const { return rtt_s + analytic.total(); }
};

struct Row {
    std::string workload;  ///< entry, where equal sites were made from one
    int sites = 1;         ///< that the entry stands for
    double rate = 0;       ///< requests a second of one site
    TierRow edge;
    TierRow central;
    /// Both tiers were simulated, and their order is not that of the closed form.
    [[nodiscard]] bool disagrees() const {
        return edge.simulated_s >= 0 && central.simulated_s >= 0 &&
               (edge.simulated_s < central.simulated_s) != (gain_s() > 0);
    }
    /// By the simulation where there is one, else by the closed form.
    [[nodiscard]] bool edge_wins() const { return disagrees() ? gain_s() <= 0 : gain_s() > 0; }
    /// Multiple of the site's demand from which a request is faster centrally, where the centre has
    /// what has no edge; 0: always, infinity: never.
    double threshold = 0;
    /// Edge wins iff this exceeds zero: RTT saved − (service + queue at the edge − centrally).
    [[nodiscard]] double gain_s() const {
        return central.rtt_s - edge.rtt_s - (edge.analytic.total() - central.analytic.total());
    }
};

struct Result {
    std::string name;
    std::string currency;
    std::vector<Row> rows;
    std::vector<Cdf> cdfs;     ///< TTFT of the run as the scenario routes: "edge", "central"
    double ttft[2][3]{};       ///< p50, p90, p99 by tier
    std::int64_t served[2]{};  ///< requests of all workloads by tier, as the scenario routes
    double cost[2]{};          ///< of the tier over that run, whatever it served
    double down_h[2]{};        ///< Σ sites: outages in that run
    std::string problem;       ///< nothing to compare; empty
};

Result study(const World& world, std::uint64_t seed);

}  // namespace orrery::edge
