// Rows that measured something else than they say: told from their duplicates and neighbours.
#pragma once
#include "sim/evidence/inference_case.hpp"

namespace orrery {

/// Moves to `skipped` what speculates without saying so, what is better than the data sheet allows
/// and, unless it is to stay, what waits for its host.
void leave_out(InferenceCases& all, const std::vector<MeasuredInference>& rows, bool host_bound);

}  // namespace orrery
