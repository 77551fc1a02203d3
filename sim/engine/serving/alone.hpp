// How long a request would take alone on a replica: what contention is measured against.
#pragma once
#include "models/llm/iteration.hpp"

namespace orrery {

/// Seconds from the first chunk of the prompt to the last output token with nobody else there:
/// prompt/budget chunks, then output − 1 iterations of one sequence, summed in closed form.
double alone_seconds(const llm::IterationTable& table, int token_budget, int prompt, int output);

}  // namespace orrery
