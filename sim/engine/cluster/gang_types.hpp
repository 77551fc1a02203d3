// What a gang asks of a shared cluster, and the rules by which the cluster is shared.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/scenario/shared_cluster.hpp"

namespace orrery::gang {

/// GPUs of a gang; `milli` < 1000 is a share of one GPU. Host cores and memory are for the whole
/// gang and are only checked where nodes state them.
struct Demand {
    std::int32_t gpus = 1;
    std::int32_t milli = 1000;  ///< of each GPU
    std::int32_t cpu_milli = 0;
    std::int32_t memory_mib = 0;
    [[nodiscard]] bool shares() const { return gpus == 1 && milli < 1000; }
    [[nodiscard]] std::int64_t total_milli() const { return std::int64_t{gpus} * milli; }
    friend auto operator<=>(const Demand&, const Demand&) = default;
};

struct NodeSpec {
    std::int32_t gpus = 8;
    std::int32_t cpu_milli = 0;  ///< 0: not modelled
    std::int32_t memory_mib = 0;
    std::uint32_t domain = 0;  ///< rack or scale-up domain
};

inline constexpr std::int32_t kTightest = -1;  ///< the shared GPU with least left, else a fresh one
inline constexpr std::int32_t kFresh = -2;     ///< a GPU that nobody shares yet

/// `count` GPUs of a node; `slot` says which one a share has.
struct Piece {
    std::uint32_t node = 0;
    std::int32_t count = 0;
    std::int32_t slot = kTightest;
};
using Allocation = std::vector<Piece>;

using Order = QueueOrder;
using Backfill = BackfillKind;
using Place = PlacementKind;

/// Why a job waits: the first that holds, in this order.
enum class Cause {
    data,           ///< its input is not there (said by the caller)
    power,          ///< a power cap forbids starts (said by the caller)
    quota,          ///< its tenant has its quota
    outage,         ///< GPUs of nodes that are down would do
    capacity,       ///< fewer free GPUs than it wants
    fragmentation,  ///< enough free GPUs, but not where they are needed
    topology,       ///< a place, but not within one domain
    order,          ///< it fits; somebody before it blocks or has a reservation
};
inline constexpr std::size_t kCauses = 8;
using Waits = std::array<std::int64_t, kCauses>;  ///< ns by cause

/// Time that a preempted job needs more, by its GPUs.
struct PreemptCost {
    Nanos one{0};
    Nanos node{0};  ///< 2 to 8
    Nanos more{0};
    [[nodiscard]] Nanos of(int gpus) const { return gpus == 1 ? one : gpus <= 8 ? node : more; }
};

inline constexpr std::int32_t kNoQuota = INT32_MAX;

struct Tenant {
    double weight = 1;
    std::int32_t quota = kNoQuota;  ///< GPUs at once
};

struct Settings {
    Order order = Order::fifo;
    Backfill backfill = Backfill::none;
    Place place = Place::consolidated;
    bool one_domain = false;  ///< a gang that fits a domain waits for one
    bool preempt = false;     ///< Order::priority: may take the place of lower priorities
    bool borrow = false;      ///< quotas may be exceeded while nobody within quota waits
    PreemptCost cost;
    Nanos tick{0};  ///< GPUs are held so much longer than the job runs
    /// SRTF among equals: pending before running, preempted ones last (else as they stood before).
    bool pending_first = false;
    /// What a cut restart had left is still to be done after the next one (Helios' simulator).
    bool restarts_add_up = false;
    int depth = 1000;  ///< jobs that a pass of backfilling looks at
    std::uint64_t seed = 1;
};

struct Job {
    Demand demand;
    std::uint32_t tenant = 0;
    std::int32_t priority = 0;
    Nanos duration{0};
    Nanos estimate{0};  ///< what the scheduler believes; 0: the duration
};

}  // namespace orrery::gang
