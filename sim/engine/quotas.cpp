// What vendors grant of the servers that are asked for: quotas, stock, bans, queues of orders.
#include <algorithm>

#include "sim/engine/delivery.hpp"
#include "sim/engine/event_words.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// Worlds that were not compiled have no vendors: everything is granted.
const SupplyTerms& terms_of(const World& world, PoolId pool) {
    static const SupplyTerms open;
    const auto& terms = world.supply.pools;
    return pool.index() < terms.size() ? terms[pool.index()] : open;
}

}  // namespace

/// Why no server at all is to be had now; nothing where some are.
std::optional<SupplyCause> Simulation::closed(PoolId pool) const {
    const SupplyTerms& terms = terms_of(world_, pool);
    if (now_ < terms.usable_from) return SupplyCause::qualification;
    for (const std::uint32_t i : terms.disruptions) {
        const DisruptionSpec& d = world_.disruptions[i];
        const bool bans = d.kind == DisruptionKind::export_ban && supply_.struck[i] != 0;
        if (bans && holds(d, now_)) return SupplyCause::ban;
    }
    if (frozen(pool)) return SupplyCause::control_plane;
    if (supply_.out_of_stock[pool.index()] > 0) return SupplyCause::stock_out;
    return std::nullopt;
}

/// Servers that are held or on order count against a quota; those on standby do when they come.
int Simulation::within_quota(PoolId pool, int asked) const {
    for (const std::uint32_t i : terms_of(world_, pool).quotas) {
        const SupplyQuota& quota = world_.supply.quotas[i];
        int held = 0;
        for (const PoolId p : quota.pools) {
            const auto all = static_cast<int>(cluster_.end(p) - cluster_.first(p));
            held += all - cluster_.absent(p) + on_order_[p.index()];
        }
        const int room = static_cast<int>(quota.limit(now_)) - held;
        asked = std::min(asked, std::max(room, 0));
    }
    return asked;
}

/// Share of an order that is delivered at all.
double Simulation::allocation_of(PoolId pool) const {
    double share = 1;
    for (const std::uint32_t i : terms_of(world_, pool).disruptions) {
        const DisruptionSpec& d = world_.disruptions[i];
        const bool cuts = d.kind == DisruptionKind::partial || d.kind == DisruptionKind::fab_loss;
        if (cuts && supply_.struck[i] != 0 && holds(d, now_)) share *= std::min(d.factor, 1.0);
    }
    return share;
}

Nanos Simulation::delay_of(PoolId pool) const {
    Nanos delay{0};
    for (const std::uint32_t i : terms_of(world_, pool).disruptions) {
        const DisruptionSpec& d = world_.disruptions[i];
        const bool later = d.kind == DisruptionKind::delay && supply_.struck[i] != 0;
        if (later && holds(d, now_)) delay += d.delay;
    }
    return delay;
}

/// How many of the servers asked for are granted; the rest is missing, by its first cause.
int Simulation::ration(PoolId pool, int asked) {
    PoolOrders& orders = out_.supply.pools[pool.index()];
    if (const auto cause = closed(pool)) {
        lack(pool, asked, *cause);
        return 0;
    }
    orders.asked += asked;
    const int quota = within_quota(pool, asked);
    const int granted = static_cast<int>(allocation_of(pool) * quota + 1e-9);
    lack(pool, asked - granted, quota < asked ? SupplyCause::quota : SupplyCause::allocation);
    return granted;
}

/// From now on so many servers are missing; the span before is booked.
void Simulation::lack(PoolId pool, int servers, SupplyCause cause) {
    SupplyState::Shortage& s = supply_.shortages[pool.index()];
    PoolOrders& orders = out_.supply.pools[pool.index()];
    orders.missing_ns[static_cast<std::size_t>(s.cause)] +=
        DeviceTime{s.servers} * (now_ - s.since).ns;
    const bool news = servers > 0 && (s.servers == 0 || s.cause != cause);
    s = {servers, cause, now_};
    if (!news) return;
    note("refused", world_.pools[pool.index()].name,
         servers_text(servers) +
             " not to be had: " + cause_text(kSupplyCauseNames[static_cast<std::size_t>(cause)]),
         now_);
}

/// Nothing is missing any more, unless somebody else on the pool waits.
void Simulation::content(PoolId pool) {
    if (supply_.shortages[pool.index()].servers == 0 || !job_queues_[pool.index()].empty()) return;
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const bool here = world_.deployments[d].pool == pool;
        if (here && fleet_.count(DeploymentId(d), ReplicaState::queued) > 0) return;
    }
    lack(pool, 0, supply_.shortages[pool.index()].cause);
}

/// An order that is not filled at once waits; none of a pool overtakes an earlier one. Two draws
/// for every order, used or not.
Nanos Simulation::filled_at(PoolId pool, Nanos earliest) {
    const SupplyTerms& terms = terms_of(world_, pool);
    Stream& stream = supply_.fills[pool.index()];
    const double luck = stream.uniform();
    const double wait = exponential(stream, 1.0) * terms.fill_wait.seconds();
    Nanos& last = supply_.last_filled[pool.index()];
    earliest += delay_of(pool);
    if (luck >= terms.fill_rate) earliest += Nanos::from_seconds(wait);
    if (terms.fill_rate < 1) earliest = last = max(earliest, last);
    return earliest;
}

/// Its servers come when the vendor is qualified.
void Simulation::await_qualification(PoolId pool) {
    const Nanos usable = terms_of(world_, pool).usable_from;
    if (usable <= Nanos{0}) return;
    const auto servers = pick_servers(pool, world_.pools[pool.index()].servers, false);
    for (const std::uint32_t s : servers) {
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
    }
    if (servers.empty()) return;
    at(usable, EventClass::spot_return, pool.value, static_cast<std::uint32_t>(servers.size()));
}

}  // namespace orrery
