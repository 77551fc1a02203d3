// Places and links are cut off and come back: what clients lose there goes elsewhere.
#include <algorithm>

#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {

void Simulation::partition(std::uint32_t index, bool start) {
    const Partition& p = world_.network.partitions[index];
    if (start) {
        note("partition", p.name, p.reason.empty() ? "cut off" : p.reason, p.until);
        open_partitions_.push_back(index);
    } else {
        std::erase(open_partitions_, index);
    }
    LinkState& state = transport_.state();
    if (p.place != kNoPlace) state.place_down(p.place, start);
    if (p.link != kNoPlace) state.link_down(p.link, start);
    network_changed();
}

/// Flows and requests look for their ways again.
void Simulation::network_changed() {
    const std::int64_t stalled = transport_.reroute(now_);
    arm_flows();
    reach_.update(transport_.state());
    const std::int64_t cut = lose_cut_requests();
    if (!open_partitions_.empty()) {
        PartitionEffect& effect = out_.traffic.partitions[open_partitions_.back()];
        effect.flows_stalled += stalled;
        effect.requests_cut += cut;
    }
    drain_pending();
    refresh_pending_causes();
}

/// Requests whose route is cut off are lost to their clients; how many those are.
std::int64_t Simulation::lose_cut_requests() {
    std::vector<std::pair<std::uint32_t, std::int64_t>> lost;
    for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
        const Request& request = requests_[slot];
        if (!requests_.is_live(slot) || request.phase == RequestPhase::pending || request.cut) {
            continue;
        }
        if (!reach_.up(request.workload, request.route)) lost.emplace_back(slot, request.id);
    }
    for (const auto& [slot, id] : lost) {
        if (requests_.is_live(slot) && requests_[slot].id == id) lose_to_cut(slot);
    }
    return static_cast<std::int64_t>(lost.size());
}

/// Who waits there leaves; who is served is dropped at the next boundary, when the server sees that
/// nobody listens; who travels is found out on arrival.
void Simulation::lose_to_cut(std::uint32_t slot) {
    Request& request = requests_[slot];
    const ReplicaId r = request.replica;
    if (request.phase == RequestPhase::travelling) {
        if (request.flow == kNoFlow) return;
        transport_.cancel(request.flow, now_);
        arm_flows();
        request.flow = kNoFlow;
        fleet_.add_outstanding(r, request, -1);
        return retry(slot, request.stalled_since);
    }
    Replica& replica = fleet_[r];
    const bool waits = request.phase == RequestPhase::waiting;
    if (fleet_.batching(r) && !waits) {
        request.cut = true;
        replica.batch.cancel(slot, now_, requests_);
        return fleet_.reschedule(r, kBoundary);
    }
    if (fleet_.batching(r)) {
        replica.batch.abandon(slot, now_, requests_);
        fleet_.reschedule(r, kBoundary);
    } else if (waits) {
        replica.station.abandon(slot, now_, requests_);
    } else {
        replica.station.finish(slot);
        if (!replica.station.busy()) meter_station(r);
    }
    fleet_.add_outstanding(r, request, -1);
    retry(slot, waits ? now_ : request.service_start);
    if (!fleet_.batching(r)) start_station(r);
    retire_if_drained(r);
}

/// A boundary has dropped it. Its client sends it again once the batch is composed, for it may go
/// to a replica that is in the middle of its boundary.
void Simulation::lose_later(std::uint32_t slot) {
    Request& request = requests_[slot];
    request.phase = RequestPhase::travelling;
    request.replica = {};
    at(now_, EventClass::lost_by_client, static_cast<std::uint32_t>(request.id), slot);
}

void Simulation::lost_by_client(std::uint32_t slot, std::uint32_t id) {
    const Request& request = requests_[slot];
    if (!requests_.is_live(slot) || static_cast<std::uint32_t>(request.id) != id) return;
    retry(slot, request.service_start + request.stalled);
}

/// The route is chosen: what its links add to the way there and back.
void Simulation::travel_by(Request& request) {
    const Reach& reach = reach_.of(request.workload, request.route);
    if (reach.jitter_s > 0) {
        Stream& stream = jitter_streams_[request.workload.index()];
        request.rtt += Nanos::from_seconds(exponential(stream, reach.jitter_s));
    }
    if (!reach_.any_down(request.workload)) return;
    for (const std::uint32_t p : open_partitions_) {
        out_.traffic.partitions[p].served_elsewhere += request.counts_for;
    }
}

/// The KV cache crosses links between sites, no faster than the replica's own link.
void Simulation::hand_over_flow(std::uint32_t slot, SiteId from, double bytes) {
    Request& request = requests_[slot];
    const Deployment& deployment = deployment_of(fleet_[request.replica]);
    FlowOrder order{Purpose::kv, FlowUse::kv, from, deployment.site};
    order.bytes = std::max<std::int64_t>(static_cast<std::int64_t>(bytes), 1);
    order.cap = deployment.transfer_bandwidth;
    order.a = slot;
    order.b = static_cast<std::uint32_t>(request.id);
    request.flow = begin_flow(order);
}

void Simulation::kv_came(const FlowEnd& end) {
    Request& request = requests_[end.order.a];
    request.flow = kNoFlow;
    const Nanos arrives =
        now_ + end.latency + deployment_of(fleet_[request.replica]).transfer_latency;
    request.transfer_ns += (arrives - request.stalled_since).ns;
    at(arrives, EventClass::delivery, end.order.b, end.order.a);
}

/// Over the links of its route if there are any; the site's vendor charges for what leaves it,
/// except on private lines. Users at the site itself cost nothing.
void Simulation::send_response(const Request& request, std::int64_t bytes) {
    const Workload& workload = world_.workloads[request.workload.index()];
    const Reach& reach = reach_.of(request.workload, request.route);
    const Route& route = workload.routes[request.route];
    const SiteId site = world_.deployments[route.deployment.index()].site;
    transport_.add_response(reach.back, bytes, now_);
    const bool local = world_.sites[site.index()].name == workload.spec.origin;
    if (!local && !reach.priced) meters_.add_egress(site, now_, bytes);
}

}  // namespace orrery
