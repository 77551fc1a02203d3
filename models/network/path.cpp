// The shortest path between two places over directed edges.
#include "models/network/path.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace orrery::network {
namespace {

using Distance = std::pair<std::int64_t, std::uint32_t>;  // length, edges
constexpr Distance kFar{std::numeric_limits<std::int64_t>::max(), 0};
constexpr std::uint32_t kNone = 0xFFFFFFFFu;

/// The nearest place that is not settled, or kNone: networks of sites have dozens of places.
std::uint32_t nearest(const std::vector<Distance>& distance, const std::vector<char>& settled) {
    std::uint32_t best = kNone;
    for (std::uint32_t p = 0; p < distance.size(); ++p) {
        if (settled[p] || distance[p] == kFar) continue;
        if (best == kNone || distance[p] < distance[best]) best = p;
    }
    return best;
}

}  // namespace

std::optional<std::vector<std::uint32_t>> shortest_path(std::uint32_t places,
                                                        const std::vector<Edge>& edges,
                                                        const std::vector<char>& usable,
                                                        std::uint32_t from, std::uint32_t to) {
    std::vector<Distance> distance(places, kFar);
    std::vector<char> settled(places, 0);
    std::vector<std::uint32_t> via(places, kNone);
    distance[from] = {0, 0};
    for (std::uint32_t p = nearest(distance, settled); p != kNone && p != to;
         p = nearest(distance, settled)) {
        settled[p] = 1;
        for (std::uint32_t e = 0; e < edges.size(); ++e) {
            if (edges[e].from != p || !usable[e]) continue;
            const Distance here{distance[p].first + edges[e].length, distance[p].second + 1};
            const bool tie = here == distance[edges[e].to] && e < via[edges[e].to];
            if (here < distance[edges[e].to] || tie) {
                distance[edges[e].to] = here;
                via[edges[e].to] = e;
            }
        }
    }
    if (distance[to] == kFar) return std::nullopt;
    std::vector<std::uint32_t> path;
    for (std::uint32_t p = to; p != from; p = edges[via[p]].from) path.push_back(via[p]);
    std::reverse(path.begin(), path.end());
    return path;
}

}  // namespace orrery::network
