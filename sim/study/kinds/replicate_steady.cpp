// The steady state of one long run: warm-up deleted, intervals from batch means.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/quantity.hpp"
#include "sim/study/kinds/replicate_parts.hpp"
#include "sim/study/units/steady_run.hpp"

namespace orrery::study {
namespace {

double figure(const UnitResult& unit, const std::string& series, const char* name) {
    const std::string path = "steady." + series + "." + name;
    for (const auto& [member, value] : unit.members) {
        if (member == path) return std::isfinite(value) ? value : std::nan("");
    }
    return std::nan("");
}

/// What is known of a figure's unit; series by the hour keep theirs in the report.
std::string unit_in(const std::string& series, const std::string& name) {
    const bool latency = series.rfind("latency.", 0) == 0;
    const bool of_series = name == "mean" || name == "half";
    return name == "warm_up" || (latency && of_series) ? "s" : "";
}

StudyTable empty_table(const StepSpec& step, bool several) {
    StudyTable out{step.name + "_steady", "Steady state of one long run", {}, {}, ""};
    out.columns = {
        {"series", "series", StudyFormat::words, ""},
        {"mean", "mean", StudyFormat::plain, "of what follows the warm-up, in the series' unit"},
        {"± 95 %", "half", StudyFormat::plain, "Student's half-width, of the means of batches"},
        {"warm-up (h)", "warm_up_h", StudyFormat::plain,
         "deleted at the front: the least standard error of the rest (MSER-5)"},
        {"deleted", "deleted", StudyFormat::plain, "requests or intervals in the warm-up"},
        {"of", "observations", StudyFormat::plain, "requests or intervals of the run"},
        {"batches", "batches", StudyFormat::plain, "that the interval rests on"},
        {"lag 1", "lag1", StudyFormat::plain,
         "correlation of neighbours among batches of a tenth; independent below 0.4"}};
    if (several) out.columns.insert(out.columns.begin(), {"", "name", StudyFormat::words, ""});
    return out;
}

/// What is wrong with the figure, if anything.
void add_notes(State& state, const std::string& point, const std::string& series,
               const UnitResult& unit) {
    const std::string what = series + " of " + point;
    if (figure(unit, series, "observations") > 0) {
        if (figure(unit, series, "too_short") > 0) {
            state.page.notes.push_back(
                what +
                " has not settled: its warm-up would end in the second half of the run. "
                "Give steady a longer span; if that does not help, it does not settle.");
        } else if (figure(unit, series, "dependent") > 0) {
            state.page.notes.push_back(fmt::format(
                "the batches of {} hang together (lag-1 correlation {:.2f}): its interval is too "
                "narrow. Give steady a longer span.",
                what, figure(unit, series, "lag1")));
        }
        return;
    }
    state.page.notes.push_back("the run of " + point + " leaves nothing of " + series + ".");
}

void add_steady_values(State& state, const StepSpec& step, const std::vector<Point>& points,
                       const UnitTable& units) {
    Texts names;
    for (const Point& p : points) names.push_back(p.name);
    state.values[step.name + ".name"] = Value(names);
    for (const std::string& series : step.steady->series) {
        for (const char* name : kSteadyFigures) {
            Numbers column;
            for (const auto& row : units) column.push_back(figure(row[0], series, name));
            const std::string key = step.name + "." + series + "." + name;
            const std::string unit = unit_in(series, name);
            state.values[key] = column.size() == 1 ? Value(column[0], unit) : Value(column, unit);
        }
    }
    // Figures of the run, unless replications have left better ones.
    for (const MetricSpec& m : state.spec.metrics) {
        const Value value(metric_of(state, m, units[0]), unit_of(state, m));
        state.values.emplace(m.name, value);
    }
}

void refuse_series(State& state, const StepSpec& step, const UnitTable& units) {
    for (const auto& row : units) {
        const std::string& problem = row[0].problem;
        if (problem.rfind("a run has no series", 0) != 0) continue;
        Diagnostic d;
        d.code = "E0914";
        d.at = step.where;
        d.path = "steps[" + step.name + "].steady.series";
        const std::size_t end = problem.find("; ");
        d.message = problem.substr(0, end);
        d.hint = problem.substr(end + 2);
        state.diagnostics.add(std::move(d));
        return;
    }
}

}  // namespace

void run_steady(State& state, const StepSpec& step) {
    std::vector<Point> points = alternatives_of(state);
    for (Point& point : points) {
        point.steady = step.steady->series;
        point.horizon_ns = step.steady->span.ns;
    }
    const UnitTable units = state.rounds.run(points, 0, 1);
    refuse_series(state, step, units);
    if (state.diagnostics.has_errors()) return;
    tell_problems(state, points, units);
    check_leaves(state, points, units);
    if (state.diagnostics.has_errors() || !state.rounds.complete()) return;
    const bool several = points.size() > 1;
    StudyTable table = empty_table(step, several);
    for (std::size_t p = 0; p < points.size(); ++p) {
        const UnitResult& unit = units[p][0];
        for (const std::string& series : step.steady->series) {
            const auto of = [&](const char* name) { return figure(unit, series, name); };
            std::vector<StudyCell> row{StudyCell(series),   cell(of("mean")),
                                       cell(of("half")),    cell(of("warm_up") / 3600),
                                       cell(of("deleted")), cell(of("observations")),
                                       cell(of("batches")), cell(of("lag1"))};
            if (several) row.insert(row.begin(), StudyCell(points[p].name));
            table.rows.push_back(std::move(row));
            if (unit.problem.empty()) add_notes(state, points[p].name, series, unit);
        }
    }
    state.page.tables.push_back(std::move(table));
    add_steady_values(state, step, points, units);
}

}  // namespace orrery::study
