// Gang scheduler: EASY and conservative backfilling with what the scheduler believes of durations.
#include <algorithm>
#include <map>

#include "sim/engine/cluster/gang.hpp"

namespace orrery::gang {
namespace {

/// Free GPUs from now on, as reservations and running jobs leave them.
class Profile {
public:
    Profile(Nanos now, std::int64_t free) { steps_[now] = free; }
    void add_from(Nanos at, std::int64_t gpus) {
        split(at);
        for (auto i = steps_.find(at); i != steps_.end(); ++i) i->second += gpus;
    }
    void reserve(Nanos from, Nanos until, std::int64_t gpus) {
        split(from);
        split(until);
        for (auto i = steps_.find(from); i->first < until; ++i) i->second -= gpus;
    }
    /// The earliest instant from `not_before` on from which so many are free for so long.
    [[nodiscard]] Nanos earliest(std::int64_t gpus, Nanos length, Nanos not_before) const {
        Nanos from = Nanos::never();
        for (const auto& [at, free] : steps_) {
            if (free < gpus) {
                from = Nanos::never();
            } else if (at >= not_before) {
                if (from == Nanos::never()) from = at;
            }
            if (from != Nanos::never() && next(at) >= from + length) return from;
        }
        return from;
    }
    /// Free at the first instant.
    [[nodiscard]] std::int64_t now() const { return steps_.begin()->second; }
    /// The first change after `at`.
    [[nodiscard]] Nanos next(Nanos at) const {
        const auto i = steps_.upper_bound(at);
        return i == steps_.end() ? Nanos::never() : i->first;
    }

private:
    void split(Nanos at) {
        auto i = steps_.upper_bound(at);
        const std::int64_t free = std::prev(i)->second;
        steps_.emplace(at, free);
    }
    std::map<Nanos, std::int64_t> steps_;
};

}  // namespace

/// How long it is believed to hold its GPUs from its start on.
Nanos Scheduler::believed(JobIndex j) const {
    const Entry& e = jobs_[j];
    const Nanos done = e.job.duration - e.remaining;  // before this start
    return e.owed + max(e.job.estimate - done, Nanos{0}) + settings_.tick;
}

Nanos Scheduler::expected_end(JobIndex j, Nanos now) const {
    return max(jobs_[j].started + believed(j), now + Nanos{1});
}

/// May start if it is over before the head's reservation, or leaves the reserved place alone.
bool Scheduler::backfill_one(JobIndex j, Nanos shadow, Nodes& then, Nanos now, Decisions& out) {
    const Demand& d = jobs_[j].job.demand;
    if (!placer_.choose(nodes_, d, choice_)) return false;
    if (now + believed(j) > shadow) {
        Nodes after = then;
        for (Piece p : choice_) {
            if (!d.shares() && after.whole(p.node) < p.count) return false;
            if (d.shares() && !after.fits(p.node, d)) return false;
            p.slot = kTightest;
            after.take(p, d);
        }
        then = after;
    }
    start(j, choice_, now, out);
    return true;
}

/// A reservation for the head where running jobs are believed to make room first; whatever does
/// not delay it may start.
void Scheduler::easy(JobIndex head, Nanos now, Decisions& out) {
    const Demand wanted = jobs_[head].job.demand;
    std::vector<std::pair<Nanos, JobIndex>> ends;
    for (const JobIndex r : running_) ends.push_back({expected_end(r, now), r});
    std::sort(ends.begin(), ends.end());
    Nodes then = nodes_;
    Nanos shadow = Nanos::never();
    for (std::size_t i = 0; i < ends.size() && shadow == Nanos::never(); ++i) {
        const Entry& e = jobs_[ends[i].second];
        for (const Piece& p : e.place) then.give(p, e.job.demand);
        if (!placer_.possible(then, wanted, placer_.one_domain())) continue;
        shadow = ends[i].first;
    }
    if (shadow == Nanos::never()) return;
    Allocation reserved;
    if (!placer_.plan(then, wanted, reserved)) return;
    for (Piece& p : reserved) then.take(p, wanted);
    std::vector<Cursor> list = cursors();
    for (int looked = 0; looked < settings_.depth; ++looked) {
        const std::size_t c = next_of(list);
        if (c == list.size()) return;
        const Lane& lane = lanes_[list[c].lane];
        const JobIndex j = (list[c].at++)->job;
        if (j == head) continue;
        const bool fits =
            !over_quota(lane) && placer_.possible(nodes_, lane.demand, placer_.one_domain());
        if (!fits) {
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(c));
        } else {
            backfill_one(j, shadow, then, now, out);
        }
    }
}

/// Every job in turn gets the earliest time at which enough GPUs are free for as long as it is
/// believed to run; those whose time is now and who find a place start.
void Scheduler::conservative(Nanos now, Decisions& out) {
    Profile profile(now, nodes_.free());
    for (const JobIndex r : running_) {
        if (!jobs_[r].job.demand.shares()) {
            profile.add_from(expected_end(r, now), jobs_[r].job.demand.gpus);
        }
    }
    std::vector<Cursor> list = cursors();
    std::int64_t least = INT64_MAX;
    for (const Cursor& c : list) least = std::min<std::int64_t>(least, lanes_[c.lane].demand.gpus);
    // Reservations are made anew in each pass, so those behind the last possible start are spared.
    for (int looked = 0; looked < settings_.depth && profile.now() >= least; ++looked) {
        const std::size_t c = next_of(list);
        if (c == list.size()) return;
        const Lane& lane = lanes_[list[c].lane];
        if (over_quota(lane)) {
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(c));
            continue;
        }
        const JobIndex j = (list[c].at++)->job;
        const std::int64_t gpus = lane.demand.gpus;
        const Nanos length = believed(j);
        Nanos at = profile.earliest(gpus, length, now);
        if (at == now && !try_start(j, now, out)) {
            at = profile.earliest(gpus, length, profile.next(now));
        }
        if (at != Nanos::never()) profile.reserve(at, at + max(length, Nanos{1}), gpus);
    }
}

}  // namespace orrery::gang
