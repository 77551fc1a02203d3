// Batches and stations at work: boundaries, metering of runs, completions and their latencies.
#include <algorithm>

#include "sim/engine/checks/milestones.hpp"
#include "sim/engine/serving/alone.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// How long a request holds its slot.
double slot_seconds(const Deployment& d, const Request& request, Stream& stream) {
    if (d.service == ServiceKind::exponential) return exponential(stream, d.service_s);
    if (d.service == ServiceKind::per_token) return d.service_s * request.output;
    return llm::service_seconds(d.slot_law, request.prompt, request.output);
}

/// Over an hour after the end of its day: work that a day hands to the next is not sampled.
bool leaves_late(Nanos arrival, Nanos now) {
    return now > Nanos{(arrival.ns / kDay.ns + 1) * kDay.ns} + kHour;
}

bool within(double limit_s, double value_s) {
    return limit_s < 0 || value_s <= limit_s;
}

/// Whether a request would miss its level with the replica to itself, no wait and no way to go.
/// What the prefix cache or drafts spared is not known of it alone: such times are not held against
/// it.
bool too_slow_alone(const SloSpec& slo, const Request& request, const AloneTime& alone,
                    bool drafts) {
    const std::int32_t output = request.true_output();
    const bool whole = request.cached == 0;
    const double fill = Nanos{request.fill_ns}.seconds();
    if (whole && !within(slo.ttft_s, alone.first_s + fill)) return true;
    if (drafts) return false;
    if (whole && !within(slo.e2e_s, alone.all_s + fill)) return true;
    return output > 1 && !within(slo.tpot_s, (alone.all_s - alone.first_s) / (output - 1));
}

std::int64_t computed_for(const Request& request) {
    return std::int64_t{request.prompt} - request.cached + request.output - 1;
}

/// What a request that missed its level lost.
void add_missed(ServingStats& stats, const Request& request, std::int64_t network_ns,
                std::int64_t contention_ns) {
    const DeviceTime times = request.counts_for;
    for (std::size_t i = 0; i < kWaitCauses; ++i) {
        stats.missed_wait_ns[i] += times * request.waited[i];
    }
    stats.missed_network_ns += times * network_ns;
    stats.missed_transfer_ns += times * request.transfer_ns;
    stats.missed_contention_ns += times * contention_ns;
}

}  // namespace

void Simulation::batch_boundary(ReplicaId r) {
    Replica& replica = fleet_[r];
    const IterationRun run = replica.batch.run();
    scratch_.clear();
    replica.batch.advance(requests_, scratch_);
    meter_run(replica, run, run.length, now_);
    for (const std::uint32_t slot : scratch_) complete(slot);
    if (!replica.batch.cancelled().empty()) drop_cancelled(r);
    replica.batch.compose(now_, requests_);
    fleet_.reschedule(r, kBoundary);
    retire_if_drained(r);
}

/// Running requests whose clients left: what was computed for them is lost.
void Simulation::drop_cancelled(ReplicaId r) {
    Replica& replica = fleet_[r];
    for (const std::uint32_t slot : replica.batch.cancelled()) {
        discarded_tokens_ += replica.batch.tokens_done(requests_[slot]);
        fleet_.add_outstanding(r, requests_[slot], -1);
        if (requests_[slot].cut) {
            lose_later(slot);
        } else {
            depart(slot, "timed_out");
        }
    }
}

/// Books a run from where it began to boundary `iterations` of its anchor, at `until`: device time,
/// energy and tokens, cut at meter intervals (an iteration's energy and tokens belong to the
/// interval in which it begins). The batch has just counted the tokens that were emitted.
void Simulation::meter_run(const Replica& replica, const IterationRun& run, std::int64_t iterations,
                           Nanos until) {
    const Deployment& deployment = deployment_of(replica);
    const std::int64_t emitted = replica.batch.emitted();
    const std::int64_t begun = run.from;
    Nanos from = begun == 0 ? run.anchor : run.begin();
    const double energy = run.energy(iterations) - (begun == 0 ? 0.0 : run.energy(begun));
    metered_energy_.add(energy);
    if (until <= meters_.interval_end(from)) {
        PoolUsage& usage = meters_.pool_at(deployment.pool, from);
        usage.useful_ns += deployment.accelerators * (until - from).ns;
        usage.iteration_energy_j += energy;
        usage.prefill_tokens += (iterations - begun) * run.prefill;
        usage.decode_tokens += emitted;
        return;
    }
    std::int64_t done = begun;
    std::int64_t counted = 0;
    while (from < until) {
        const Nanos edge = min(meters_.interval_end(from), until);
        const std::int64_t j =
            edge == until ? iterations : std::min(run.first_boundary_at(edge), iterations);
        PoolUsage& usage = meters_.pool_at(deployment.pool, from);
        usage.useful_ns += deployment.accelerators * (edge - from).ns;
        usage.iteration_energy_j += run.energy(j) - run.energy(done);
        usage.prefill_tokens += (j - done) * run.prefill;
        const std::int64_t by_now =
            edge == until ? emitted : emitted * (j - begun) / (iterations - begun);
        usage.decode_tokens += by_now - counted;
        counted = by_now;
        done = j;
        from = edge;
    }
}

void Simulation::start_station(ReplicaId r) {
    Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    std::uint32_t slot = 0;
    if (!replica.station.busy()) replica.busy_since = now_;
    while (replica.station.start(slot, now_, requests_)) {
        Stream& stream = service_streams_[replica.deployment.index()];
        const double seconds = slot_seconds(deployment, requests_[slot], stream);
        if (deployment.service == ServiceKind::linear) {
            const double first = llm::prefill_seconds(deployment.slot_law, requests_[slot].prompt);
            requests_[slot].first_token = now_ + Nanos::from_seconds(std::min(first, seconds));
        }
        const Nanos end = now_ + max(Nanos::from_seconds(seconds), Nanos{1});
        requests_[slot].station_end = end;
        at(end, EventClass::completion, r.value, slot);
    }
}

void Simulation::station_completion(ReplicaId r, std::uint32_t slot) {
    Replica& replica = fleet_[r];
    const bool serving =
        replica.state == ReplicaState::ready || replica.state == ReplicaState::draining;
    // After a failure the slot may be elsewhere; the event of its old service is stale.
    if (!serving || !requests_.is_live(slot)) return;
    if (requests_[slot].replica != r || requests_[slot].station_end != now_) return;
    replica.station.finish(slot);
    if (!replica.station.busy()) meter_station(r);
    complete(slot);
    start_station(r);
    retire_if_drained(r);
}

void Simulation::meter_station(ReplicaId r) {
    const Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    meters_.add_span(deployment.pool, replica.busy_since, now_, deployment.accelerators,
                     &PoolUsage::useful_ns);
}

/// Its prompt is computed; the KV goes over this replica's link to one that decodes.
void Simulation::hand_over(std::uint32_t slot) {
    Request& request = requests_[slot];
    Replica& from = fleet_[request.replica];
    const DeploymentId target = request.decodes_at;
    const Deployment& deployment = world_.deployments[target.index()];
    progressed_tokens_ += std::int64_t{request.prompt} - request.cached;
    fleet_.add_outstanding(request.replica, request, -1);
    request.decodes_at = DeploymentId{};
    request.output = request.answer;
    const ReplicaId to = fleet_.pick(target, request);
    if (!to.valid()) return retry(slot, now_);
    const double bytes = deployment.kv_bytes_token * request.prompt + deployment.kv_bytes_request;
    const SiteId here = deployment_of(from).site;
    if (transport_.state().joined(here.value, deployment.site.value, Purpose::kv)) {
        begin_travel_inside(slot, to);
        return hand_over_flow(slot, here, bytes);
    }
    const Nanos sent =
        max(now_, from.link_free) + Nanos::from_seconds(bytes / deployment.transfer_bandwidth);
    from.link_free = sent;
    const Nanos arrives = sent + deployment.transfer_latency;
    request.transfer_ns += (arrives - now_).ns;
    begin_travel_inside(slot, to);
    at(arrives, EventClass::delivery, static_cast<std::uint32_t>(request.id), slot);
}

/// Its last token comes out and its client has been cut off.
void Simulation::finish_unheard(std::uint32_t slot) {
    const Request& request = requests_[slot];
    progressed_tokens_ += computed_for(request);
    fleet_.add_outstanding(request.replica, request, -1);
    lose_later(slot);
}

void Simulation::begin_travel_inside(std::uint32_t slot, ReplicaId to) {
    Request& request = requests_[slot];
    request.replica = to;
    request.prefilled = request.cached = request.prompt;
    request.phase = RequestPhase::travelling;
    request.travels_inside = true;
    request.stalled_since = now_;
    fleet_.add_outstanding(to, request, 1);
    fleet_.chosen(to);
}

void Simulation::complete(std::uint32_t slot) {
    if (requests_[slot].cut) [[unlikely]] {
        return finish_unheard(slot);
    }
    if (requests_[slot].decodes_at.valid()) return hand_over(slot);
    const Request& request = requests_[slot];
    const Replica& replica = fleet_[request.replica];
    const Deployment& deployment = deployment_of(replica);
    if (comes_too_late(request, deployment)) {
        if (fleet_.batching(request.replica)) progressed_tokens_ += computed_for(request);
        fleet_.add_outstanding(request.replica, request, -1);
        return depart(slot, "timed_out");
    }
    ++meters_.pool_at(deployment.pool, now_).requests;
    ++meters_.deployment_at(replica.deployment, now_).completed;
    const double bytes = world_.workloads[request.workload.index()].spec.response_bytes_per_token;
    const auto answer = static_cast<std::int64_t>(bytes * request.true_output() + 0.5);
    if (reach_.active()) [[unlikely]] {
        send_response(request, answer);
    } else {
        meters_.add_egress(deployment.site, now_, answer);
    }
    if (deployment.tokens) meter_tokens(request, deployment);
    if (auto& served = out_.served[request.workload.index()]; !served.empty()) [[unlikely]] {
        ServedUsage& usage = served[meters_.interval(now_)];
        ++usage.requests;
        usage.output_tokens += request.true_output();
    }
    record(request, replica);
    fleet_.saw_residence(replica.deployment, now_ - request.service_start);
    if (fleet_.batching(request.replica)) {
        progressed_tokens_ += computed_for(request);
    }
    fleet_.add_outstanding(request.replica, request, -1);
    depart(slot, "completed");
}

/// What leaves a replica comes to its client so much later.
Nanos Simulation::way_back(const Request& request, const Deployment& deployment) const {
    const Nanos half{request.rtt.ns / 2};
    if (deployment.service != ServiceKind::batching) return half;
    return half + Nanos::from_seconds(world_.tables[deployment.table].frontend_s) +
           Nanos{request.fill_ns};
}

/// The replica kept its client's patience, the way back did not.
bool Simulation::comes_too_late(const Request& request, const Deployment& deployment) const {
    const WorkloadSpec& spec = world_.workloads[request.workload.index()].spec;
    if (spec.timeout == Nanos::never() && spec.deadline == Nanos::never()) return false;
    const Nanos back = way_back(request, deployment);
    return request.first_token + back - request.arrival > spec.timeout ||
           now_ + back - request.arrival > spec.deadline;
}

void Simulation::record(const Request& request, const Replica& replica) {
    ServingStats& stats = out_.serving[request.workload.index()][replica.deployment.index()];
    const std::int32_t prompt = request.true_prompt();
    const std::int32_t output = request.true_output();
    const std::int64_t times = request.counts_for;
    stats.completed += times;
    stats.prompt_tokens += times * prompt;
    stats.output_tokens += times * output;
    const Milestones seen{request.arrival, request.service_start, request.first_token, now_};
    if (!seen.in_order()) [[unlikely]] {
        stop_out_of_order(seen, request.id, world_.workloads[request.workload.index()].name);
    }
    const Deployment& deployment = deployment_of(replica);
    const bool batching = deployment.service == ServiceKind::batching;
    const llm::IterationTable* table = batching ? &world_.tables[deployment.table] : nullptr;
    const Nanos back = way_back(request, deployment);
    const Nanos ttft = request.first_token - request.arrival + back;
    scaling_.saw_first_token(request.workload, replica.deployment, ttft.seconds());
    if (request.arrival < world_.warmup || times == 0) return;
    const Nanos e2e = now_ - request.arrival + back;
    stats.measured += times;
    stats.measured_output_tokens += times * output;
    stats.ttft.add(ttft, times);
    stats.e2e.add(e2e, times);
    if (gate_.sampled()) [[unlikely]] {
        see_day(request, ttft);
    }
    Nanos tpot{0};
    if (output > 1) {
        tpot = Nanos{(now_ - request.first_token).ns / (output - 1)};
        stats.tpot.add(tpot, times);
    }
    std::int64_t wait = 0;
    for (std::size_t i = 0; i < kWaitCauses; ++i) {
        stats.wait_ns[i] += DeviceTime{times} * request.waited[i];
        wait += request.waited[i];
    }
    stats.wait.add(Nanos{wait}, times);
    const std::int64_t network = request.network_ns + back.ns - request.fill_ns;
    stats.network_ns += DeviceTime{times} * network;
    stats.transfer_ns += DeviceTime{times} * request.transfer_ns;
    const Nanos service = now_ - request.service_start - request.stalled;
    AloneTime single{(request.first_token - request.service_start).seconds(), service.seconds()};
    if (table) single = alone_time(*table, deployment.token_budget, prompt, output);
    const Nanos alone = table ? Nanos::from_seconds(single.all_s) : service;
    const std::int64_t contention = std::max<std::int64_t>((service - alone).ns, 0);
    stats.service_alone_ns += DeviceTime{times} * min(alone, service).ns;
    stats.contention_ns += DeviceTime{times} * contention;
    const SloSpec& slo = world_.workloads[request.workload.index()].spec.slo;
    const bool met = within(slo.ttft_s, ttft.seconds()) && within(slo.e2e_s, e2e.seconds()) &&
                     (output == 1 || within(slo.tpot_s, tpot.seconds()));
    stats.slo_met += met ? times : 0;
    stats.slo_output_tokens += met ? times * output : 0;
    if (met) return;
    if (!supply_.felt.empty()) count_lost(request, false);
    add_missed(stats, request, network, contention);
    const bool here = !deployment.prefill.valid() && request.retries == 0;
    const bool slow = here && too_slow_alone(slo, request, single, deployment.draft_tokens > 0);
    stats.missed_alone += slow ? times : 0;
}

/// What the error of a sampled run is estimated from.
void Simulation::see_day(const Request& request, Nanos ttft) {
    const std::int32_t unit = gate_.unit_at(request.arrival);
    out_.sampled.simulated[static_cast<std::size_t>(unit)].ttft.add(ttft);
}

void Simulation::depart(std::uint32_t slot, const char* status, bool outages_count) {
    Request& request = requests_[slot];
    WorkloadCounts& counts = out_.workloads[request.workload.index()];
    const char kind = status[0];
    const std::int64_t times = request.counts_for;
    if (kind == 'c') counts.completed += times;
    if (kind == 'r') counts.rejected += times;
    if (kind == 't') counts.timed_out += times;
    if (kind == 'l') counts.lost += times;
    if (kind != 'c' && outages_count && !supply_.felt.empty()) count_lost(request, true);
    if (kind == 't' || kind == 'l') add_unserved(request);
    if (gate_.sampled() && times > 0 && leaves_late(request.arrival, now_)) ++out_.sampled.late;
    population_ns_ += static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    in_system_since_ = now_;
    --in_system_;
    sojourn_ns_ += (now_ - request.arrival).ns;
    if (options_.sink && times > 0) write_row(request, status);
    counts.preemptions += times * request.preemptions;
    if (request.task == kNoTask) return requests_.release(slot);
    const Request gone = request;
    requests_.release(slot);
    call_done(gone.task, gone.call, gone, kind == 'c');
}

/// What kept it waiting until its client gave up, or until it was lost. One that no replica took is
/// the first route's.
void Simulation::add_unserved(const Request& request) {
    if (request.arrival < world_.warmup) return;
    const std::vector<Route>& routes = world_.workloads[request.workload.index()].routes;
    const DeploymentId where = routes[request.route].deployment;
    ServingStats& stats = out_.serving[request.workload.index()][where.index()];
    for (std::size_t i = 0; i < kWaitCauses; ++i) {
        stats.unserved_wait_ns[i] += DeviceTime{request.counts_for} * request.waited[i];
    }
}

void Simulation::write_row(const Request& request, const char* status) {
    RequestRow row;
    row.request_id = request.id;
    row.workload = request.workload;
    row.arrival = request.arrival;
    row.seen = request.seen;
    row.prompt_tokens = request.true_prompt();
    row.output_tokens = request.true_output();
    row.preemptions = request.preemptions;
    row.status = status;
    row.first_token = Nanos::never();
    row.finish = Nanos::never();
    if (request.replica.valid()) {
        const Replica& replica = fleet_[request.replica];
        const Deployment& deployment = deployment_of(replica);
        row.deployment = replica.deployment;
        row.replica = request.replica;
        const Nanos back = way_back(request, deployment);
        const bool emitted = request.phase == RequestPhase::decode || request.emitted > 0;
        if (emitted || status[0] == 'c') {
            row.first_token = request.first_token + back;
        }
        if (status[0] == 'c') row.finish = now_ + back;
    }
    if (wait_sink_) wait_sink_->waits(request.waited);
    options_.sink->row(row);
}

}  // namespace orrery
