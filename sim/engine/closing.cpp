// The end of a run: what still runs is metered, idle time is derived, conservation is checked.
#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
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
    population_ns_ += static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    in_system_since_ = now_;
    for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
        if (!requests_.is_live(slot)) continue;
        const Request& request = requests_[slot];
        out_.workloads[request.workload.index()].in_flight += request.counts_for;
        sojourn_ns_ += (now_ - request.arrival).ns;
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

void Simulation::add_check(std::string name, std::string law, double left, double right,
                           bool holds) {
    out_.checks.push_back({std::move(name), std::move(law), left, right, holds});
    if (holds) return;
    const Check& check = out_.checks.back();
    const std::string text = "conservation of " + check.name + " is violated: " + check.law +
                             ", left " + std::to_string(left) + ", right " + std::to_string(right);
    ORRERY_ASSERT(holds, text.c_str());
}

void Simulation::check_conservation() {
    check_requests();
    check_residency();
    check_tokens();
    check_accelerator_time();
    check_jobs();
    check_waits();
    check_population();
    check_traffic();
}

void Simulation::check_requests() {
    std::int64_t arrived = 0;
    std::int64_t accounted = 0;
    std::int64_t completed = 0;
    for (const WorkloadCounts& c : out_.workloads) {
        arrived += c.arrived;
        completed += c.completed;
        accounted += c.completed + c.rejected + c.timed_out + c.lost + c.in_flight;
    }
    add_check("requests", "arrived = completed + rejected + timed out + lost + in flight",
              static_cast<double>(arrived), static_cast<double>(accounted), arrived == accounted);
    std::int64_t by_deployment = 0;
    for (const auto& row : out_.serving) {
        for (const ServingStats& stats : row) by_deployment += stats.completed;
    }
    add_check("completions", "completed by workload = completed by deployment",
              static_cast<double>(completed), static_cast<double>(by_deployment),
              completed == by_deployment);
}

void Simulation::check_residency() {
    std::int64_t violations = 0;
    bool any = false;
    for (std::size_t w = 0; w < world_.workloads.size(); ++w) {
        const std::vector<bool>& allowed = world_.workloads[w].allowed;
        any = any || !allowed.empty();
        for (std::size_t d = 0; d < allowed.size(); ++d) {
            if (!allowed[d]) violations += out_.serving[w][d].completed;
        }
    }
    if (!any) return;
    add_check("residency", "requests completed where their data may not be = 0",
              static_cast<double>(violations), 0, violations == 0);
}

void Simulation::check_tokens() {
    std::int64_t computed = 0;
    double by_interval = 0;
    for (const auto& pool : out_.pools) {
        for (const PoolUsage& usage : pool) {
            computed += usage.prefill_tokens + usage.decode_tokens;
            by_interval += usage.iteration_energy_j;
        }
    }
    std::int64_t received = progressed_tokens_ + discarded_tokens_;
    for (std::uint32_t i = 0; i < fleet_.size(); ++i) {
        received += fleet_[ReplicaId(i)].batch.recomputed_tokens();
    }
    add_check("tokens",
              "tokens of iterations = tokens of requests + tokens lost with replicas, clients and "
              "preemptions",
              static_cast<double>(computed), static_cast<double>(received), computed == received);
    const double total = metered_energy_.value();
    add_check("energy", "Σ intervals = Σ runs of iterations (1e-9 relative)", by_interval, total,
              std::fabs(by_interval - total) <= 1e-9 * std::fabs(total) + 1e-6);
    std::int64_t reserved = 0;
    std::int64_t held = 0;
    for (std::uint32_t i = 0; i < fleet_.size(); ++i) {
        reserved += fleet_[ReplicaId(i)].batch.blocks_held();
    }
    for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
        const Request& request = requests_[slot];
        const bool served =
            request.phase == RequestPhase::prefill || request.phase == RequestPhase::decode;
        if (!requests_.is_live(slot) || !served || !fleet_.batching(request.replica)) continue;
        held += fleet_[request.replica].batch.blocks_of(request);
    }
    add_check("KV cache", "blocks taken = Σ blocks of running requests",
              static_cast<double>(reserved), static_cast<double>(held), reserved == held);
}

void Simulation::check_accelerator_time() {
    DeviceTime split = 0;
    DeviceTime present = 0;
    bool never_negative = true;
    for (std::size_t p = 0; p < out_.pools.size(); ++p) {
        for (const PoolUsage& usage : out_.pools[p]) {
            split += usage.total_ns();
            never_negative = never_negative && usage.idle_ns >= 0;
        }
    }
    for (const ServerSession& session : out_.sessions) {
        const Pool& pool = world_.pools[session.pool.index()];
        present +=
            static_cast<DeviceTime>((session.until - session.from).ns) * pool.server.accelerators;
    }
    add_check("accelerator time",
              "useful + idle + overhead + failed = accelerators × time present, idle ≥ 0",
              static_cast<double>(split) * 1e-9, static_cast<double>(present) * 1e-9,
              split == present && never_negative);
}

void Simulation::check_waits() {
    DeviceTime by_cause = 0;
    double total = 0;
    for (const auto& row : out_.serving) {
        for (const ServingStats& stats : row) {
            for (const DeviceTime ns : stats.wait_ns) by_cause += ns;
            total += stats.wait.total_seconds();
        }
    }
    const double left = static_cast<double>(by_cause) * 1e-9;
    add_check("waits", "Σ waits by cause = Σ waiting times", left, total,
              std::fabs(left - total) <= 1e-9 * total + 1e-9);
}

void Simulation::check_population() {
    add_check("Little's law", "∫ requests in the system dt = Σ times in the system",
              static_cast<double>(population_ns_) * 1e-9, static_cast<double>(sojourn_ns_) * 1e-9,
              population_ns_ == sojourn_ns_);
}

}  // namespace orrery
