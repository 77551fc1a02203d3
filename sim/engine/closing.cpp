// The end of a run: what still runs is metered, idle time is derived.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {

void Simulation::close() {
    now_ = out_.ended_at;
    meters_.cut_at(now_);
    close_serving();
    close_jobs();
    close_network();
    close_shared();
    close_supply();
    cluster_.close(now_);
    derive_idle();
    close_requests();
    check_conservation();
}

/// Runs that the end cuts are booked up to it; the iteration in progress by its share of time.
void Simulation::close_serving() {
    for (std::uint32_t i = 0; i < fleet_.size(); ++i) {
        const ReplicaId r(i);
        Replica& replica = fleet_[r];
        if (fleet_.batching(r) && replica.batch.running()) {
            const std::int64_t whole = replica.batch.interrupt(now_, requests_);
            const IterationRun& run = replica.batch.run();
            const double begun = (now_ - run.boundary(whole)).seconds();
            const double length = (run.boundary(whole + 1) - run.boundary(whole)).seconds();
            const double part = (run.energy(whole + 1) - run.energy(whole)) * (begun / length);
            meter_run(replica, run, whole, now_);
            const Nanos before{std::max<std::int64_t>(now_.ns - 1, 0)};
            meters_.pool_at(deployment_of(replica).pool, before).iteration_energy_j += part;
            metered_energy_.add(part);
        }
        if (!fleet_.batching(r) && replica.station.busy()) meter_station(r);
        leave_state(r);
        out_.replicas.push_back({replica.deployment, replica.batch.iterations(),
                                 replica.batch.preemptions(), replica.batch.recomputed_tokens(),
                                 replica.batch.cached_tokens()});
    }
}

void Simulation::close_requests() {
    for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
        if (!requests_.is_live(slot)) continue;
        const Request& request = requests_[slot];
        out_.workloads[request.workload.index()].in_flight += request.counts_for;
        const bool served =
            request.phase == RequestPhase::prefill || request.phase == RequestPhase::decode;
        if (served && fleet_.batching(request.replica)) {
            progressed_tokens_ += fleet_[request.replica].batch.tokens_done(request);
        }
        if (options_.sink) write_row(request, "in_flight");
    }
}

/// Idle is what remains of the present accelerators' time; `check_accelerator_time` sees that
/// nothing was counted twice.
void Simulation::derive_idle() {
    for (std::size_t p = 0; p < out_.pools.size(); ++p) {
        const std::int64_t each = world_.pools[p].server.accelerators;
        for (PoolUsage& usage : out_.pools[p]) {
            usage.idle_ns =
                usage.server_ns * each - usage.useful_ns - usage.overhead_ns - usage.failed_ns;
        }
    }
}

}  // namespace orrery
