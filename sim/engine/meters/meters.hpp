// Usage by pool, deployment and site in meter intervals; spans are cut at interval boundaries.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Writes into the Observations of one run. Times beyond `until` (the horizon) are cut off there.
class Meters {
public:
    Meters(const World& world, Observations& out);

    /// Adds accelerators × the overlap of [from, to) with each interval to one field of a pool.
    void add_span(PoolId pool, Nanos from, Nanos to, std::int64_t weight,
                  std::int64_t PoolUsage::*field);
    void add_ready(DeploymentId deployment, Nanos from, Nanos to);
    [[nodiscard]] PoolUsage& pool_at(PoolId pool, Nanos t);
    [[nodiscard]] DeploymentUsage& deployment_at(DeploymentId deployment, Nanos t);
    void add_egress(SiteId site, Nanos t, std::int64_t bytes);
    [[nodiscard]] std::size_t interval(Nanos t) const;
    /// Start of the interval after the one that holds `t`.
    [[nodiscard]] Nanos interval_end(Nanos t) const;
    [[nodiscard]] Nanos until() const { return until_; }
    /// A limit ended the run early: nothing is metered beyond `t`.
    void cut_at(Nanos t) { until_ = t; }

private:
    /// Remembers the interval that was looked at last: time goes on, and divisions are slow.
    void look_at(Nanos t) const {
        if (t >= seen_from_ && t < seen_until_) return;
        seen_ = t.ns / length_.ns;
        seen_from_ = Nanos{seen_ * length_.ns};
        seen_until_ = seen_from_ + length_;
    }
    template <class Add>
    void for_each_overlap(Nanos from, Nanos to, Add add) const;

    Observations& out_;
    Nanos length_;
    Nanos until_;
    mutable std::int64_t seen_ = 0;
    mutable Nanos seen_from_{0};
    mutable Nanos seen_until_{0};
};

}  // namespace orrery
