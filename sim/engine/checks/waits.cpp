// Waits: a waiting request has one cause at any instant, so the causes add up to the wait.
#include <cmath>

#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_waits(Audit& audit) {
    DeviceTime all_causes = 0;
    double all = 0;
    std::string where;
    for (std::size_t w = 0; w < audit.out.serving.size(); ++w) {
        for (std::size_t d = 0; d < audit.out.serving[w].size(); ++d) {
            const ServingStats& stats = audit.out.serving[w][d];
            // Most pairs of a wide world never meet: their sketches are not worth a look.
            if (stats.measured == 0) continue;
            DeviceTime by_cause = 0;
            bool never_negative = true;
            for (const DeviceTime ns : stats.wait_ns) {
                by_cause += ns;
                never_negative = never_negative && ns >= 0;
            }
            const double total = stats.wait.total_seconds();
            all_causes += by_cause;
            all += total;
            const double off = std::fabs(static_cast<double>(by_cause) * 1e-9 - total);
            if (off <= 1e-9 * total + 1e-9 && never_negative) continue;
            where = "workload " + audit.world.workloads[w].name + " on deployment " +
                    audit.world.deployments[d].name;
        }
    }
    audit.add("waits", "Σ waits by cause = Σ waiting times", static_cast<double>(all_causes) * 1e-9,
              all, where.empty(), where);
}

}  // namespace orrery
