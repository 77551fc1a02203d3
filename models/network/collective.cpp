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

double rate(const Tier& t, double message) {
    const double full = t.bandwidth * t.efficiency;
    return t.half_bytes <= 0 ? full : full * message / (message + t.half_bytes);
}

double moving(const Tier& t, const Demand& d) {
    return d.bytes <= 0 ? 0 : d.bytes / rate(t, d.message);
}

double smooth_sum(double a, double b, double p) {
    if (a <= 0 || b <= 0 || p <= 1) return a + b;
    const double high = std::max(a, b);
    const double low = std::min(a, b);
    return high * math::pow(1 + math::pow(low / high, p), 1 / p);
}

/// Both tiers carry the pieces of a pipeline at once: the slower one sets the pace.
double seconds(const Plan& plan, const Tier& up, const Tier& out) {
    const bool crosses = plan.out.bytes > 0;
    const Tier& first = crosses ? out : up;
    const double local = up.local > 0 ? plan.local_bytes / up.local : 0;
    const double moved = std::max(moving(up, plan.up) + local, moving(out, plan.out));
    const double fixed =
        first.launch_s + plan.up.hops * up.latency_s + plan.out.hops * out.latency_s;
    return smooth_sum(fixed, moved, first.knee);
}

/// The switch adds up: a rank sends its buffer once and receives the sum once.
Plan in_network_plan(double bytes) {
    Plan plan;
    plan.up = {bytes, bytes, 1};
    plan.local_bytes = bytes;
    return plan;
}

bool has_in_network(Collective op, const Layout& l, const Fabric& f) {
    return op == Collective::all_reduce && l.one() && f.in_network.bandwidth > 0 &&
           l.ranks >= f.in_network_from;
}

}  // namespace

double collective_time(Collective op, double bytes, const Group& group, const Fabric& fabric,
                       Algorithm algorithm) {
    const Layout l(group, fabric.domain);
    if (l.ranks <= 1 || bytes <= 0) return 0;
    const auto& own = fabric.own[static_cast<std::size_t>(op)];
    const Tier& up = own ? *own : fabric.scale_up;
    const double sharing = std::max(group.sharing, 1.0);
    if (op == Collective::all_to_all) {
        return seconds(all_to_all_plan(bytes, l, sharing), up, fabric.scale_out);
    }
    const double ring = seconds(ring_plan(op, bytes, l, sharing), up, fabric.scale_out);
    const bool adds = has_in_network(op, l, fabric);
    const double network =
        adds ? seconds(in_network_plan(bytes), fabric.in_network, fabric.scale_out) : ring;
    if (algorithm == Algorithm::in_network) return network;
    if (algorithm == Algorithm::ring || !has_tree(op)) return ring;
    const double tree = seconds(tree_plan(op, bytes, l, sharing), up, fabric.scale_out);
    if (algorithm == Algorithm::tree) return tree;
    return std::min({ring, tree, network});
}

double bus_factor(Collective op, int ranks) {
    if (ranks <= 1) return 1;
    return traffic(op, 1, ranks);
}

double bus_bandwidth(Collective op, double bytes, int ranks, double seconds) {
    return seconds <= 0 ? 0 : bytes * bus_factor(op, ranks) / seconds;
}

}  // namespace orrery::network
