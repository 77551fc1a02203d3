// Where a gang goes: placement policies over the free GPUs of a cluster.
#include "sim/engine/cluster/gang_place.hpp"

#include <algorithm>

#include "sim/kernel/samplers.hpp"

namespace orrery::gang {
namespace {

/// The fullest node that still fits, first in order.
std::uint32_t tightest_node(const Nodes& nodes, const Demand& d) {
    if (!nodes.models_hosts() && !d.shares()) return nodes.least_with(d.gpus);
    std::uint32_t best = kNoNode;
    std::int64_t least = INT64_MAX;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (!nodes.fits(n, d)) continue;
        const std::int64_t left = nodes.milli_left(n);
        if (left < least) best = n;
        least = std::min(least, left);
    }
    return best;
}

/// Least weighted rest of cores and GPUs after it is placed, in whole percent as cluster schedulers
/// round their scores; first in order on ties.
std::uint32_t least_rest(const Nodes& nodes, const Demand& d) {
    std::int32_t most_cpu = 1;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        most_cpu = std::max(most_cpu, nodes.spec(n).cpu_milli);
    }
    std::uint32_t best = kNoNode;
    int highest = -1;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (!nodes.fits(n, d)) continue;
        const double cpu = static_cast<double>(nodes.cpu_left(n) - d.cpu_milli) / most_cpu;
        const double gpu =
            static_cast<double>(nodes.milli_left(n) - d.total_milli()) / (1000.0 * nodes.width());
        const int score = static_cast<int>((1.0 - (cpu * 0.5 + gpu * 0.5)) * 100);
        if (score > highest) {
            best = n;
            highest = score;
        }
    }
    return best;
}

std::uint32_t first_node(const Nodes& nodes, const Demand& d) {
    std::uint32_t best = kNoNode;
    if (nodes.models_hosts() || d.shares()) {
        for (std::uint32_t n = 0; n < nodes.size(); ++n) {
            if (nodes.fits(n, d)) return n;
        }
        return best;
    }
    for (int level = d.gpus; level <= nodes.width(); ++level) {
        best = std::min(best, nodes.at_level(level));
    }
    return best;
}

/// Whole nodes in their order, then one for the rest: the next whole one where there is another
/// (`loose`), else the fullest that fits.
bool whole_nodes(const Nodes& nodes, const Demand& d, bool loose, Allocation& out) {
    const int width = nodes.width();
    int left = d.gpus;
    std::uint32_t n = nodes.at_level(width);
    for (; n != kNoNode && left >= width; n = nodes.at_level(width, n + 1)) {
        if (!nodes.host_has(n, width, d)) continue;
        out.push_back({n, width});
        left -= width;
    }
    if (left == 0) return true;
    if (left > width) return false;
    std::uint32_t rest = loose ? n : kNoNode;
    for (int level = loose ? width - 1 : left; rest == kNoNode && level >= left && level <= width;
         level += loose ? -1 : 1) {
        rest = level == width ? n : nodes.at_level(level);
    }
    if (rest == kNoNode || !nodes.host_has(rest, left, d)) return false;
    out.push_back({rest, left});
    return true;
}

/// Whatever is free in node order.
bool gather(const Nodes& nodes, const Demand& d, Allocation& out) {
    int left = d.gpus;
    for (std::uint32_t n = 0; n < nodes.size() && left > 0; ++n) {
        const int take = nodes.up(n) ? std::min(nodes.whole(n), left) : 0;
        if (take == 0 || !nodes.host_has(n, take, d)) continue;
        out.push_back({n, take});
        left -= take;
    }
    return left == 0;
}

/// From a domain: a node if the rest of the gang fits one, else the fullest nodes of it first.
int gather_domain(const Nodes& nodes, std::uint32_t domain, int left, Allocation& out) {
    std::vector<std::uint32_t> members = nodes.members(domain);
    std::stable_sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
        return nodes.whole(a) > nodes.whole(b);
    });
    for (std::size_t i = 0; i < members.size() && left > 0; ++i) {
        // The last piece goes to the fullest node that has room.
        while (i + 1 < members.size() && nodes.whole(members[i + 1]) >= left) ++i;
        const int take = nodes.up(members[i]) ? std::min(nodes.whole(members[i]), left) : 0;
        if (take > 0) out.push_back({members[i], take});
        left -= take;
    }
    return left;
}

/// The domain with the fewest free GPUs that has `gpus`, else the one with the most.
std::uint32_t best_domain(const Nodes& nodes, std::int64_t gpus,
                          const std::vector<std::uint8_t>& used) {
    std::uint32_t fit = kNoNode;
    std::uint32_t most = kNoNode;
    for (std::uint32_t d = 0; d < nodes.domains(); ++d) {
        const std::int64_t free = nodes.domain_free(d);
        if (used[d] || free == 0) continue;
        if (free >= gpus && (fit == kNoNode || free < nodes.domain_free(fit))) fit = d;
        if (most == kNoNode || free > nodes.domain_free(most)) most = d;
    }
    return fit != kNoNode ? fit : most;
}

/// The node of the tightest domain that holds the gang whole.
std::uint32_t node_of_tightest_domain(const Nodes& nodes, const Demand& d) {
    std::uint32_t best = kNoNode;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (!nodes.fits(n, d)) continue;
        const auto key = [&](std::uint32_t i) {
            return std::pair(nodes.whole(i), nodes.domain_free(nodes.spec(i).domain));
        };
        if (best == kNoNode || key(n) < key(best)) best = n;
    }
    return best;
}

bool fewest_domains(const Nodes& nodes, const Demand& d, bool one, Allocation& out) {
    if (d.gpus > nodes.free()) return false;
    one = one && d.gpus <= nodes.largest_domain();
    std::vector<std::uint8_t> used(nodes.domains());
    int left = d.gpus;
    while (left > 0) {
        const std::uint32_t domain = best_domain(nodes, left, used);
        if (domain == kNoNode) return false;
        if (one && nodes.domain_free(domain) < left) return false;
        used[domain] = 1;
        left = gather_domain(nodes, domain, left, out);
    }
    return true;
}

bool put(std::uint32_t n, const Demand& d, Allocation& out) {
    if (n != kNoNode) out.push_back({n, d.gpus});
    return n != kNoNode;
}

/// The policies that neither draw nor keep state.
bool choose_plain(Place kind, bool one_domain, const Nodes& nodes, const Demand& d,
                  Allocation& out) {
    const bool small = d.gpus <= nodes.width();
    switch (kind) {
        case Place::consolidated:
            return small ? put(tightest_node(nodes, d), d, out) : whole_nodes(nodes, d, true, out);
        case Place::best_fit:
        case Place::fragmentation:
            if (!small) return whole_nodes(nodes, d, false, out);
            return put(nodes.models_hosts() ? least_rest(nodes, d) : tightest_node(nodes, d), d,
                       out);
        case Place::topology:
            if (small) return put(node_of_tightest_domain(nodes, d), d, out);
            return fewest_domains(nodes, d, one_domain, out);
        case Place::first_fit:
        case Place::random:
            if (small && put(first_node(nodes, d), d, out)) return true;
            return !d.shares() && gather(nodes, d, out);
        case Place::count:
            return d.shares() ? put(tightest_node(nodes, d), d, out) : gather(nodes, d, out);
    }
    return false;
}

}  // namespace

Placer::Placer(Place kind, bool one_domain, std::uint64_t seed)
    : kind_(kind), one_domain_(one_domain), stream_(seed, "placement", "") {}

bool Placer::choose_random(const Nodes& nodes, const Demand& d, Allocation& out) {
    candidates_.clear();
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (nodes.fits(n, d)) candidates_.push_back(n);
    }
    if (candidates_.empty()) return !d.shares() && gather(nodes, d, out);
    const std::uint32_t n = candidates_[uniform_int(stream_, candidates_.size())];
    out.push_back({n, d.gpus});
    if (!d.shares()) return true;
    // Any GPU with room, free ones included.
    std::uint64_t seen = static_cast<std::uint64_t>(nodes.whole(n));
    out.back().slot = kFresh;
    for (int s = 0; s < nodes.width(); ++s) {
        if (nodes.left(n, s) < d.milli) continue;
        if (uniform_int(stream_, ++seen) == 0 || seen == 1) out.back().slot = s;
    }
    return true;
}

bool Placer::choose(const Nodes& nodes, const Demand& demand, Allocation& out) {
    out.clear();
    if (!demand.shares() && demand.gpus > nodes.free()) return false;
    if (kind_ == Place::random) return choose_random(nodes, demand, out);
    if (kind_ == Place::fragmentation && demand.gpus <= nodes.width()) {
        return fragmentation_.choose(nodes, demand, out);
    }
    if (choose_plain(kind_, one_domain_, nodes, demand, out)) return true;
    out.clear();
    return false;
}

bool Placer::plan(const Nodes& nodes, const Demand& demand, Allocation& out) const {
    out.clear();
    if (!demand.shares() && demand.gpus > nodes.free()) return false;
    return choose_plain(kind_, one_domain_, nodes, demand, out);
}

bool Placer::possible(const Nodes& nodes, const Demand& demand, bool one_domain) const {
    scratch_.clear();
    if (!demand.shares() && demand.gpus > nodes.free()) return false;
    return choose_plain(kind_, one_domain, nodes, demand, scratch_);
}

}  // namespace orrery::gang
