// Usage by pool, deployment and site in meter intervals; spans are cut at interval boundaries.
#include "sim/engine/meters/meters.hpp"

#include <algorithm>

namespace orrery {

Meters::Meters(const World& world, Observations& out)
    : out_(out), length_(world.meter_interval), until_(world.horizon) {
    const std::size_t n = world.intervals();
    out_.pools.assign(world.pools.size(), std::vector<PoolUsage>(n));
    out_.deployments.assign(world.deployments.size(), std::vector<DeploymentUsage>(n));
    out_.egress_bytes.assign(world.sites.size(), std::vector<std::int64_t>(n));
}

std::size_t Meters::interval(Nanos t) const {
    const Nanos inside = min(t, until_ - Nanos{1});
    look_at(max(inside, Nanos{0}));
    return static_cast<std::size_t>(seen_);
}

Nanos Meters::interval_end(Nanos t) const {
    look_at(t);
    return seen_until_;
}

template <class Add>
void Meters::for_each_overlap(Nanos from, Nanos to, Add add) const {
    const Nanos last = min(to, until_);
    while (from < last) {
        const Nanos next = min(interval_end(from), last);
        add(interval(from), (next - from).ns);
        from = next;
    }
}

void Meters::add_span(PoolId pool, Nanos from, Nanos to, std::int64_t weight,
                      std::int64_t PoolUsage::*field) {
    auto& usage = out_.pools[pool.index()];
    for_each_overlap(from, to,
                     [&](std::size_t i, std::int64_t ns) { usage[i].*field += weight * ns; });
}

void Meters::add_ready(DeploymentId deployment, Nanos from, Nanos to) {
    auto& usage = out_.deployments[deployment.index()];
    for_each_overlap(from, to, [&](std::size_t i, std::int64_t ns) { usage[i].ready_ns += ns; });
}

PoolUsage& Meters::pool_at(PoolId pool, Nanos t) {
    return out_.pools[pool.index()][interval(t)];
}

DeploymentUsage& Meters::deployment_at(DeploymentId deployment, Nanos t) {
    return out_.deployments[deployment.index()][interval(t)];
}

void Meters::add_egress(SiteId site, Nanos t, std::int64_t bytes) {
    out_.egress_bytes[site.index()][interval(t)] += bytes;
}

}  // namespace orrery
