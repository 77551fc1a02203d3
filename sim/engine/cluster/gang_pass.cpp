// Gang scheduler: who starts next, in queue order, with preemption by priority and lent quotas.
#include <algorithm>

#include "sim/engine/cluster/gang.hpp"

namespace orrery::gang {

/// Under fair share the tenant with the least GPU time for its weight goes first.
bool Scheduler::before(const Key& a, std::uint32_t ta, const Key& b, std::uint32_t tb) const {
    if (settings_.order == Order::fair_share && ta != tb) {
        const double ua = usage_[ta] / tenants_[ta].weight;
        const double ub = usage_[tb] / tenants_[tb].weight;
        if (ua != ub) return ua < ub;
    }
    return a < b;
}

/// The lane whose head is next, of those not blocked in this pass; all lanes' number if none.
std::uint32_t Scheduler::first_lane() const {
    std::uint32_t best = static_cast<std::uint32_t>(lanes_.size());
    for (std::uint32_t l = 0; l < lanes_.size(); ++l) {
        const Lane& lane = lanes_[l];
        if (lane.blocked || lane.queue.empty()) continue;
        if (best == lanes_.size() || before(*lane.queue.begin(), lane.tenant,
                                            *lanes_[best].queue.begin(), lanes_[best].tenant)) {
            best = l;
        }
    }
    return best;
}

bool Scheduler::try_start(JobIndex j, Nanos now, Decisions& out) {
    if (!placer_.choose(nodes_, jobs_[j].job.demand, choice_)) return false;
    start(j, choice_, now, out);
    return true;
}

/// Takes the place of running jobs of lower priority, or of those beyond their quota: the lowest
/// priority and the latest start first, and no more of them than needed.
bool Scheduler::make_room(JobIndex j, Nanos now, Decisions& out) {
    const Job& job = jobs_[j].job;
    const bool ranked = settings_.preempt && settings_.order != Order::remaining;
    const auto weaker = [&](JobIndex r) {
        const Entry& e = jobs_[r];
        if (e.started == now) return false;
        return e.borrowed || (ranked && e.job.priority < job.priority);
    };
    std::vector<JobIndex> victims;
    std::copy_if(running_.begin(), running_.end(), std::back_inserter(victims), weaker);
    if (victims.empty()) return false;
    std::sort(victims.begin(), victims.end(), [&](JobIndex a, JobIndex b) {
        const Entry& x = jobs_[a];
        const Entry& y = jobs_[b];
        if (x.borrowed != y.borrowed) return x.borrowed;
        if (x.job.priority != y.job.priority) return x.job.priority < y.job.priority;
        return x.started != y.started ? x.started > y.started : a > b;
    });
    Nodes then = nodes_;
    std::size_t n = 0;
    while (n < victims.size() && !placer_.possible(then, job.demand, placer_.one_domain())) {
        for (const Piece& p : jobs_[victims[n]].place) then.give(p, jobs_[victims[n]].job.demand);
        ++n;
    }
    if (!placer_.possible(then, job.demand, placer_.one_domain())) return false;
    victims.resize(n);
    for (std::size_t i = n; i-- > 0;) {  // spare those whose place is not needed after all
        Nodes without = then;
        const Entry& e = jobs_[victims[i]];
        Allocation back = e.place;
        for (Piece& p : back) without.take(p, e.job.demand);
        if (!placer_.possible(without, job.demand, placer_.one_domain())) continue;
        then = without;
        victims.erase(victims.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (const JobIndex v : victims) drop(v, now, out);
    return try_start(j, now, out);
}

/// Heads of the queue until one cannot start; what then may start depends on the backfill.
void Scheduler::in_order(Nanos now, Decisions& out) {
    for (Lane& lane : lanes_) lane.blocked = !lane.queue.empty() && over_quota(lane);
    while (true) {
        const std::uint32_t l = first_lane();
        if (l == lanes_.size()) return;
        const JobIndex j = lanes_[l].queue.begin()->job;
        if (over_quota(lanes_[l])) {
            lanes_[l].blocked = true;  // others' turns do not depend on a tenant's quota
        } else if (!try_start(j, now, out) && !make_room(j, now, out)) {
            if (settings_.backfill == Backfill::easy) easy(j, now, out);
            if (settings_.backfill == Backfill::conservative) conservative(now, out);
            if (settings_.backfill != Backfill::first_fit) return;
            lanes_[l].blocked = true;
        }
    }
}

/// Jobs beyond their tenants' quotas take what is left.
void Scheduler::lend(Nanos now, Decisions& out) {
    for (Lane& lane : lanes_) lane.blocked = lane.queue.empty() || !over_quota(lane);
    for (std::uint32_t l = first_lane(); l != lanes_.size(); l = first_lane()) {
        const JobIndex j = lanes_[l].queue.begin()->job;
        lanes_[l].blocked = !try_start(j, now, out);
        if (!lanes_[l].blocked) jobs_[j].borrowed = true;
    }
}

void Scheduler::pass(Nanos now, Decisions& out) {
    if (waiting_ == 0) return;
    if (!forbidden_) {
        if (settings_.order == Order::fair_share) {
            for (std::uint32_t t = 0; t < tenants_.size(); ++t) charge_tenant(t, now);
        }
        if (settings_.order == Order::remaining) {
            shortest_remaining(now, out);
        } else {
            in_order(now, out);
        }
        if (settings_.borrow) lend(now, out);
    }
    set_causes(now);
}

}  // namespace orrery::gang
