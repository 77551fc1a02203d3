// Grid: every combination of values, each in the same futures.
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/axes.hpp"
#include "sim/study/kinds/goal.hpp"
#include "sim/study/kinds/state.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery::study {
namespace {

constexpr int kDefault = 1;

/// Numbers where all values of the axis are, so that crossings can be found along it.
Value axis_values(const AxisSpec& axis, const std::vector<std::vector<std::size_t>>& at,
                  std::size_t index) {
    Texts texts;
    Numbers numbers;
    std::string unit;
    bool all = true;
    for (const auto& combination : at) {
        const std::string& text = axis.values[combination[index]];
        texts.push_back(text);
        const auto split = split_number(text);
        // "2026-01-05" and "08:30" begin with a number and are none.
        const bool part =
            split && !split->unit.empty() && (split->unit[0] == '-' || split->unit[0] == ':');
        all = all && split && !part;
        numbers.push_back(split ? split->value : 0);
        if (split) unit = split->unit;
    }
    return all ? Value(numbers, unit) : Value(texts);
}

void add_values(State& state, const StepSpec& step,
                const std::vector<std::vector<std::size_t>>& combinations,
                const std::vector<Point>& points, const UnitTable& units) {
    Texts names;
    for (const Point& p : points) names.push_back(p.name);
    state.values[step.name + ".name"] = Value(names);
    for (std::size_t a = 0; a < step.vary.size(); ++a) {
        state.values[step.name + "." + step.vary[a].name] =
            axis_values(step.vary[a], combinations, a);
    }
    for (const MetricSpec& m : state.spec.metrics) {
        Numbers means;
        Numbers misses;
        const GoalLimits limits = limits_of(state, m);
        for (const auto& row : units) {
            const Numbers values = metric_of(state, m, row);
            means.push_back(statistics::moments(values).mean);
            misses.push_back(miss_share(values, limits));
        }
        if (limits.stated()) state.values[step.name + ".p_miss"] = Value(misses);
        state.values[step.name + "." + m.name] = Value(means, unit_of(state, m));
    }
}

StudyTable table_of(State& state, const StepSpec& step,
                    const std::vector<std::vector<std::size_t>>& combinations,
                    const UnitTable& units) {
    StudyTable out;
    out.name = step.name;
    const std::size_t n = units[0].size();
    out.title = std::to_string(units.size()) + " points" +
                (n > 1 ? ", " + std::to_string(n) + " replications of each" : "");
    add_axis_columns(step.vary, out);
    for (const MetricSpec& m : state.spec.metrics) {
        out.columns.push_back(metric_column(state, m, m.name, m.name));
        if (n < 2) continue;
        out.columns.push_back(metric_column(state, m, "± 95 %", m.name + "_half"));
        out.columns.back().formula = "half-width of the mean's 95 % interval (Student)";
        if (limits_of(state, m).stated()) out.columns.push_back(miss_column());
    }
    for (std::size_t p = 0; p < units.size(); ++p) {
        std::vector<StudyCell> row;
        for (std::size_t a = 0; a < step.vary.size(); ++a) {
            row.emplace_back(step.vary[a].values[combinations[p][a]]);
        }
        for (const MetricSpec& m : state.spec.metrics) {
            const Numbers values = metric_of(state, m, units[p]);
            const auto mean = statistics::mean_interval(values);
            row.push_back(cell(mean.value));
            if (n < 2) continue;
            row.push_back(cell(mean.half()));
            const GoalLimits limits = limits_of(state, m);
            if (limits.stated()) row.push_back(cell(miss_share(values, limits)));
        }
        out.rows.push_back(std::move(row));
    }
    out.note = goal_note(state, units);
    return out;
}

/// The first metric along the first axis, a line for each combination of the others.
StudyChart chart_of(State& state, const StepSpec& step,
                    const std::vector<std::vector<std::size_t>>& combinations,
                    const UnitTable& units) {
    const MetricSpec& m = state.spec.metrics.front();
    StudyChart chart;
    chart.name = step.name;
    chart.title = m.name + " by " + step.vary[0].name;
    chart.x_title = step.vary[0].name;
    const std::string unit = unit_of(state, m);
    chart.y_title = m.name + (unit.empty() ? "" : " (" + unit + ")");
    const Value along = axis_values(step.vary[0], combinations, 0);
    const bool numbers = along.numbers() != nullptr;
    chart.kind = numbers ? StudyChart::Kind::lines : StudyChart::Kind::bars;
    if (numbers && !along.unit.empty()) chart.x_title += " (" + along.unit + ")";
    if (!numbers) chart.labels = step.vary[0].values;
    for (std::size_t p = 0; p < units.size(); ++p) {
        std::string name;
        for (std::size_t a = 1; a < step.vary.size(); ++a) {
            name += (name.empty() ? "" : ", ") + step.vary[a].name + " " +
                    step.vary[a].values[combinations[p][a]];
        }
        auto line = chart.lines.begin();
        while (line != chart.lines.end() && line->name != name) ++line;
        if (line == chart.lines.end()) line = chart.lines.insert(line, {name, {}, {}});
        if (numbers) line->x.push_back((*along.numbers())[p]);
        line->y.push_back(statistics::moments(metric_of(state, m, units[p])).mean);
    }
    return chart;
}

}  // namespace

void run_grid(State& state, const StepSpec& step) {
    const auto combinations = combinations_of(step.vary);
    const std::vector<Point> points = points_of(step.vary, combinations);
    const UnitTable units =
        made(state, state.rounds.run(points, 0, replications_of(state, step, kDefault)), false);
    tell_problems(state, points, units);
    check_leaves(state, points, units);
    if (state.diagnostics.has_errors()) return;
    add_values(state, step, combinations, points, units);
    state.page.tables.push_back(table_of(state, step, combinations, units));
    state.page.charts.push_back(chart_of(state, step, combinations, units));
    for (const MetricSpec& m : state.spec.metrics) {
        if (points.size() < 2 || !never_varies(state, m, units)) continue;
        state.page.notes.push_back(m.name +
                                   " is the same at all points: nothing that is varied moves it.");
    }
}

}  // namespace orrery::study
