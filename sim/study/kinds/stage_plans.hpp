// A plan that decides at gates, and the plans that do not: their runs, and what each gate saw.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// A plan that is kept whatever the gates show.
struct FixedPlan {
    std::string name;
    Point point;
    std::vector<UnitResult> runs;  ///< over the whole horizon, by replication
    Numbers values;                ///< of the step's metric
};

struct StageDates {
    Nanos decided;
    Nanos in_force;
};

/// Stages in the order of their dates. At each decision the run until then, with the stages taken
/// before, is measured in every future that came so far; where the gate holds on its metrics the
/// stage is taken, and where it does not the plan ends: later stages are not decided for. Nothing
/// that happens later is in such a run.
struct Staged {
    const StepSpec& step;
    const MetricSpec& metric;
    std::vector<StageDates> dates;
    std::vector<std::unique_ptr<Node>> pieces;  ///< overlays of the points
    /// None, the first stages (all but for gates on their dates), then all at the start.
    std::vector<FixedPlan> fixed;
    std::vector<std::size_t> taken;  ///< stages that the gates let pass, by replication
    std::vector<std::vector<bool>>
        passes;                           ///< [stage][replication]: came so far, and the gate holds
    Numbers values;                       ///< of the gated plan
    std::vector<std::size_t> blind = {};  ///< by stage: futures that came without its figures

    [[nodiscard]] std::size_t stages() const { return step.stages.size(); }
    [[nodiscard]] std::size_t futures() const { return taken.size(); }
    /// Of every fixed plan the one with the best mean.
    [[nodiscard]] std::size_t best_fixed() const;
    /// Positive where a is better than b.
    [[nodiscard]] double better(double a, double b) const {
        return metric.larger_is_better ? a - b : b - a;
    }
};

/// Dates of the stages on this base; complains and gives nothing where they do not fit it (E0919),
/// or where a stage changes something without a date (E0920).
std::optional<std::vector<StageDates>> stage_dates(State& state, const StepSpec& step);

/// Runs everything; false where rounds are incomplete or errors were found.
bool run_plans(State& state, Staged& staged);

/// Whether the gate of a stage holds on the figures of a run; nothing where a figure is missing.
std::optional<bool> gate_known(const State& state, const StageSpec& stage, const UnitResult& unit);
/// A gate that is not known does not hold.
bool gate_holds(const State& state, const StageSpec& stage, const UnitResult& unit);

/// What the gates would have told of the goal, had nothing been done.
struct Warning {
    std::size_t breaches = 0;  ///< futures in which the goal is missed
    std::size_t warned = 0;    ///< of them: a gate held at an earlier date
    std::size_t alarms = 0;    ///< futures in which a gate held and the goal was met
    double lead_s = 0;  ///< median from the first gate to the first date that shows the breach
};
/// Nothing where the study's goal is no threshold.
std::optional<Warning> warning_of(State& state, const Staged& staged);

/// Tables, chart, names for formulas.
void add_stage_page(State& state, const Staged& staged);

}  // namespace orrery::study
