// Replicate: independent runs until the mean is known well enough; the range of what may happen.
#include <algorithm>
#include <cmath>
#include <map>

#include "models/statistics/interval.hpp"
#include "models/statistics/risk.hpp"
#include "sim/analysis/bottlenecks.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/kinds/goal.hpp"
#include "sim/study/kinds/replicate_parts.hpp"

namespace orrery::study {
namespace {

constexpr int kDefaultReplications = 20;

/// Rounds are fixed in size and looked at as wholes: a look after each run would favour chance.
bool known_well(const State& state, const StepSpec& step, const UnitTable& table) {
    if (step.within <= 0) return true;
    const MetricSpec& metric = metric_named(state, step.metric);
    for (const auto& row : table) {
        const Numbers values = metric_of(state, metric, row);
        const auto mean = statistics::mean_interval(values);
        if (!(mean.half() <= step.within * std::fabs(mean.value))) return false;
    }
    return true;
}

UnitTable all_rounds(State& state, const StepSpec& step, const std::vector<Point>& points) {
    const int size = replications_of(state, step, kDefaultReplications);
    const int most = std::max(step.most > 0 ? step.most : 50 * size, size);
    UnitTable table = state.rounds.run(points, 0, size);
    for (int n = size; n < most && state.rounds.complete() && !known_well(state, step, table);) {
        const int more = std::min(size, most - n);
        const UnitTable next = state.rounds.run(points, n, more);
        for (std::size_t p = 0; p < points.size(); ++p) {
            table[p].insert(table[p].end(), next[p].begin(), next[p].end());
        }
        n += more;
    }
    return table;
}

Numbers known_of(const Numbers& values) {
    Numbers there;
    for (const double v : values) {
        if (!std::isnan(v)) there.push_back(v);
    }
    return there;
}

/// Mean and its interval, P10 · P50 · P90, odds of missing the goal, mean of the worst tenth.
void add_row(State& state, const std::string& name, const MetricSpec& metric, const Numbers& values,
             StudyTable& out) {
    const Numbers there = known_of(values);
    std::vector<StudyCell> row{StudyCell(name)};
    if (there.empty()) {
        row.resize(out.columns.size());
        out.rows.push_back(row);
        return;
    }
    const auto mean = statistics::mean_interval(there);
    row.push_back(cell(mean.value));
    row.push_back(there.size() > 1 ? cell(mean.half()) : StudyCell());
    for (const double p : {0.1, 0.5, 0.9}) row.push_back(cell(formula::quantile_of(there, p)));
    const std::vector<double> sorted = statistics::sorted(there);
    row.push_back(cell(metric.larger_is_better ? statistics::lower_cvar(sorted, 0.1)
                                               : statistics::cvar(sorted, 0.9)));
    const GoalLimits limits = limits_of(state, metric);
    if (limits.stated()) row.push_back(cell(miss_share(values, limits)));
    out.rows.push_back(std::move(row));
}

StudyTable table_of(State& state, const StepSpec& step, const std::vector<Point>& points,
                    const MetricSpec& metric, const UnitTable& units) {
    StudyTable out;
    out.name = step.name + "_" + metric.name;
    out.title = metric.name + " over " + replications_text(units[0].size());
    const auto column = [&](const char* title) {
        StudyColumn c = metric_column(state, metric, title, metric.name + "_" + title);
        return c;
    };
    const char* worst = "worst tenth";
    out.columns = {{"", "name", StudyFormat::words, ""}};
    for (const char* title : {"mean", "± 95 %", "P10", "P50", "P90", worst}) {
        out.columns.push_back(column(title));
    }
    out.columns[2].key = column_key(metric.name + "_half", unit_of(state, metric));
    out.columns[2].formula = "half-width of the mean's 95 % interval (Student)";
    out.columns[6].formula = "mean of the worst tenth (CVaR 90)";
    if (limits_of(state, metric).stated()) {
        out.columns.push_back(miss_column());
        out.note = goal_note(state, units);
    }
    for (std::size_t p = 0; p < points.size(); ++p) {
        add_row(state, points[p].name, metric, metric_of(state, metric, units[p]), out);
    }
    return out;
}

void add_values(State& state, const StepSpec& step, const std::vector<Point>& points,
                const UnitTable& units) {
    Texts names;
    for (const Point& p : points) names.push_back(p.name);
    state.values[step.name + ".name"] = Value(names);
    state.values["replications"] = Value(static_cast<double>(units[0].size()));
    for (const MetricSpec& m : state.spec.metrics) {
        const std::string unit = unit_of(state, m);
        Numbers means;
        for (std::size_t p = 0; p < points.size(); ++p) {
            const Numbers values = metric_of(state, m, units[p]);
            state.values[points[p].name + "." + m.name] = Value(values, unit);
            if (points.size() == 1) state.values[m.name] = Value(values, unit);
            means.push_back(statistics::moments(known_of(values)).mean);
        }
        state.values[step.name + "." + m.name] = Value(means, unit);
    }
}

/// How the outcomes spread: one bar a tenth of the range would hide the tails; quantiles do not.
StudyChart chart_of(State& state, const StepSpec& step, const std::vector<Point>& points,
                    const UnitTable& units) {
    const MetricSpec& metric =
        step.metric.empty() ? state.spec.metrics.front() : metric_named(state, step.metric);
    StudyChart chart;
    chart.kind = StudyChart::Kind::lines;
    chart.name = step.name + "_spread";
    chart.title = "How " + metric.name + " may come out";
    chart.x_title = "share of futures that stay below";
    const std::string unit = unit_of(state, metric);
    chart.y_title = metric.name + (unit.empty() ? "" : " (" + unit + ")");
    for (std::size_t p = 0; p < points.size(); ++p) {
        StudyChart::Line line;
        line.name = points[p].name;
        const Numbers values = known_of(metric_of(state, metric, units[p]));
        for (int i = 0; i <= 20 && !values.empty(); ++i) {
            line.x.push_back(0.05 * i);
            line.y.push_back(formula::quantile_of(values, 0.05 * i));
        }
        chart.lines.push_back(std::move(line));
    }
    bool at_least = false;
    const double threshold = threshold_of(state, metric, at_least);
    chart.has_mark = !std::isnan(threshold);
    if (chart.has_mark) chart.mark = threshold;
    return chart;
}

/// Parts of a family by their mean over replications of the first point, the largest first.
void add_parts(State& state, const StepSpec& step, const UnitTable& units) {
    if (step.explain.empty()) return;
    std::map<std::string, double> sums;
    double whole = 0;
    for (const UnitResult& unit : units[0]) {
        for (const auto& [path, value] : unit.members) {
            const std::string part = path.substr(step.explain.size() + 1);
            if (path.rfind(step.explain + ".", 0) != 0 || part == "total") continue;
            sums[part] += value / static_cast<double>(units[0].size());
            whole += value / static_cast<double>(units[0].size());
        }
    }
    std::vector<std::pair<std::string, double>> parts(sums.begin(), sums.end());
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    const bool lost = step.explain == analysis::kLostFamily;
    StudyTable out{
        step.name + "_parts", lost ? "Where time is lost" : "Parts of " + step.explain, {}, {}, ""};
    const bool money = step.explain.rfind("cost.", 0) == 0;
    out.columns = {
        {"part", "part", StudyFormat::words, ""},
        {lost || step.explain == "waits" ? "mean (request-s)" : "mean", "mean",
         money ? StudyFormat::money : StudyFormat::plain, "mean of " + step.explain + ".*"},
        {"share", "share", StudyFormat::share, "part over the sum of all parts"}};
    Texts names;
    Numbers means;
    for (const auto& [member, mean] : parts) {
        const std::string name = lost ? analysis::lost_to(member) : member;
        names.push_back(name);
        means.push_back(mean);
        if (mean == 0) continue;
        out.rows.push_back({StudyCell(name), cell(mean), cell(mean / whole)});
    }
    state.values[step.name + ".part"] = Value(names);
    state.values[step.name + ".part.mean"] = Value(means);
    state.page.tables.push_back(std::move(out));
}

/// As many as a pilot of these expects, where that is few enough to be worth saying.
void say_unknown(State& state, const StepSpec& step, const UnitTable& units) {
    std::int64_t needed = 0;
    for (const auto& row : units) {
        const Numbers values = known_of(metric_of(state, metric_named(state, step.metric), row));
        if (values.size() < 2) continue;
        const double half = step.within * std::fabs(statistics::moments(values).mean);
        if (half > 0) needed = std::max(needed, statistics::replications_needed(values, half));
    }
    std::string note = "The mean of " + step.metric + " is not known as well as asked (within " +
                       print_number(100 * step.within) + " %) after " +
                       std::to_string(units[0].size()) + " replications";
    const bool few = needed > 0 && needed <= 1000000;
    if (few) note += "; about " + std::to_string(needed) + " would do (most: raises the bound)";
    state.page.notes.push_back(note + ".");
}

}  // namespace

void run_replicate(State& state, const StepSpec& step) {
    if (step.steady) return run_steady(state, step);
    const std::vector<Point> points = alternatives_of(state);
    const UnitTable units = made(state, all_rounds(state, step, points), false);
    tell_problems(state, points, units);
    check_leaves(state, points, units);
    if (state.diagnostics.has_errors()) return;
    add_values(state, step, points, units);
    for (const MetricSpec& m : state.spec.metrics) {
        if (is_known(state, m, units)) {
            state.page.tables.push_back(table_of(state, step, points, m, units));
        }
    }
    for (const MetricSpec& m : state.spec.metrics) {
        if (state.bed().inputs.all.empty() || !never_varies(state, m, units)) continue;
        state.page.notes.push_back(m.name + " is the same in all futures: no input moves it.");
    }
    add_quantile_intervals(state, step, points, units);
    add_pooled(state, step, points, units);
    if (!known_well(state, step, units)) say_unknown(state, step, units);
    add_parts(state, step, units);
    state.page.charts.push_back(chart_of(state, step, points, units));
}

}  // namespace orrery::study
