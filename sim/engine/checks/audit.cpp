// The order in which laws are checked, and what happens when one does not hold.
#include "sim/engine/checks/audit.hpp"

#include <fmt/format.h>

#include "orrery/base/assert.hpp"

namespace orrery {

void Audit::add(const char* name, const char* law, double left, double right, bool holds,
                const std::string& where) {
    checks.push_back({name, law, left, right, holds});
    if (holds) return;
    violations.push_back(
        {name, fmt::format("conservation of {} is violated{}{}: {}, left {:.9g}, right {:.9g}",
                           name, where.empty() ? "" : " by ", where, law, left, right)});
}

void audit_end(Audit& audit) {
    check_recorded_jobs(audit);
    check_requests(audit);
    check_completions(audit);
    check_residency(audit);
    check_tokens(audit);
    check_energy(audit);
    check_kv_cache(audit);
    check_queues(audit);
    check_accelerator_time(audit);
    check_jobs(audit);
    check_waits(audit);
    check_population(audit);
    check_traffic(audit);
}

void audit_now(Audit& audit) {
    check_requests(audit);
    check_kv_cache(audit);
    check_queues(audit);
    check_population(audit);
}

void stop_at_violation(const Audit& audit) {
    if (audit.violations.empty()) return;
    ORRERY_ASSERT(false, audit.violations.front().text.c_str());
}

}  // namespace orrery
