// Gang scheduler of a shared cluster: queue, placement, preemption, quotas, and why jobs wait.
#pragma once
#include <optional>
#include <set>
#include <vector>

#include "sim/engine/cluster/gang_place.hpp"

namespace orrery::gang {

using JobIndex = std::uint32_t;

/// What one pass decided; the caller starts clocks and stops them.
struct Decisions {
    std::vector<JobIndex> started;
    std::vector<JobIndex> preempted;
    void clear() {
        started.clear();
        preempted.clear();
    }
};

enum class JobState : std::uint8_t { waiting, running, done };

/// Plain data of a job in the scheduler.
struct Entry {
    Job job;
    Nanos remaining{0};  ///< of its work, as of `started`, or while waiting
    Nanos owed{0};       ///< before the work goes on: the restart
    Nanos restarts{0};   ///< what it has run on restarts, cut ones included
    Nanos queued{0};     ///< since when it waits
    Nanos first_start = Nanos::never();
    Nanos started{0};
    Nanos end = Nanos::never();  ///< while running: when it will be done, the tick included
    std::int64_t stamp = 0;      ///< its turn among equals
    std::uint32_t lane = 0;
    std::int32_t preemptions = 0;
    JobState state = JobState::waiting;
    bool late = false;      ///< stands behind equals that were queued at the same instant
    bool borrowed = false;  ///< runs beyond its tenant's quota
    Waits waits{};          ///< up to `queued`
    Waits mark{};           ///< the lane's clock at `queued`
    Allocation place;
    /// Work and restart, as of `started`, or while waiting.
    [[nodiscard]] Nanos left() const { return owed + remaining; }
    /// When its work goes on, while running.
    [[nodiscard]] Nanos works_from() const { return started + owed; }
};

/// Knows no simulation: the caller says what time it is and when jobs are done. Jobs that ask for
/// the same and belong to the same tenant share a lane: what blocks one blocks all, so one clock a
/// lane explains all their waits, and a pass looks at heads of lanes instead of all jobs.
class Scheduler {
public:
    Scheduler(const Settings& settings, std::vector<NodeSpec> nodes, std::vector<Tenant> tenants);

    /// Whether an empty cluster and an unused quota could ever hold it.
    [[nodiscard]] bool ever_fits(const Job& job) const;
    /// Queues a job; it must ever fit.
    JobIndex submit(const Job& job, Nanos now);
    /// The job is done and gives its GPUs back.
    void finish(JobIndex j, Nanos now);
    /// A running job loses its place and waits again, `kept` of what it worked in this spell being
    /// done, and a restart ahead of the rest.
    void interrupt(JobIndex j, Nanos now, Nanos kept, Nanos restart);
    /// A running job gives way, as if a pass had preempted it.
    void preempt(JobIndex j, Nanos now);
    /// A waiting job goes away.
    void cancel(JobIndex j, Nanos now);
    void set_up(std::uint32_t node, bool up) { nodes_.set_up(node, up); }
    /// Free GPUs of a node as others than these jobs leave them.
    void set_free(std::uint32_t node, int gpus) { nodes_.set_whole(node, gpus); }
    /// Nobody starts, and everybody waits for that cause: a power cap, or others' turn.
    void forbid_starts(Cause cause) { forbidden_ = cause; }
    void allow_starts() { forbidden_.reset(); }
    void set_mix(const TaskMix& mix) { placer_.set_mix(mix); }

    /// Starts and preempts at this instant; call it once after all that happened then.
    void pass(Nanos now, Decisions& out);

    [[nodiscard]] const Entry& job(JobIndex j) const { return jobs_[j]; }
    [[nodiscard]] const Nodes& nodes() const { return nodes_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    /// Running jobs, soonest end first.
    [[nodiscard]] const std::vector<JobIndex>& running() const { return running_; }
    [[nodiscard]] Nanos next_end() const {
        return running_.empty() ? Nanos::never() : jobs_[running_.front()].end;
    }
    /// Waits by cause up to now; they sum to the time spent waiting.
    [[nodiscard]] Waits waits(JobIndex j, Nanos now) const;
    /// GPU thousandths that a tenant uses.
    [[nodiscard]] std::int64_t used_milli(std::uint32_t tenant) const { return used_[tenant]; }

private:
    struct Key {
        std::int64_t rank = 0;
        Nanos queued{0};
        std::int64_t late = 0;
        std::int64_t stamp = 0;
        JobIndex job = 0;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Lane {
        Demand demand;
        std::uint32_t tenant = 0;
        std::set<Key> queue;
        Waits clock{};
        Nanos since{0};
        Cause cause = Cause::order;
        bool blocked = false;  ///< in this pass
    };
    struct Cursor {
        std::uint32_t lane;
        std::set<Key>::const_iterator at;
    };

    [[nodiscard]] Key key_of(JobIndex j) const;
    std::uint32_t lane_of(const Job& job);
    void enqueue(JobIndex j, Nanos now);
    void dequeue(JobIndex j, Nanos now);
    void free_place(JobIndex j, Nanos now);
    void start(JobIndex j, const Allocation& place, Nanos now, Decisions& out);
    void drop(JobIndex j, Nanos now, Decisions& out);
    void stop(JobIndex j, Nanos now, Nanos kept, Nanos restart);
    void insert_running(JobIndex j);
    void settle(std::uint32_t tenant);
    void charge_tenant(std::uint32_t tenant, Nanos now);
    [[nodiscard]] bool over_quota(const Lane& lane) const;
    [[nodiscard]] Cause cause_of(const Lane& lane) const;
    void set_causes(Nanos now);
    [[nodiscard]] static Waits read(const Lane& lane, Nanos now);

    [[nodiscard]] bool before(const Key& a, std::uint32_t ta, const Key& b, std::uint32_t tb) const;
    [[nodiscard]] std::uint32_t first_lane() const;
    bool try_start(JobIndex j, Nanos now, Decisions& out);
    bool make_room(JobIndex j, Nanos now, Decisions& out);
    void in_order(Nanos now, Decisions& out);
    void lend(Nanos now, Decisions& out);
    void easy(JobIndex head, Nanos now, Decisions& out);
    bool backfill_one(JobIndex j, Nanos shadow, Nodes& then, Nanos now, Decisions& out);
    void conservative(Nanos now, Decisions& out);
    void shortest_remaining(Nanos now, Decisions& out);
    [[nodiscard]] std::vector<Cursor> cursors() const;
    [[nodiscard]] std::size_t next_of(const std::vector<Cursor>& cursors) const;
    [[nodiscard]] Nanos believed(JobIndex j) const;
    [[nodiscard]] Nanos expected_end(JobIndex j, Nanos now) const;

    Settings settings_;
    Nodes nodes_;
    Nodes empty_;  ///< as when nobody runs
    Placer placer_;
    std::vector<Tenant> tenants_;
    std::vector<Entry> jobs_;
    std::vector<Lane> lanes_;
    std::vector<std::uint32_t> by_demand_;  ///< lanes in order of (demand, tenant)
    std::vector<JobIndex> running_;
    std::vector<std::int64_t> used_;  ///< milli GPUs by tenant
    std::vector<double> usage_;       ///< GPU seconds by tenant
    std::vector<Nanos> usage_at_;
    Allocation choice_;
    std::int64_t stamps_ = 0;
    std::size_t waiting_ = 0;
    std::optional<Cause> forbidden_;
};

}  // namespace orrery::gang
