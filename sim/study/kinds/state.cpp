// What the steps of a study share: metrics of units, points, thresholds, problems in words.
#include "sim/study/kinds/state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/analysis/differs.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/units.hpp"
#include "sim/study/plan/check_units.hpp"

namespace orrery::study {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void error(State& state, const SourcePosition& at, const char* code, const std::string& path,
           std::string message, std::string hint, Verdict verdict = Verdict::invalid) {
    Diagnostic d;
    d.code = code;
    d.at = at.line > 0 ? at : state.spec.where;
    d.path = path;
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.verdict = verdict;
    state.diagnostics.add(std::move(d));
}

std::size_t leaf_index(const State& state, const std::string& name) {
    const auto& leaves = state.bed().question.leaves;
    return static_cast<std::size_t>(std::find(leaves.begin(), leaves.end(), name) - leaves.begin());
}

}  // namespace

double metric_of(const State& state, const MetricSpec& metric, const UnitResult& unit) {
    Value held;
    const Lookup lookup = [&](const std::string& name) -> const Value* {
        const std::size_t i = leaf_index(state, name);
        if (i >= unit.values.size()) return nullptr;
        held = Value(unit.values[i], i < unit.units.size() ? unit.units[i] : "");
        return &held;
    };
    Evaluated e = evaluate(metric.formula, lookup);
    fit_stated(metric, e, state.page.currency);
    const double* number = e.value.number();
    return e.problem.empty() && number ? *number : kNone;
}

Numbers metric_of(const State& state, const MetricSpec& metric,
                  const std::vector<UnitResult>& row) {
    Numbers all;
    for (const UnitResult& unit : row) all.push_back(metric_of(state, metric, unit));
    return all;
}

namespace {

/// The formula over one of each figure, in the units that the runs so far have.
Evaluated unit_known(const State& state, const MetricSpec& metric) {
    const auto& units = state.rounds.units();
    Value held;
    const Lookup lookup = [&](const std::string& name) -> const Value* {
        const std::size_t i = leaf_index(state, name);
        if (i >= units.size()) return nullptr;
        held = Value(1.0, units[i]);
        return &held;
    };
    return evaluate(metric.formula, lookup);
}

}  // namespace

std::string unit_of(const State& state, const MetricSpec& metric) {
    const std::string found = unit_known(state, metric).value.unit;
    const auto stated = stated_unit(metric, state.page.currency);
    return stated.value_or(found);
}

const MetricSpec& metric_named(const State& state, const std::string& name) {
    for (const MetricSpec& m : state.spec.metrics) {
        if (m.name == name) return m;
    }
    return state.spec.metrics.front();
}

std::vector<Point> alternatives_of(const State& state) {
    std::vector<Point> points;
    for (const StudyAlternative& a : state.spec.alternatives) {
        Point p;
        p.name = a.name;
        if (a.document) {
            p.base = &*a.document;
            p.file = a.file;
        }
        if (a.overlay) p.overlays.push_back(&*a.overlay);
        p.sets = a.sets;
        points.push_back(std::move(p));
    }
    if (points.empty()) points.emplace_back().name = "base";
    return points;
}

std::string replications_text(std::size_t n) {
    return std::to_string(n) + (n == 1 ? " replication" : " replications");
}

int replications_of(const State& state, const StepSpec& step, int otherwise) {
    if (state.replications > 0) return state.replications;
    return step.replications > 0 ? step.replications : otherwise;
}

GoalLimits limits_of(const State& state, const MetricSpec& metric) {
    if (!state.spec.goal || state.spec.goal->metric != metric.name) return {};
    return limits_in(*state.spec.goal, state.values, unit_of(state, metric));
}

double threshold_of(const State& state, const MetricSpec& metric, bool& at_least) {
    const GoalLimits limits = limits_of(state, metric);
    at_least = std::isnan(limits.most);
    return at_least ? limits.least : limits.most;
}

double miss_share(const Numbers& values, const GoalLimits& limits) {
    if (values.empty()) return kNone;
    const auto missed =
        std::count_if(values.begin(), values.end(), [&](double v) { return limits.misses(v); });
    return static_cast<double>(missed) / static_cast<double>(values.size());
}

UnitTable made(const State& state, UnitTable table, bool paired) {
    if (state.rounds.complete() || table.empty()) return table;
    const auto there = [](const UnitResult& u) { return u.problem != kNotRun; };
    const auto in_all = [&](std::size_t r) {
        return std::all_of(table.begin(), table.end(),
                           [&](const auto& row) { return there(row[r]); });
    };
    UnitTable out(table.size());
    for (std::size_t p = 0; p < table.size(); ++p) {
        for (std::size_t r = 0; r < table[p].size(); ++r) {
            if (paired ? in_all(r) : there(table[p][r])) out[p].push_back(table[p][r]);
        }
    }
    return out.front().empty() ? table : out;
}

void tell_problems(State& state, const std::vector<Point>& points, const UnitTable& table) {
    std::size_t failed = 0;
    bool infeasible = true;
    for (std::size_t p = 0; p < points.size(); ++p) {
        const auto bad = std::find_if(table[p].begin(), table[p].end(), [](const UnitResult& u) {
            return !u.problem.empty() && u.problem != kNotRun;
        });
        if (bad == table[p].end()) continue;
        ++failed;
        infeasible = infeasible && bad->infeasible;
        if (failed <= 8) {
            state.page.notes.push_back(points[p].name + " could not be run: " + bad->problem + ".");
        }
    }
    if (failed > 8) {
        state.page.notes.push_back(std::to_string(failed - 8) + " more could not be run.");
    }
    if (failed < points.size() || failed == 0) return;
    const auto fails = [](const UnitResult& unit) { return !unit.problem.empty(); };
    const auto first = std::find_if(table[0].begin(), table[0].end(), fails);
    const auto lost =
        static_cast<std::size_t>(std::count_if(table[0].begin(), table[0].end(), fails));
    const bool some = lost < table[0].size();
    const std::string which =
        some ? std::to_string(lost) + " of " + std::to_string(table[0].size()) + " runs of " +
                   points[0].name +
                   (first->partial ? " do not come to their end" : " are not possible")
             : "none of " + std::to_string(points.size()) + " points could be run";
    error(state, state.spec.steps.empty() ? SourcePosition{} : state.spec.steps.front().where,
          "E0915", "steps", which + "; the first: " + first->problem,
          first->partial ? "raise its limit (limits:), or let what waits be refused or given up "
                           "(max_queue, timeout, rate_limit)"
          : some         ? "keep the laws of the inputs within what the base allows"
                         : "run the base by `orrery check`, then look at what the study sets",
          infeasible ? Verdict::infeasible : Verdict::invalid);
}

namespace {

/// A metric that adds or compares what does not go together has no value in any run.
void check_metric_units(State& state) {
    for (const MetricSpec& m : state.spec.metrics) {
        Evaluated e = unit_known(state, m);
        fit_stated(m, e, state.page.currency);
        if (!e.of_units) continue;
        error(state, m.formula.where, "E0930", "metrics[" + m.name + "].formula",
              e.problem + " (column " + std::to_string(e.col) + " of it)", e.hint);
    }
}

}  // namespace

void check_leaves(State& state, const std::vector<Point>& points, const UnitTable& table) {
    const auto& leaves = state.bed().question.leaves;
    if (!state.rounds.complete()) return;
    check_metric_units(state);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        bool found = false;
        for (const auto& row : table) {
            for (const UnitResult& u : row) found = found || !std::isnan(u.values[i]);
        }
        if (found) continue;
        if (paths.empty()) paths = result_paths(state.bed(), points.front());
        if (paths.empty()) return;
        const std::string like = closest(leaves[i], paths);
        for (const MetricSpec& m : state.spec.metrics) {
            const auto names = names_in(m.formula);
            const bool there = std::find(names.begin(), names.end(), leaves[i]) != names.end();
            if (!there || m.optional) continue;
            if (state.foreign) {
                const std::string note =
                    m.name + " is not known: no run of this base has \"" + leaves[i] + "\".";
                auto& notes = state.page.notes;
                if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
                    notes.push_back(note);
                }
                continue;
            }
            error(state, m.where, "E0914", "metrics[" + m.name + "].formula",
                  "no run has a result \"" + leaves[i] + "\"",
                  like.empty() ? "result.json of `orrery run` lists all paths"
                               : "did you mean " + like + "?");
        }
    }
}

StudyFormat table_format(FigureFormat format) {
    switch (format) {
        case FigureFormat::money:
            return StudyFormat::money;
        case FigureFormat::share:
        case FigureFormat::signed_share:
            return StudyFormat::share;
        case FigureFormat::date:
            return StudyFormat::date;
        case FigureFormat::plain:
        case FigureFormat::whole:
        case FigureFormat::span:
            break;
    }
    return StudyFormat::plain;
}

std::string column_key(const std::string& name, const std::string& unit) {
    std::string key;
    for (const char c : name + (unit.empty() ? "" : "_" + unit)) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (fits) key += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (!fits && !key.empty() && key.back() != '_') key += '_';
    }
    while (!key.empty() && key.back() == '_') key.pop_back();
    return key;
}

StudyColumn metric_column(const State& state, const MetricSpec& metric, const std::string& title,
                          const std::string& key) {
    const std::string unit = unit_of(state, metric);
    StudyColumn column;
    column.title = title.empty() ? metric.name : title;
    if (!unit.empty() && metric.format == FigureFormat::plain) column.title += " (" + unit + ")";
    column.key = column_key(key, unit);
    column.format = table_format(metric.format);
    column.formula = metric.formula.text;
    return column;
}

void add_axis_columns(const std::vector<AxisSpec>& axes, StudyTable& table) {
    for (const AxisSpec& axis : axes) {
        table.columns.push_back({axis.name, column_key(axis.name, ""), StudyFormat::words, ""});
    }
}

double settled(double a, double b, const MetricSpec& metric, double scale) {
    constexpr double kUnit = 1e6;  // micro-units: what postings are rounded to
    constexpr double kDust = 1e-10;
    const double d = a - b;
    if (std::fabs(d) <= kDust * (std::fabs(a) + std::fabs(b))) return 0;
    if (metric.format != FigureFormat::money || !(std::fabs(d) <= 1e9)) return d;  // not NaN
    if (!analysis::differs(d, std::max({std::fabs(a), std::fabs(b), scale}))) return 0;
    return std::round(d * kUnit) / kUnit + 0.0;
}

bool never_varies(const State& state, const MetricSpec& metric, const UnitTable& table) {
    std::size_t n = 0;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const auto& row : table) {
        for (const UnitResult& unit : row) {
            const double value = metric_of(state, metric, unit);
            if (std::isnan(value)) continue;
            ++n;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    return n > 1 && low == high;
}

bool is_shown(const State& state, const MetricSpec& metric, const UnitTable& table) {
    return !metric.optional || is_known(state, metric, table);
}

bool is_known(const State& state, const MetricSpec& metric, const UnitTable& table) {
    return std::any_of(table.begin(), table.end(), [&](const auto& row) {
        return std::any_of(row.begin(), row.end(), [&](const UnitResult& unit) {
            return !std::isnan(metric_of(state, metric, unit));
        });
    });
}

StudyCell cell(double value) {
    return std::isnan(value) ? StudyCell() : StudyCell(value);
}

}  // namespace orrery::study
