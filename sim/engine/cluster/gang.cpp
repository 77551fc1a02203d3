// Gang scheduler: jobs in and out, tenants' shares, and the cause for which each lane waits.
#include "sim/engine/cluster/gang.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"

namespace orrery::gang {

Scheduler::Scheduler(const Settings& settings, std::vector<NodeSpec> nodes,
                     std::vector<Tenant> tenants)
    : settings_(settings),
      nodes_(std::move(nodes)),
      empty_(nodes_),
      placer_(settings.place, settings.one_domain, settings.seed),
      tenants_(std::move(tenants)) {
    if (tenants_.empty()) tenants_.emplace_back();
    used_.assign(tenants_.size(), 0);
    usage_.assign(tenants_.size(), 0);
    usage_at_.assign(tenants_.size(), Nanos{0});
}

bool Scheduler::ever_fits(const Job& job) const {
    const std::int64_t quota = std::int64_t{tenants_[job.tenant].quota} * 1000;
    if (!settings_.borrow && job.demand.total_milli() > quota) return false;
    return placer_.possible(empty_, job.demand, placer_.one_domain());
}

Scheduler::Key Scheduler::key_of(JobIndex j) const {
    const Entry& e = jobs_[j];
    Key key{0, Nanos{0}, 0, e.stamp, j};
    switch (settings_.order) {
        case Order::fifo:
        case Order::fair_share:
            break;
        case Order::shortest:
            key.rank = e.job.estimate.ns;
            break;
        case Order::priority:
            key.rank = -std::int64_t{e.job.priority};
            break;
        case Order::remaining:
            key = {e.left().ns, e.queued, e.late ? 1 : 0, e.stamp, j};
            break;
    }
    return key;
}

std::uint32_t Scheduler::lane_of(const Job& job) {
    const auto less = [&](std::uint32_t lane, const Job& other) {
        const Lane& l = lanes_[lane];
        if (l.demand != other.demand) return l.demand < other.demand;
        return l.tenant < other.tenant;
    };
    const auto at = std::lower_bound(by_demand_.begin(), by_demand_.end(), job, less);
    if (at != by_demand_.end() && !(job.demand != lanes_[*at].demand) &&
        lanes_[*at].tenant == job.tenant) {
        return *at;
    }
    const auto lane = static_cast<std::uint32_t>(lanes_.size());
    by_demand_.insert(at, lane);
    lanes_.emplace_back();
    lanes_.back().demand = job.demand;
    lanes_.back().tenant = job.tenant;
    return lane;
}

JobIndex Scheduler::submit(const Job& job, Nanos now) {
    const auto j = static_cast<JobIndex>(jobs_.size());
    jobs_.emplace_back();
    Entry& e = jobs_.back();
    e.job = job;
    if (e.job.estimate.ns <= 0) e.job.estimate = job.duration;
    e.remaining = job.duration;
    e.stamp = ++stamps_;
    e.late = !settings_.pending_first;
    e.lane = lane_of(job);
    enqueue(j, now);
    return j;
}

void Scheduler::enqueue(JobIndex j, Nanos now) {
    Entry& e = jobs_[j];
    Lane& lane = lanes_[e.lane];
    e.state = JobState::waiting;
    e.queued = now;
    e.mark = read(lane, now);
    lane.queue.insert(key_of(j));
    ++waiting_;
}

/// Out of its lane, its waits charged.
void Scheduler::dequeue(JobIndex j, Nanos now) {
    Entry& e = jobs_[j];
    e.waits = waits(j, now);
    lanes_[e.lane].queue.erase(key_of(j));
    e.state = JobState::done;
    --waiting_;
}

void Scheduler::cancel(JobIndex j, Nanos now) {
    ORRERY_ASSERT(jobs_[j].state == JobState::waiting, "a job is cancelled that does not wait");
    dequeue(j, now);
}

void Scheduler::charge_tenant(std::uint32_t tenant, Nanos now) {
    usage_[tenant] +=
        1e-3 * static_cast<double>(used_[tenant]) * (now - usage_at_[tenant]).seconds();
    usage_at_[tenant] = now;
}

/// Soonest end first. Among equals: pending jobs that stood before the running ones stay so unless
/// the settings put newcomers last.
void Scheduler::insert_running(JobIndex j) {
    const Entry& e = jobs_[j];
    const auto earlier = [&](JobIndex a, Nanos end) { return jobs_[a].end < end; };
    const auto later = [&](Nanos end, JobIndex a) { return end < jobs_[a].end; };
    const bool last = settings_.pending_first || e.queued == e.started;
    auto at = last ? std::upper_bound(running_.begin(), running_.end(), e.end, later)
                   : std::lower_bound(running_.begin(), running_.end(), e.end, earlier);
    const auto with_it = [&](JobIndex a) {  // started at this instant, before it
        return jobs_[a].end == e.end && jobs_[a].started == e.started &&
               jobs_[a].queued < e.started;
    };
    while (!last && at != running_.end() && with_it(*at)) ++at;
    running_.insert(at, j);
}

void Scheduler::start(JobIndex j, const Allocation& place, Nanos now, Decisions& out) {
    dequeue(j, now);
    Entry& e = jobs_[j];
    charge_tenant(e.job.tenant, now);
    used_[e.job.tenant] += e.job.demand.total_milli();
    e.place = place;
    for (Piece& piece : e.place) nodes_.take(piece, e.job.demand);
    e.state = JobState::running;
    e.started = now;
    if (e.first_start == Nanos::never()) e.first_start = now;
    e.end = now + e.left() + settings_.tick;
    insert_running(j);
    out.started.push_back(j);
}

void Scheduler::free_place(JobIndex j, Nanos now) {
    Entry& e = jobs_[j];
    ORRERY_ASSERT(e.state == JobState::running, "a job stops that does not run");
    charge_tenant(e.job.tenant, now);
    used_[e.job.tenant] -= e.job.demand.total_milli();
    for (const Piece& piece : e.place) nodes_.give(piece, e.job.demand);
    e.place.clear();
    e.borrowed = false;
    const auto earlier = [&](JobIndex a, Nanos end) { return jobs_[a].end < end; };
    auto at = std::lower_bound(running_.begin(), running_.end(), e.end, earlier);
    while (*at != j) ++at;
    running_.erase(at);
    if (settings_.borrow) settle(e.job.tenant);
}

/// A tenant that is back within its quota has borrowed nothing.
void Scheduler::settle(std::uint32_t tenant) {
    if (used_[tenant] > std::int64_t{tenants_[tenant].quota} * 1000) return;
    for (const JobIndex r : running_) {
        if (jobs_[r].job.tenant == tenant) jobs_[r].borrowed = false;
    }
}

void Scheduler::finish(JobIndex j, Nanos now) {
    free_place(j, now);
    Entry& e = jobs_[j];
    e.state = JobState::done;
    e.restarts += e.owed;
    e.remaining = e.owed = Nanos{0};
}

/// A restart that is cut has done nothing: the next one takes its place, unless the settings say
/// otherwise.
void Scheduler::stop(JobIndex j, Nanos now, Nanos kept, Nanos restart) {
    free_place(j, now);
    Entry& e = jobs_[j];
    const Nanos restarted = min(now - e.started, e.owed);
    e.restarts += restarted;
    e.remaining = e.remaining - kept;
    e.owed = settings_.restarts_add_up ? restart + e.owed - restarted : restart;
}

void Scheduler::interrupt(JobIndex j, Nanos now, Nanos kept, Nanos restart) {
    stop(j, now, kept, restart);
    enqueue(j, now);
}

void Scheduler::preempt(JobIndex j, Nanos now) {
    Decisions unused;
    drop(j, now, unused);
}

/// Preempts: what it ran is kept, the restart costs time.
void Scheduler::drop(JobIndex j, Nanos now, Decisions& out) {
    Entry& e = jobs_[j];
    const Nanos worked = max(now - e.works_from(), Nanos{0});
    stop(j, now, worked, settings_.cost.of(e.job.demand.gpus));
    ++e.preemptions;
    if (settings_.order == Order::remaining) {
        e.stamp = ++stamps_;
        e.late = settings_.pending_first;
    }
    enqueue(j, now);
    out.preempted.push_back(j);
}

bool Scheduler::over_quota(const Lane& lane) const {
    const std::int64_t quota = std::int64_t{tenants_[lane.tenant].quota} * 1000;
    return used_[lane.tenant] + lane.demand.total_milli() > quota;
}

/// The first that holds, in the order of Cause.
Cause Scheduler::cause_of(const Lane& lane) const {
    const Demand& d = lane.demand;
    if (forbidden_) return *forbidden_;
    if (over_quota(lane)) return Cause::quota;
    const std::int64_t need = d.total_milli();
    const std::int64_t free = d.shares() ? nodes_.free_milli() : nodes_.free() * 1000;
    if (need > free) {
        return need <= free + nodes_.down_free() * 1000 ? Cause::outage : Cause::capacity;
    }
    if (!placer_.possible(nodes_, d, false)) return Cause::fragmentation;
    if (placer_.one_domain() && !placer_.possible(nodes_, d, true)) return Cause::topology;
    return Cause::order;
}

Waits Scheduler::read(const Lane& lane, Nanos now) {
    Waits w = lane.clock;
    w[static_cast<std::size_t>(lane.cause)] += (now - lane.since).ns;
    return w;
}

void Scheduler::set_causes(Nanos now) {
    for (Lane& lane : lanes_) {
        if (lane.queue.empty()) continue;
        const Cause cause = cause_of(lane);
        if (cause == lane.cause) continue;
        lane.clock = read(lane, now);
        lane.since = now;
        lane.cause = cause;
    }
}

Waits Scheduler::waits(JobIndex j, Nanos now) const {
    const Entry& e = jobs_[j];
    if (e.state != JobState::waiting) return e.waits;
    Waits w = e.waits;
    const Waits read_now = read(lanes_[e.lane], now);
    for (std::size_t i = 0; i < kCauses; ++i) w[i] += read_now[i] - e.mark[i];
    return w;
}

}  // namespace orrery::gang
