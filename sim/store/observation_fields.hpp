// Every field of Observations, named once: a field that is added there and not here does not
// compile.
#pragma once
#include <concepts>
#include <type_traits>

#include "sim/engine/observations.hpp"

namespace orrery::store {

/// T, const or not.
template <class X, class T>
concept Is = std::same_as<std::remove_const_t<X>, T>;

// Structured bindings must name all members, which is what makes this list complete.

template <class A, Is<ServingStats> X>
void fields(A& a, X& x) {
    auto& [completed, measured, slo_met, prompt, output, measured_output, slo_output, ttft, tpot,
           e2e, wait, wait_ns, network, transfer, contention, alone, missed_alone, missed_wait,
           missed_network, missed_transfer, missed_contention, unserved_wait] = x;
    a(completed, measured, slo_met, prompt, output, measured_output, slo_output, ttft, tpot, e2e,
      wait, wait_ns, network, transfer, contention, alone, missed_alone, missed_wait,
      missed_network, missed_transfer, missed_contention, unserved_wait);
}

template <class A, Is<WorkloadCounts> X>
void fields(A& a, X& x) {
    auto& [arrived, measured, completed, rejected, too_long, timed_out, lost, in_flight, retries,
           preemptions] = x;
    a(arrived, measured, completed, rejected, too_long, timed_out, lost, in_flight, retries,
      preemptions);
}

template <class A, Is<ServedUsage> X>
void fields(A& a, X& x) {
    auto& [requests, output] = x;
    a(requests, output);
}

template <class A, Is<TaskStats> X>
void fields(A& a, X& x) {
    auto& [started, completed, failed, calls, e2e] = x;
    a(started, completed, failed, calls, e2e);
}

template <class A, Is<PoolUsage> X>
void fields(A& a, X& x) {
    auto& [useful, idle, overhead, failed, iteration_j, job, job_overhead, job_j, throttled,
           yielded_j, sleep, server, server_down, prefill, decode, requests] = x;
    a(useful, idle, overhead, failed, iteration_j, job, job_overhead, job_j, throttled, yielded_j,
      sleep, server, server_down, prefill, decode, requests);
}

template <class A, Is<DeploymentUsage> X>
void fields(A& a, X& x) {
    auto& [ready, arrivals, completed, max_waiting] = x;
    a(ready, arrivals, completed, max_waiting);
}

template <class A, Is<ReplicaCounts> X>
void fields(A& a, X& x) {
    auto& [deployment, iterations, preemptions, recomputed, cached] = x;
    a(deployment, iterations, preemptions, recomputed, cached);
}

template <class A, Is<ServerSession> X>
void fields(A& a, X& x) {
    auto& [pool, from, until] = x;
    a(pool, from, until);
}

template <class A, Is<RunEvent> X>
void fields(A& a, X& x) {
    auto& [at, until, kind, where, text] = x;
    a(at, until, kind, where, text);
}

template <class A, Is<Waterfall> X>
void fields(A& a, X& x) {
    auto& [useful, recompute, lost, checkpoint, restart, waiting, throttled, starved, idle] = x;
    a(useful, recompute, lost, checkpoint, restart, waiting, throttled, starved, idle);
}

template <class A, Is<JobSpan> X>
void fields(A& a, X& x) {
    auto& [from, until] = x;
    a(from, until);
}

template <class A, Is<JobRecord> X>
void fields(A& a, X& x) {
    auto& [job, submit, start, end, wait, power_wait, shift, shifts, throttled, lost, restarts,
           steps, full_size, status, time, held, queued, running, held_by_pool, interruptions, cost,
           causes, failed_restarts, good_evicted, warm_swaps, cold_swaps, shrinks, grows, moves,
           planned_stops, corruptions, data_wait, copies, copies_skipped, rpo, ran] = x;
    a(job, submit, start, end, wait, power_wait, shift, shifts, throttled, lost, restarts, steps,
      full_size, status, time, held, queued, running, held_by_pool, interruptions, cost, causes,
      failed_restarts, good_evicted, warm_swaps, cold_swaps, shrinks, grows, moves, planned_stops,
      corruptions, data_wait, copies, copies_skipped, rpo, ran);
}

template <class A, Is<SharedJobRow> X>
void fields(A& a, X& x) {
    auto& [trace, job, submit, start, end, status, preemptions, interruptions, never_fits, waits,
           run, accelerator, lost] = x;
    a(trace, job, submit, start, end, status, preemptions, interruptions, never_fits, waits, run,
      accelerator, lost);
}

template <class A, Is<PowerShortfall> X>
void fields(A& a, X& x) {
    auto& [agreement, cap] = x;
    a(agreement, cap);
}

template <class A, Is<Check> X>
void fields(A& a, X& x) {
    auto& [name, law, left, right, holds] = x;
    a(name, law, left, right, holds);
}

template <class A, Is<LinkUsage> X>
void fields(A& a, X& x) {
    auto& [bytes] = x;
    a(bytes);
}

template <class A, Is<FlowRecord> X>
void fields(A& a, X& x) {
    auto& [purpose, from, to, bytes, moved, start, end, stalled] = x;
    a(purpose, from, to, bytes, moved, start, end, stalled);
}

template <class A, Is<ChargedTraffic> X>
void fields(A& a, X& x) {
    auto& [from, to, purpose, bytes] = x;
    a(from, to, purpose, bytes);
}

template <class A, Is<PartitionEffect> X>
void fields(A& a, X& x) {
    auto& [partition, cut, elsewhere, stalled] = x;
    a(partition, cut, elsewhere, stalled);
}

template <class A, Is<Traffic> X>
void fields(A& a, X& x) {
    auto& [links, flows, omitted, charged, partitions, sent] = x;
    a(links, flows, omitted, charged, partitions, sent);
}

template <class A, Is<Delivery> X>
void fields(A& a, X& x) {
    auto& [pool, servers, ordered, delivered, in_service, retired] = x;
    a(pool, servers, ordered, delivered, in_service, retired);
}

template <class A, Is<PlaneOutage> X>
void fields(A& a, X& x) {
    auto& [vendor, name, plane, from, until, recovered, lost, late] = x;
    a(vendor, name, plane, from, until, recovered, lost, late);
}

template <class A, Is<PoolOrders> X>
void fields(A& a, X& x) {
    auto& [asked, granted, later, missing] = x;
    a(asked, granted, later, missing);
}

template <class A, Is<ServiceGap> X>
void fields(A& a, X& x) {
    auto& [service, from, until, expired] = x;
    a(service, from, until, expired);
}

template <class A, Is<RunbookRun> X>
void fields(A& a, X& x) {
    auto& [runbook, struck, acted, recovered, ended, returned] = x;
    a(runbook, struck, acted, recovered, ended, returned);
}

template <class A, Is<SupplyObservations> X>
void fields(A& a, X& x) {
    auto& [outages, pools, services, runbooks] = x;
    a(outages, pools, services, runbooks);
}

template <class A, Is<SampledDay> X>
void fields(A& a, X& x) {
    auto& [day, stratum, stands_for, demand, weight, ttft] = x;
    a(day, stratum, stands_for, demand, weight, ttft);
}

template <class A, Is<SampledRun> X>
void fields(A& a, X& x) {
    auto& [days, strata, simulated, late, arrived, because] = x;
    a(days, strata, simulated, late, arrived, because);
}

template <class A, Is<Observations> X>
void fields(A& a, X& x) {
    auto& [seed, end, ended_at, events, workloads, tasks, serving, served, pools, deployments,
           egress, shortfalls, traffic, replicas, sessions, deliveries, jobs, shared_jobs, supply,
           run_events, omitted, checks, sampled] = x;
    a(seed, end, ended_at, events, workloads, tasks, serving, served, pools, deployments, egress,
      shortfalls, traffic, replicas, sessions, deliveries, jobs, shared_jobs, supply, run_events,
      omitted, checks, sampled);
}

}  // namespace orrery::store
