// The best of several, selected in two stages with a stated probability.
#include "sim/study/kinds/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/statistics/interval.hpp"
#include "sim/study/plan/check_units.hpp"

namespace orrery::study {
namespace {

constexpr int kFirst = 10;
constexpr int kMost = 50;  ///< times the first stage
/// Replications of alternatives lie that far apart, so that none shares a seed with another.
constexpr int kApart = 1'000'000;
constexpr std::size_t kAlternatives = 2000;

double mean_of(const Numbers& values) {
    return statistics::moments(values).mean;
}

bool complete(const Numbers& values, std::size_t n) {
    return values.size() == n &&
           std::none_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

std::size_t best_of(const std::vector<Numbers>& values, statistics::Better better) {
    std::size_t best = 0;
    for (std::size_t a = 1; a < values.size(); ++a) {
        const double gain = mean_of(values[a]) - mean_of(values[best]);
        if (better == statistics::Better::lower ? gain < 0 : gain > 0) best = a;
    }
    return best;
}

void complain(State& state, const StepSpec& step, std::string message, std::string hint) {
    Diagnostic d;
    d.code = "E0912";
    d.at = step.where.line > 0 ? step.where : state.spec.where;
    d.path = "steps[" + step.name + "].select";
    d.message = std::move(message);
    d.hint = std::move(hint);
    state.diagnostics.add(std::move(d));
}

std::optional<SelectionRules> rules_of(State& state, const StepSpec& step, const MetricSpec& metric,
                                       std::size_t alternatives) {
    SelectionRules rules;
    rules.first = std::max(2, replications_of(state, step, kFirst));
    rules.confidence = step.select->confidence;
    rules.most = std::clamp(step.most > 0 ? step.most : kMost * rules.first, rules.first, kApart);
    rules.better = metric.larger_is_better ? statistics::Better::higher : statistics::Better::lower;
    const Evaluated e = evaluate(step.select->indifference, state.values);
    const double* difference = e.value.number();
    if (!e.problem.empty() || !difference || !(*difference > 0)) {
        complain(state, step, "the least difference that matters is no amount above 0",
                 "indifference: 10 kUSD, in the metric's unit");
        return std::nullopt;
    }
    const std::string unit = expected_unit(metric, state.page.currency).value_or("");
    const bool known = !unit.empty() && unit != kNoUnit && !e.value.unit.empty();
    rules.difference = *difference * (known ? conversion(e.value.unit, unit).value_or(1) : 1);
    if (alternatives > kAlternatives) {
        complain(state, step, "there are more than 2,000 alternatives", "leave some out");
        return std::nullopt;
    }
    if (rules.confidence * static_cast<double>(alternatives) <= 1) {
        complain(state, step, "a draw among the alternatives has that confidence already",
                 "confidence: 95 %");
        return std::nullopt;
    }
    return rules;
}

StudyTable table_of(const State& state, const StepSpec& step, const MetricSpec& metric,
                    const std::vector<Point>& points, const Selection& s) {
    StudyTable out;
    out.name = step.name + "_selection";
    out.title = fmt::format(
        "Selection in two stages, each alternative on seeds of its own (h {:.4f}, n0 {})", s.h,
        s.first);
    out.columns = {{"", "name", StudyFormat::words, ""}};
    out.columns.push_back(metric_column(state, metric, metric.name, metric.name));
    out.columns.push_back(metric_column(state, metric, "s of n0", metric.name + "_sd"));
    out.columns.back().formula = "standard deviation between the first n0 replications";
    out.columns.push_back({"replications", "replications", StudyFormat::plain, ""});
    out.columns.push_back({"asked for", "replications_asked", StudyFormat::plain,
                           "max(n0, (h · s / difference)²), Rinott 1978"});
    out.columns.push_back({"", "selected", StudyFormat::words, ""});
    for (std::size_t a = 0; a < points.size(); ++a) {
        out.rows.push_back({StudyCell(points[a].name), cell(statistics::moments(s.values[a]).mean),
                            cell(s.deviations[a]), cell(static_cast<double>(s.values[a].size())),
                            cell(static_cast<double>(s.asked[a])),
                            StudyCell(a == s.index ? "selected" : "")});
    }
    return out;
}

std::string statement(const State& state, const MetricSpec& metric, const SelectionRules& rules,
                      const Selection& s, const std::string& name, const std::string& unit) {
    const std::string amount =
        figure_words(Value(rules.difference, unit), metric.format, state.page.currency);
    if (s.reached) {
        return fmt::format(
            "Selected in two stages (Rinott): {}. With a probability of {:.4g} % or more it is "
            "the best, if that is better than the others by {}; else it is within that of the "
            "best.",
            name, 100 * rules.confidence, amount);
    }
    return fmt::format(
        "Selected in two stages: {}, without the confidence asked for: up to {} replications were "
        "wanted and {} allowed (most:).",
        name, *std::max_element(s.asked.begin(), s.asked.end()), rules.most);
}

}  // namespace

std::optional<Selection> select_in_two_stages(std::size_t alternatives, const SelectionRules& rules,
                                              const Draw& draw) {
    Selection s;
    const double h =
        statistics::rinott_constant(static_cast<int>(alternatives), rules.first, rules.confidence);
    s.reached = true;
    s.h = h;
    s.first = rules.first;
    for (std::size_t a = 0; a < alternatives; ++a) {
        Numbers values = draw(a, 0, rules.first);
        if (!complete(values, static_cast<std::size_t>(rules.first))) return std::nullopt;
        s.deviations.push_back(statistics::moments(values).sd);
        s.asked.push_back(statistics::rinott_replications(values, h, rules.difference));
        const auto n = static_cast<int>(std::min<std::int64_t>(s.asked[a], rules.most));
        s.reached = s.reached && s.asked[a] <= rules.most;
        const Numbers more = n > rules.first ? draw(a, rules.first, n - rules.first) : Numbers();
        values.insert(values.end(), more.begin(), more.end());
        if (!complete(values, static_cast<std::size_t>(n))) return std::nullopt;
        s.values.push_back(std::move(values));
    }
    s.index = best_of(s.values, rules.better);
    return s;
}

void add_selection(State& state, const StepSpec& step, const std::vector<Point>& points,
                   const std::vector<UnitResult>& first) {
    if (!step.select) return;
    const MetricSpec& metric = metric_named(state, step.metric);
    const auto rules = rules_of(state, step, metric, points.size());
    if (!rules) return;
    UnitTable units{first};
    const Draw draw = [&](std::size_t a, int from, int count) -> Numbers {
        const bool again = a == 0 && from == 0 && first.size() == static_cast<std::size_t>(count);
        if (again) return metric_of(state, metric, first);
        const int seed = static_cast<int>(a) * kApart + from;
        const UnitTable more = state.rounds.run({points[a]}, seed, count);
        return state.rounds.complete() ? metric_of(state, metric, more[0]) : Numbers();
    };
    const auto s = select_in_two_stages(points.size(), *rules, draw);
    if (!state.rounds.complete()) return;
    if (!s) {
        state.page.notes.push_back("Nothing is selected: " + metric.name +
                                   " is missing in some of the futures.");
        return;
    }
    state.values[step.name + ".selected"] = Value(points[s->index].name);
    state.values[step.name + ".selected.sure"] = Value(s->reached ? 1.0 : 0.0);
    state.page.tables.push_back(table_of(state, step, metric, points, *s));
    state.page.notes.push_back(
        statement(state, metric, *rules, *s, points[s->index].name, unit_of(state, metric)));
}

}  // namespace orrery::study
