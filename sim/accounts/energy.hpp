// Energy of a pool in a meter interval, from what the engine metered.
#pragma once
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct IntervalEnergy {
    double accelerators_j = 0;  ///< iterations and jobs as metered, idle and loading at idle power
    double host_j = 0;  ///< host_idle · time up + (host_busy − host_idle) · busy share · time
    [[nodiscard]] double it_j() const { return accelerators_j + host_j; }
};

/// Servers that are down draw nothing.
IntervalEnergy interval_energy(const Pool& pool, const PoolUsage& usage);

}  // namespace orrery
