// One live request: plain data in a slot pool, from arrival to its last token.
#pragma once
#include <cstdint>

#include "sim/engine/observations.hpp"
#include "sim/kernel/slot_pool.hpp"

namespace orrery {

enum class RequestPhase : std::uint8_t { travelling, pending, waiting, prefill, decode };

struct Request {
    std::int64_t id = 0;  ///< by arrival, over all workloads
    Nanos arrival;        ///< at the gateway
    Nanos service_start;  ///< first chunk of its prompt runs
    Nanos first_token;    ///< at the replica
    Nanos rtt;            ///< of the route taken
    WorkloadId workload;
    ReplicaId replica;
    std::int32_t prompt = 0;
    std::int32_t output = 0;
    std::int32_t max_tokens = 0;  ///< what the engine reserves for
    std::int32_t prefilled = 0;
    std::int32_t chunk = 0;  ///< prompt tokens in the iteration that runs
    std::int32_t retries = 0;
    std::int64_t kv_tokens = 0;  ///< reserved, whole blocks
    std::int64_t join = 0;       ///< batch: its iteration when decoding began
    Nanos station_end;           ///< station: when its service ends
    std::int64_t network_ns = 0;
    WaitTimes waited{};
    WaitTimes mark{};  ///< reading of the block clock when it began to wait
    RequestPhase phase = RequestPhase::travelling;
};

using RequestPool = SlotPool<Request>;

}  // namespace orrery
