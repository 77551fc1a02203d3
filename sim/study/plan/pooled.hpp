// Names of formulas that ask for latencies over the requests of all runs together.
#pragma once
#include <optional>
#include <string>

#include "sim/engine/meters/sketch.hpp"

namespace orrery {

/// "pooled.latency.e2e.p99", or "ALTERNATIVE.pooled.latency.by_workload.chat.ttft.p99.9".
struct PooledName {
    std::string alternative;  ///< empty: the first, or the base
    std::string latency;      ///< "latency.e2e"
    /// mean, count (of requests) or a quantile by its percentage.
    std::string figure;
    double quantile = 0;
};
/// Nothing where a name asks for something else.
std::optional<PooledName> pooled_name(const std::string& name);

/// The figure of a sketch, in s but for a count; NaN of no request but for a count.
double pooled_figure(const Sketch& sketch, const PooledName& name);

}  // namespace orrery
