// What a search leaves on the page: names for formulas, tables, a chart, how sure its best is.
#include "sim/study/kinds/optimise_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery::study {
namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
constexpr double kRelaxed = 0.05;
constexpr std::size_t kShown = 6;    ///< of those that meet all constraints
constexpr std::size_t kMissing = 3;  ///< of those that would be better and do not

/// Indices: the best first, then the next; then those that would be better, the nearest first.
struct Ranking {
    std::vector<std::size_t> feasible;
    std::vector<std::size_t> better;
};

Ranking ranking_of(const Search& search) {
    Ranking r;
    const auto& all = search.all();
    const double best = search.value(all[static_cast<std::size_t>(search.best())]);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (search.feasible(all[i]))
            r.feasible.push_back(i);
        else if (!all[i].runs.empty() && search.value(all[i]) < best)
            r.better.push_back(i);
    }
    const auto by = [&](bool up) {
        return [&search, &all, up](std::size_t a, std::size_t b) {
            const double x = search.value(all[a]);
            const double y = search.value(all[b]);
            return up ? x < y : x > y;
        };
    };
    std::stable_sort(r.feasible.begin(), r.feasible.end(), by(true));
    std::stable_sort(r.better.begin(), r.better.end(), by(false));
    return r;
}

UnitTable table_of(const Search& search) {
    UnitTable table;
    for (const Candidate& c : search.all()) {
        if (!c.runs.empty()) table.push_back(c.runs);
    }
    return table;
}

/// In the metric's own sense: greater is worse or better as it says.
double own(const Search& search, double value) {
    return search.metric().larger_is_better ? -value : value;
}

/// What the best would gain if a constraint were looser (share of its limit) or not there (0).
double gain(const Search& search, int constraint, double relaxed) {
    const int other = search.best(constraint, relaxed);
    const auto& all = search.all();
    return search.value(all[static_cast<std::size_t>(search.best())]) -
           search.value(all[static_cast<std::size_t>(other)]);
}

/// The constraint whose loss gains most; −1: none gains.
int binding(const Search& search) {
    int found = -1;
    double most = 0;
    for (int k = 0; k < static_cast<int>(search.constraints().size()); ++k) {
        const double g = gain(search, k, 0);
        if (!(g > most)) continue;
        most = g;
        found = k;
    }
    return found;
}

double gap(const Search& search) {
    const double best = search.value(search.all()[static_cast<std::size_t>(search.best())]);
    const double open = search.least_open();
    if (open >= best) return 0;
    return std::isinf(open) ? kNoValue : (best - open) / std::fabs(best);
}

StudyTable combinations(State& state, const StepSpec& step, const Search& search) {
    const UnitTable units = table_of(search);
    StudyTable out;
    out.name = step.name;
    out.title = "The best, the next, and what would be better but misses a constraint";
    out.columns = {{"", "verdict", StudyFormat::words, ""}};
    add_axis_columns(step.vary, out);
    const MetricSpec& m = search.metric();
    out.columns.push_back(metric_column(state, m, m.name, m.name));
    out.columns.push_back(metric_column(state, m, "± 95 %", m.name + "_half"));
    out.columns.back().formula = "half-width of the mean's 95 % interval (Student)";
    for (const MetricSpec& other : state.spec.metrics) {
        if (other.name == m.name) continue;
        out.columns.push_back(metric_column(state, other, other.name, other.name));
    }
    out.columns.push_back({"runs", "runs", StudyFormat::plain, "replications of this combination"});
    const auto add = [&](std::size_t i, const std::string& verdict) {
        const Candidate& c = search.all()[i];
        std::vector<StudyCell> row{StudyCell(verdict)};
        for (std::size_t a = 0; a < c.at.size(); ++a) {
            row.emplace_back(step.vary[a].values[c.at[a]]);
        }
        const auto mean = statistics::mean_interval(metric_of(state, m, c.runs));
        row.push_back(cell(mean.value));
        row.push_back(mean.n > 1 ? cell(mean.half()) : StudyCell());
        for (const MetricSpec& other : state.spec.metrics) {
            if (other.name != m.name) row.push_back(cell(search.mean(c, other)));
        }
        row.push_back(cell(static_cast<double>(c.runs.size())));
        out.rows.push_back(std::move(row));
    };
    const Ranking r = ranking_of(search);
    for (std::size_t i = 0; i < std::min(kShown, r.feasible.size()); ++i) {
        add(r.feasible[i], i == 0 ? "best" : std::to_string(i + 1));
    }
    for (std::size_t i = 0; i < std::min(kMissing, r.better.size()); ++i) {
        const auto missed = search.missed(r.better[i]);
        const auto k = static_cast<std::size_t>(missed.empty() ? 0 : *missed.begin());
        add(r.better[i],
            missed.empty() ? "no figure" : "misses " + search.constraints()[k].formula->text);
    }
    return out;
}

StudyTable limits(State& state, const StepSpec& step, const Search& search) {
    const UnitTable units = table_of(search);
    StudyTable out;
    out.name = step.name + "_constraints";
    out.title = "What each constraint costs";
    out.columns = {{"constraint", "constraint", StudyFormat::words, ""}};
    const MetricSpec& m = search.metric();
    const auto column = [&](const char* title, const char* key, const char* formula) {
        out.columns.push_back(metric_column(state, m, title, m.name + key));
        out.columns.back().formula = formula;
    };
    column("best 5 % looser", "_relaxed", "the best if its limit were 5 % looser, as simulated");
    column("gain", "_relaxed_gain", "of that against the best: its shadow price");
    column("best without", "_without", "the best without this constraint, as simulated");
    column("gain without", "_without_gain", "of that against the best");
    for (int k = 0; k < static_cast<int>(search.constraints().size()); ++k) {
        const Constraint& c = search.constraints()[static_cast<std::size_t>(k)];
        std::vector<StudyCell> row{StudyCell(c.formula->text)};
        for (const double relaxed : {kRelaxed, 0.0}) {
            const auto i = static_cast<std::size_t>(search.best(k, relaxed));
            row.push_back(cell(own(search, search.value(search.all()[i]))));
            row.push_back(cell(gain(search, k, relaxed)));
        }
        out.rows.push_back(std::move(row));
    }
    out.note = "Of the combinations that were run: those ruled out by bounds may gain more.";
    return out;
}

/// What the objective is against what bounds it, each combination that was run a point.
StudyChart chart_of(State& state, const StepSpec& step, const Search& search) {
    const MetricSpec& y = search.metric();
    const MetricSpec* x = nullptr;
    StudyChart chart;
    for (const Constraint& c : search.constraints()) {
        if (x || c.metric.empty() || c.metric == y.name) continue;
        x = &metric_named(state, c.metric);
        chart.mark = limit_of(state, c);
    }
    for (const MetricSpec& m : state.spec.metrics) {
        if (!x && m.name != y.name) x = &m;
    }
    if (!x) x = &y;
    const UnitTable units = table_of(search);
    chart.kind = StudyChart::Kind::scatter;
    chart.name = step.name;
    chart.title = y.name + " against " + x->name;
    chart.x_title = metric_column(state, *x, x->name, x->name).title;
    chart.y_title = metric_column(state, y, y.name, y.name).title;
    chart.lines = {{"meets all", {}, {}}, {"misses one", {}, {}}, {"best", {}, {}}};
    const int best = search.best();
    for (std::size_t i = 0; i < search.all().size(); ++i) {
        const Candidate& c = search.all()[i];
        if (c.runs.empty()) continue;
        const std::size_t line = static_cast<int>(i) == best ? 2 : search.feasible(c) ? 0 : 1;
        chart.lines[line].x.push_back(search.mean(c, *x));
        chart.lines[line].y.push_back(search.mean(c, y));
    }
    return chart;
}

/// All runs, those without demand included, over what an exhaustive search takes.
double share_of_all(const Search& search) {
    const double every = static_cast<double>(search.all().size()) * search.replications();
    return static_cast<double>(search.evaluations() + search.screenings()) / every;
}

/// How many were run, why the others were not, and what the proof rests on.
std::string effort(const Search& search) {
    std::size_t run = 0;
    std::size_t closed = 0;
    std::size_t follow = 0;
    std::size_t uncompiled = 0;
    for (std::size_t i = 0; i < search.all().size(); ++i) {
        const Candidate& c = search.all()[i];
        if (!c.runs.empty())
            ++run;
        else if (!c.problem.empty())
            ++uncompiled;
        else if (c.screened >= 0)
            ++closed;
        else if (!search.missed(i).empty())
            ++follow;
    }
    const std::size_t dear = search.all().size() - run - closed - follow - uncompiled;
    std::string text = fmt::format("{} of {} combinations were simulated, in {} runs", run,
                                   search.all().size(), search.evaluations());
    if (search.screenings() > 0) {
        text += fmt::format(" after {} without demand", search.screenings());
    }
    text += fmt::format(": {:.1f} % of all combinations times {} replications.",
                        100 * share_of_all(search), search.replications());
    std::vector<std::string> others;
    if (dear > 0) others.push_back(fmt::format("{} are no better by their bound", dear));
    if (follow > 0) {
        others.push_back(fmt::format("{} miss a constraint by what is declared monotone", follow));
    }
    if (closed > 0) {
        others.push_back(fmt::format("{} miss one since they cannot serve the load", closed));
    }
    if (uncompiled > 0) others.push_back(fmt::format("{} could not be run", uncompiled));
    if (!others.empty()) text += fmt::format(" Of the others {}.", fmt::join(others, ", "));
    return text;
}

std::string proof(const Search& search, double left) {
    if (left == 0) {
        return search.idle_bounds()
                   ? "Nothing left can be better: no demand costs no more than some; that held in "
                     "all runs."
                   : "Nothing left can be better.";
    }
    if (std::isnan(left)) return "Combinations without any bound are left: the gap is not known.";
    return fmt::format("Not proven: what is left may be better by up to {:.2g} %.", 100 * left);
}

}  // namespace

Value axis_value(const AxisSpec& axis, std::size_t index) {
    const auto split = split_number(axis.values[index]);
    if (split && split->unit.empty()) return Value(split->value);
    return Value(axis.values[index]);
}

void add_search_values(State& state, const StepSpec& step, const Search& search) {
    const std::string& at = step.name;
    Values& values = state.values;
    const UnitTable units = table_of(search);
    const Ranking r = ranking_of(search);
    const Candidate& best = search.all()[r.feasible.front()];
    values[at + ".best"] = Value(best.point.name);
    for (std::size_t a = 0; a < step.vary.size(); ++a) {
        values[at + ".best." + step.vary[a].name] = axis_value(step.vary[a], best.at[a]);
    }
    for (const MetricSpec& m : state.spec.metrics) {
        const std::string unit = unit_of(state, m);
        const Numbers column = metric_of(state, m, best.runs);
        values[m.name] = Value(column, unit);
        values[at + ".best." + m.name] = Value(statistics::moments(column).mean, unit);
        const auto mean = statistics::mean_interval(column);
        values[at + ".best." + m.name + ".half"] = Value(mean.n > 1 ? mean.half() : kNoValue, unit);
    }
    const std::string unit = unit_of(state, search.metric());
    const Candidate& second = search.all()[r.feasible[r.feasible.size() > 1 ? 1 : 0]];
    values[at + ".second"] = Value(r.feasible.size() > 1 ? second.point.name : "none");
    values[at + ".margin"] =
        Value(r.feasible.size() > 1 ? search.value(second) - search.value(best) : kNoValue, unit);
    values[at + ".evaluations"] =
        Value(static_cast<double>(search.evaluations() + search.screenings()));
    values[at + ".all"] = Value(static_cast<double>(search.all().size()));
    values[at + ".share"] = Value(share_of_all(search));
    values[at + ".gap"] = Value(gap(search));
    values[at + ".proven"] = Value(gap(search) == 0 ? 1.0 : 0.0);
    const int k = binding(search);
    values[at + ".binding"] =
        Value(k < 0 ? std::string("none")
                    : search.constraints()[static_cast<std::size_t>(k)].formula->text);
    values[at + ".shadow"] = Value(k < 0 ? 0.0 : gain(search, k, kRelaxed), unit);
    values[at + ".without"] = Value(k < 0 ? 0.0 : gain(search, k, 0), unit);
    values["replications"] = Value(static_cast<double>(best.runs.size()));
}

void add_search_page(State& state, const StepSpec& step, const Search& search) {
    state.page.tables.push_back(combinations(state, step, search));
    if (!step.subject_to.empty()) state.page.tables.push_back(limits(state, step, search));
    state.page.charts.push_back(chart_of(state, step, search));
    state.page.notes.push_back(effort(search) + " " + proof(search, gap(search)));
}

}  // namespace orrery::study
