// What the steps of a study work on and leave behind: rounds, named results, tables, charts.
#pragma once
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/study/answer.hpp"
#include "sim/study/plan/goal_limits.hpp"
#include "sim/study/plan/study_spec.hpp"
#include "sim/study/units/rounds.hpp"

namespace orrery::study {

struct State {
    const StudySpec& spec;
    Rounds& rounds;
    StudyPage& page;
    Values& values;  ///< names that later formulas may use
    Diagnostics& diagnostics;
    /// Replications of steps that do not say; 0: the step's default.
    int replications = 0;
    /// The base is not the study's own: results that it lacks are said, not refused.
    bool foreign = false;

    [[nodiscard]] const Bed& bed() const { return rounds.bed(); }
};

/// Each kind: runs what it needs, adds values, tables and charts.
void run_replicate(State& state, const StepSpec& step);
void run_compare(State& state, const StepSpec& step);
void run_grid(State& state, const StepSpec& step);
void run_sensitivity(State& state, const StepSpec& step);
void run_inject(State& state, const StepSpec& step);
void run_stage(State& state, const StepSpec& step);
void run_optimise(State& state, const StepSpec& step);

/// The metric's value in one unit; NaN where the run has no such result.
double metric_of(const State& state, const MetricSpec& metric, const UnitResult& unit);
/// By replication.
Numbers metric_of(const State& state, const MetricSpec& metric, const std::vector<UnitResult>& row);
const MetricSpec& metric_named(const State& state, const std::string& name);

/// Points: the base alone or each alternative.
std::vector<Point> alternatives_of(const State& state);
int replications_of(const State& state, const StepSpec& step, int otherwise);
/// "1 replication", "5 replications"
std::string replications_text(std::size_t n);

/// The metric's unit by what is stated of it, else as the runs so far have it; "" if not known.
std::string unit_of(const State& state, const MetricSpec& metric);

/// What the goal wants of this metric.
GoalLimits limits_of(const State& state, const MetricSpec& metric);

/// The goal's threshold where it is about this metric; NaN else. `at_least` says which side; of a
/// goal with both it is the upper.
double threshold_of(const State& state, const MetricSpec& metric, bool& at_least);

/// Share of futures that miss the goal; one without the figure misses it.
double miss_share(const Numbers& values, const GoalLimits& limits);

/// Of an incomplete round (a shard's, an interrupted one) what was run: of each point for itself,
/// or the replications that all points have. Complete rounds stay as they are.
UnitTable made(const State& state, UnitTable table, bool paired);

/// Says which points could not be run, and stops the study where none could.
void tell_problems(State& state, const std::vector<Point>& points, const UnitTable& table);
/// Complains of result paths that no run has, with a suggestion.
void check_leaves(State& state, const std::vector<Point>& points, const UnitTable& table);

StudyFormat table_format(FigureFormat format);
/// A column's key: "ttft_p99_s", from a metric's name and unit.
std::string column_key(const std::string& name, const std::string& unit);
StudyColumn metric_column(const State& state, const MetricSpec& metric, const std::string& title,
                          const std::string& key);
/// A column of words for each axis.
void add_axis_columns(const std::vector<AxisSpec>& axes, StudyTable& table);
/// A difference without what sums in another order leave: all that is smaller than a part in 10^10
/// of what was subtracted, and money below what is shown beside amounts as large as `scale` (cents
/// from a dime on, micro-units below; analysis::differs).
double settled(double a, double b, const MetricSpec& metric, double scale = 0);
/// Whether the metric has one value in every unit that has it, two or more of them.
bool never_varies(const State& state, const MetricSpec& metric, const UnitTable& table);
/// Whether any run has the metric.
bool is_known(const State& state, const MetricSpec& metric, const UnitTable& table);
/// Whether a unit has the metric, or it is not optional.
bool is_shown(const State& state, const MetricSpec& metric, const UnitTable& table);
/// NaN becomes an empty cell.
StudyCell cell(double value);

}  // namespace orrery::study
