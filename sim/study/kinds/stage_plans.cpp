// A plan that decides at gates, and the plans that do not: their runs, and what each gate saw.
#include "sim/study/kinds/stage_plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/stage_undated.hpp"
#include "sim/study/plan/stage_change.hpp"

namespace orrery::study {
namespace {

constexpr int kDefault = 20;

void error(State& state, const StageSpec& stage, std::string message, std::string hint,
           const char* code = "E0919") {
    Diagnostic d;
    d.code = code;
    d.at = stage.where;
    d.path = "stages[" + stage.name + "]";
    d.message = std::move(message);
    d.hint = std::move(hint);
    state.diagnostics.add(std::move(d));
}

/// What acts before the gate decides would make the plan see the future.
void tell_undated(State& state, const StageSpec& stage) {
    for (const std::string& path : undated_changes(stage, state.bed().base())) {
        error(state, stage,
              path + " has no date: it would change from the start of the run, before \"" +
                  stage.name + "\" is decided",
              dated_hint(path), "E0920");
    }
}

/// The base with the first `count` stages, as far as they are in force before `until`; each from
/// its date on, or all from the start.
Point point_with(State& state, Staged& staged, std::size_t count, Nanos until, bool at_once) {
    Point point = alternatives_of(state).front();
    for (std::size_t k = 0; k < count; ++k) {
        const Nanos at = at_once ? Nanos{0} : staged.dates[k].in_force;
        if (at >= until) continue;
        StageChange change = change_at(staged.step.stages[k], at, state.bed().base());
        if (change.overlay) {
            staged.pieces.push_back(std::make_unique<Node>(std::move(*change.overlay)));
            point.overlays.push_back(staged.pieces.back().get());
        }
        point.sets.insert(point.sets.end(), change.sets.begin(), change.sets.end());
    }
    return point;
}

std::vector<FixedPlan> plans_of(State& state, Staged& staged) {
    std::vector<FixedPlan> plans;
    const auto& stages = staged.step.stages;
    for (std::size_t k = 0; k <= stages.size(); ++k) {
        FixedPlan p;
        p.name = k == 0   ? "none"
                 : k == 1 ? "always " + stages[0].name
                          : "always up to " + stages[k - 1].name;
        p.point = point_with(state, staged, k, Nanos::never(), false);
        plans.push_back(std::move(p));
    }
    FixedPlan all;
    all.name = "all at the start";
    all.point = point_with(state, staged, stages.size(), Nanos::never(), true);
    plans.push_back(std::move(all));
    for (FixedPlan& p : plans) p.point.name = p.name;
    return plans;
}

/// Plans are held against each other over the same futures: one that cannot be run in some of them
/// is none.
void refuse_failing(State& state, const Staged& staged, const std::vector<Point>& points,
                    const UnitTable& table) {
    for (std::size_t p = 0; p < points.size(); ++p) {
        const auto failed = [](const UnitResult& u) { return !u.problem.empty(); };
        const auto n = std::count_if(table[p].begin(), table[p].end(), failed);
        if (n == 0) continue;
        const auto bad = std::find_if(table[p].begin(), table[p].end(), failed);
        const std::size_t last = p == 0 ? 0 : std::min(p, staged.stages()) - 1;
        error(state, staged.step.stages[last],
              fmt::format("the plan \"{}\" cannot be run in {} of {} futures: {}", points[p].name,
                          n, table[p].size(), bad->problem),
              "plans are compared over the same futures: make room for it in the base, or change "
              "the stage",
              "E0923");
        return;
    }
}

bool run_fixed(State& state, Staged& staged, int replications) {
    staged.fixed = plans_of(state, staged);
    std::vector<Point> points;
    for (const FixedPlan& p : staged.fixed) points.push_back(p.point);
    UnitTable table = state.rounds.run(points, 0, replications);
    if (!state.rounds.complete()) return false;
    refuse_failing(state, staged, points, table);
    check_leaves(state, points, table);
    if (state.diagnostics.has_errors()) return false;
    for (std::size_t p = 0; p < points.size(); ++p) {
        staged.fixed[p].values = metric_of(state, staged.metric, table[p]);
        staged.fixed[p].runs = std::move(table[p]);
    }
    return !state.diagnostics.has_errors();
}

/// Says in how many futures a gate lacked its figures; one that lacks them in all decides nothing.
bool tell_blind(State& state, const Staged& staged, std::size_t k, std::size_t came) {
    const StageSpec& stage = staged.step.stages[k];
    const std::size_t n = staged.blind[k];
    if (n == 0) return true;
    if (n == came) {
        error(state, stage,
              "its gate \"" + stage.gate.text + "\" has no value in any of the " +
                  std::to_string(came) + " futures that come so far",
              "a figure in it is not there at that date: decide later, look at another figure, or "
              "say otherwise(x, 0)",
              "E0920");
        return false;
    }
    state.page.notes.push_back("The gate of " + stage.name + " has no value in " +
                               std::to_string(n) + " of " + std::to_string(came) +
                               " futures, and does not hold there.");
    return true;
}

/// One gate in all futures that came so far.
bool decide(State& state, Staged& staged, std::size_t k) {
    Point point = point_with(state, staged, k, staged.dates[k].decided, false);
    point.name = "until " + staged.step.stages[k].name;
    point.horizon_ns = staged.dates[k].decided.ns;
    const UnitTable table = state.rounds.run({point}, 0, static_cast<int>(staged.futures()));
    if (!state.rounds.complete()) return false;
    tell_problems(state, {point}, table);
    if (state.diagnostics.has_errors()) return false;
    std::size_t came = 0;
    for (std::size_t r = 0; r < staged.futures(); ++r) {
        const bool here = staged.taken[r] == k;
        const auto known = gate_known(state, staged.step.stages[k], table[0][r]);
        const bool passes = here && known.value_or(false);
        staged.passes[k].push_back(passes);
        if (passes) ++staged.taken[r];
        came += here ? 1 : 0;
        staged.blind[k] += here && !known ? 1 : 0;
    }
    return tell_blind(state, staged, k, came);
}

/// Whether the goal's metric is beyond its limits in a run; one without the figure is not.
bool beyond(const State& state, const MetricSpec& goal, const GoalLimits& limits,
            const UnitResult& unit) {
    const double value = metric_of(state, goal, unit);
    return !std::isnan(value) && limits.misses(value);
}

}  // namespace

std::size_t Staged::best_fixed() const {
    std::size_t best = 0;
    const auto mean = [&](std::size_t p) { return statistics::moments(fixed[p].values).mean; };
    for (std::size_t p = 1; p < fixed.size(); ++p) {
        if (std::isnan(mean(best)) || better(mean(p), mean(best)) > 0) best = p;
    }
    return best;
}

std::optional<std::vector<StageDates>> stage_dates(State& state, const StepSpec& step) {
    Diagnostics ignored;  // the runs will say what is wrong with the base
    const auto world = state.bed().world(alternatives_of(state).front(), 0, ignored);
    std::vector<StageDates> dates;
    for (const StageSpec& stage : step.stages) {
        const auto decided = stage_moment(stage.at, state.bed().base());
        const auto in_force = stage_start(stage, state.bed().base());
        if (!decided || !in_force) {
            error(state, stage, "its date or its approval cannot be read",
                  "at: 30 d, or a date; approval: 2 d");
            continue;
        }
        const Nanos after = dates.empty() ? Nanos{0} : dates.back().decided;
        const Nanos least = world ? max(world->warmup, after) : after;
        const bool late = world && *in_force >= world->horizon;
        if (*decided <= least || late) {
            error(state, stage,
                  late ? "it comes into force after the end of the run"
                       : "it is decided before anything is measured, or before the stage above",
                  "stages stand in the order of their dates, after the warm-up, within the run");
        }
        dates.push_back({*decided, *in_force});
    }
    for (const StageSpec& stage : step.stages) tell_undated(state, stage);
    if (state.diagnostics.has_errors()) return std::nullopt;
    return dates;
}

std::optional<bool> gate_known(const State& state, const StageSpec& stage, const UnitResult& unit) {
    if (stage.gate.text.empty()) return true;
    Value held;
    const Lookup lookup = [&](const std::string& name) -> const Value* {
        for (const MetricSpec& m : state.spec.metrics) {
            if (m.name != name) continue;
            held = Value(metric_of(state, m, unit), unit_of(state, m));
            return &held;
        }
        const auto it = state.values.find(name);
        return it == state.values.end() ? nullptr : &it->second;
    };
    const Evaluated e = evaluate(stage.gate, lookup);
    const double* number = e.value.number();
    if (!e.problem.empty() || !number || std::isnan(*number)) return std::nullopt;
    return *number != 0;
}

bool gate_holds(const State& state, const StageSpec& stage, const UnitResult& unit) {
    return gate_known(state, stage, unit).value_or(false);
}

bool run_plans(State& state, Staged& staged) {
    const int replications = replications_of(state, staged.step, kDefault);
    staged.taken.assign(static_cast<std::size_t>(replications), 0);
    staged.passes.resize(staged.stages());
    staged.blind.assign(staged.stages(), 0);
    for (std::size_t k = 0; k < staged.stages(); ++k) {
        if (!decide(state, staged, k)) return false;
    }
    if (!run_fixed(state, staged, replications)) return false;
    for (std::size_t r = 0; r < staged.futures(); ++r) {
        staged.values.push_back(staged.fixed[staged.taken[r]].values[r]);
    }
    return true;
}

std::optional<Warning> warning_of(State& state, const Staged& staged) {
    if (!state.spec.goal) return std::nullopt;
    const MetricSpec& goal = metric_named(state, state.spec.goal->metric);
    const GoalLimits limits = limits_of(state, goal);
    if (!limits.stated()) return std::nullopt;
    std::vector<Point> points;
    for (const StageDates& d : staged.dates) {
        points.push_back(staged.fixed[0].point);
        points.back().horizon_ns = d.decided.ns;
    }
    const UnitTable until = state.rounds.run(points, 0, static_cast<int>(staged.futures()));
    if (!state.rounds.complete()) return std::nullopt;
    Warning w;
    Numbers leads;
    for (std::size_t r = 0; r < staged.futures(); ++r) {
        std::optional<std::size_t> gate;
        std::optional<double> breach;
        for (std::size_t k = 0; k < staged.stages(); ++k) {
            const double at = staged.dates[k].decided.seconds();
            if (!gate && gate_holds(state, staged.step.stages[k], until[k][r])) gate = k;
            if (!breach && beyond(state, goal, limits, until[k][r])) breach = at;
        }
        const bool missed = beyond(state, goal, limits, staged.fixed[0].runs[r]);
        if (!missed) {
            w.alarms += gate ? 1 : 0;
            continue;
        }
        ++w.breaches;
        const Point& none = staged.fixed[0].point;
        const auto world_end = [&] {
            Diagnostics ignored;
            const auto world = state.bed().world(none, r, ignored);
            return world ? world->horizon.seconds() : 0;
        };
        if (!gate) continue;
        const double lead =
            (breach ? *breach : world_end()) - staged.dates[*gate].decided.seconds();
        if (lead <= 0) continue;
        ++w.warned;
        leads.push_back(lead);
    }
    if (!leads.empty()) {
        std::sort(leads.begin(), leads.end());
        w.lead_s = leads[leads.size() / 2];
    }
    return w;
}

void run_stage(State& state, const StepSpec& step) {
    const auto dates = stage_dates(state, step);
    if (!dates) return;
    Staged staged{step, metric_named(state, step.metric), *dates, {}, {}, {}, {}, {}};
    if (run_plans(state, staged)) add_stage_page(state, staged);
}

}  // namespace orrery::study
