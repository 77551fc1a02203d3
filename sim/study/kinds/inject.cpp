// Inject: disruptions, one at a time, beside a course without them; what each costs and breaks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/comparable.hpp"
#include "sim/study/kinds/recovery.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {
namespace {

constexpr int kDefaultReplications = 5;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Of all requests, or of all jobs: what more of them a disruption leaves undone comes before any
/// figure of what was done; a bill is small where nothing runs.
constexpr double kUndone = .01;

/// What a disruption finds in the base: something that changes the figures; something, but every
/// figure of every run stays as it was; nothing at all.
enum class Effect { some, none, absent };

struct Injected {
    std::vector<Point> points;  ///< the undisturbed course first
    UnitTable units;
    std::vector<Effect> effects;
    std::vector<MetricSpec> metrics;  ///< the study's, and cost and unserved where it has none
    std::vector<Recovery> recoveries;
    Numbers undone;  ///< share of requests or jobs that the undisturbed course does; above kUndone
    std::vector<std::size_t> order;  ///< the worst first; what does not apply last
    bool serves = false;
};

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

/// The document that a point is run as, in words; patterns that match nothing leave no trace.
std::string text_of(const State& state, const Point& point) {
    Diagnostics ignored;
    const auto root = state.bed().document(point, nullptr, ignored);
    return root ? print_document(*root) : std::string();
}

bool same_figures(const std::vector<UnitResult>& a, const std::vector<UnitResult>& b) {
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (a[r].problem != b[r].problem || a[r].members != b[r].members) return false;
        if (!std::equal(a[r].values.begin(), a[r].values.end(), b[r].values.begin(),
                        b[r].values.end(), same)) {
            return false;
        }
    }
    return true;
}

std::vector<Effect> effects_of(const State& state, const Injected& in) {
    std::vector<Effect> all{Effect::none};
    const std::string base = text_of(state, in.points[0]);
    for (std::size_t p = 1; p < in.points.size(); ++p) {
        all.push_back(text_of(state, in.points[p]) == base          ? Effect::absent
                      : same_figures(in.units[p], in.units.front()) ? Effect::none
                                                                    : Effect::some);
    }
    return all;
}

bool uses(const StudySpec& spec, const std::string& leaf) {
    return std::any_of(spec.metrics.begin(), spec.metrics.end(), [&](const MetricSpec& m) {
        const auto names = names_in(m.formula);
        return std::find(names.begin(), names.end(), leaf) != names.end();
    });
}

/// Cost and what is not served stand in every table of disruptions.
std::vector<MetricSpec> metrics_of(const StudySpec& spec, bool jobs) {
    std::vector<MetricSpec> all = spec.metrics;
    const auto add = [&](const char* name, const char* formula, FigureFormat format) {
        MetricSpec m;
        m.name = name;
        m.formula = parse_formula(formula);
        m.format = format;
        all.push_back(std::move(m));
    };
    if (!uses(spec, "cost.total")) add("cost", "cost.total", FigureFormat::money);
    if (!uses(spec, "requests.completed")) {
        add("unserved", "requests.arrived - requests.completed", FigureFormat::whole);
    }
    if (jobs && !uses(spec, "jobs.completed")) {
        add("jobs left", "jobs.submitted - jobs.completed", FigureFormat::plain);
    }
    return all;
}

double mean_of(const State& state, const MetricSpec& metric, const std::vector<UnitResult>& row) {
    return statistics::moments(metric_of(state, metric, row)).mean;
}

double figure(const State& state, const Injected& in, const MetricSpec& m, std::size_t p) {
    return in.effects[p] == Effect::absent ? kNone : mean_of(state, m, in.units[p]);
}

double leaf_of(const State& state, const char* formula, const std::vector<UnitResult>& row) {
    MetricSpec m;
    m.formula = parse_formula(formula);
    return mean_of(state, m, row);
}

bool has_jobs(const State& state, const Injected& in) {
    return leaf_of(state, "jobs.submitted", in.units[0]) > 0;
}

/// How much less of the demand is done than in the undisturbed course, beyond what is more asked.
void add_undone(const State& state, Injected& in) {
    const auto left = [&](const char* of, const char* done, std::size_t p) {
        const double all = leaf_of(state, of, in.units[p]);
        return all > 0 ? 1 - leaf_of(state, done, in.units[p]) / all : 0;
    };
    for (std::size_t p = 0; p < in.points.size(); ++p) {
        double share = 0;
        const auto more = [&](const char* of, const char* done) {
            share = std::max(share, left(of, done, p) - left(of, done, 0));
        };
        more("requests.arrived", "requests.completed");
        more("jobs.submitted", "jobs.completed");
        in.undone.push_back(share > kUndone && in.effects[p] == Effect::some ? share : 0);
    }
}

void add_recoveries(const State& state, Injected& in) {
    MetricSpec arrived;
    arrived.formula = parse_formula("requests.arrived");
    const Course without = course_of(in.units[0]);
    const double came = mean_of(state, arrived, in.units[0]);
    in.serves = came > 0 && !without.served.empty();
    for (std::size_t p = 0; p < in.points.size(); ++p) {
        const double demand = in.serves ? mean_of(state, arrived, in.units[p]) / came : 1;
        in.recoveries.push_back(
            recovery_of(course_of(in.units[p]), without, demand, in.units[0].size()));
    }
}

void sort(const State& state, const MetricSpec& metric, Injected& in) {
    const double sign = metric.larger_is_better ? -1 : 1;
    Numbers worse;
    for (const auto& row : in.units) worse.push_back(sign * mean_of(state, metric, row));
    for (std::size_t p = 0; p < in.points.size(); ++p) in.order.push_back(p);
    std::stable_sort(in.order.begin() + 1, in.order.end(), [&](std::size_t a, std::size_t b) {
        const bool other = in.effects[a] != in.effects[b] &&
                           (in.effects[a] != Effect::some || in.effects[b] != Effect::some);
        if (other) return in.effects[a] < in.effects[b];
        if (in.undone[a] != in.undone[b]) return in.undone[a] > in.undone[b];
        return worse[a] > worse[b];
    });
}

StudyTable table_of(const State& state, const StepSpec& step, const Injected& in) {
    StudyTable out;
    out.name = step.name;
    out.title = "Each change alone, " + replications_text(in.units[0].size()) + " of each";
    out.columns = {{"change", "name", StudyFormat::words, ""}};
    for (const MetricSpec& m : in.metrics) {
        out.columns.push_back(metric_column(state, m, m.name, m.name));
        out.columns.push_back(metric_column(state, m, "change", m.name + "_change"));
        out.columns.back().formula = "mean of paired differences to the undisturbed course";
    }
    if (in.serves) {
        out.columns.push_back({"recovers (h)", "recovery_h", StudyFormat::plain,
                               "from the first step in which a tenth more or less is served than "
                               "without the change, in proportion to demand, to the end of the "
                               "last"});
    }
    for (const std::size_t p : in.order) {
        std::vector<StudyCell> row{StudyCell(in.points[p].name)};
        for (const MetricSpec& m : in.metrics) {
            const double value = figure(state, in, m, p);
            row.push_back(cell(value));
            const double base = mean_of(state, m, in.units[0]);
            row.push_back(p == 0 ? StudyCell() : cell(settled(value, base, m)));
        }
        if (in.serves) {
            const bool told = p > 0 && in.effects[p] != Effect::absent;
            row.push_back(!told                     ? StudyCell()
                          : in.recoveries[p].by_end ? cell(in.recoveries[p].after_s / 3600)
                                                    : StudyCell("not by the end"));
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

void add_values(State& state, const StepSpec& step, const Injected& in) {
    Texts names;
    Numbers recovery;
    Numbers undone;
    for (const std::size_t p : in.order) {
        names.push_back(in.points[p].name);
        undone.push_back(in.undone[p]);
        const bool known = in.serves && in.effects[p] != Effect::absent && in.recoveries[p].by_end;
        recovery.push_back(known ? in.recoveries[p].after_s : kNone);
    }
    state.values[step.name + ".name"] = Value(names);
    state.values[step.name + ".recovery"] = Value(recovery, "s");
    state.values[step.name + ".undone"] = Value(undone);
    for (const MetricSpec& m : in.metrics) {
        Numbers values;
        Numbers changes;
        for (const std::size_t p : in.order) {
            values.push_back(figure(state, in, m, p));
            changes.push_back(settled(values.back(), values.front(), m));
        }
        const std::string unit = unit_of(state, m);
        state.values[step.name + "." + m.name] = Value(values, unit);
        state.values[step.name + "." + m.name + ".change"] = Value(changes, unit);
    }
    const bool any = in.order.size() > 1 && in.effects[in.order[1]] == Effect::some;
    state.values[step.name + ".worst"] = Value(any ? names[1] : std::string("none"));
}

StudyChart chart_of(const State& state, const StepSpec& step, const Injected& in) {
    const MetricSpec& metric = metric_named(state, step.metric);
    StudyChart chart;
    chart.name = step.name;
    chart.title = "Change of " + metric.name + " by what changes";
    const std::string unit = unit_of(state, metric);
    chart.y_title = metric.name + (unit.empty() ? "" : " (" + unit + ")");
    chart.lines.push_back({"change", {}, {}});
    for (const std::size_t p : in.order) {
        if (in.effects[p] != Effect::some) continue;
        chart.labels.push_back(in.points[p].name);
        chart.lines[0].y.push_back(settled(mean_of(state, metric, in.units[p]),
                                           mean_of(state, metric, in.units[0]), metric));
    }
    return chart;
}

void add_notes(State& state, const Injected& in) {
    const auto list = [&](Effect effect) {
        std::string names;
        for (std::size_t p = 1; p < in.points.size(); ++p) {
            if (in.effects[p] != effect) continue;
            names += (names.empty() ? "" : ", ") + in.points[p].name;
        }
        return names;
    };
    const std::string absent = list(Effect::absent);
    if (!absent.empty()) {
        state.page.notes.push_back(
            "Does not apply, the base has nothing that it changes: " + absent + ".");
    }
    const std::string none = list(Effect::none);
    if (!none.empty()) {
        state.page.notes.push_back("Applied, but every figure stays as it was: " + none + ".");
    }
    std::string undone;
    for (const std::size_t p : in.order) {
        if (in.undone[p] <= 0) continue;
        undone += fmt::format("{}{} ({:.3g} %)", undone.empty() ? "" : ", ", in.points[p].name,
                              100 * in.undone[p]);
    }
    if (!undone.empty()) {
        state.page.notes.push_back(
            "Ranked first, as requests or jobs are left undone that the course without them does "
            "(a bill is small where little runs): " +
            undone + ".");
    }
}

}  // namespace

void run_inject(State& state, const StepSpec& step) {
    Injected in;
    in.points = points_of(state, step);
    check_options(state, step, {in.points.front()});
    if (state.diagnostics.has_errors()) return;
    in.units = made(
        state, state.rounds.run(in.points, 0, replications_of(state, step, kDefaultReplications)),
        true);
    tell_problems(state, in.points, in.units);
    check_leaves(state, in.points, in.units);
    if (state.diagnostics.has_errors() || !state.rounds.complete()) return;
    in.metrics = metrics_of(state.spec, has_jobs(state, in));
    in.effects = effects_of(state, in);
    add_undone(state, in);
    add_recoveries(state, in);
    sort(state, metric_named(state, step.metric), in);
    add_values(state, step, in);
    state.page.tables.push_back(table_of(state, step, in));
    state.page.charts.push_back(chart_of(state, step, in));
    add_notes(state, in);
}

}  // namespace orrery::study
