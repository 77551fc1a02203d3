// Service-level targets as text ("ttft.p99<1s") and what a run makes of them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

enum class Latency { ttft, tpot, e2e, wait };

/// One limit: a quantile of a latency must not exceed `limit_s`, for each workload apart.
struct SloTarget {
    std::string text;  ///< "ttft.p99<1s"
    Latency latency = Latency::ttft;
    double quantile = .99;  ///< in (0, 1)
    double limit_s = 0;
};

/// A target beside what was observed: mean over replications with a 95 % Student interval.
struct SloValue {
    SloTarget target;
    std::string workload;
    Metric value;
    [[nodiscard]] bool met() const { return value.value <= target.limit_s; }
};

/// "ttft.p99<1s", "tpot.p95 <= 50 ms", "e2e.p50<20s". Nothing, and `problem` says what is wrong.
std::optional<SloTarget> parse_slo(const std::string& text, std::string& problem);

/// The limits of a scenario's SLO, each at the share that it wants to meet them.
std::vector<SloTarget> targets_of(const SloSpec& slo);

/// Whether a request was completed within all of the limits.
bool within_slo(const SloSpec& slo, const RequestRow& row);

/// The quantile of a target in one run's statistics, seconds.
double observed(const ServingStats& stats, const SloTarget& target);

/// Every target × workload over replications of a World.
std::vector<SloValue> slo_values(const World& world, const std::vector<SloTarget>& targets,
                                 const std::vector<Observations>& runs);

/// Largest share of a workload's requests that a run refused, lost or let time out.
double worst_lost_share(const std::vector<Observations>& runs);

}  // namespace orrery
