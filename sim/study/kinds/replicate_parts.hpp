// What a replicate step tells beyond its runs' figures: pooled latencies, quantiles, a steady
// state.
#pragma once
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// Latencies of the requests of all runs together, from the runs' sketches merged in index order:
/// a table of those that the step names, and values of all that some formula names.
void add_pooled(State& state, const StepSpec& step, const std::vector<Point>& points,
                const UnitTable& units);

/// Where P10, P50 and P90 of each metric lie, from order statistics, and the odds of missing the
/// goal: values of all metrics; tables of the one that is watched.
void add_quantile_intervals(State& state, const StepSpec& step, const std::vector<Point>& points,
                            const UnitTable& units);

/// One long run of each alternative instead of replications.
void run_steady(State& state, const StepSpec& step);

}  // namespace orrery::study
