// Jobs: their accelerator time by what it went into, their time in the system by what they did.
#include <algorithm>
#include <cmath>

#include "sim/engine/checks/audit.hpp"

namespace orrery {
namespace {

bool waterfall_holds(const JobRecord& record) {
    const Waterfall& t = record.time;
    return record.held_ns + record.queued_ns == t.total() &&
           std::min({t.useful, t.recompute, t.lost, t.checkpoint, t.restart, t.waiting, t.throttled,
                     t.starved, t.idle}) >= 0;
}

/// Submitted, started and ended in this order, and done only with an end.
bool job_in_order(const JobRecord& record) {
    const Nanos never = Nanos::never();
    if (record.start != never && record.start < record.submit) return false;
    if (record.end != never && (record.start == never || record.end < record.start)) return false;
    return (record.status == JobStatus::done) == (record.end != never);
}

std::string job_named(const Audit& audit, const JobRecord& record) {
    return "job " + audit.world.jobs[record.job.index()].spec.name;
}

}  // namespace

void check_jobs(Audit& audit) {
    if (audit.out.jobs.empty()) return;
    DeviceTime split = 0;
    DeviceTime spent = 0;
    DeviceTime gangs = 0;
    std::string where;
    std::string late;
    for (const JobRecord& record : audit.out.jobs) {
        split += record.time.total();
        spent += record.held_ns + record.queued_ns;
        gangs += record.held_ns - record.time.idle;
        if (!waterfall_holds(record)) where = job_named(audit, record);
        if (!job_in_order(record)) late = job_named(audit, record);
    }
    for (const SharedJobRow& row : audit.out.shared_jobs) gangs += row.accelerator_ns;
    DeviceTime metered = 0;
    for (const auto& pool : audit.out.pools) {
        for (const PoolUsage& usage : pool) metered += usage.job_ns;
    }
    audit.add(
        "job time",
        "useful + recompute + lost + checkpoint + restart + waiting + throttled + starved + idle = "
        "held + waiting, of every job",
        static_cast<double>(split) * 1e-9, static_cast<double>(spent) * 1e-9, where.empty(), where);
    audit.add("jobs on pools", "Σ time of jobs by pool = Σ held − spares, recorded jobs included",
              static_cast<double>(metered) * 1e-9, static_cast<double>(gangs) * 1e-9,
              metered == gangs);
    const auto jobs = static_cast<double>(audit.out.jobs.size());
    audit.add("order of jobs", "submit ≤ start ≤ end of every job; done where there is an end",
              jobs - (late.empty() ? 0 : 1), jobs, late.empty(), late);
}

void check_recorded_jobs(Audit& audit) {
    if (audit.out.shared_jobs.empty()) return;
    const Nanos now = audit.out.ended_at;
    double spent = 0;
    double lived = 0;
    for (const SharedJobRow& row : audit.out.shared_jobs) {
        if (row.never_fits || row.submit >= now) continue;
        lived += ((row.status == JobStatus::done ? row.end : now) - row.submit).seconds();
        spent += 1e-9 * static_cast<double>(row.run_ns);
        for (const std::int64_t ns : row.waits) spent += 1e-9 * static_cast<double>(ns);
    }
    audit.add("recorded jobs", "Σ end − submit = Σ running + waits by cause", lived, spent,
              std::fabs(lived - spent) <= 1e-9 * lived + 1e-6);
}

}  // namespace orrery
