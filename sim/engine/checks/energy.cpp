// Energy: the meter's intervals hold what the runs of iterations drew.
#include <cmath>

#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_energy(Audit& audit) {
    double by_interval = 0;
    std::string where;
    for (std::size_t p = 0; p < audit.out.pools.size(); ++p) {
        for (const PoolUsage& usage : audit.out.pools[p]) {
            by_interval += usage.iteration_energy_j;
            if (!(usage.iteration_energy_j >= 0) || !(usage.job_energy_j >= 0)) {
                where = "pool " + audit.world.pools[p].name;
            }
        }
    }
    const double total = audit.tally.energy_j;
    audit.add("energy", "Σ intervals = Σ runs of iterations (1e-9 relative)", by_interval, total,
              std::fabs(by_interval - total) <= 1e-9 * std::fabs(total) + 1e-6 && where.empty(),
              where);
}

}  // namespace orrery
