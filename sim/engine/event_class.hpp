// The kinds of events, in the order in which they happen at the same instant, and their ages.
#pragma once
#include <cstdint>

namespace orrery {

/// Order of events at the same instant: what adds capacity first, then what takes it, then
/// requests, then the batches that they may enter, then decisions that look at the result.
enum class EventClass : std::uint8_t {
    outage_end,
    plane_end,
    partition_end,
    maintenance_end,
    repair,
    servers_arrive,
    spot_return,
    replica_ready,
    job_end,  // what is done is done before servers go
    flow,
    checkpoint_written,
    outage_start,
    plane_start,
    service_expired,
    runbook,
    partition_start,
    maintenance_start,
    failure,
    spot_reclaim,
    servers_leave,
    exit_start,
    power,  // who may draw how much, before more is started
    job_submit,
    maintenance_notice,
    spot_notice,
    job_fault,
    job_corrupted,
    job_corruption_found,
    job_late,
    job_orders,
    shared_jobs,
    shared_pass,
    lost_by_client,
    delivery,
    arrival,
    boundary,
    completion,
    patience,
    follow_up,
    autoscale,
};

/// An event carries the count of its owner's plans, cut to the bits of its slot: an event whose
/// count is no longer the owner's was planned before something changed, and says nothing.
inline constexpr std::uint32_t kEpochMask = 0xFFFFFF;

inline constexpr auto kArrival = static_cast<std::uint8_t>(EventClass::arrival);
inline constexpr auto kBoundary = static_cast<std::uint8_t>(EventClass::boundary);

}  // namespace orrery
