// Whether a study's goal is met: by its one figure, or by which points of a grid.
#pragma once
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// Fills the page's goal and, of a figure by replication, goal.p_miss and goal.threshold.
void judge_goal(State& state);

}  // namespace orrery::study
