// The shortest path between two places over directed edges.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace orrery::network {

struct Edge {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::int64_t length = 0;  ///< ns of latency; ≥ 0
};

/// Indices of the edges from `from` to `to`, of least length, then of fewest edges, then with the
/// lowest last edge, the lowest before it and so on; empty where both are the same place. Edges
/// with a zero in `usable` are not taken. Nothing where no path is left.
std::optional<std::vector<std::uint32_t>> shortest_path(std::uint32_t places,
                                                        const std::vector<Edge>& edges,
                                                        const std::vector<char>& usable,
                                                        std::uint32_t from, std::uint32_t to);

}  // namespace orrery::network
