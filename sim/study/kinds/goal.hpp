// Whether a study's goal is met: by its one figure, or by which points of a grid.
#pragma once
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// The text of goal.best and goal.second where so few alternatives meet the goal.
inline constexpr const char* kNoAlternative = "none";

/// The column of a table of means that holds the share of futures in which the goal is missed.
StudyColumn miss_column();
/// Below such a table: that the goal is not judged by the means above it. Empty where it is (one
/// future, or a metric that is yes or no in each), or where the goal is about no metric of it.
std::string goal_note(const State& state, const UnitTable& table);

/// Fills the page's goal; of a figure by replication, goal.p_miss and goal.threshold; of
/// alternatives goal.best and goal.second, the best two that meet it.
void judge_goal(State& state);

}  // namespace orrery::study
