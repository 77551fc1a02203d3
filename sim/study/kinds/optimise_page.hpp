// What a search leaves on the page: names for formulas, tables, a chart, how sure its best is.
#pragma once
#include <string>
#include <vector>

#include "sim/study/kinds/optimise_search.hpp"

namespace orrery::study {

/// Says which constraints exclude each other (E0917), and how far each must give way. `missed` by
/// combination: the constraints that it is known to miss.
void tell_infeasible(State& state, const StepSpec& step, const std::vector<Constraint>& constraints,
                     const std::vector<Candidate>& all, const std::vector<std::set<int>>& missed);
/// Notes combinations that do not compile; says whether all of them do not, which ends the study.
bool tell_uncompiled(State& state, const StepSpec& step, const std::vector<Candidate>& all);

/// Ends the study where nothing can be answered: no combination compiles, none meets the
/// constraints (E0917), the objective is the same everywhere (E0918).
bool tell_search_problems(State& state, const StepSpec& step, const Search& search);

void add_search_values(State& state, const StepSpec& step, const Search& search);
void add_search_page(State& state, const StepSpec& step, const Search& search);

/// "3 replicas"-like values of an axis as they stand, numbers where they are numbers.
Value axis_value(const AxisSpec& axis, std::size_t index);

}  // namespace orrery::study
