// Twenty small networks with flows, the same on every machine: for tests of max–min sharing.
#pragma once
#include <cstdint>
#include <vector>

#include "models/network/max_min.hpp"

namespace orrery::test {

struct FlowTopology {
    std::vector<double> capacities;  ///< B/s
    std::vector<network::SharedFlow> flows;
};

/// Numbers without a library: a linear congruence (D. Knuth's MMIX constants), upper bits.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint32_t below(std::uint32_t n) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::uint32_t>((state_ >> 33) % n);
    }

private:
    std::uint64_t state_;
};

/// `links` links of 1 to 100 MB/s and flows over one to three of them, every third with a cap.
inline FlowTopology flow_topology(std::uint64_t seed, std::uint32_t links, std::uint32_t flows) {
    Dice dice(seed);
    FlowTopology t;
    for (std::uint32_t l = 0; l < links; ++l) t.capacities.push_back(1e6 * (1 + dice.below(100)));
    for (std::uint32_t f = 0; f < flows; ++f) {
        network::SharedFlow flow;
        const std::uint32_t hops = 1 + dice.below(links < 3 ? links : 3);
        for (std::uint32_t l = dice.below(links); flow.links.size() < hops; l = (l + 1) % links) {
            flow.links.push_back(l);
        }
        const double cap = 1e6 * (1 + dice.below(20));
        if (f % 3 == 2) flow.cap = cap;
        t.flows.push_back(flow);
    }
    return t;
}

/// From two links with three flows to nine links with 17.
inline std::vector<FlowTopology> twenty_topologies() {
    std::vector<FlowTopology> all;
    for (std::uint32_t i = 0; i < 20; ++i) {
        all.push_back(flow_topology(2026 + i, 2 + i % 8, 3 + (i * 5) % 15));
    }
    return all;
}

}  // namespace orrery::test
