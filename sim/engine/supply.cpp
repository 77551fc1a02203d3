// Servers that are taken away and come back: maintenance windows and spot markets.
#include <algorithm>

#include "sim/engine/event_words.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {

/// Servers fail, come and go.
void Simulation::supply_event(EventClass kind, std::uint32_t entity, std::uint32_t slot) {
    if (kind == EventClass::repair) return repair(entity);
    if (kind == EventClass::failure) return failure(entity, slot);
    const PoolId pool(entity);
    if (kind == EventClass::servers_arrive) return servers_arrive(pool, slot);
    if (kind == EventClass::maintenance_notice) return maintenance_notice(pool, slot);
    if (kind == EventClass::maintenance_start) return maintenance(pool, slot, true);
    if (kind == EventClass::maintenance_end) return maintenance(pool, slot, false);
    if (kind == EventClass::spot_notice) return spot_notice(pool, slot);
    if (kind == EventClass::spot_reclaim) return spot_reclaim(pool, slot);
    if (kind == EventClass::servers_leave) return servers_leave(pool, slot);
    spot_return(pool, static_cast<int>(slot));
}

/// Events of the pool's windows and market; a recorded market may have fewer servers at first.
void Simulation::prepare_supply(PoolId pool) {
    const Pool& p = world_.pools[pool.index()];
    if (p.purchase) prepare_deliveries(pool);
    for (std::size_t w = 0; w < p.maintenance.size(); ++w) {
        const auto slot = static_cast<std::uint32_t>(w);
        at(p.maintenance[w].notice, EventClass::maintenance_notice, pool.value, slot);
        at(p.maintenance[w].at, EventClass::maintenance_start, pool.value, slot);
        at(p.maintenance[w].until, EventClass::maintenance_end, pool.value, slot);
    }
    if (!p.spot) return;
    for (std::size_t c = 1; c < p.spot->recorded.size(); ++c) {
        const CapacityChange& change = p.spot->recorded[c];
        const bool fewer = change.servers < p.spot->recorded[c - 1].servers;
        const Nanos told = max(Nanos{0}, change.at - p.spot->spec.notice);
        if (fewer) at(told, EventClass::spot_notice, pool.value, static_cast<std::uint32_t>(c));
        if (fewer) continue;
        const int more = change.servers - p.spot->recorded[c - 1].servers;
        at(change.at, EventClass::spot_return, pool.value, static_cast<std::uint32_t>(more));
    }
    if (!p.spot->recorded.empty()) {
        const int missing = p.servers - p.spot->recorded.front().servers;
        for (const std::uint32_t s : pick_servers(pool, missing, false)) {
            cluster_.leave(s, now_);
            ++fates_[s].epoch;
        }
    } else if (p.spot->spec.every != Nanos::never()) {
        const double after = exponential(spot_streams_[pool.index()], p.spot->spec.every.seconds());
        at(Nanos::from_seconds(after), EventClass::spot_notice, pool.value, 0);
    }
}

/// Of the servers that are present and up: at random, or the last ones.
std::vector<std::uint32_t> Simulation::pick_servers(PoolId pool, int count, bool random) {
    std::vector<std::uint32_t> list;
    for (std::uint32_t s = cluster_.end(pool); s > cluster_.first(pool); --s) {
        const ServerState& state = cluster_.server(s - 1);
        const bool leaves = fates_[s - 1].leaving;
        if (state.present && state.down == 0 && !leaves) list.push_back(s - 1);
    }
    const auto n = std::min(list.size(), static_cast<std::size_t>(std::max(count, 0)));
    for (std::size_t i = 0; i < n && random; ++i) {
        const auto other = uniform_int(spot_streams_[pool.index()], list.size() - i);
        std::swap(list[i], list[i + static_cast<std::size_t>(other)]);
    }
    list.resize(n);
    return list;
}

void Simulation::warn_jobs(const std::vector<std::uint32_t>& servers, Nanos until) {
    for (std::size_t i = 0; i < running_jobs_.size(); ++i) {
        const RunningJob& running = running_jobs_[i];
        if (running.phase != JobPhase::running) continue;
        const auto& gang = running.placement.servers;
        const bool hit = std::any_of(servers.begin(), servers.end(), [&](std::uint32_t s) {
            return std::find(gang.begin(), gang.end(), s) != gang.end();
        });
        if (!hit) continue;
        plan_stop(
            JobId(i),
            reliability::stop_before(running.cycle, running.worked(now_), running.worked_by(until)),
            StopReason::notice);
    }
}

std::vector<std::uint32_t> Simulation::window_servers(PoolId pool,
                                                      const MaintenanceWindow& window) const {
    std::vector<std::uint32_t> servers;
    const int all = world_.pools[pool.index()].servers;
    for (int i = 0; i < window.count; ++i) {
        servers.push_back(cluster_.first(pool) +
                          static_cast<std::uint32_t>((window.first + i) % all));
    }
    return servers;
}

void Simulation::maintenance_notice(PoolId pool, std::uint32_t index) {
    const MaintenanceWindow& window = world_.pools[pool.index()].maintenance[index];
    warn_jobs(window_servers(pool, window), window.at);
}

void Simulation::maintenance(PoolId pool, std::uint32_t index, bool start) {
    const Pool& p = world_.pools[pool.index()];
    const MaintenanceWindow& window = p.maintenance[index];
    const auto servers = window_servers(pool, window);
    if (start) {
        note("maintenance", p.name, window.reason, window.until);
        take_down(servers, Hazard::maintenance, window.reason);
    } else {
        for (const std::uint32_t s : servers) cluster_.lift(s, now_);
    }
    place_queued(pool);
}

/// The vendor says which servers it takes back; for a recorded market `change` says how many.
void Simulation::spot_notice(PoolId pool, std::uint32_t change) {
    if (spot_over_[pool.index()]) return;
    const SpotMarket& market = *world_.pools[pool.index()].spot;
    std::vector<std::uint32_t> servers;
    Nanos when = now_ + market.spec.notice;
    if (market.recorded.empty()) {
        const int all = world_.pools[pool.index()].servers;
        const int count = market.spec.servers == 0 ? all : market.spec.servers;
        servers = pick_servers(pool, count, true);
        const double after = exponential(spot_streams_[pool.index()], market.spec.every.seconds());
        at(now_ + Nanos::from_seconds(after), EventClass::spot_notice, pool.value, 0);
    } else {
        when = market.recorded[change].at;
        const int fewer = market.recorded[change - 1].servers - market.recorded[change].servers;
        servers = pick_servers(pool, fewer, false);
    }
    for (const std::uint32_t s : servers) fates_[s].leaving = true;
    warn_jobs(servers, when);
    reclaims_.push_back(std::move(servers));
    at(when, EventClass::spot_reclaim, pool.value,
       static_cast<std::uint32_t>(reclaims_.size() - 1));
}

/// They go, and are no longer paid; a broken one goes when the shop gives it back.
void Simulation::spot_reclaim(PoolId pool, std::uint32_t batch) {
    const SpotMarket& market = *world_.pools[pool.index()].spot;
    std::vector<std::uint32_t> servers;
    for (const std::uint32_t s : reclaims_[batch]) {
        const ServerState& state = cluster_.server(s);
        if (!state.present || state.down > 0) continue;
        servers.push_back(s);
        fates_[s].leaving = false;
    }
    note("preemption", world_.pools[pool.index()].name,
         servers_text(static_cast<std::int64_t>(servers.size())) + " taken back", now_);
    take_down(servers, Hazard::preemption, "spot preemption");
    for (const std::uint32_t s : servers) {
        cluster_.lift(s, now_);
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
    }
    if (market.recorded.empty() && !reclaims_[batch].empty()) {
        const double after = exponential(spot_streams_[pool.index()], market.spec.back.seconds());
        at(now_ + Nanos::from_seconds(after), EventClass::spot_return, pool.value,
           static_cast<std::uint32_t>(reclaims_[batch].size()));
    }
    place_queued(pool);
}

void Simulation::spot_return(PoolId pool, int count) {
    if (spot_over_[pool.index()]) return;
    for (const std::uint32_t s : cluster_.arrive(pool, count, now_)) {
        ++fates_[s].epoch;
        schedule_failure(s);
    }
    ask_power(pool);
    place_queued(pool);
}

}  // namespace orrery
