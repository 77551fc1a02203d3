// Which of a workload's routes can be reached from its users, how far they are, and over what.
#pragma once
#include <vector>

#include "sim/engine/transport/link_state.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// A route of a workload as the network is now.
struct Reach {
    bool up = true;
    Nanos rtt;
    double jitter_s = 0;  ///< mean of what its links add to a round trip
    LinkPath back;        ///< from the site to the users; empty: not over links
    bool priced = false;  ///< `back` takes private lines only
};

class ReachTable {
public:
    explicit ReachTable(const World& world);

    /// Clients do not get through to a site for one reason more, or one less; then `update`.
    void edge_down(SiteId site, bool down) { edge_[site.index()] += down ? 1 : -1; }
    /// Something went down or came back.
    void update(const LinkState& state);

    /// Whether the scenario has links or partitions at all: else routes are as compiled.
    [[nodiscard]] bool active() const { return active_; }
    [[nodiscard]] const Reach& of(WorkloadId w, std::size_t route) const {
        return table_[w.index()][route];
    }
    [[nodiscard]] bool up(WorkloadId w, std::size_t route) const {
        return !active_ || table_[w.index()][route].up;
    }
    /// Whether any route of the workload is cut off now.
    [[nodiscard]] bool any_down(WorkloadId w) const { return down_[w.index()] != 0; }

private:
    [[nodiscard]] Reach look(const LinkState& state, const Workload& w, const Route& route) const;

    const World& world_;
    bool active_;
    std::vector<std::vector<Reach>> table_;  ///< [workload][route]
    std::vector<char> down_;                 ///< by workload
    std::vector<int> edge_;                  ///< by site: outages of its edge network
};

}  // namespace orrery
