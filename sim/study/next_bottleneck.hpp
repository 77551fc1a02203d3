// What limits next if the first bottleneck were removed: the same run again without it.
#pragma once
#include <optional>

#include "sim/analysis/findings.hpp"
#include "sim/engine/run.hpp"
#include "sim/study/analyse_runs.hpp"

namespace orrery {

/// The World with one bottleneck relaxed: slots and KV memory fourfold, tables at half the time for
/// contention, no loading, no outages and failures, no round trips. Nothing for causes that have no
/// such knob.
std::optional<World> without_bottleneck(const World& world, const Bottleneck& bottleneck);

/// Re-runs with the same seed and streams (common random numbers) and names the first bottleneck of
/// the result. Beside the first of `runs`, of which it is one more run.
std::optional<NextBottleneck> next_bottleneck(const World& world, const AnalysedRuns& runs,
                                              const RunOptions& options);

}  // namespace orrery
