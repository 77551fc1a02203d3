// Requests from their arrival to a replica's queue: routing, travel, waiting for any replica.
#include <algorithm>

#include "orrery/base/assert.hpp"
#include "sim/engine/simulation.hpp"

namespace orrery {

void Simulation::fetch_arrival(WorkloadId workload) {
    TraceRequest& next = next_arrival_[workload.index()];
    if (sources_[workload.index()]->next(next) && next.arrival < world_.horizon) {
        arrivals_.update(workload.value, next.arrival, kArrival);
    } else if (arrivals_.contains(workload.value)) {
        arrivals_.remove(workload.value);
    }
}

void Simulation::arrive(WorkloadId workload) {
    const WorkloadSpec& spec = world_.workloads[workload.index()].spec;
    const TraceRequest trace = next_arrival_[workload.index()];
    fetch_arrival(workload);
    const std::uint32_t slot = admit_to_system(workload, spec.shared_prefix + trace.prompt_tokens,
                                               trace.output_tokens, trace.max_tokens);
    requests_[slot].text.parts = trace.parts;
    if (!passes_gateway(workload)) return depart(slot, "rejected", false);
    if (spec.conversation || !spec.agent.empty()) return begin_task(slot);
    enter(slot);
}

/// The gateway's token bucket.
bool Simulation::passes_gateway(WorkloadId workload) {
    const RateLimitSpec& limit = world_.workloads[workload.index()].spec.limit;
    if (limit.rate <= 0) return true;
    double& tokens = tokens_in_bucket_[workload.index()];
    Nanos& since = bucket_at_[workload.index()];
    tokens = std::min(limit.burst, tokens + limit.rate * (now_ - since).seconds());
    since = now_;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
}

std::uint32_t Simulation::admit_to_system(WorkloadId workload, std::int32_t prompt,
                                          std::int32_t output, std::int32_t max_tokens) {
    const WorkloadSpec& spec = world_.workloads[workload.index()].spec;
    const std::uint32_t slot = requests_.acquire();
    Request& request = requests_[slot];
    request.id = next_request_++;
    request.arrival = now_;
    request.workload = workload;
    request.prompt = prompt;
    request.output = request.answer = output;
    const std::int32_t stated = max_tokens > 0 ? max_tokens : spec.max_tokens;
    request.max_tokens = std::max(stated, output);
    request.priority = spec.priority;
    if (spec.shared_prefix > 0) {
        request.text.prefix = (std::uint64_t{workload.value} + 1) << 48;
        request.text.prefix_tokens = spec.shared_prefix;
    }
    WorkloadCounts& counts = out_.workloads[workload.index()];
    request.counts_for = gate_.count_for(workload, now_);
    out_.sampled.arrived += gate_.sampled() && request.counts_for > 0 ? 1 : 0;
    counts.arrived += request.counts_for;
    if (now_ >= world_.warmup) counts.measured_arrived += request.counts_for;
    population_ns_ += static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    in_system_since_ = now_;
    ++in_system_;
    return slot;
}

/// A request sets out: its client's patience runs from now on.
void Simulation::enter(std::uint32_t slot) {
    const Request& request = requests_[slot];
    const WorkloadSpec& spec = world_.workloads[request.workload.index()].spec;
    const auto id = static_cast<std::uint32_t>(request.id);
    if (spec.timeout != Nanos::never()) at(now_ + spec.timeout, EventClass::patience, id, slot);
    if (spec.deadline != Nanos::never()) at(now_ + spec.deadline, EventClass::patience, id, slot);
    dispatch(slot);
}

/// Fills `views_`; false if no route could ever hold the request.
bool Simulation::view_routes(const Request& request, const Workload& workload) {
    views_.clear();
    bool holdable = false;
    std::size_t next = 0;
    for (const Route& route : workload.routes) {
        const Reach* reach = reach_.active() ? &reach_.of(request.workload, next++) : nullptr;
        const Deployment& deployment = world_.deployments[route.deployment.index()];
        RouteView view;
        const DeploymentId first =
            deployment.prefill.valid() ? deployment.prefill : route.deployment;
        // A prompt computed for nobody would be lost: somebody must be there to go on with it.
        const bool reached = !reach || reach->up;
        if (reached && (first == route.deployment || fleet_.any_ready(route.deployment))) {
            view.replica = fleet_.pick(first, request);
        }
        view.rtt = reach ? reach->rtt : route.rtt;
        view.usd_per_million_tokens = deployment.usd_per_million_tokens;
        if (workload.router == RouterKind::greenest_within_slo) {
            view.g_per_million_tokens = grams_per_million_tokens(request.workload, deployment);
        }
        if (workload.router == RouterKind::cheapest_within_slo) {
            view.usd_per_million_tokens *= price_of_now(deployment);
        }
        const bool batching = deployment.service == ServiceKind::batching;
        if (batching) {
            view.holds = fleet_.can_ever_hold(route.deployment, request);
        }
        holdable = holdable || view.holds;
        if (view.replica.valid()) {
            const int limit = workload.spec.max_queue;
            view.outstanding = fleet_[view.replica].outstanding;
            view.full = limit > 0 && fleet_.waiting(view.replica) >= static_cast<size_t>(limit);
            if (deployment.tokens && !api_lets_pass(route.deployment, request)) view.full = true;
            const bool by_slo = workload.router == RouterKind::cheapest_within_slo ||
                                workload.router == RouterKind::greenest_within_slo;
            if (batching && by_slo) {
                view.ttft_estimate_s = fleet_.first_token_estimate(view.replica, request.prompt) +
                                       view.rtt.seconds() +
                                       world_.tables[deployment.table].frontend_s;
            }
        }
        views_.push_back(view);
    }
    return holdable;
}

void Simulation::dispatch(std::uint32_t slot) {
    Request& request = requests_[slot];
    const Workload& workload = world_.workloads[request.workload.index()];
    if (!view_routes(request, workload)) {
        out_.workloads[request.workload.index()].too_long += request.counts_for;
        return depart(slot, "rejected", false);
    }
    const int choice = routers_[request.workload.index()]->decide(views_, workload.spec.slo.ttft_s);
    if (choice == kNoRoute) {
        const bool all_full = std::any_of(views_.begin(), views_.end(), [](const RouteView& v) {
            return v.replica.valid() && v.holds && v.full;
        });
        if (!all_full) return hold_pending(slot);
        scaling_.turned_away(request.workload);
        return depart(slot, "rejected");
    }
    const auto index = static_cast<std::size_t>(choice);
    const RouteView& view = views_[index];
    ORRERY_ASSERT(usable(view), "a router chose a route that cannot serve");
    request.replica = view.replica;
    request.rtt = view.rtt;
    request.route = static_cast<std::uint16_t>(index);
    if (reach_.active()) [[unlikely]] {
        travel_by(request);
    }
    request.phase = RequestPhase::travelling;
    request.travels_inside = false;
    const DeploymentId chosen = workload.routes[index].deployment;
    ORRERY_ASSERT(workload.allowed.empty() || workload.allowed[chosen.index()],
                  "a request went where its data may not be");
    const Deployment& deployment = world_.deployments[chosen.index()];
    request.decodes_at = deployment.prefill.valid() && request.answer > 1 ? chosen : DeploymentId{};
    if (request.decodes_at.valid()) request.output = 1;
    if (deployment.draft_tokens > 0) draw_steps(request, deployment);
    if (deployment.tokens) api_takes(chosen, request);
    fleet_.add_outstanding(view.replica, request, 1);
    fleet_.chosen(view.replica);
    DeploymentUsage& usage = meters_.deployment_at(workload.routes[index].deployment, now_);
    ++usage.arrivals;
    if (request.rtt.ns == 0) return deliver(slot);
    at(now_ + Nanos{request.rtt.ns / 2}, EventClass::delivery,
       static_cast<std::uint32_t>(request.id), slot);
}

/// How many iterations its answer takes: each emits a token and the drafts accepted after it.
void Simulation::draw_steps(Request& request, const Deployment& deployment) {
    Stream& stream = speculation_streams_[request.workload.index()];
    std::int32_t left = request.answer - 1;
    for (request.steps = 0; left > 0; ++request.steps) {
        --left;
        for (int k = 0; k < deployment.draft_tokens && left > 0; ++k, --left) {
            if (stream.uniform() >= deployment.acceptance) break;
        }
    }
}

/// The request has reached its site. Its replica may have gone meanwhile.
void Simulation::deliver(std::uint32_t slot) {
    Request& request = requests_[slot];
    Replica& replica = fleet_[request.replica];
    if (!request.travels_inside) request.network_ns += request.rtt.ns / 2;
    const bool there =
        replica.state == ReplicaState::ready || replica.state == ReplicaState::draining;
    if (!there || !reach_.up(request.workload, request.route)) {
        fleet_.add_outstanding(request.replica, request, -1);
        return retry(slot, now_);
    }
    const WorkloadSpec& spec = world_.workloads[request.workload.index()].spec;
    const Nanos patience =
        request.travels_inside ? spec.deadline : min(spec.timeout, spec.deadline);
    if (now_ > request.arrival + patience) {  // it left while the request travelled
        fleet_.add_outstanding(request.replica, request, -1);
        return depart(slot, "timed_out");
    }
    if (fleet_.batching(request.replica)) {
        replica.batch.enqueue(slot, now_, requests_);
        if (!replica.batch.running()) replica.batch.compose(now_, requests_);
        fleet_.reschedule(request.replica, kBoundary);
    } else {
        replica.station.enqueue(slot, now_, requests_);
        start_station(request.replica);
    }
    DeploymentUsage& usage = meters_.deployment_at(replica.deployment, now_);
    const auto waiting = static_cast<std::int64_t>(fleet_.waiting(request.replica));
    usage.max_waiting = std::max(usage.max_waiting, waiting);
}

WaitCause Simulation::pending_cause(const Workload& workload) const {
    bool loading = false;
    bool provisioning = false;
    bool power = false;
    bool control = false;
    bool supply = false;
    bool asleep = false;
    const auto look = [&](DeploymentId d) {
        bool there = false;
        for (auto r = fleet_.first(d); r < fleet_.end(d); ++r) {
            const Replica& replica = fleet_[ReplicaId(r)];
            there = there || replica.state != ReplicaState::absent;
            loading = loading || replica.state == ReplicaState::loading;
            const bool queued = replica.state == ReplicaState::queued && !replica.lost_its_server;
            control = control || (replica.state == ReplicaState::queued && replica.wants_control);
            power = power || (queued && replica.wants_power);
            provisioning = provisioning || (queued && !replica.wants_power);
        }
        // Nothing failed: its autoscaler has yet to look.
        const Deployment& deployment = world_.deployments[d.index()];
        const bool wakes = deployment.autoscaler && cluster_.any_up(deployment.pool);
        asleep = asleep || (!there && wakes);
    };
    const WorkloadId w(static_cast<std::size_t>(&workload - world_.workloads.data()));
    for (std::size_t i = 0; i < workload.routes.size(); ++i) {
        if (!reach_.up(w, i)) continue;
        const Route& route = workload.routes[i];
        look(route.deployment);
        const PoolId pool = world_.deployments[route.deployment.index()].pool;
        supply = supply || supply_.shortages[pool.index()].servers > 0;
        const DeploymentId prefill = world_.deployments[route.deployment.index()].prefill;
        if (prefill.valid()) look(prefill);
    }
    if (loading) return WaitCause::loading;
    if (control) return WaitCause::control_plane;
    if (provisioning) return supply ? WaitCause::supply : WaitCause::provisioning;
    if (power) return WaitCause::power;
    return asleep ? WaitCause::provisioning : WaitCause::outage;
}

void Simulation::hold_pending(std::uint32_t slot) {
    Request& request = requests_[slot];
    const std::size_t w = request.workload.index();
    if (pending_[w].empty()) {
        pending_clock_[w].set(pending_cause(world_.workloads[w]), now_);
    }
    request.phase = RequestPhase::pending;
    request.mark = pending_clock_[w].read(now_);
    pending_[w].push_back(slot);
}

void Simulation::refresh_pending_causes() {
    for (std::size_t w = 0; w < pending_.size(); ++w) {
        if (pending_[w].empty()) continue;
        const WaitCause cause = pending_cause(world_.workloads[w]);
        if (cause != pending_clock_[w].cause()) pending_clock_[w].set(cause, now_);
    }
}

/// A replica became ready: everybody who waited for one is routed, first come first.
void Simulation::drain_pending() {
    for (std::size_t w = 0; w < pending_.size(); ++w) {
        std::deque<std::uint32_t> waiting;
        waiting.swap(pending_[w]);
        for (const std::uint32_t slot : waiting) {
            Request& request = requests_[slot];
            pending_clock_[w].charge(request.waited, request.mark, now_);
            dispatch(slot);
        }
    }
}

/// The client leaves: at its timeout if no token has come yet, at its deadline in any case.
void Simulation::lose_patience(std::uint32_t slot, std::uint32_t id) {
    Request& request = requests_[slot];
    if (!requests_.is_live(slot) || static_cast<std::uint32_t>(request.id) != id) return;
    if (request.phase == RequestPhase::pending) {
        const std::size_t w = request.workload.index();
        pending_clock_[w].charge(request.waited, request.mark, now_);
        pending_[w].erase(std::find(pending_[w].begin(), pending_[w].end(), slot));
        return depart(slot, "timed_out");
    }
    const WorkloadSpec& spec = world_.workloads[request.workload.index()].spec;
    const bool late = now_ >= request.arrival + spec.deadline;
    const bool started =
        request.phase == RequestPhase::decode || request.emitted > 0 || request.travels_inside;
    if (request.phase == RequestPhase::travelling || (started && !late)) return;
    Replica& replica = fleet_[request.replica];
    const ReplicaId r = request.replica;
    if (request.phase != RequestPhase::waiting) {
        if (!fleet_.batching(r)) return;  // the queueing test device serves whom it has begun
        request.cut = false;
        replica.batch.cancel(slot, now_, requests_);
        return fleet_.reschedule(r, kBoundary);
    }
    if (fleet_.batching(r)) {
        replica.batch.abandon(slot, now_, requests_);
        fleet_.reschedule(r, kBoundary);
    } else {
        replica.station.abandon(slot, now_, requests_);
    }
    fleet_.add_outstanding(r, request, -1);
    depart(slot, "timed_out");
    retire_if_drained(r);
}

/// Its replica is gone and its KV with it: from the start elsewhere, within the retry budget.
void Simulation::retry(std::uint32_t slot, Nanos lost_since) {
    Request& request = requests_[slot];
    request.waited[static_cast<std::size_t>(WaitCause::outage)] += (now_ - lost_since).ns;
    request.prompt -= request.emitted;
    request.output = request.answer;
    request.steps = 0;
    request.emitted = request.prefilled = request.cached = request.chunk = 0;
    request.stalled = Nanos{0};
    request.stalled_since = Nanos{-1};
    request.network_ns += request.rtt.ns / 2;
    request.replica = {};
    request.station_end = Nanos{-1};  // the event of the service that was lost must not end it
    if (request.cancelled && !request.cut) return depart(slot, "timed_out");
    request.cancelled = request.cut = false;
    const int budget = world_.workloads[request.workload.index()].spec.retries;
    if (request.retries++ >= budget) return depart(slot, "lost");
    out_.workloads[request.workload.index()].retries += request.counts_for;
    dispatch(slot);
}

}  // namespace orrery
