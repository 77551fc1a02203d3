// Replicas come and go: placed, loading, ready, draining, lost; servers are ordered for them.
#include <algorithm>

#include "sim/engine/event_words.hpp"
#include "sim/engine/policy/autoscaler.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
/// Books the time that a replica spent in the state which it leaves now.
void Simulation::leave_state(ReplicaId r) {
    const Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    if (replica.state == ReplicaState::ready) {
        meters_.add_ready(replica.deployment, replica.since, now_);
    }
    if (replica.state == ReplicaState::loading) {
        meters_.add_span(deployment.pool, replica.since, now_, deployment.accelerators,
                         &PoolUsage::overhead_ns);
    }
}

/// Takes accelerators and loads the model, or queues for them.
void Simulation::start_replica(ReplicaId r) {
    Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    if (held_by_power(r) || held_by_control(r)) {
        if (replica.state != ReplicaState::queued) {
            fleet_.set_state(r, ReplicaState::queued, now_);
        }
        return;
    }
    replica.placement = cluster_.place(deployment.pool, deployment.accelerators);
    if (replica.placement.empty() && shared_yields(deployment.pool, deployment.accelerators)) {
        replica.placement = cluster_.place(deployment.pool, deployment.accelerators);
    }
    if (replica.placement.empty()) {
        if (replica.state != ReplicaState::queued) {
            fleet_.set_state(r, ReplicaState::queued, now_);
        }
        return;
    }
    replica.lost_its_server = false;
    fleet_.set_state(r, ReplicaState::loading, now_);
    ask_power(deployment.pool);
    if (!weights_there(deployment)) return;  // it goes on when they come
    at(now_ + load_time(deployment), EventClass::replica_ready, r.value,
       replica.epoch & kEpochMask);
}

void Simulation::replica_ready(ReplicaId r, std::uint32_t epoch) {
    Replica& replica = fleet_[r];
    if ((replica.epoch & kEpochMask) != epoch || replica.state != ReplicaState::loading) return;
    leave_state(r);
    fleet_.set_state(r, ReplicaState::ready, now_);
    watch_runbooks(replica.deployment);
    see_recovery();
    drain_pending();
    refresh_pending_causes();
}

/// Everybody on it goes elsewhere, from the start; what it computed for them is lost.
void Simulation::evict(ReplicaId r) {
    Replica& replica = fleet_[r];
    std::vector<std::uint32_t> evicted;
    if (fleet_.batching(r)) {
        if (replica.batch.running()) {
            const std::int64_t whole = replica.batch.interrupt(now_, requests_);
            const Nanos boundary = replica.batch.run().boundary(whole);
            meter_run(replica, replica.batch.run(), whole, boundary);
            const Deployment& deployment = deployment_of(replica);
            meters_.add_span(deployment.pool, boundary, now_, deployment.accelerators,
                             &PoolUsage::overhead_ns);
        }
        for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
            const Request& request = requests_[slot];
            const bool here = requests_.is_live(slot) && request.replica == r;
            const bool served =
                request.phase == RequestPhase::prefill || request.phase == RequestPhase::decode;
            if (here && served) discarded_tokens_ += replica.batch.tokens_done(request);
        }
        replica.batch.evict_all(now_, requests_, evicted);
        fleet_.reschedule(r, kBoundary);
    } else {
        if (replica.station.busy()) meter_station(r);
        replica.station.evict_all(now_, requests_, evicted);
    }
    for (const std::uint32_t slot : evicted) {
        const Request& request = requests_[slot];
        const bool served = request.phase != RequestPhase::waiting;
        fleet_.add_outstanding(r, request, -1);
        retry(slot, served ? request.service_start + request.stalled : now_);
    }
}

/// Its server went down: the router must not see it before its requests are sent elsewhere.
void Simulation::lose_replica(ReplicaId r) {
    Replica& replica = fleet_[r];
    const bool retires = replica.state == ReplicaState::draining;
    leave_state(r);
    fleet_.set_state(r, retires ? ReplicaState::absent : ReplicaState::queued, now_);
    replica.lost_its_server = !retires;
    ask_power(deployment_of(replica).pool);
    cluster_.release(replica.placement);
    replica.placement = {};
}

void Simulation::drain_replica(ReplicaId r) {
    leave_state(r);
    fleet_.set_state(r, ReplicaState::draining, now_);
    retire_if_drained(r);
}

void Simulation::retire_if_drained(ReplicaId r) {
    Replica& replica = fleet_[r];
    if (replica.state != ReplicaState::draining || replica.outstanding > 0) return;
    const PoolId pool = deployment_of(replica).pool;
    cluster_.release(replica.placement);
    replica.placement = {};
    fleet_.set_state(r, ReplicaState::absent, now_);
    ask_power(pool);
    place_queued(pool);
}

/// Accelerators became free: first the replicas that want some, then jobs; what nobody wants
/// leaves.
void Simulation::place_queued(PoolId pool) {
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        if (world_.deployments[d].pool != pool) continue;
        for (std::uint32_t r = fleet_.first(DeploymentId(d)); r < fleet_.end(DeploymentId(d));
             ++r) {
            if (fleet_[ReplicaId(r)].state == ReplicaState::queued) start_replica(ReplicaId(r));
        }
    }
    start_jobs(pool);
    tend_jobs(pool);
    ask_shared_pass(pool);
    release_spare(pool);
    refresh_pending_causes();
}

/// Not while a job waits that gathers servers.
void Simulation::release_spare(PoolId pool) {
    if (!job_queues_[pool.index()].empty()) return;
    for (std::uint32_t s = cluster_.first(pool); s < cluster_.end(pool); ++s) {
        if (!cluster_.can_leave(s)) continue;
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
        note("scale_down", world_.pools[pool.index()].name, "a server leaves", now_);
    }
}

/// Asks the vendor for servers; the answer may be none, some, or later (SupplySpec).
void Simulation::order_servers(PoolId pool, int wanted) {
    const Pool& p = world_.pools[pool.index()];
    const int gone =
        on_order_[pool.index()] + retired_[pool.index()] + supply_.reserved[pool.index()];
    const int room = cluster_.absent(pool) - gone;
    const int asked = std::min(wanted, room);
    if (asked <= 0) return;
    // Three draws for every request, used or not: another answer never shifts later ones.
    Stream& stream = supply_streams_[pool.index()];
    const double refuse = stream.uniform();
    const double partial = stream.uniform();
    const double share = stream.uniform();
    const double delay = exponential(stream, 1.0) * p.supply.delay.seconds();
    const int offered = ration(pool, asked);
    if (offered <= 0) return;
    if (refuse < p.supply.refuse) {
        note("refused", p.name, servers_text(asked) + " asked for, none granted", now_);
        return lack(pool, asked, SupplyCause::refused);
    }
    const bool cut = partial < p.supply.partial;
    const int granted = cut ? std::max(1, static_cast<int>(share * offered)) : offered;
    if (cut) lack(pool, asked - granted, SupplyCause::refused);
    auto& orders = orders_[pool.index()];
    orders.push_back(granted);
    on_order_[pool.index()] += granted;
    const Nanos soon = now_ + Nanos::from_seconds(delay);
    const Nanos arrival = filled_at(pool, soon);
    out_.supply.pools[pool.index()].granted += granted;
    if (arrival > soon) out_.supply.pools[pool.index()].later += granted;
    note("scale_up", p.name, std::to_string(granted) + " of " + servers_text(asked) + " granted",
         arrival);
    at(arrival, EventClass::servers_arrive, pool.value,
       static_cast<std::uint32_t>(orders.size() - 1));
}

void Simulation::servers_arrive(PoolId pool, std::uint32_t order) {
    if (frozen(pool)) return supply_.held[pool.index()].push_back(order);
    const int count = orders_[pool.index()][order];
    on_order_[pool.index()] -= count;
    for (const std::uint32_t s : cluster_.arrive(pool, count, now_)) {
        ++fates_[s].epoch;
        schedule_failure(s);
    }
    ask_power(pool);
    place_queued(pool);
}

/// Whether requests that nobody can take now wait for `d`: it is asleep on the first of their
/// routes that could be woken as a whole. A route could not whose servers are all down.
bool Simulation::awaited(const Workload& workload, DeploymentId d) const {
    const WorkloadId w(static_cast<std::size_t>(&workload - world_.workloads.data()));
    for (std::size_t i = 0; i < workload.routes.size(); ++i) {
        if (!reach_.up(w, i)) continue;
        const Route& route = workload.routes[i];
        bool wakes = true;
        bool asleep = false;
        bool here = false;
        for (const DeploymentId stage :
             {route.deployment, world_.deployments[route.deployment.index()].prefill}) {
            if (!stage.valid() || fleet_.any_ready(stage)) continue;
            const Deployment& deployment = world_.deployments[stage.index()];
            asleep = true;
            here = here || stage == d;
            wakes = wakes && deployment.autoscaler && cluster_.any_up(deployment.pool);
        }
        if (asleep && wakes) return here;
    }
    return false;
}

std::int64_t Simulation::pending_for(DeploymentId d) const {
    std::int64_t count = 0;
    for (std::size_t w = 0; w < pending_.size(); ++w) {
        if (pending_[w].empty() || !awaited(world_.workloads[w], d)) continue;
        count += static_cast<std::int64_t>(pending_[w].size());
    }
    return count;
}

LoadBeside Simulation::load_beside(DeploymentId d, ScalingWatch::Served& served) {
    LoadBeside out;
    out.held = served.held;
    const std::vector<Route>& routes = world_.workloads[served.workload.index()].routes;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const DeploymentId other = routes[i].deployment;
        const DeploymentId prefill = world_.deployments[other.index()].prefill;
        const bool ready =
            fleet_.any_ready(other) && (!prefill.valid() || fleet_.any_ready(prefill));
        if (!ready || needs(world_, routes[i], d) || !reach_.up(served.workload, i)) continue;
        // Requests queue where their prompts are computed.
        const DeploymentId first = prefill.valid() ? prefill : other;
        const Deployment& entry = world_.deployments[first.index()];
        const int replicas = fleet_.count(first, ReplicaState::ready);
        out.ready += replicas;
        out.slots += std::int64_t{replicas} * entry.max_num_seqs;
        out.bounded = out.bounded && !entry.tokens;
        for (std::uint32_t r = fleet_.first(first); r < fleet_.end(first); ++r) {
            out.waiting += static_cast<std::int64_t>(fleet_.waiting(ReplicaId(r)));
            out.outstanding += fleet_[ReplicaId(r)].outstanding;
        }
    }
    const SeenRequests seen = scaling_.take(served);
    out.mean_ttft_s = seen.mean_ttft_s();
    out.turned_away = seen.turned_away > 0;
    return out;
}

ScalingView Simulation::scaling_view(DeploymentId d) {
    ScalingView view;
    view.ready = fleet_.count(d, ReplicaState::ready);
    view.coming = fleet_.count(d, ReplicaState::queued) + fleet_.count(d, ReplicaState::loading);
    view.slots = world_.deployments[d.index()].max_num_seqs;
    view.waiting = pending_for(d);
    for (std::uint32_t r = fleet_.first(d); r < fleet_.end(d); ++r) {
        view.waiting += static_cast<std::int64_t>(fleet_.waiting(ReplicaId(r)));
        view.outstanding += fleet_[ReplicaId(r)].outstanding;
    }
    view.quiet_for = now_ - scaling_.quiet_since(d);
    view.mean_ttft_s = scaling_.take_ttft(d);
    for (ScalingWatch::Served& served : scaling_.served(d)) {
        view.beside.push_back(load_beside(d, served));
    }
    return view;
}

void Simulation::autoscale(DeploymentId d) {
    const Deployment& deployment = world_.deployments[d.index()];
    const AutoscalerSpec& spec = *deployment.autoscaler;
    // Days that are not simulated leave the replicas as the evening left them.
    if (const Nanos opens = gate_.opens(now_); opens > now_) {
        scaling_.busy(d, opens);
        scaling_.take_ttft(d);
        for (ScalingWatch::Served& served : scaling_.served(d)) scaling_.take(served);
        return at(opens, EventClass::autoscale, d.value, 0);
    }
    at(now_ + spec.interval, EventClass::autoscale, d.value, 0);
    const ScalingView view = scaling_view(d);
    const ScalingDecision decision = decide_scaling(spec, deployment, view);
    if (!decision.fewer_would_do) scaling_.busy(d, now_);
    for (std::size_t i = 0; i < view.beside.size(); ++i) {
        if (!overflows(spec, view.beside[i])) continue;
        scaling_.served(d)[i].held = view.beside[i].outstanding - view.beside[i].waiting;
    }
    const int held = supply_.floor[d.index()];
    const int least = held > 0 ? deployment.replicas_min + held : 0;
    const int change = std::max(decision.replicas, least) - view.ready - view.coming;
    if (change < 0 && frozen(deployment.pool)) return;
    scale_to(d, change);
}

void Simulation::scale_to(DeploymentId d, int change) {
    const Deployment& deployment = world_.deployments[d.index()];
    for (std::uint32_t r = fleet_.first(d); r < fleet_.end(d) && change > 0; ++r) {
        if (fleet_[ReplicaId(r)].state != ReplicaState::absent) continue;
        start_replica(ReplicaId(r));
        --change;
    }
    for (std::uint32_t r = fleet_.end(d); r > fleet_.first(d) && change < 0; --r) {
        const ReplicaId id(r - 1);
        if (fleet_[id].state != ReplicaState::queued) continue;
        fleet_.set_state(id, ReplicaState::absent, now_);
        ++change;
    }
    for (std::uint32_t r = fleet_.end(d); r > fleet_.first(d) && change < 0; --r) {
        const ReplicaId id(r - 1);
        if (fleet_[id].state != ReplicaState::ready) continue;
        scaling_.busy(d, now_);
        drain_replica(id);
        ++change;
    }
    // A failed server is replaced where its vendor has more, not where the whole site is down.
    const bool replaces = cluster_.any_up(deployment.pool);
    int accelerators = 0;
    for (std::uint32_t r = fleet_.first(d); r < fleet_.end(d); ++r) {
        const Replica& replica = fleet_[ReplicaId(r)];
        const bool wants = replica.state == ReplicaState::queued &&
                           (!replica.lost_its_server || replaces) && !replica.wants_power;
        accelerators += wants ? deployment.accelerators : 0;
    }
    const int each = world_.pools[deployment.pool.index()].server.accelerators;
    const int servers = (accelerators + each - 1) / each - on_order_[deployment.pool.index()];
    if (servers > 0) {
        order_servers(deployment.pool, servers);
    } else if (accelerators == 0) {
        content(deployment.pool);
    }
    refresh_pending_causes();
}

}  // namespace orrery
