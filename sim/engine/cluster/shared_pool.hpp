// A pool whose accelerators recorded jobs share with replicas and training runs.
#pragma once
#include <vector>

#include "sim/engine/cluster/cluster.hpp"
#include "sim/engine/cluster/gang.hpp"
#include "sim/engine/meters/meters.hpp"

namespace orrery {

/// The gang scheduler on the Cluster's servers. The Cluster is the truth about who is up and what
/// is free: before a pass the scheduler's nodes take it over, after it the servers take the
/// scheduler's. The caller keeps the clock.
class SharedPool {
public:
    SharedPool(const World& world, PoolId pool, Cluster& cluster, Meters& meters, Observations& out,
               std::uint64_t seed);

    /// The next instant at which a job comes or ends.
    [[nodiscard]] Nanos next() const;
    /// Jobs that are done by now; whether there were any.
    bool finish_due(Nanos now);
    void submit_due(Nanos now);
    /// Starts and preempts.
    void pass(Nanos now);
    /// Jobs on servers that are down start again later.
    void lose_down(Nanos now);
    /// Makes room for a replica on one server; false if no server could have it.
    bool yield(int accelerators, Nanos now);
    /// Empties servers for a gang of whole ones; false if there could never be so many.
    bool yield_servers(int servers, Nanos now);
    void close(Nanos now);
    [[nodiscard]] bool own_first() const { return spec_.own_first; }

private:
    struct Spell {
        std::uint32_t row = 0;
        Nanos since{0};
        Nanos works_from{0};  ///< when its restart is over
    };
    enum class Spent { work, restart, lost };
    void pull();
    void push();
    [[nodiscard]] const JobTrace& trace_of(const SharedJobRow& row) const {
        return world_.job_traces[row.trace];
    }
    void meter(SharedJobRow& row, Nanos from, Nanos to, Spent on);
    void stop_spell(gang::JobIndex j, Nanos now, Nanos lost);
    [[nodiscard]] gang::Job job_of(const SharedJobRow& row) const;
    void record(gang::JobIndex j, Nanos now);
    void evict(gang::JobIndex j, Nanos now);
    /// Accelerators of each node that recorded jobs hold.
    [[nodiscard]] std::vector<int> held() const;

    const World& world_;
    PoolId pool_;
    Cluster& cluster_;
    Meters& meters_;
    Observations& out_;
    PoolSchedulerSpec spec_;
    std::vector<std::vector<std::uint32_t>> tenant_of_;  ///< [trace][its tenant] → the pool's
    gang::Scheduler scheduler_;
    std::vector<std::uint32_t> order_;  ///< rows by time of submission
    std::size_t next_row_ = 0;
    std::vector<Spell> spells_;  ///< by the scheduler's job
    gang::Decisions decisions_;
};

}  // namespace orrery
