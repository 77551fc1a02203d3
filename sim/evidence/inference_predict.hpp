// What the analytic model answers to a measured row.
#pragma once
#include "sim/evidence/inference_case.hpp"

namespace orrery {

/// In the unit of the case; with the formula's own coefficients. TTFT in closed form.
double predict_inference(const InferenceCase& c, const llm::IterationFormula& formula);

/// What the data sheet alone says: all of every peak, the longer of memory and compute, no fixed cost.
llm::EngineCoefficients datasheet_coefficients();

}  // namespace orrery
