// Energy of a pool in a meter interval, from what the engine metered.
#pragma once
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct IntervalEnergy {
    double accelerators_j = 0;  ///< iterations and jobs as metered, idle and loading at idle power
    double resting_j = 0;       ///< of accelerators_j: idle and loading
    double busy_share = 0;      ///< of the time up that accelerators work or load, 0 to 1
    /// By parts at the mean load of the interval where the server has them (fans by the cube of
    /// their speed, supplies by their load), else host_idle · time up + (host_busy − host_idle) ·
    /// busy share · time.
    double host_j = 0;
    [[nodiscard]] double it_j() const { return accelerators_j + host_j; }
};

/// Servers that are down draw nothing.
IntervalEnergy interval_energy(const Pool& pool, const PoolUsage& usage);

}  // namespace orrery
