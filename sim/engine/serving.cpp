// Batches and stations at work: boundaries, metering of runs, completions and their latencies.
#include <algorithm>

#include "sim/engine/serving/alone.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

constexpr auto kBoundary = static_cast<std::uint8_t>(EventClass::boundary);

/// How long a request holds its slot.
double slot_seconds(const Deployment& d, const Request& request, Stream& stream) {
    if (d.service == ServiceKind::exponential) return exponential(stream, d.service_s);
    if (d.service == ServiceKind::per_token) return d.service_s * request.output;
    return llm::service_seconds(d.slot_law, request.prompt, request.output);
}

bool within(double limit_s, double value_s) {
    return limit_s < 0 || value_s <= limit_s;
}

}  // namespace

std::int64_t Simulation::kv_reservation(const Request& request,
                                        const Deployment& deployment) const {
    const std::int64_t block = world_.tables[deployment.table].block_tokens;
    const std::int64_t tokens = std::int64_t{request.prompt} + request.max_tokens;
    return (tokens + block - 1) / block * block;
}

void Simulation::batch_boundary(ReplicaId r) {
    Replica& replica = fleet_[r];
    meter_run(replica, replica.batch.run().length, now_);
    scratch_.clear();
    replica.batch.advance(requests_, scratch_);
    for (const std::uint32_t slot : scratch_) complete(slot);
    if (!scratch_.empty()) fleet_.add_outstanding(r, -static_cast<int>(scratch_.size()));
    replica.batch.compose(now_, requests_);
    fleet_.reschedule(r, kBoundary);
    retire_if_drained(r);
}

/// Books the first `iterations` of the run that ends at `until`: device time, energy and tokens,
/// cut at meter intervals (an iteration's energy and tokens belong to the interval in which it
/// begins).
void Simulation::meter_run(const Replica& replica, std::int64_t iterations, Nanos until) {
    const IterationRun& run = replica.batch.run();
    const Deployment& deployment = deployment_of(replica);
    Nanos from = run.anchor;
    std::int64_t done = 0;
    while (from < until) {
        const Nanos edge = min(meters_.interval_end(from), until);
        const std::int64_t j =
            edge == until ? iterations : std::min(run.first_boundary_at(edge), iterations);
        PoolUsage& usage = meters_.pool_at(deployment.pool, from);
        usage.useful_ns += deployment.accelerators * (edge - from).ns;
        usage.iteration_energy_j += run.energy(j) - run.energy(done);
        usage.prefill_tokens += (j - done) * run.prefill;
        usage.decode_tokens += (j - done) * run.decodes;
        done = j;
        from = edge;
    }
    metered_energy_.add(run.energy(iterations));
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
    fleet_.add_outstanding(r, -1);
    start_station(r);
    retire_if_drained(r);
}

void Simulation::meter_station(ReplicaId r) {
    const Replica& replica = fleet_[r];
    const Deployment& deployment = deployment_of(replica);
    meters_.add_span(deployment.pool, replica.busy_since, now_, deployment.accelerators,
                     &PoolUsage::useful_ns);
}

void Simulation::complete(std::uint32_t slot) {
    const Request& request = requests_[slot];
    const Replica& replica = fleet_[request.replica];
    const Deployment& deployment = deployment_of(replica);
    ++meters_.pool_at(deployment.pool, now_).requests;
    ++meters_.deployment_at(replica.deployment, now_).completed;
    const double bytes = world_.workloads[request.workload.index()].spec.response_bytes_per_token;
    meters_.add_egress(deployment.site, now_,
                       static_cast<std::int64_t>(bytes * request.output + 0.5));
    record(request, replica);
    fleet_.saw_residence(replica.deployment, now_ - request.service_start);
    if (fleet_.batching(request.replica)) {
        progressed_tokens_ += std::int64_t{request.prompt} + request.output - 1;
    }
    depart(slot, "completed");
}

void Simulation::record(const Request& request, const Replica& replica) {
    ServingStats& stats = out_.serving[request.workload.index()][replica.deployment.index()];
    ++stats.completed;
    stats.prompt_tokens += request.prompt;
    stats.output_tokens += request.output;
    if (request.arrival < world_.warmup) return;
    const Deployment& deployment = deployment_of(replica);
    const bool batching = deployment.service == ServiceKind::batching;
    const llm::IterationTable* table = batching ? &world_.tables[deployment.table] : nullptr;
    Nanos back{request.rtt.ns / 2};
    if (table) back += Nanos::from_seconds(table->frontend_s);
    const Nanos ttft = request.first_token - request.arrival + back;
    const Nanos e2e = now_ - request.arrival + back;
    ++stats.measured;
    stats.ttft.add(ttft);
    stats.e2e.add(e2e);
    Nanos tpot{0};
    if (request.output > 1) {
        tpot = Nanos{(now_ - request.first_token).ns / (request.output - 1)};
        stats.tpot.add(tpot);
    }
    std::int64_t wait = 0;
    for (std::size_t i = 0; i < kWaitCauses; ++i) {
        stats.wait_ns[i] += request.waited[i];
        wait += request.waited[i];
    }
    stats.wait.add(Nanos{wait});
    stats.network_ns += request.network_ns + back.ns;
    const std::int64_t service = (now_ - request.service_start).ns;
    std::int64_t alone = service;
    if (table) {
        alone = Nanos::from_seconds(
                    alone_seconds(*table, deployment.token_budget, request.prompt, request.output))
                    .ns;
    }
    stats.service_alone_ns += std::min(alone, service);
    stats.contention_ns += std::max<std::int64_t>(service - alone, 0);
    const SloSpec& slo = world_.workloads[request.workload.index()].spec.slo;
    const bool met = within(slo.ttft_s, ttft.seconds()) && within(slo.e2e_s, e2e.seconds()) &&
                     (request.output == 1 || within(slo.tpot_s, tpot.seconds()));
    stats.slo_met += met ? 1 : 0;
}

void Simulation::depart(std::uint32_t slot, const char* status) {
    Request& request = requests_[slot];
    WorkloadCounts& counts = out_.workloads[request.workload.index()];
    const char kind = status[0];
    if (kind == 'c') ++counts.completed;
    if (kind == 'r') ++counts.rejected;
    if (kind == 't') ++counts.timed_out;
    if (kind == 'l') ++counts.lost;
    population_ns_ += static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    in_system_since_ = now_;
    --in_system_;
    sojourn_ns_ += (now_ - request.arrival).ns;
    if (options_.sink) write_row(request, status);
    requests_.release(slot);
}

void Simulation::write_row(const Request& request, const char* status) {
    RequestRow row;
    row.request_id = request.id;
    row.workload = request.workload;
    row.arrival = request.arrival;
    row.prompt_tokens = request.prompt;
    row.output_tokens = request.output;
    row.status = status;
    row.first_token = Nanos::never();
    row.finish = Nanos::never();
    if (request.replica.valid()) {
        const Replica& replica = fleet_[request.replica];
        const Deployment& deployment = deployment_of(replica);
        row.deployment = replica.deployment;
        row.replica = request.replica;
        Nanos back{request.rtt.ns / 2};
        if (deployment.service == ServiceKind::batching) {
            back += Nanos::from_seconds(world_.tables[deployment.table].frontend_s);
        }
        if (request.phase == RequestPhase::decode || status[0] == 'c') {
            row.first_token = request.first_token + back;
        }
        if (status[0] == 'c') row.finish = now_ + back;
    }
    options_.sink->row(row);
}

}  // namespace orrery
