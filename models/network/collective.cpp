// Time of a collective operation of one group: alpha–beta over a scale-up and a scale-out tier.
//
// Rings: Patarasuk and Yuan 2009 (bandwidth-optimal all-reduce, 2(n−1) steps of bytes/n); trees:
// Sanders, Speck and Träff 2009 (double binary trees: two passes of log2 n hops, two buffers' worth
// of traffic). A flat ring of several domains has one strand a member of a domain; each crosses
// into the next domain over its own NIC, so that a domain leaves at per_domain NICs' rate.
#include "models/network/collective.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::network {
namespace {

/// What an algorithm asks of one tier: bytes over a rank's link, and hops one after the other.
struct Demand {
    double bytes = 0;
    double message = 0;  ///< bytes of one hop
    double hops = 0;
};

struct Plan {
    Demand up;
    Demand out;
    double local_bytes = 0;  ///< that a rank passes through its own memory
};

/// Group in domains: how many, and whether it is one.
struct Layout {
    explicit Layout(const Group& g, int domain)
        : ranks(std::max(g.ranks, 1)),
          members(std::clamp<double>(std::min(g.per_domain, domain), 1, ranks)),
          domains(std::ceil(ranks / members)) {}
    double ranks;
    double members;
    double domains;
    [[nodiscard]] bool one() const { return domains <= 1; }
};

double passes(Collective op) {
    return op == Collective::all_reduce ? 2 : 1;
}

/// Bytes that leave a rank at least: those that others need of it.
double traffic(Collective op, double bytes, double ranks) {
    if (op == Collective::broadcast || op == Collective::send_recv) return bytes;
    return passes(op) * bytes * (ranks - 1) / ranks;
}

Plan ring_plan(Collective op, double bytes, const Layout& l, double sharing) {
    Plan plan;
    const double moved = traffic(op, bytes, l.ranks);
    const bool pieces = op != Collective::broadcast && op != Collective::send_recv;
    const double message = pieces ? bytes / l.ranks : bytes;
    const double hops = op == Collective::send_recv ? 1 : passes(op) * (l.ranks - 1);
    const double out_hops = l.one() ? 0 : std::min(hops, passes(op) * l.domains);
    plan.up = {l.members > 1 ? moved : 0, message, hops - out_hops};
    plan.local_bytes = bytes;
    if (l.one()) return plan;
    plan.out = {moved * sharing / l.members, message / l.members, out_hops};
    return plan;
}

double depth(double ranks) {
    return std::ceil(math::log(ranks) / math::log(2.0) - 1e-9);
}

/// A tree of domains over a tree, or, where there are several, a chain within each.
Plan tree_plan(Collective op, double bytes, const Layout& l, double sharing) {
    Plan plan;
    const double moved = passes(op) * bytes;
    const double inner = l.one() ? depth(l.ranks) : l.members - 1;
    plan.up = {l.members > 1 ? moved : 0, bytes, passes(op) * inner};
    plan.local_bytes = bytes;
    if (l.one()) return plan;
    plan.out = {moved * sharing / l.members, bytes / l.members, passes(op) * depth(l.domains)};
    return plan;
}

bool has_tree(Collective op) {
    return op == Collective::all_reduce || op == Collective::broadcast;
}

/// Every rank sends a piece to every other: those of its own domain over scale-up, the rest over
/// its own NIC, both at once.
Plan all_to_all_plan(double bytes, const Layout& l, double sharing) {
    Plan plan;
    const double piece = bytes / l.ranks;
    plan.up = {piece * (l.members - 1), piece, l.members - 1};
    plan.local_bytes = bytes;
    if (!l.one()) plan.out = {piece * (l.ranks - l.members) * sharing, piece, l.ranks - l.members};
    return plan;
}

/// A pipeline of pieces trades filling against overhead, which costs a term in the root of the
/// message: half of the bandwidth at `half_bytes`, nine tenths at 81 times that.
double moving(const Tier& t, const Demand& d) {
    if (d.bytes <= 0) return 0;
    const double stretch = t.half_bytes <= 0 ? 1 : 1 + std::sqrt(t.half_bytes / d.message);
    return d.bytes / (t.bandwidth * t.efficiency) * stretch;
}

/// Both tiers carry the pieces of a pipeline at once: the slower one sets the pace.
double seconds(const Plan& plan, const Tier& up, const Tier& out) {
    const bool crosses = plan.out.bytes > 0;
    const double local = up.local > 0 ? plan.local_bytes / up.local : 0;
    const double moved = std::max(moving(up, plan.up) + local, moving(out, plan.out));
    return (crosses ? out : up).launch_s + plan.up.hops * up.latency_s +
           plan.out.hops * out.latency_s + moved;
}

/// The switch adds up: a rank sends its buffer once and receives the sum once.
Plan in_network_plan(double bytes) {
    Plan plan;
    plan.up = {bytes, bytes, 1};
    plan.local_bytes = bytes;
    return plan;
}

/// Of the members in a domain: a group over servers goes inside each as one of that size.
const Way& measured_or(const std::vector<Way>& own, const Way& plain, const Layout& l) {
    const Way* found = nullptr;
    for (const Way& way : own) {
        if (way.ranks == l.members || (way.ranks == 0 && !found)) found = &way;
    }
    return found ? *found : plain;
}

Plan plan_of(Collective op, Algorithm a, double bytes, const Layout& l, double sharing) {
    if (op == Collective::all_to_all) return all_to_all_plan(bytes, l, sharing);
    if (a == Algorithm::tree && has_tree(op)) return tree_plan(op, bytes, l, sharing);
    return ring_plan(op, bytes, l, sharing);
}

}  // namespace

double collective_time(Collective op, double bytes, const Group& group, const Fabric& fabric,
                       Algorithm algorithm) {
    const Layout l(group, fabric.domain);
    if (l.ranks <= 1 || bytes <= 0) return 0;
    const auto& own = fabric.own[static_cast<std::size_t>(op)];
    const Way plain{0, fabric.scale_up, {}, {}};
    const Way& way = measured_or(own, plain, l);
    const auto time = [&](Algorithm a) {
        const Plan plan = plan_of(op, a, bytes, l, std::max(group.sharing, 1.0));
        const double bulk = seconds(plan, way.bulk, fabric.scale_out);
        if (way.quick.bandwidth <= 0) return bulk;
        return std::min(bulk, seconds(plan, way.quick, fabric.scale_out));
    };
    if (algorithm == Algorithm::tree) return time(Algorithm::tree);
    double best = time(Algorithm::ring);
    if (algorithm == Algorithm::ring) return best;
    const bool adds = op == Collective::all_reduce && l.one() && way.in_network.bandwidth > 0 &&
                      group.ranks >= way.in_network_from;
    const double network = adds ? seconds(in_network_plan(bytes), way.in_network, {}) : best;
    if (algorithm == Algorithm::in_network) return network;
    // What was measured includes the library's own trees.
    if (own.empty() || !l.one()) best = std::min(best, time(Algorithm::tree));
    return std::min(best, network);
}

double bus_factor(Collective op, int ranks) {
    if (ranks <= 1) return 1;
    return traffic(op, 1, ranks);
}

double bus_bandwidth(Collective op, double bytes, int ranks, double seconds) {
    return seconds <= 0 ? 0 : bytes * bus_factor(op, ranks) / seconds;
}

}  // namespace orrery::network
