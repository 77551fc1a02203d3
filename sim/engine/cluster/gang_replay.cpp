// Jobs through a gang scheduler, event by event: when each starts and ends, and why it waited.
#include "sim/engine/cluster/gang_replay.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"

namespace orrery::gang {

const char* name_of(Cause cause) {
    constexpr std::array<const char*, kCauses> names{
        "data", "power", "quota", "outage", "capacity", "fragmentation", "topology", "order"};
    return names[static_cast<std::size_t>(cause)];
}

Replay replay(const Settings& settings, const std::vector<NodeSpec>& nodes,
              const std::vector<Tenant>& tenants, const std::vector<ReplayJob>& jobs) {
    Scheduler scheduler(settings, nodes, tenants);
    Replay out;
    out.records.resize(jobs.size());
    std::vector<std::size_t> row_of;  // scheduler's index → row
    row_of.reserve(jobs.size());
    Decisions decisions;
    std::size_t next = 0;
    while (next < jobs.size() || !scheduler.running().empty()) {
        const Nanos submit = next < jobs.size() ? jobs[next].submit : Nanos::never();
        const Nanos now = min(submit, scheduler.next_end());
        while (scheduler.next_end() == now) {
            const JobIndex j = scheduler.running().front();
            ReplayRecord& record = out.records[row_of[j]];
            record.end = now;
            const Entry& e = scheduler.job(j);
            out.busy_gpu_s +=
                1e-3 * static_cast<double>(e.job.demand.total_milli()) * e.job.duration.seconds();
            scheduler.finish(j, now);
        }
        for (; next < jobs.size() && jobs[next].submit == now; ++next) {
            out.records[next].too_large = !scheduler.ever_fits(jobs[next].job);
            out.too_large += out.records[next].too_large ? 1 : 0;
            if (out.records[next].too_large) continue;
            scheduler.submit(jobs[next].job, now);
            row_of.push_back(next);
        }
        decisions.clear();
        scheduler.pass(now, decisions);
        ++out.events;
        out.makespan = now;
    }
    ORRERY_ASSERT(scheduler.waiting() == 0, "jobs wait on an empty cluster for ever");
    for (JobIndex j = 0; j < row_of.size(); ++j) {
        ReplayRecord& record = out.records[row_of[j]];
        record.start = scheduler.job(j).first_start;
        record.preemptions = scheduler.job(j).preemptions;
        record.restarts = scheduler.job(j).restarts;
        record.waits = scheduler.job(j).waits;
    }
    return out;
}

}  // namespace orrery::gang
