// A search with several objectives: the front of what nothing else beats, and its knee.
#pragma once
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// Every combination is looked at with few replications; what is surely beaten in every objective,
/// or surely misses a constraint, goes no further; the others double until they have all.
void run_front(State& state, const StepSpec& step);

}  // namespace orrery::study
