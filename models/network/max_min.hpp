// Max–min fair rates of flows that share links: progressive filling, with weights and rate caps.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

namespace orrery::network {

/// A flow over a route of links, by their indices; a link counts once however often it is named.
struct SharedFlow {
    std::vector<std::uint32_t> links;
    double cap = std::numeric_limits<double>::infinity();  ///< B/s that its ends can do; ≥ 0
    double weight = 1;                                     ///< > 0: of its share beside others'
};

/// Rates in the unit of `capacities` (B/s, ≥ 0). All flows rise together, each by its weight, until
/// a link is full or a flow is at its cap; what is bound stays and the rest goes on (D. Bertsekas,
/// R. Gallager, Data Networks, 2nd ed. 1992, 6.5.2). A flow without links or cap gets infinity; one
/// over a link of capacity 0 gets 0.
std::vector<double> max_min_rates(const std::vector<double>& capacities,
                                  const std::vector<SharedFlow>& flows);

}  // namespace orrery::network
