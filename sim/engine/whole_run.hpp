// Runs whose figures mean something only where they came to their end.
#pragma once
#include <utility>

#include "sim/engine/run.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Thrown where a limit or an interrupt cut a run that was wanted whole: what a shorter run costs
/// and emits is less, which must not be taken for better.
struct CutRun {
    RunEnd end = RunEnd::interrupted;
    Nanos at{0};       ///< of the run: when it was cut
    Nanos horizon{0};  ///< when it should have ended
};

/// Throws CutRun if the run did not come to its end.
inline void require_whole(const World& world, const Observations& o) {
    if (o.end != RunEnd::horizon) throw CutRun{o.end, o.ended_at, world.horizon};
}

/// The observations, if they are of a whole run; else throws CutRun.
inline Observations whole(const World& world, Observations o) {
    require_whole(world, o);
    return o;
}

/// `simulate`, to the end of the horizon or not at all: throws CutRun.
inline Observations simulate_whole(const World& world, const RunOptions& options) {
    return whole(world, simulate(world, options));
}

}  // namespace orrery
