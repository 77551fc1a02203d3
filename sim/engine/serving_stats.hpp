// What requests of a workload met at a deployment: counts, latencies, what they waited for.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/engine/device_time.hpp"
#include "sim/engine/meters/sketch.hpp"

namespace orrery {

/// Why a request waits; at any instant the first that blocks, in this published order.
enum class WaitCause : std::uint8_t {
    outage,         ///< every allowed replica is down: site outage or server failure
    control_plane,  ///< servers are there, the vendor starts nothing on them
    supply,         ///< servers that are not to be had: quota, ban, empty stock
    provisioning,   ///< servers asked for have not come
    power,          ///< the site's cap leaves no room for one more replica
    loading,        ///< replicas are loading the model
    slots,          ///< max_num_seqs reached
    kv_memory,      ///< the KV cache has no room for its prompt and answer
    token_budget,   ///< the iteration's token budget is taken by earlier prompts
    iteration,      ///< the running iteration has to end first
};
inline constexpr std::size_t kWaitCauses = 10;
inline constexpr std::array<const char*, kWaitCauses> kWaitCauseNames{
    "outage",  "control_plane", "supply",    "provisioning", "power",
    "loading", "slots",         "kv_memory", "token_budget", "iteration"};

using WaitTimes = std::array<std::int64_t, kWaitCauses>;  ///< ns by cause, of one request

/// Requests of one workload that one deployment served (or of a workload as a whole).
/// Latencies and waits leave the warm-up out; counters of tokens and requests do not.
struct ServingStats {
    std::int64_t completed = 0;
    std::int64_t measured = 0;       ///< completed, arrived after the warm-up
    std::int64_t slo_met = 0;        ///< of the measured
    std::int64_t prompt_tokens = 0;  ///< of the completed
    std::int64_t output_tokens = 0;
    std::int64_t measured_output_tokens = 0;  ///< of the measured
    std::int64_t slo_output_tokens = 0;       ///< of those that met their SLO
    Sketch ttft;
    Sketch tpot;  ///< requests of at least two output tokens
    Sketch e2e;
    Sketch wait;  ///< arrival at the site → first chunk of its prompt runs
    /// Of the measured, by cause; sums to the total of `wait` exactly.
    std::array<DeviceTime, kWaitCauses> wait_ns{};
    DeviceTime network_ns = 0;     ///< round trips of the measured
    DeviceTime transfer_ns = 0;    ///< KV caches between replicas
    DeviceTime contention_ns = 0;  ///< service beyond what it would take alone on the replica
    DeviceTime service_alone_ns = 0;
    // Of the measured that missed their service level:
    std::int64_t missed_alone = 0;  ///< those that would have, with the replica to themselves
    std::array<DeviceTime, kWaitCauses> missed_wait_ns{};
    DeviceTime missed_network_ns = 0;
    DeviceTime missed_transfer_ns = 0;
    DeviceTime missed_contention_ns = 0;
    /// Of those that left without an answer after the warm-up: what they waited for until then.
    std::array<DeviceTime, kWaitCauses> unserved_wait_ns{};
};

/// The stats of one workload, by deployment. Most pairs of a wide world never meet: only those that
/// did take room.
class ServingRow {
public:
    ServingRow() = default;
    explicit ServingRow(std::size_t deployments) : place_(deployments, kNone) {}

    [[nodiscard]] std::size_t size() const { return place_.size(); }
    [[nodiscard]] bool met(std::size_t deployment) const { return place_[deployment] != kNone; }
    [[nodiscard]] const ServingStats& operator[](std::size_t deployment) const {
        return met(deployment) ? stats_[place_[deployment]] : nothing();
    }
    /// From now on it has met.
    ServingStats& operator[](std::size_t deployment) {
        if (!met(deployment)) {
            place_[deployment] = static_cast<std::uint32_t>(stats_.size());
            stats_.emplace_back();
        }
        return stats_[place_[deployment]];
    }
    /// see(deployment, stats) of those that met, by deployment: sums have one order.
    template <class See>
    void each(const See& see) const {
        for (std::size_t d = 0; d < size(); ++d) {
            if (met(d)) see(d, stats_[place_[d]]);
        }
    }

private:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};
    static const ServingStats& nothing() {
        static const ServingStats none;
        return none;
    }

    std::vector<std::uint32_t> place_;  ///< in stats_, by deployment
    std::deque<ServingStats> stats_;    ///< references stay when another meets
};

}  // namespace orrery
