// Flows of data between sites: they share links max–min fairly, from event to event.
#include "sim/engine/transport/transport.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "models/network/certificate.hpp"
#include "models/network/max_min.hpp"
#include "orrery/base/assert.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMaxRecords = 10000;

/// A mask: one sharing in sixteen, the first among them, is certified.
constexpr std::uint64_t kCertifyEvery = 15;

void certify(const std::vector<double>& capacities, const std::vector<network::SharedFlow>& flows,
             const std::vector<double>& rates) {
    const std::string wrong = network::not_max_min(capacities, flows, rates);
    if (wrong.empty()) return;
    const std::string text = "rates of flows are not max-min fair: " + wrong;
    ORRERY_ASSERT(wrong.empty(), text.c_str());
}

}  // namespace

Transport::Transport(const World& world, Meters& meters, Observations& out)
    : world_(world), meters_(meters), out_(out), state_(world.network) {
    on_edge_.resize(world.network.edges.size());
    out_.traffic.links.resize(world.network.links.size());
}

std::uint32_t Transport::start(const FlowOrder& order, Nanos now) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(flows_.size()));
        flows_.emplace_back();
        heap_.resize(flows_.size());
    }
    const std::uint32_t id = free_.back();
    free_.pop_back();
    Flow& flow = flows_[id];
    flow = {};
    flow.order = order;
    flow.since = now;
    flow.live = true;
    balance_.begun += order.bytes;
    if (out_.traffic.flows.size() < kMaxRecords) {
        flow.record = static_cast<std::uint32_t>(out_.traffic.flows.size());
        out_.traffic.flows.push_back({order.purpose, order.from, order.to, order.bytes, 0, now});
    } else {
        ++out_.traffic.flows_omitted;
    }
    find_path(id);
    enter_links(id);
    share(flow.path, id, now);
    return id;
}

void Transport::find_path(std::uint32_t id) {
    Flow& flow = flows_[id];
    const auto path = state_.path(flow.order.from.value, flow.order.to.value, flow.order.purpose);
    flow.connected = path.has_value();
    flow.path = path.value_or(LinkPath{});
}

void Transport::enter_links(std::uint32_t id) {
    for (const std::uint32_t e : flows_[id].path) {
        auto& list = on_edge_[e];
        list.insert(std::upper_bound(list.begin(), list.end(), id), id);
    }
}

void Transport::leave_links(std::uint32_t id) {
    for (const std::uint32_t e : flows_[id].path) std::erase(on_edge_[e], id);
}

/// All flows that have a link in common with those edges, or with such a flow; ascending.
std::vector<std::uint32_t> Transport::sharers(const LinkPath& edges) const {
    std::vector<char> seen_edge(on_edge_.size(), 0);
    std::vector<char> seen_flow(flows_.size(), 0);
    std::vector<std::uint32_t> open(edges.begin(), edges.end());
    std::vector<std::uint32_t> found;
    for (const std::uint32_t e : open) seen_edge[e] = 1;
    while (!open.empty()) {
        const std::uint32_t edge = open.back();
        open.pop_back();
        for (const std::uint32_t f : on_edge_[edge]) {
            if (seen_flow[f]) continue;
            seen_flow[f] = 1;
            found.push_back(f);
            for (const std::uint32_t e : flows_[f].path) {
                if (!seen_edge[e]) open.push_back(e);
                seen_edge[e] = 1;
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

void Transport::share(const LinkPath& edges, std::uint32_t alone, Nanos now) {
    std::vector<std::uint32_t> found = sharers(edges);
    const bool unconnected = alone != kNoFlow && flows_[alone].live && flows_[alone].path.empty();
    if (unconnected) found.push_back(alone);
    std::vector<double> capacities;
    for (const Link& link : world_.network.links) {
        capacities.push_back(link.bandwidth);
        capacities.push_back(link.bandwidth);
    }
    std::vector<network::SharedFlow> shared;
    for (const std::uint32_t f : found) {
        settle(f, now);
        network::SharedFlow flow;
        flow.links = flows_[f].path;
        if (flows_[f].order.cap > 0) flow.cap = flows_[f].order.cap;
        if (!flows_[f].connected) flow.cap = 0;
        shared.push_back(std::move(flow));
    }
    const std::vector<double> rates = network::max_min_rates(capacities, shared);
    if (certifies_ && (shares_++ & kCertifyEvery) == 0) certify(capacities, shared, rates);
    for (std::size_t i = 0; i < found.size(); ++i) {
        flows_[found[i]].rate = rates[i];
        arm(found[i]);
    }
}

/// The nanosecond in which its last byte leaves, or none.
void Transport::arm(std::uint32_t id) {
    const Flow& flow = flows_[id];
    if (flow.rate <= 0) return heap_.remove(id);
    const double left = std::max(static_cast<double>(flow.order.bytes) - flow.sent, 0.0);
    const double ns = std::ceil(left / flow.rate * 1e9);
    const Nanos end =
        ns < 9e18 ? flow.since + Nanos{static_cast<std::int64_t>(ns)} : Nanos::never();
    if (end == Nanos::never()) return heap_.remove(id);
    heap_.update(id, end, 0);
}

/// Books what it sent since it was last looked at, cut at meter intervals.
void Transport::settle(std::uint32_t id, Nanos now) {
    Flow& flow = flows_[id];
    if (!flow.connected && flow.record != kNoFlow) {
        out_.traffic.flows[flow.record].stalled_ns += (now - flow.since).ns;
    }
    while (flow.rate > 0 && flow.since < now) {
        const Nanos from = flow.since;
        const Nanos edge = min(meters_.interval_end(from), now);
        const auto all = static_cast<double>(flow.order.bytes);
        flow.sent = std::min(flow.sent + flow.rate * (edge - from).seconds(), all);
        meter(flow, static_cast<std::int64_t>(flow.sent), from);
        flow.since = edge;
    }
    flow.since = now;
}

void Transport::meter(Flow& flow, std::int64_t upto, Nanos at) {
    const std::int64_t bytes = upto - flow.moved;
    if (bytes <= 0) return;
    flow.moved = upto;
    const std::size_t interval = meters_.interval(at);
    const auto purpose = static_cast<std::size_t>(flow.order.purpose);
    for (const std::uint32_t e : flow.path) {
        auto& metered = out_.traffic.links[e / 2].bytes[e % 2][purpose];
        if (metered.empty()) metered.resize(world_.intervals());
        metered[interval] += bytes;
    }
    if (!state_.priced(flow.path)) charged(flow.order)[interval] += bytes;
    out_.traffic.sent[purpose] += bytes;
    balance_.sent += bytes;
    balance_.link_bytes += bytes * static_cast<std::int64_t>(flow.path.size());
    if (flow.record != kNoFlow) out_.traffic.flows[flow.record].moved = upto;
}

/// The row of that pair of sites and purpose; rows stay sorted.
std::vector<std::int64_t>& Transport::charged(const FlowOrder& order) {
    auto& rows = out_.traffic.charged;
    const auto key = std::make_tuple(order.from, order.to, order.purpose);
    const auto it = std::lower_bound(rows.begin(), rows.end(), key, [](const auto& row, auto& k) {
        return std::make_tuple(row.from, row.to, row.purpose) < k;
    });
    if (it != rows.end() && std::make_tuple(it->from, it->to, it->purpose) == key) {
        return it->bytes;
    }
    const auto row = rows.insert(it, {order.from, order.to, order.purpose, {}});
    row->bytes.resize(world_.intervals());
    return row->bytes;
}

bool Transport::finish_one(Nanos now, FlowEnd& end) {
    if (heap_.empty() || heap_.top_time() > now) return false;
    const std::uint32_t id = heap_.top_entity();
    heap_.pop();
    settle(id, now);
    Flow& flow = flows_[id];
    flow.sent = static_cast<double>(flow.order.bytes);
    meter(flow, flow.order.bytes, max(now - Nanos{1}, Nanos{0}));
    if (flow.record != kNoFlow) out_.traffic.flows[flow.record].end = now;
    end = {flow.order, id, state_.latency(flow.path)};
    release(id);
    share(flow.path, kNoFlow, now);
    return true;
}

void Transport::cancel(std::uint32_t id, Nanos now) {
    settle(id, now);
    Flow& flow = flows_[id];
    balance_.given_up += flow.order.bytes - flow.moved;
    release(id);
    share(flow.path, kNoFlow, now);
}

void Transport::release(std::uint32_t id) {
    ORRERY_ASSERT(flows_[id].live, "a flow ends twice");
    leave_links(id);
    heap_.remove(id);
    flows_[id].live = false;
    free_.push_back(id);
}

std::int64_t Transport::reroute(Nanos now) {
    std::int64_t stalled = 0;
    LinkPath all;
    for (std::uint32_t e = 0; e < on_edge_.size(); ++e) all.push_back(e);
    for (std::uint32_t id = 0; id < flows_.size(); ++id) {
        if (!flows_[id].live) continue;
        settle(id, now);
        const bool before = flows_[id].connected;
        leave_links(id);
        find_path(id);
        enter_links(id);
        stalled += before && !flows_[id].connected ? 1 : 0;
        if (flows_[id].connected) continue;
        flows_[id].rate = 0;
        heap_.remove(id);
    }
    share(all, kNoFlow, now);
    return stalled;
}

void Transport::add_response(const LinkPath& path, std::int64_t bytes, Nanos now) {
    const std::size_t interval = meters_.interval(now);
    const auto purpose = static_cast<std::size_t>(Purpose::response);
    for (const std::uint32_t e : path) {
        auto& metered = out_.traffic.links[e / 2].bytes[e % 2][purpose];
        if (metered.empty()) metered.resize(world_.intervals());
        metered[interval] += bytes;
    }
    out_.traffic.sent[purpose] += bytes;
    balance_.link_bytes += bytes * static_cast<std::int64_t>(path.size());
}

void Transport::close(Nanos now) {
    for (std::uint32_t id = 0; id < flows_.size(); ++id) {
        if (flows_[id].live) settle(id, now);
    }
}

FlowTally Transport::balance() const {
    FlowTally balance = balance_;
    for (const Flow& flow : flows_) {
        if (!flow.live) continue;
        balance.left += static_cast<double>(flow.order.bytes) - flow.sent;
        ++balance.open;
    }
    return balance;
}

}  // namespace orrery
