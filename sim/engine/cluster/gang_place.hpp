// Where a gang goes: placement policies over the free GPUs of a cluster.
#pragma once
#include "sim/engine/cluster/gang_fragmentation.hpp"
#include "sim/engine/cluster/gang_nodes.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery::gang {

/// Gangs up to a node's size stay on one node, except under first_fit, random and count, which
/// split them where no node has room. Larger ones take whole nodes first.
class Placer {
public:
    Placer(Place kind, bool one_domain, std::uint64_t seed);

    /// The task mix that `fragmentation` reckons with; without one it takes the jobs seen so far.
    void set_mix(const TaskMix& mix) { fragmentation_ = FragmentationScores(mix); }

    /// A place for the gang, not yet taken; false if there is none, then nothing was drawn.
    bool choose(const Nodes& nodes, const Demand& demand, Allocation& out);
    /// A place in a what-if: neither draws nor remembers (best fit for policies that would).
    bool plan(const Nodes& nodes, const Demand& demand, Allocation& out) const;
    /// Whether there is one, with or without the wish for one domain.
    [[nodiscard]] bool possible(const Nodes& nodes, const Demand& demand, bool one_domain) const;
    [[nodiscard]] bool one_domain() const { return one_domain_; }

private:
    bool choose_random(const Nodes& nodes, const Demand& demand, Allocation& out);

    Place kind_;
    bool one_domain_;
    Stream stream_;
    FragmentationScores fragmentation_;
    std::vector<std::uint32_t> candidates_;
    mutable Allocation scratch_;
};

}  // namespace orrery::gang
