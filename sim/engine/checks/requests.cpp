// Requests: none appears, vanishes or is served where its data may not be.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_requests(Audit& audit) {
    std::int64_t arrived = 0;
    std::int64_t accounted = 0;
    std::string where;
    for (std::size_t w = 0; w < audit.out.workloads.size(); ++w) {
        const WorkloadCounts& c = audit.out.workloads[w];
        const std::int64_t sum =
            c.completed + c.rejected + c.timed_out + c.lost + audit.tally.present[w];
        arrived += c.arrived;
        accounted += sum;
        if (sum != c.arrived) where = "workload " + audit.world.workloads[w].name;
    }
    if (audit.tally.in_system != audit.tally.live) where = "the number in the system";
    audit.add("requests", "arrived = completed + rejected + timed out + lost + in flight",
              static_cast<double>(arrived), static_cast<double>(accounted), where.empty(), where);
}

void check_completions(Audit& audit) {
    std::int64_t completed = 0;
    std::int64_t by_deployment = 0;
    std::string where;
    for (std::size_t w = 0; w < audit.out.workloads.size(); ++w) {
        std::int64_t sum = 0;
        audit.out.serving[w].each(
            [&sum](std::size_t, const ServingStats& stats) { sum += stats.completed; });
        completed += audit.out.workloads[w].completed;
        by_deployment += sum;
        if (sum != audit.out.workloads[w].completed) {
            where = "workload " + audit.world.workloads[w].name;
        }
    }
    audit.add("completions", "completed by workload = completed by deployment",
              static_cast<double>(completed), static_cast<double>(by_deployment), where.empty(),
              where);
}

void check_residency(Audit& audit) {
    std::int64_t violations = 0;
    bool any = false;
    std::string where;
    for (std::size_t w = 0; w < audit.world.workloads.size(); ++w) {
        const std::vector<bool>& allowed = audit.world.workloads[w].allowed;
        any = any || !allowed.empty();
        for (std::size_t d = 0; d < allowed.size(); ++d) {
            if (allowed[d] || audit.out.serving[w][d].completed == 0) continue;
            violations += audit.out.serving[w][d].completed;
            where = "workload " + audit.world.workloads[w].name + " on deployment " +
                    audit.world.deployments[d].name;
        }
    }
    if (!any) return;
    audit.add("residency", "requests completed where their data may not be = 0",
              static_cast<double>(violations), 0, violations == 0, where);
}

}  // namespace orrery
