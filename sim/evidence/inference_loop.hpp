// A closed loop of clients before one replica, iteration by iteration: time to first token.
#pragma once
#include "models/llm/closed_loop.hpp"

namespace orrery {

struct LoopResult {
    double ttft_mean_s = 0;  ///< of all requests, the first burst included, front end left out
    double ttft_median_s = 0;
    double tpot_mean_s = 0;
    double seconds = 0;  ///< until the last completion
};

/// `concurrency` clients each send a request at once and the next one at its completion, `requests`
/// in all; lengths are uniform in mean·(1 ± spread). First come, first served; prompts are chunked
/// into the token budget beside all decodes, or alone where the rule is exclusive (reference:
/// iteration model, section 6). Decode steps between two such iterations are one jump.
LoopResult simulate_loop(const llm::IterationFormula& formula, const llm::BatchingRule& rule,
                         const llm::RequestLengths& lengths, double spread, int concurrency,
                         int requests);

}  // namespace orrery
