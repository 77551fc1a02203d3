// Sketches of latencies by their result paths: what quantiles over several runs are taken from.
#pragma once
#include <optional>
#include <string>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// The sketch behind a family of results, "latency.ttft" or "latency.by_workload.chat.e2e": of the
/// requests whose quantiles stand there. Nothing where no such family is.
std::optional<Sketch> latency_sketch(const Input& in, const std::string& path);

}  // namespace orrery::analysis
