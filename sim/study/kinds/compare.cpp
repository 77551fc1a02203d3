// Compare: alternatives on the same random numbers, who is best with which confidence, and why.
#include <algorithm>
#include <cmath>
#include <map>

#include "models/statistics/interval.hpp"
#include "models/statistics/risk.hpp"
#include "models/statistics/selection.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/kinds/comparable.hpp"
#include "sim/study/kinds/goal.hpp"
#include "sim/study/kinds/select.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {
namespace {

constexpr int kDefault = 10;

struct Compared {
    std::vector<Point> points;
    UnitTable units;
    const MetricSpec& metric;
    std::vector<Numbers> values;  ///< of the metric, by alternative and replication
    std::size_t best = 0;
    bool sure = false;  ///< best against each other at the stated confidence together
};

double mean_of(const Numbers& values) {
    return statistics::moments(values).mean;
}

/// Pairs in which both runs have the figure.
statistics::Interval difference(const Numbers& a, const Numbers& b, double confidence) {
    Numbers x;
    Numbers y;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        x.push_back(a[i]);
        y.push_back(b[i]);
    }
    return statistics::difference_interval(x, y, confidence);
}

/// Alternatives that lack the figure in some future are not ranked, and nothing is sure then.
void choose(Compared& c, double confidence) {
    std::vector<Numbers> ranked;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        if (std::isnan(mean_of(c.values[i]))) continue;
        ranked.push_back(c.values[i]);
        of.push_back(i);
    }
    if (ranked.empty()) return;
    c.best = of[0];
    if (ranked[0].size() < 2) {
        for (std::size_t i = 1; i < ranked.size(); ++i) {
            const double gain = ranked[i][0] - c.values[c.best][0];
            if (c.metric.larger_is_better ? gain > 0 : gain < 0) c.best = of[i];
        }
        return;
    }
    if (ranked.size() < 2) return;
    const auto best = statistics::best_of(
        ranked, c.metric.larger_is_better ? statistics::Better::higher : statistics::Better::lower,
        confidence);
    c.best = of[best.index];
    c.sure = best.stated() && ranked.size() == c.points.size();
}

/// Of a scenario tree: every alternative a branch with its probability.
bool is_tree(const State& state) {
    const auto& all = state.spec.alternatives;
    return !all.empty() && std::all_of(all.begin(), all.end(), [](const StudyAlternative& a) {
        return a.probability >= 0;
    });
}

/// Over the branches by their probability, future by future: the branches share their futures.
Numbers expected_of(const State& state, const std::vector<Numbers>& values) {
    Numbers all(values.front().size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double p = state.spec.alternatives[i].probability;
        for (std::size_t r = 0; p > 0 && r < all.size(); ++r) all[r] += p * values[i][r];
    }
    return all;
}

std::vector<Numbers> metric_by_point(const State& state, const MetricSpec& m,
                                     const UnitTable& units) {
    std::vector<Numbers> all;
    for (const auto& row : units) all.push_back(metric_of(state, m, row));
    return all;
}

/// "Expected" below the branches: the means by probability; what is asked of single plans is empty.
void add_expected_row(const State& state, const Compared& c, StudyTable& out) {
    std::vector<StudyCell> row(out.columns.size());
    row[0] = StudyCell("expected (by probability)");
    for (std::size_t k = 1; k < out.columns.size(); ++k) {
        for (const MetricSpec& m : state.spec.metrics) {
            const GoalLimits limits = limits_of(state, m);
            if (out.columns[k].key == "p_miss" && limits.stated()) {
                double share = 0;
                for (std::size_t i = 0; i < c.points.size(); ++i) {
                    share += state.spec.alternatives[i].probability *
                             miss_share(metric_of(state, m, c.units[i]), limits);
                }
                row[k] = cell(share);
            }
            if (out.columns[k].key != metric_column(state, m, "", m.name).key) continue;
            row[k] = cell(mean_of(expected_of(state, metric_by_point(state, m, c.units))));
        }
    }
    out.rows.push_back(std::move(row));
}

StudyTable table_of(State& state, const StepSpec& step, const Compared& c) {
    StudyTable out;
    out.name = step.name;
    out.title = "Alternatives, " + replications_text(c.units[0].size()) + " of each";
    out.columns = {{"", "name", StudyFormat::words, ""}};
    const auto add = [&](const MetricSpec& m, const std::string& title, const std::string& key) {
        out.columns.push_back(metric_column(state, m, title, key));
    };
    add(c.metric, c.metric.name, c.metric.name);
    add(c.metric, "P90", c.metric.name + "_p90");
    add(c.metric, "difference", c.metric.name + "_difference");
    out.columns.back().formula = "mean of paired differences to " + c.points[0].name;
    add(c.metric, "± 95 %", c.metric.name + "_half");
    out.columns.back().formula = "half-width of the paired difference's 95 % interval (Student)";
    if (limits_of(state, c.metric).stated()) out.columns.push_back(miss_column());
    for (const MetricSpec& m : state.spec.metrics) {
        if (m.name == c.metric.name || !is_shown(state, m, c.units)) continue;
        add(m, m.name, m.name);
        if (limits_of(state, m).stated()) out.columns.push_back(miss_column());
    }
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        std::vector<StudyCell> row{StudyCell(c.points[i].name), cell(mean_of(c.values[i])),
                                   cell(formula::quantile_of(c.values[i], 0.9))};
        const auto d = difference(c.values[i], c.values[0], 0.95);
        const double size = std::fabs(mean_of(c.values[i]));
        row.push_back(i == 0 ? StudyCell() : cell(settled(d.value, 0, c.metric, size)));
        const double half = settled(size + d.half(), size, c.metric);
        row.push_back(i == 0 || d.n < 2 ? StudyCell() : cell(half));
        const auto misses = [&](const MetricSpec& m, const Numbers& values) {
            const GoalLimits limits = limits_of(state, m);
            if (limits.stated()) row.push_back(cell(miss_share(values, limits)));
        };
        misses(c.metric, c.values[i]);
        for (const MetricSpec& m : state.spec.metrics) {
            if (m.name == c.metric.name || !is_shown(state, m, c.units)) continue;
            const Numbers values = metric_of(state, m, c.units[i]);
            row.push_back(cell(mean_of(values)));
            misses(m, values);
        }
        out.rows.push_back(std::move(row));
    }
    if (is_tree(state)) add_expected_row(state, c, out);
    out.note = goal_note(state, c.units);
    return out;
}

/// Means of a family's members by alternative; a member that a run lacks is 0 in it.
std::vector<std::map<std::string, double>> members_of(const std::string& family,
                                                      const UnitTable& units) {
    std::vector<std::map<std::string, double>> all;
    for (const auto& row : units) {
        all.emplace_back();
        for (const UnitResult& unit : row) {
            for (const auto& [path, value] : unit.members) {
                if (path.rfind(family + ".", 0) != 0 || path == family + ".total") continue;
                all.back()[path.substr(family.size() + 1)] +=
                    value / static_cast<double>(row.size());
            }
        }
    }
    return all;
}

/// Where each difference comes from; what the family does not explain is a row of its own, so that
/// the parts sum to the whole.
void add_causes(State& state, const StepSpec& step, const Compared& c) {
    if (step.explain.empty()) return;
    const auto members = members_of(step.explain, c.units);
    std::map<std::string, bool> names;
    for (const auto& one : members) {
        for (const auto& [name, value] : one) names[name] = true;
    }
    StudyTable out;
    out.name = step.name + "_causes";
    out.title = "Where the difference to " + c.points[0].name + " comes from";
    out.columns = {{"", "cause", StudyFormat::words, ""}};
    for (std::size_t i = 1; i < c.points.size(); ++i) {
        StudyColumn column = metric_column(state, c.metric, c.points[i].name, c.points[i].name);
        column.formula = "mean difference of " + step.explain;
        out.columns.push_back(column);
    }
    Numbers left(c.points.size(), 0.0);
    double scale = 0;  // of what the parts are parts of
    for (const Numbers& values : c.values) scale = std::max(scale, std::fabs(mean_of(values)));
    for (std::size_t i = 1; i < c.points.size(); ++i) {
        left[i] = settled(mean_of(c.values[i]), mean_of(c.values[0]), c.metric);
    }
    std::vector<StudyCell> whole{StudyCell("together")};
    for (std::size_t i = 1; i < c.points.size(); ++i) whole.push_back(cell(left[i]));
    for (const auto& one : names) {
        const std::string& name = one.first;
        std::vector<StudyCell> row{StudyCell(name)};
        const auto of = [&](std::size_t i) {
            const auto it = members[i].find(name);
            return it == members[i].end() ? 0.0 : it->second;
        };
        bool equal = true;
        for (std::size_t i = 1; i < c.points.size(); ++i) {
            // Of a side without figures nothing is told: its members would all look saved.
            const double part =
                std::isnan(left[i]) ? left[i] : settled(of(i), of(0), c.metric, scale);
            equal = equal && (part == 0 || std::isnan(part));
            row.push_back(cell(part));
            left[i] -= part;
        }
        if (!equal) out.rows.push_back(std::move(row));
    }
    std::vector<StudyCell> rest{StudyCell("not in these")};
    bool any = false;
    for (std::size_t i = 1; i < c.points.size(); ++i) {
        const double size = std::fabs(mean_of(c.values[i])) + std::fabs(mean_of(c.values[0]));
        const double rest_of = settled(left[i], 0, c.metric, scale);
        any = any || (std::fabs(left[i]) > 1e-9 * size && rest_of != 0);
        rest.push_back(cell(rest_of));
    }
    if (any) out.rows.push_back(std::move(rest));
    out.rows.push_back(std::move(whole));
    state.page.tables.push_back(std::move(out));
}

void add_values(State& state, const StepSpec& step, const Compared& c) {
    Texts names;
    for (const Point& p : c.points) names.push_back(p.name);
    const std::string& at = step.name;
    state.values[at + ".name"] = Value(names);
    state.values[at + ".best"] = Value(names[c.best]);
    state.values[at + ".baseline"] = Value(names[0]);
    state.values[at + ".sure"] = Value(c.sure ? 1.0 : 0.0);
    state.values[at + ".confidence"] = Value(step.confidence);
    state.values["replications"] = Value(static_cast<double>(c.units[0].size()));
    for (const MetricSpec& m : state.spec.metrics) {
        if (!is_shown(state, m, c.units)) continue;
        const std::string unit = unit_of(state, m);
        Numbers means;
        for (std::size_t i = 0; i < c.points.size(); ++i) {
            const Numbers values = metric_of(state, m, c.units[i]);
            means.push_back(mean_of(values));
            state.values[names[i] + "." + m.name] = Value(values, unit);
        }
        state.values[at + "." + m.name] = Value(means, unit);
        state.values[at + ".best." + m.name] = Value(means[c.best], unit);
        state.values[at + ".baseline." + m.name] = Value(means[0], unit);
        if (!is_tree(state)) continue;
        const double expected = mean_of(expected_of(state, metric_by_point(state, m, c.units)));
        state.values[at + ".expected." + m.name] = Value(expected, unit);
        if (m.name == c.metric.name) state.values[at + ".expected"] = Value(expected, unit);
    }
    std::size_t second = c.best == 0 ? 1 : 0;
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        if (i == c.best) continue;
        const double own = mean_of(c.values[i]);
        const double held = mean_of(c.values[second]);
        if (c.metric.larger_is_better ? own > held : own < held) second = i;
    }
    state.values[at + ".second"] = Value(names[second]);
    const auto d = difference(c.values[second], c.values[c.best], 0.95);
    state.values[at + ".margin"] = Value(d.value, unit_of(state, c.metric));
    state.values[at + ".margin.half"] = Value(d.half(), unit_of(state, c.metric));
}

/// How much each alternative itself varies over the futures.
void add_spread(const Compared& c, StudyChart& chart) {
    for (const auto& [name, p] : {std::pair{"P10", 0.1}, std::pair{"P90", 0.9}}) {
        StudyChart::Line line{name, {}, {}};
        for (const Numbers& values : c.values) line.y.push_back(formula::quantile_of(values, p));
        chart.lines.push_back(std::move(line));
    }
}

StudyChart chart_of(State& state, const StepSpec& step, const Compared& c) {
    StudyChart chart;
    chart.kind = StudyChart::Kind::bars;
    chart.name = step.name;
    chart.title = c.metric.name + " by alternative";
    const std::string unit = unit_of(state, c.metric);
    chart.y_title = c.metric.name + (unit.empty() ? "" : " (" + unit + ")");
    chart.lines.push_back({"mean", {}, {}});
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        chart.labels.push_back(c.points[i].name);
        chart.lines[0].y.push_back(mean_of(c.values[i]));
    }
    if (c.values[0].size() > 1) add_spread(c, chart);
    bool at_least = false;
    const double threshold = threshold_of(state, c.metric, at_least);
    chart.has_mark = !std::isnan(threshold);
    if (chart.has_mark) chart.mark = threshold;
    return chart;
}

}  // namespace

void run_compare(State& state, const StepSpec& step) {
    Compared c{alternatives_of(state), {}, metric_named(state, step.metric), {}, 0, false};
    check_comparable(state, step, c.points);
    check_options(state, step, c.points);
    if (state.diagnostics.has_errors()) return;
    c.units =
        made(state, state.rounds.run(c.points, 0, replications_of(state, step, kDefault)), true);
    tell_problems(state, c.points, c.units);
    check_leaves(state, c.points, c.units);
    if (state.diagnostics.has_errors()) return;
    tell_demand(state, step, c.points, c.units);
    for (const auto& row : c.units) c.values.push_back(metric_of(state, c.metric, row));
    choose(c, step.confidence);
    add_values(state, step, c);
    state.page.tables.push_back(table_of(state, step, c));
    add_causes(state, step, c);
    state.page.charts.push_back(chart_of(state, step, c));
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        const auto lacking = std::count_if(c.values[i].begin(), c.values[i].end(),
                                           [](double v) { return std::isnan(v); });
        if (lacking == 0) continue;
        state.page.notes.push_back(
            c.points[i].name + " has no " + c.metric.name + " in " + std::to_string(lacking) +
            " of " + std::to_string(c.values[i].size()) + " futures: it is not ranked.");
    }
    if (never_varies(state, c.metric, c.units)) {
        state.page.notes.push_back(c.metric.name +
                                   " is the same in all alternatives and futures: nothing that "
                                   "differs between them moves it.");
    }
    add_selection(state, step, c.points, c.units[0]);
    if (!c.sure) {
        state.page.notes.push_back(
            "The best by " + c.metric.name +
            " cannot be told from the next at this confidence: more --replications, or take them "
            "as equal in it.");
    }
}

}  // namespace orrery::study
