// Servers of all pools: who is present, who is up, which accelerators are free.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/meters/meters.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Accelerators held by one replica or job: `each` on every server of the list.
struct Placement {
    std::vector<std::uint32_t> servers;
    int each = 0;
    bool asleep = false;  ///< one of the servers slept when they were taken
    [[nodiscard]] bool empty() const { return servers.empty(); }
};

struct ServerState {
    PoolId pool;
    int number = 0;  ///< within the pool, from 0
    int free = 0;    ///< accelerators
    int down = 0;    ///< causes that hold it down: failure, site outage
    bool present = false;
    Nanos since;  ///< present since
    Nanos down_since;
    Nanos free_since{0};  ///< no accelerator of it is held; never(): some is
};

/// Meters presence and downtime of servers; the caller meters what the accelerators do.
class Cluster {
public:
    Cluster(const World& world, Meters& meters, Observations& out);

    /// Best fit: the fullest up server that still fits, lowest number first; replicas larger than a
    /// server take whole servers. Empty when there is no room.
    [[nodiscard]] Placement place(PoolId pool, int accelerators);
    /// Whole free servers, for gangs.
    [[nodiscard]] Placement place_servers(PoolId pool, int servers);
    /// Whole servers that are up and free.
    [[nodiscard]] int free_servers(PoolId pool) const;
    void release(const Placement& placement);
    /// Free accelerators of a server whose others a shared pool's jobs hold.
    void set_free(std::uint32_t s, int accelerators);
    [[nodiscard]] bool all_up(const Placement& placement) const;

    /// Servers that nobody uses go to sleep by this clock.
    void look_at(Nanos now) { now_ = now; }

    /// Brings up to `count` absent servers into the pool; returns those.
    std::vector<std::uint32_t> arrive(PoolId pool, int count, Nanos now);
    /// An empty server beyond the pool's own leaves; ends its billing session.
    void leave(std::uint32_t server, Nanos now);
    [[nodiscard]] bool can_leave(std::uint32_t server) const;
    [[nodiscard]] int absent(PoolId pool) const;
    [[nodiscard]] int present(PoolId pool) const { return present_[pool.index()]; }
    /// Whether a server, there or still to come, is not held down.
    [[nodiscard]] bool any_up(PoolId pool) const;

    /// One more (or one less) cause holds a server down. True if its state changed.
    bool hold_down(std::uint32_t server, Nanos now);
    bool lift(std::uint32_t server, Nanos now);

    [[nodiscard]] const ServerState& server(std::uint32_t s) const { return servers_[s]; }
    [[nodiscard]] std::uint32_t first(PoolId pool) const { return first_[pool.index()]; }
    [[nodiscard]] std::uint32_t end(PoolId pool) const { return first_[pool.index() + 1]; }
    /// Meters everything still present or down at the end of the run.
    void close(Nanos now);

private:
    void end_session(std::uint32_t server, Nanos now);
    void meter_down(const ServerState& server, Nanos now);
    /// Books its sleep up to now; true if it slept.
    bool wake(ServerState& server, Nanos now);

    const World& world_;
    Meters& meters_;
    Observations& out_;
    std::vector<ServerState> servers_;
    std::vector<std::uint32_t> first_;
    std::vector<int> present_;  ///< by pool
    Nanos now_{0};
};

}  // namespace orrery
