// How an engine forms its iterations: one batching engine, its behaviours as settings.
#pragma once
#include <cstdint>
#include <string>

namespace orrery {

/// Presets of well-known engines; each is a set of values of SchedulerRules.
enum class SchedulerKind {
    automatic,  ///< by the engine profile's name
    vllm_v0,    ///< prompts first and whole, alone in their iteration; watermark
    vllm_v1,    ///< decodes and chunks of prompts share a budget
    sglang,     ///< chunks of prompts first, alone in their iteration; some output reserved
    trtllm,     ///< in-flight batching; prompt and max_tokens reserved, nothing is evicted
    sarathi,    ///< decodes first, then chunks up to a small budget; watermark
};

struct SchedulerRules {
    bool exclusive = false;     ///< an iteration has prompts or decodes, not both
    bool chunked = true;        ///< prompts are cut at the budget; else whole prompts only
    bool padded = false;        ///< whole prompts: count × longest counts against the budget
    bool step_block = false;    ///< each running request needs a free block before each step
    bool by_arrival = false;    ///< victims and steps in order of arrival, else of admission
    bool prefix_cache = false;  ///< KV of equal beginnings is computed once
    bool ahead = false;         ///< an iteration is composed when the one before it begins
    bool inbox = false;         ///< rows tell at which boundary the engine saw the request
    bool stepwise = false;      ///< tests: every iteration is a run of its own
    double reserve = 0;         ///< share of max_tokens held from admission on; 1: no preemption
    double watermark = 0;       ///< share of blocks that admissions leave free

    [[nodiscard]] bool operator==(const SchedulerRules&) const = default;
};

/// The preset's rules; `engine` (a catalog profile such as "vllm" or "sglang-2026") decides where
/// the kind is automatic.
SchedulerRules scheduler_rules(SchedulerKind kind, const std::string& engine);

}  // namespace orrery
