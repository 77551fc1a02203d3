// Whether runs may be held against each other: one span, one currency, no options added up.
#pragma once
#include <vector>

#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// Complains (E0921) of alternatives whose spans or currencies differ where that tells on the
/// metric, and says where their dates differ; shows each warning that an alternative adds to the
/// base's, once.
void check_comparable(State& state, const StepSpec& step, const std::vector<Point>& points);

/// Says where the requests that came differ between alternatives, whatever makes them differ (a
/// rate, a trace or its scale): totals of different work are not better or worse than each other.
void tell_demand(State& state, const StepSpec& step, const std::vector<Point>& points,
                 const UnitTable& units);

/// Complains (E0922) where the base or an alternative has `finance.alternatives` and the metric
/// counts all of its sites: options of which one is taken would be added up.
void check_options(State& state, const StepSpec& step, const std::vector<Point>& points);

}  // namespace orrery::study
