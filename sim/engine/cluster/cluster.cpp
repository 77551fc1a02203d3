// Servers of all pools: who is present, who is up, which accelerators are free.
#include "sim/engine/cluster/cluster.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"

namespace orrery {

Cluster::Cluster(const World& world, Meters& meters, Observations& out)
    : world_(world), meters_(meters), out_(out) {
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        first_.push_back(static_cast<std::uint32_t>(servers_.size()));
        present_.push_back(std::min(pool.servers, pool.max_servers));
        for (int i = 0; i < pool.max_servers; ++i) {
            ServerState state;
            state.pool = PoolId(p);
            state.number = i;
            state.present = i < pool.servers;
            state.free = pool.server.accelerators;
            servers_.push_back(state);
        }
    }
    first_.push_back(static_cast<std::uint32_t>(servers_.size()));
}

Placement Cluster::place(PoolId pool, int accelerators) {
    const int per_server = world_.pools[pool.index()].server.accelerators;
    if (accelerators > per_server) {
        return place_servers(pool, (accelerators + per_server - 1) / per_server);
    }
    std::uint32_t best = end(pool);
    for (std::uint32_t s = first(pool); s < end(pool); ++s) {
        const ServerState& state = servers_[s];
        if (!state.present || state.down > 0 || state.free < accelerators) continue;
        if (best == end(pool) || state.free < servers_[best].free) best = s;
    }
    if (best == end(pool)) return {};
    servers_[best].free -= accelerators;
    return {{best}, accelerators, wake(servers_[best], now_)};
}

Placement Cluster::place_servers(PoolId pool, int count) {
    const int per_server = world_.pools[pool.index()].server.accelerators;
    Placement placement{{}, per_server, false};
    for (std::uint32_t s = first(pool); s < end(pool); ++s) {
        const ServerState& state = servers_[s];
        if (static_cast<int>(placement.servers.size()) == count) break;
        if (state.present && state.down == 0 && state.free == per_server) {
            placement.servers.push_back(s);
        }
    }
    if (static_cast<int>(placement.servers.size()) < count) return {};
    for (const std::uint32_t s : placement.servers) {
        servers_[s].free = 0;
        placement.asleep = wake(servers_[s], now_) || placement.asleep;
    }
    return placement;
}

int Cluster::free_servers(PoolId pool) const {
    const int whole = world_.pools[pool.index()].server.accelerators;
    int count = 0;
    for (std::uint32_t s = first(pool); s < end(pool); ++s) {
        const ServerState& state = servers_[s];
        count += state.present && state.down == 0 && state.free == whole ? 1 : 0;
    }
    return count;
}

void Cluster::release(const Placement& placement) {
    for (const std::uint32_t s : placement.servers) {
        set_free(s, servers_[s].free + placement.each);
    }
}

void Cluster::set_free(std::uint32_t s, int accelerators) {
    ServerState& state = servers_[s];
    const bool whole = accelerators == world_.pools[state.pool.index()].server.accelerators;
    state.free = accelerators;
    if (!whole) {
        wake(state, now_);
    } else if (state.free_since == Nanos::never()) {
        state.free_since = now_;
    }
}

bool Cluster::wake(ServerState& state, Nanos now) {
    const Pool& pool = world_.pools[state.pool.index()];
    const Nanos from = state.free_since + pool.sleep_after;
    state.free_since = Nanos::never();
    if (from >= now || !state.present || state.down > 0) return false;
    meters_.add_span(state.pool, from, now, pool.server.accelerators, &PoolUsage::sleep_ns);
    return true;
}

bool Cluster::all_up(const Placement& placement) const {
    return std::all_of(placement.servers.begin(), placement.servers.end(),
                       [&](std::uint32_t s) { return servers_[s].down == 0; });
}

std::vector<std::uint32_t> Cluster::arrive(PoolId pool, int count, Nanos now) {
    std::vector<std::uint32_t> arrived;
    for (std::uint32_t s = first(pool); s < end(pool); ++s) {
        if (static_cast<int>(arrived.size()) == count) break;
        if (servers_[s].present) continue;
        servers_[s].present = true;
        servers_[s].since = now;
        servers_[s].free_since = now;
        // A site outage may hold it down from its first instant.
        servers_[s].down_since = now;
        arrived.push_back(s);
        ++present_[pool.index()];
    }
    return arrived;
}

bool Cluster::can_leave(std::uint32_t server) const {
    const ServerState& state = servers_[server];
    const Pool& pool = world_.pools[state.pool.index()];
    return state.present && state.number >= pool.servers && state.down == 0 &&
           state.free == pool.server.accelerators &&
           pool.terms.kind == contracts::ComputeKind::on_demand;
}

void Cluster::leave(std::uint32_t server, Nanos now) {
    wake(servers_[server], now);
    end_session(server, now);
    servers_[server].present = false;
    --present_[servers_[server].pool.index()];
}

int Cluster::absent(PoolId pool) const {
    int count = 0;
    for (std::uint32_t s = first(pool); s < end(pool); ++s) count += servers_[s].present ? 0 : 1;
    return count;
}

bool Cluster::any_up(PoolId pool) const {
    for (std::uint32_t s = first(pool); s < end(pool); ++s) {
        if (servers_[s].down == 0) return true;
    }
    return false;
}

bool Cluster::hold_down(std::uint32_t server, Nanos now) {
    ServerState& state = servers_[server];
    if (state.down > 0) return ++state.down == 1;
    const bool idle = state.free_since != Nanos::never();
    wake(state, now);
    if (idle) state.free_since = now;
    ++state.down;
    state.down_since = now;
    return true;
}

bool Cluster::lift(std::uint32_t server, Nanos now) {
    ServerState& state = servers_[server];
    ORRERY_ASSERT(state.down > 0, "a server comes up that was not down");
    if (--state.down > 0) return false;
    if (state.free_since != Nanos::never()) state.free_since = now;
    if (state.present) meter_down(state, now);
    return true;
}

void Cluster::meter_down(const ServerState& state, Nanos now) {
    const int accelerators = world_.pools[state.pool.index()].server.accelerators;
    meters_.add_span(state.pool, state.down_since, now, accelerators, &PoolUsage::failed_ns);
    meters_.add_span(state.pool, state.down_since, now, 1, &PoolUsage::server_down_ns);
}

void Cluster::end_session(std::uint32_t server, Nanos now) {
    const ServerState& state = servers_[server];
    const Nanos until = min(now, meters_.until());
    meters_.add_span(state.pool, state.since, until, 1, &PoolUsage::server_ns);
    if (state.since < until) out_.sessions.push_back({state.pool, state.since, until});
}

void Cluster::close(Nanos now) {
    for (std::uint32_t s = 0; s < servers_.size(); ++s) {
        if (!servers_[s].present) continue;
        wake(servers_[s], now);
        if (servers_[s].down > 0) meter_down(servers_[s], now);
        end_session(s, now);
    }
    std::sort(out_.sessions.begin(), out_.sessions.end(),
              [](const ServerSession& a, const ServerSession& b) {
                  if (a.pool != b.pool) return a.pool < b.pool;
                  if (a.from != b.from) return a.from < b.from;
                  return a.until < b.until;
              });
}

}  // namespace orrery
