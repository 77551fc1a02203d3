// Which places and links are up, and the paths that are left.
#include "sim/engine/transport/link_state.hpp"

#include <algorithm>

#include "sim/scenario/topology.hpp"

namespace orrery {

LinkState::LinkState(const Network& network)
    : network_(network),
      places_down_(network.places.size(), 0),
      links_down_(network.links.size(), 0) {}

void LinkState::place_down(std::uint32_t place, bool down) {
    places_down_[place] += down ? 1 : -1;
}

void LinkState::link_down(std::uint32_t link, bool down) {
    links_down_[link] += down ? 1 : -1;
}

std::vector<char> LinkState::usable(Purpose purpose, bool all_up) const {
    std::vector<char> edges = edges_for(network_, purpose);
    for (std::uint32_t e = 0; e < edges.size() && !all_up; ++e) {
        const network::Edge& edge = network_.edges[e];
        if (!up(edge.from) || !up(edge.to) || links_down_[e / 2] > 0) edges[e] = 0;
    }
    return edges;
}

std::optional<LinkPath> LinkState::path(std::uint32_t from, std::uint32_t to,
                                        Purpose purpose) const {
    return network::shortest_path(static_cast<std::uint32_t>(network_.places.size()),
                                  network_.edges, usable(purpose, false), from, to);
}

bool LinkState::joined(std::uint32_t from, std::uint32_t to, Purpose purpose) const {
    if (network_.links.empty() || from == to) return false;
    if (from == kNoPlace || to == kNoPlace) return false;
    return path_for(network_, from, to, purpose).has_value();
}

bool LinkState::reachable(std::uint32_t from, std::uint32_t to, Purpose purpose) const {
    if (from == to) return true;
    if (joined(from, to, purpose)) return path(from, to, purpose).has_value();
    return up(from) && up(to);
}

Nanos LinkState::latency(const LinkPath& path) const {
    return latency_of(network_, path);
}

bool LinkState::priced(const LinkPath& path) const {
    return !path.empty() && std::all_of(path.begin(), path.end(), [&](std::uint32_t e) {
        return network_.links[e / 2].usd_gb >= 0;
    });
}

}  // namespace orrery
