// Gang scheduler: shortest remaining time first, preemptive.
#include <algorithm>

#include "sim/engine/cluster/gang.hpp"

namespace orrery::gang {

std::vector<Scheduler::Cursor> Scheduler::cursors() const {
    std::vector<Cursor> list;
    for (std::uint32_t l = 0; l < lanes_.size(); ++l) {
        if (!lanes_[l].queue.empty()) list.push_back({l, lanes_[l].queue.begin()});
    }
    return list;
}

/// Which cursor stands at the next job of the queue; their number if all are through.
std::size_t Scheduler::next_of(const std::vector<Cursor>& list) const {
    std::size_t best = list.size();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].at == lanes_[list[i].lane].queue.end()) continue;
        if (best == list.size() || before(*list[i].at, lanes_[list[i].lane].tenant, *list[best].at,
                                          lanes_[list[best].lane].tenant)) {
            best = i;
        }
    }
    return best;
}

/// All jobs by remaining time share the GPUs that are up, those that do not fit being passed over.
/// Running jobs without a share are preempted; pending ones with a share start where they can be
/// placed, and keep their share where they cannot. Between arrivals and ends nothing changes: a
/// running job only ever overtakes pending ones, and no swap of neighbours changes who fits.
/// Who runs beyond its tenant's quota has no share, but goes on until somebody with one needs its
/// place.
void Scheduler::shortest_remaining(Nanos now, Decisions& out) {
    std::int64_t quota = nodes_.up_capacity() * 1000;
    std::vector<std::int64_t> left(tenants_.size());
    for (std::size_t t = 0; t < left.size(); ++t) {
        left[t] = std::int64_t{tenants_[t].quota} * 1000;
    }
    const auto take = [&](const Demand& d, std::uint32_t tenant) {
        const std::int64_t need = d.total_milli();
        if (need > quota || need > left[tenant]) return false;
        quota -= need;
        left[tenant] -= need;
        return true;
    };
    std::vector<Cursor> pending = cursors();
    std::vector<JobIndex> chosen;
    std::vector<JobIndex> losers;
    std::size_t r = 0;
    while (r < running_.size() || !pending.empty()) {
        const std::size_t p = next_of(pending);
        if (p == pending.size() && r == running_.size()) break;
        bool is_pending = r == running_.size();
        if (!is_pending && p < pending.size()) {
            const Entry& run = jobs_[running_[r]];
            const std::int64_t remain = (run.left() - (now - run.started)).ns;
            const Key& key = *pending[p].at;
            const bool first = settings_.pending_first || key.queued < now;
            is_pending = key.rank < remain || (key.rank == remain && first);
        }
        if (is_pending) {
            const Lane& lane = lanes_[pending[p].lane];
            if (take(lane.demand, lane.tenant)) {
                chosen.push_back((pending[p].at++)->job);
            } else {  // shares only shrink: nobody else of the lane gets one
                pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(p));
            }
        } else {
            Entry& run = jobs_[running_[r]];
            const std::uint32_t tenant = run.job.tenant;
            run.borrowed = settings_.borrow && run.job.demand.total_milli() > left[tenant];
            if (!run.borrowed && !take(run.job.demand, tenant)) losers.push_back(running_[r]);
            ++r;
        }
    }
    for (const JobIndex j : losers) drop(j, now, out);
    for (const JobIndex j : chosen) {
        if (!try_start(j, now, out) && settings_.borrow) make_room(j, now, out);
    }
}

}  // namespace orrery::gang
