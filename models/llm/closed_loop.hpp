// Steady state of a continuous-batching replica in closed form: by concurrency, rate or request
// count.
#pragma once
#include "models/llm/terms.hpp"

namespace orrery::llm {

/// Prompt and output tokens of one request; means where they vary.
struct RequestLengths {
    double prompt = 0;
    double output = 0;
};

/// How an engine batches, as far as a steady state depends on it.
struct BatchingRule {
    double max_num_seqs = 1024;
    double token_budget = 8192;      ///< tokens an iteration
    bool prefill_exclusive = false;  ///< SGLang's default: prompts run alone; else with decodes
    double output_reserve = 1;       ///< share of a request's output reserved when it is admitted
    double kv_tokens = 0;            ///< capacity of the replica
};

/// Sequences that run at once: limited by max_num_seqs, or by kv_tokens over prompt + reserved
/// output; at least 1.
double sequence_limit(const BatchingRule& rule, const RequestLengths& lengths);

/// Seconds of one iteration of `decodes` sequences at `context` tokens and `prompt` prompt tokens
/// at a mean position; with pipeline stages, of one step of every micro-batch.
double iteration_seconds(const IterationFormula& formula, double decodes, double context,
                         double prompt, double position);
/// Joules of all accelerators in that iteration, part by part as its table has them.
double iteration_joules(const IterationFormula& formula, double decodes, double context,
                        double prompt, double position);

struct SteadyState {
    double admitted = 0;    ///< requests in the engine: min(concurrency, sequence_limit)
    double decoding = 0;    ///< sequences in a decode step, mean
    double tpot_s = 0;      ///< interference of others' prompts included
    double decode_s = 0;    ///< a step without prompts
    double prefill_s = 0;   ///< from the first iteration of a prompt to its first token
    double ttft_s = 0;      ///< queueing for admission and the front end included
    double requests_s = 0;  ///< completed a second
    double watts = 0;       ///< mean of all accelerators
};

/// `concurrency` requests are always present (reference: iteration model, section 4). During one
/// request's life each of the others is prefilled once, which adds (C−1)/(O−1) times the delay of
/// one prompt to the time per output token.
SteadyState closed_loop(const IterationFormula& formula, const BatchingRule& rule,
                        const RequestLengths& lengths, double concurrency);

/// Requests arrive at a rate below capacity: the concurrency that Little's law gives. Above
/// capacity the steady state at capacity, with `requests_s` below the rate asked for.
SteadyState at_rate(const IterationFormula& formula, const BatchingRule& rule,
                    const RequestLengths& lengths, double requests_s);

/// Output tokens a second when `requests` are all there at the start: waves of as many as fit,
/// the last one smaller (section 5).
double offline_tokens_s(const IterationFormula& formula, const BatchingRule& rule,
                        const RequestLengths& lengths, double requests);

}  // namespace orrery::llm
