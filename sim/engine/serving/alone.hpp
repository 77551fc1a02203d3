// How long a request would take alone on a replica: what contention is measured against.
#pragma once
#include "models/llm/iteration.hpp"

namespace orrery {

/// Seconds with nobody else there.
struct AloneTime {
    double first_s = 0;  ///< from the first chunk of the prompt to the first token
    double all_s = 0;    ///< to the last one
};

/// prompt/budget chunks, then output − 1 iterations of one sequence, summed in closed form.
AloneTime alone_time(const llm::IterationTable& table, int token_budget, int prompt, int output);

}  // namespace orrery
