// "Flips if": where a single input would turn the answer, between its P10 and P90.
#pragma once
#include <string>

#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// A sentence: of the last comparison's best against its second, else of the goal. Moves one input
/// at a time, the others at their medians, in the first replication; a monotone curve through P10,
/// P50 and P90.
std::string flips_of(State& state);

}  // namespace orrery::study
