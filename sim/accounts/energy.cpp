// Energy of a pool in a meter interval, from what the engine metered.
#include "sim/accounts/energy.hpp"

#include "models/hardware/server_power.hpp"

namespace orrery {

IntervalEnergy interval_energy(const Pool& pool, const PoolUsage& usage) {
    IntervalEnergy e;
    const std::int64_t resting = usage.idle_ns + usage.overhead_ns - usage.job_overhead_ns;
    e.resting_j = static_cast<double>(resting) * 1e-9 * pool.accelerator.idle.value;
    const double saved_w = pool.accelerator.idle.value - pool.sleep_w;
    if (usage.sleep_ns > 0) e.resting_j -= static_cast<double>(usage.sleep_ns) * 1e-9 * saved_w;
    e.accelerators_j = usage.iteration_energy_j + usage.job_energy_j + e.resting_j;
    const double up_s = static_cast<double>(usage.server_ns - usage.server_down_ns) * 1e-9;
    const double busy_s =
        static_cast<double>(usage.useful_ns + usage.overhead_ns) * 1e-9 / pool.server.accelerators;
    e.busy_share = up_s > 0 ? busy_s / up_s : 0;
    if (pool.server.parts.known()) {
        if (up_s <= 0) return e;
        const double limit_w = pool.server.accelerators * pool.accelerator.tdp.value;
        const double mean_w = e.accelerators_j / up_s;
        e.host_j = up_s * server_power(pool.server.parts, mean_w, limit_w, e.busy_share).host();
        return e;
    }
    const double span = pool.server.host_busy.value - pool.server.host_idle.value;
    e.host_j = pool.server.host_idle.value * up_s + span * busy_s;
    return e;
}

}  // namespace orrery
