// One live request: plain data in a slot pool, from arrival to its last token.
#pragma once
#include <cstdint>
#include <memory>

#include "sim/engine/observations.hpp"
#include "sim/ingest/request_source.hpp"
#include "sim/kernel/slot_pool.hpp"

namespace orrery {

/// What a prompt consists of, for prefix caches: a shared beginning, then a conversation's text (or
/// its own); or recorded hashes of equal parts.
struct TextId {
    std::uint64_t prefix = 0;  ///< 0: no shared beginning
    std::int32_t prefix_tokens = 0;
    std::uint64_t session = 0;                 ///< 0: its own text
    std::int32_t session_tokens = INT32_MAX;   ///< of the conversation; what follows is its own
    std::shared_ptr<const PromptParts> parts;  ///< as recorded; null: not recorded
};

inline constexpr std::uint32_t kNoTask = 0xFFFFFFFFu;

enum class RequestPhase : std::uint8_t { travelling, pending, waiting, prefill, decode };

/// Fields in the order in which they are touched together: what a batch's boundaries read lies in
/// the first cache line.
struct alignas(64) Request {
    std::int32_t prompt = 0;      ///< to compute; after a preemption with the tokens emitted so far
    std::int32_t output = 0;      ///< still to emit
    std::int32_t steps = 0;       ///< iterations of its output after the first token
    std::int32_t prefilled = 0;   ///< of `prompt`, computed or found in the prefix cache
    std::int32_t chunk = 0;       ///< prompt tokens in the iteration that runs
    std::int32_t blocks = 0;      ///< KV blocks held from admission on, shared ones included
    std::int32_t shared = 0;      ///< of those: in texts of the prefix cache
    std::int32_t cached = 0;      ///< of `prefilled`: found in the prefix cache
    std::int64_t join = 0;        ///< batch: its iteration when decoding began
    std::int32_t emitted = 0;     ///< before its last preemption
    std::int32_t max_tokens = 0;  ///< the most it may emit in all
    std::int32_t priority = 0;    ///< lower goes first
    RequestPhase phase = RequestPhase::travelling;
    bool growing = false;    ///< its decodes take KV blocks beyond those held from admission on
    bool cancelled = false;  ///< its client left; it goes at the next boundary
    bool travels_inside = false;  ///< from one replica to another, not from its client
    Nanos first_token;            ///< at the replica

    std::int64_t id = 0;      ///< by arrival, over all workloads
    Nanos arrival;            ///< at the gateway
    Nanos service_start;      ///< first chunk of its prompt runs
    Nanos seen{0};            ///< the first boundary of its batch since it came, where it matters
    Nanos rtt;                ///< of the route taken
    Nanos stalled{0};         ///< time between preemption and admission, in all
    Nanos stalled_since{-1};  ///< preempted and not admitted again; −1: not so
    WorkloadId workload;
    ReplicaId replica;
    DeploymentId decodes_at;       ///< while its prompt is computed elsewhere
    std::uint32_t task = kNoTask;  ///< conversation or agent that it belongs to
    std::uint32_t flow = kNoTask;  ///< that carries its KV between sites
    std::uint16_t route = 0;       ///< of its workload, that it took
    bool cut = false;              ///< its client lost it: it goes at the next boundary, to return

    std::int64_t network_ns = 0;
    std::int64_t transfer_ns = 0;  ///< of its KV, from one replica to another
    std::int64_t fill_ns = 0;      ///< its answer comes so much after its iterations: pipelines
    WaitTimes waited{};
    WaitTimes mark{};         ///< reading of the block clock when it began to wait
    std::int32_t answer = 0;  ///< tokens it emits in all
    std::int32_t retries = 0;
    std::int32_t preemptions = 0;
    std::int32_t spans_used = 0;  ///< spans of its text that it pins in the prefix cache
    std::int64_t admitted = 0;    ///< batch: order of admission
    Nanos station_end;            ///< station: when its service ends
    TextId text;                  ///< what its prompt consists of
    std::uint32_t call = 0;       ///< step of the agent
    std::int32_t counts_for = 1;  ///< requests that it stands for; 0: a day's warm-up

    [[nodiscard]] std::int32_t true_prompt() const { return prompt - emitted; }
    [[nodiscard]] std::int32_t true_output() const { return answer; }
    /// Tokens that its next iteration attends to, after `done` iterations of decoding: the prompt,
    /// the first token and what followed. Speculation emits (output − 1) tokens in `steps`.
    [[nodiscard]] std::int64_t context(std::int64_t done) const {
        const std::int64_t more = output - 1;
        return prompt + 1 + (steps == more ? done : done * more / steps);
    }
};

using RequestPool = SlotPool<Request>;

}  // namespace orrery
