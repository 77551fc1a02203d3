// What the analytic model answers to a measured row.
#pragma once
#include "sim/evidence/inference_case.hpp"

namespace orrery {

/// Mean time to first token of the simulated closed loop, the front end left out: ten requests a
/// client, as the benchmarks send, at most 2,000 or three a client.
double loop_seconds(const InferenceCase& c, const llm::IterationFormula& formula);
/// With the front end: prefill_stretch·loop + frontend + frontend_request·concurrency.
double first_token_seconds(const InferenceCase& c, double loop_s, const llm::EngineCoefficients& e);
/// At most half as many requests as the replica holds: nothing waits for memory.
bool moderate(const InferenceCase& c);

/// In the unit of the case; with the formula's own coefficients.
double predict_inference(const InferenceCase& c, const llm::IterationFormula& formula);

/// What the data sheet alone says: all of every peak, the longer of memory and compute, no fixed
/// cost.
llm::EngineCoefficients datasheet_coefficients();

}  // namespace orrery
