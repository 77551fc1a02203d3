// Whether a study's goal is met: by its one figure, or by which points of a grid.
#include "sim/study/kinds/goal.hpp"

#include <fmt/format.h>

#include <cmath>

#include "models/statistics/interval.hpp"

namespace orrery::study {
namespace {

/// A plan is held to nine of ten futures.
constexpr double kAccepted = 0.1;

/// "at most 400,000 USD", "between 10 s and 20 s".
std::string limit_words(const State& state, const MetricSpec& metric, const Limits& limits,
                        const std::string& unit) {
    const auto words = [&](double v) {
        return figure_words(Value(v, unit), metric.format, state.page.currency);
    };
    if (std::isnan(limits.least)) return "at most " + words(limits.most);
    if (std::isnan(limits.most)) return "at least " + words(limits.least);
    return "between " + words(limits.least) + " and " + words(limits.most);
}

std::string statement_of(const GoalSpec& goal) {
    return goal.statement.empty() ? "" : "; " + goal.statement;
}

/// "2026-01-05, 2026-02-05", of the points of a grid on one side of the accepted share.
std::string points_that(const Texts& names, const Numbers& misses, bool meet) {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((misses[i] <= kAccepted) == meet) list.push_back(names[i]);
    }
    return fmt::format("{}", fmt::join(list, ", "));
}

/// A grid has no one answer: which of its points meet the goal, and which do not.
void judge_points(State& state, const MetricSpec& metric, const Limits& limits) {
    for (const StepSpec& s : state.spec.steps) {
        const auto means = state.values.find(s.name + "." + metric.name);
        const auto misses = state.values.find(s.name + ".p_miss");
        const auto names = state.values.find(s.name + ".name");
        if (s.kind != StepKind::grid || means == state.values.end()) continue;
        if (misses == state.values.end() || names == state.values.end()) continue;
        const Numbers& shares = *misses->second.numbers();
        const std::string met = points_that(*names->second.texts(), shares, true);
        const std::string missed = points_that(*names->second.texts(), shares, false);
        state.page.goal = fmt::format(
            "{} {}: {}{}{}{}.", metric.name, limit_words(state, metric, limits, means->second.unit),
            met.empty() ? "" : "met by " + met, met.empty() || missed.empty() ? "" : "; ",
            missed.empty() ? "" : "missed by " + missed, statement_of(*state.spec.goal));
    }
}

/// The metric, of the best alternative where alternatives are compared.
std::string judged_name(const State& state, const std::string& metric) {
    std::string name = metric;
    for (const StepSpec& s : state.spec.steps) {
        const auto best = state.values.find(s.name + ".best");
        if (s.kind == StepKind::compare && best != state.values.end() && best->second.text()) {
            name = *best->second.text() + "." + metric;
        }
    }
    return name;
}

}  // namespace

void judge_goal(State& state) {
    if (!state.spec.goal) return;
    const GoalSpec& g = *state.spec.goal;
    const MetricSpec& metric = metric_named(state, g.metric);
    const Limits limits = limits_of(state, metric);
    if (!limits.stated()) return;
    const std::string name = judged_name(state, g.metric);
    const auto found = state.values.find(name);
    if (found == state.values.end()) return judge_points(state, metric, limits);
    const Numbers* values = found->second.numbers();
    if (!values || values->empty()) return;
    const double share = miss_share(*values, limits);
    const std::string& unit = found->second.unit;
    const auto count = static_cast<std::int64_t>(values->size());
    const auto missed = static_cast<std::int64_t>(std::lround(share * static_cast<double>(count)));
    const auto odds = statistics::proportion_interval(missed, count);
    state.page.goal = fmt::format(
        "{} {}: {}, it fails in {} of {} futures (95 %: {:.0f} to {:.0f} % of all){}.", name,
        limit_words(state, metric, limits, unit), share <= kAccepted ? "met" : "missed", missed,
        count, 100 * odds.lo, 100 * odds.hi, statement_of(g));
    state.values["goal.p_miss"] = Value(share);
    const double threshold = std::isnan(limits.most) ? limits.least : limits.most;
    state.values["goal.threshold"] = Value(threshold, unit);
}

}  // namespace orrery::study
