// The linear service law of slot-based fleet planners: a request's time from its lengths alone.
#pragma once

namespace orrery::llm {

/// Iteration time base + per_sequence · (length / context) · n for n sequences of a length, as the
/// planner inference-fleet-sim (arXiv 2603.16054) has it. Every request is charged the iteration of
/// a full replica, whatever else runs: service is independent of load.
struct SlotLaw {
    double base_s = 0;          ///< W
    double per_sequence_s = 0;  ///< H, of one sequence of `context` tokens
    int context = 8192;         ///< tokens at which H was calibrated
    int chunk = 512;            ///< prompt tokens an iteration
    int sequences = 1;          ///< n: slots of a replica
    double first_s = 0;         ///< before the prompt is looked at: queue and front end of an API
    double per_prompt_s = 0;    ///< of a prompt token, beside the iterations

    friend bool operator==(const SlotLaw&, const SlotLaw&) = default;
};

/// Seconds of an iteration with `sequences` of `length` tokens each.
double iteration_seconds(const SlotLaw& law, double length, double sequences);

/// Seconds in a slot: (⌈prompt/chunk⌉ + output) iterations of a full replica; first_s before it.
double service_seconds(const SlotLaw& law, int prompt, int output);

/// Seconds to the first token once a slot is had: ⌈prompt/chunk⌉ iterations of one sequence.
double prefill_seconds(const SlotLaw& law, int prompt);

}  // namespace orrery::llm
