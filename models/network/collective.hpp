// Time of a collective operation of one group: alpha–beta over a scale-up and a scale-out tier.
#pragma once
#include <array>
#include <vector>

#include "orrery/base/units.hpp"

namespace orrery::network {

enum class Collective { all_reduce, all_gather, reduce_scatter, all_to_all, broadcast, send_recv };
constexpr int kCollectives = 6;

/// best: the fastest of those below, as NCCL picks; in_network: the switch adds up (NVLink SHARP),
/// one domain's all_reduce only.
enum class Algorithm { best, ring, tree, in_network };

/// One tier of a fabric as a collective sees it.
struct Tier {
    double bandwidth = 0;   ///< B/s, one direction, per accelerator: data sheet
    double efficiency = 1;  ///< share of it that a large ring reaches (bus bandwidth)
    double latency_s = 0;   ///< of one hop (alpha of a step)
    double launch_s = 0;    ///< of the operation, once, whatever the group
    double half_bytes = 0;  ///< message a step at which half of the bandwidth is reached
    double local = 0;       ///< B/s at which a rank passes its own buffer, beside the link; 0: free
};

/// How one operation was measured to go: a library keeps several protocols and takes the fastest.
struct Way {
    int ranks = 0;            ///< group size that it is for; 0: any
    Tier bulk;                ///< long messages
    Tier quick;               ///< short messages; bandwidth 0: there is none
    Tier in_network;          ///< a switch that adds up; bandwidth 0: there is none
    int in_network_from = 8;  ///< smallest group that uses it
};

/// What connects accelerators: domains of `domain` on the scale-up tier, joined by scale-out.
struct Fabric {
    int domain = 8;  ///< accelerators in one scale-up domain
    Tier scale_up;   ///< for what was not measured by itself
    Tier scale_out;  ///< per accelerator: its share of the NICs of its server (rails)
    /// Operations that were measured by themselves, in place of `scale_up`; the entry of the
    /// members in a domain, else the one of any.
    std::array<std::vector<Way>, kCollectives> own = {};
};

/// A group as the parallelism lays it out: `ranks` members, `per_domain` of them in each domain,
/// and `sharing` groups of the same kind that use the same NICs at once (1: its own rail).
struct Group {
    int ranks = 1;
    int per_domain = 1;
    double sharing = 1;
};

/// Seconds of one operation. `bytes`: what each rank holds at the larger end (all_reduce: the
/// buffer; all_gather: the result; reduce_scatter: the input; all_to_all: what a rank sends in all;
/// broadcast, send_recv: the message). One rank: 0.
double collective_time(Collective op, double bytes, const Group& group, const Fabric& fabric,
                       Algorithm algorithm = Algorithm::best);

/// 2(n−1)/n for all_reduce, (n−1)/n for all_gather, reduce_scatter and all_to_all, 1 otherwise.
double bus_factor(Collective op, int ranks);

/// Bus bandwidth as nccl-tests prints it: bytes × bus_factor(op, ranks) / seconds.
double bus_bandwidth(Collective op, double bytes, int ranks, double seconds);

}  // namespace orrery::network
