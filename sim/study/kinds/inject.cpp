// Inject: disruptions, one at a time, beside a course without them; what each costs and breaks.
#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {
namespace {

constexpr int kDefault = 5;

std::vector<Point> points_of(const State& state, const StepSpec& step) {
    std::vector<Point> points{alternatives_of(state).front()};
    points.front().name = "as it is";
    for (const InjectionSpec& d : step.disruptions) {
        Point p = alternatives_of(state).front();
        p.name = d.name;
        if (d.overlay) p.overlays.push_back(&*d.overlay);
        p.sets.insert(p.sets.end(), d.sets.begin(), d.sets.end());
        points.push_back(std::move(p));
    }
    return points;
}

double mean_of(const State& state, const MetricSpec& metric, const std::vector<UnitResult>& row) {
    return statistics::moments(metric_of(state, metric, row)).mean;
}

StudyTable table_of(const State& state, const StepSpec& step, const std::vector<Point>& points,
                    const UnitTable& units, const std::vector<std::size_t>& order) {
    StudyTable out;
    out.name = step.name;
    out.title = "Each change alone, " + std::to_string(units[0].size()) + " replications of each";
    out.columns = {{"change", "name", StudyFormat::words, ""}};
    for (const MetricSpec& m : state.spec.metrics) {
        out.columns.push_back(metric_column(state, m, m.name, m.name, units));
        out.columns.push_back(metric_column(state, m, "change", m.name + "_change", units));
        out.columns.back().formula = "mean of paired differences to the undisturbed course";
    }
    for (const std::size_t p : order) {
        std::vector<StudyCell> row{StudyCell(points[p].name)};
        for (const MetricSpec& m : state.spec.metrics) {
            const double value = mean_of(state, m, units[p]);
            row.push_back(cell(value));
            row.push_back(p == 0 ? StudyCell() : cell(value - mean_of(state, m, units[0])));
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace

void run_inject(State& state, const StepSpec& step) {
    const std::vector<Point> points = points_of(state, step);
    const UnitTable units = state.rounds.run(points, 0, replications_of(state, step, kDefault));
    tell_problems(state, points, units);
    check_leaves(state, points, units);
    if (state.diagnostics.has_errors()) return;
    const MetricSpec& metric = metric_named(state, step.metric);
    const double sign = metric.larger_is_better ? -1 : 1;
    Numbers worse;
    for (const auto& row : units) {
        worse.push_back(sign * (mean_of(state, metric, row) - mean_of(state, metric, units[0])));
    }
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < points.size(); ++p) order.push_back(p);
    std::stable_sort(order.begin() + 1, order.end(),
                     [&](std::size_t a, std::size_t b) { return worse[a] > worse[b]; });
    Texts names;
    for (const std::size_t p : order) names.push_back(points[p].name);
    state.values[step.name + ".name"] = Value(names);
    for (const MetricSpec& m : state.spec.metrics) {
        Numbers values;
        Numbers changes;
        for (const std::size_t p : order) {
            values.push_back(mean_of(state, m, units[p]));
            changes.push_back(values.back() - values.front());
        }
        const std::string unit = unit_of(state, m, units);
        state.values[step.name + "." + m.name] = Value(values, unit);
        state.values[step.name + "." + m.name + ".change"] = Value(changes, unit);
    }
    if (order.size() > 1) state.values[step.name + ".worst"] = Value(points[order[1]].name);
    state.page.tables.push_back(table_of(state, step, points, units, order));
    StudyChart chart;
    chart.name = step.name;
    chart.title = "Change of " + metric.name + " by what changes";
    const std::string unit = unit_of(state, metric, units);
    chart.y_title = metric.name + (unit.empty() ? "" : " (" + unit + ")");
    chart.lines.push_back({"change", {}, {}});
    for (std::size_t i = 1; i < order.size(); ++i) {
        chart.labels.push_back(points[order[i]].name);
        chart.lines[0].y.push_back(sign * worse[order[i]]);
    }
    state.page.charts.push_back(std::move(chart));
}

}  // namespace orrery::study
