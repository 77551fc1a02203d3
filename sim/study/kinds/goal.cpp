// Whether a study's goal is met: by its one figure, or by which points of a grid.
#include "sim/study/kinds/goal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/statistics/interval.hpp"

namespace orrery::study {
namespace {

/// A plan is held to nine of ten futures.
constexpr double kAccepted = 0.1;

/// What the goal means is said of the study's own base alone.
std::string statement_of(const State& state) {
    const std::string& said = state.spec.goal->statement;
    return said.empty() || state.foreign ? "" : "; " + said;
}

/// Points of a step, where it leaves the metric's mean of each: their names, which miss, and the
/// unit. A point without a figure (a disruption that does not apply) is neither met nor missed.
struct Points {
    std::string met;
    std::string missed;
    std::string undone;  ///< within the limit because little runs: not met
    std::string unit;
};

const Numbers* numbers_at(const State& state, const std::string& name) {
    const auto it = state.values.find(name);
    return it == state.values.end() ? nullptr : it->second.numbers();
}

/// By the share of futures that miss where the step leaves it, else by the mean.
std::optional<Points> points_of(const State& state, const StepSpec& step, const std::string& metric,
                                const GoalLimits& limits) {
    const auto names = state.values.find(step.name + ".name");
    const Numbers* means = numbers_at(state, step.name + "." + metric);
    const Numbers* shares = numbers_at(state, step.name + ".p_miss");
    if (names == state.values.end() || !names->second.texts() || !means) return std::nullopt;
    const Texts& list = *names->second.texts();
    if (list.size() != means->size() || (shares && shares->size() != list.size())) {
        return std::nullopt;
    }
    const Numbers* undone = numbers_at(state, step.name + ".undone");
    const bool spares = undone && undone->size() == list.size() && !std::isnan(limits.most);
    Points out{{}, {}, {}, state.values.at(step.name + "." + metric).unit};
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (std::isnan((*means)[i])) continue;
        const bool misses = shares ? (*shares)[i] > kAccepted : limits.misses((*means)[i]);
        const bool idle = !misses && spares && (*undone)[i] > 0;
        std::string& side = misses ? out.missed : idle ? out.undone : out.met;
        side += (side.empty() ? "" : ", ") + list[i];
    }
    return out;
}

/// A grid or a row of disruptions has no one answer: which points meet the goal, and which do not.
void judge_points(State& state, const MetricSpec& metric, const GoalLimits& limits) {
    for (const StepSpec& s : state.spec.steps) {
        if (s.kind != StepKind::grid && s.kind != StepKind::inject) continue;
        const auto points = points_of(state, s, metric.name, limits);
        if (!points) continue;
        const bool both = !points->met.empty() && !points->missed.empty();
        state.page.goal =
            fmt::format("{} {}: {}{}{}{}{}.", metric.name,
                        limit_words(limits, metric, points->unit, state.page.currency),
                        points->met.empty() ? "" : "met by " + points->met, both ? "; " : "",
                        points->missed.empty() ? "" : "missed by " + points->missed,
                        points->undone.empty()
                            ? ""
                            : "; within it only because work is left undone: " + points->undone,
                        statement_of(state));
        const bool some = !points->missed.empty() || !points->undone.empty();
        if (points->met.empty() || !some) state.page.goal_met = !some;
    }
}

/// Yes or no in every future: such a metric is judged by its share.
bool is_yes_or_no(const Numbers& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return v == 0 || v == 1; });
}

/// Of a figure by replication.
bool holds(const Numbers& values, const GoalLimits& limits) {
    if (is_yes_or_no(values)) return !limits.misses(statistics::moments(values).mean);
    return miss_share(values, limits) <= kAccepted;
}

/// Of those that meet the goal, the best by what they are compared by: the one to take. Leaves
/// goal.best, and goal.second where there is one; in words where there is a choice.
std::string choose_among(State& state, const StepSpec& step, const std::vector<std::string>& met) {
    const MetricSpec& metric = metric_named(state, step.metric);
    const double sign = metric.larger_is_better ? -1 : 1;
    std::vector<std::pair<double, std::string>> ranked;
    for (const std::string& name : met) {
        const Numbers* values = numbers_at(state, name + "." + metric.name);
        const double mean = values ? statistics::moments(*values).mean : NAN;
        if (!std::isnan(mean)) ranked.emplace_back(sign * mean, name);
    }
    state.values["goal.best"] = state.values["goal.second"] = Value(std::string(kNoAlternative));
    if (ranked.empty()) return {};
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto& [value, best] = ranked.front();
    state.values["goal.best"] = Value(best);
    if (ranked.size() < 2) return {};
    state.values["goal.second"] = Value(ranked[1].second);
    const std::string& unit = state.values.at(best + "." + metric.name).unit;
    return fmt::format("; of these {} has the {} {}, {}", best,
                       metric.larger_is_better ? "highest" : "lowest", metric.name,
                       figure_words(Value(sign * value, unit), metric.format, state.page.currency));
}

/// Where alternatives are compared by another metric than the goal's, the cheapest need not be the
/// one to take: which of them meet the goal.
bool judge_alternatives(State& state, const MetricSpec& metric, const GoalLimits& limits) {
    for (const StepSpec& s : state.spec.steps) {
        if (s.kind != StepKind::compare || s.metric == metric.name) continue;
        std::vector<std::string> met;
        std::vector<std::string> missed;
        std::string unit;
        for (const StudyAlternative& a : state.spec.alternatives) {
            const auto found = state.values.find(a.name + "." + metric.name);
            if (found == state.values.end() || !found->second.numbers()) continue;
            unit = found->second.unit;
            (holds(*found->second.numbers(), limits) ? met : missed).push_back(a.name);
        }
        state.page.goal =
            fmt::format("{} {}: met by {}{}{}{}{}.", metric.name,
                        limit_words(limits, metric, unit, state.page.currency),
                        met.empty() ? "none" : fmt::format("{}", fmt::join(met, ", ")),
                        missed.empty() ? "" : "; missed by ", fmt::join(missed, ", "),
                        choose_among(state, s, met), statement_of(state));
        if (met.empty() != missed.empty()) state.page.goal_met = missed.empty();
        if (met.empty() && !missed.empty()) {
            state.page.notes.push_back(
                "No alternative meets the goal: `orrery study size` finds a fleet that keeps "
                "service levels, an optimise step a setting.");
        }
        return true;
    }
    return false;
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

StudyColumn miss_column() {
    return {"misses goal", "p_miss", StudyFormat::share,
            "share of replications beyond the goal's threshold"};
}

std::string goal_note(const State& state, const UnitTable& table) {
    if (!state.spec.goal || table.empty() || table.front().size() < 2) return {};
    const MetricSpec& metric = metric_named(state, state.spec.goal->metric);
    if (!limits_of(state, metric).stated() || !is_shown(state, metric, table)) return {};
    const bool by_mean = std::all_of(table.begin(), table.end(), [&](const auto& row) {
        return is_yes_or_no(metric_of(state, metric, row));
    });
    return by_mean ? std::string()
                   : "The goal is judged future by future, not by the mean: it is met where at "
                     "most one in ten misses it.";
}

void judge_goal(State& state) {
    if (!state.spec.goal) return;
    const GoalSpec& g = *state.spec.goal;
    const MetricSpec& metric = metric_named(state, g.metric);
    const GoalLimits limits = limits_of(state, metric);
    if (!limits.stated()) return;
    if (judge_alternatives(state, metric, limits)) return;
    const std::string name = judged_name(state, g.metric);
    const auto found = state.values.find(name);
    if (found == state.values.end()) return judge_points(state, metric, limits);
    const Numbers* values = found->second.numbers();
    if (!values || values->empty()) return;
    const std::string& unit = found->second.unit;
    if (std::all_of(values->begin(), values->end(), [](double v) { return std::isnan(v); })) {
        state.page.goal = fmt::format("{} {}: not judged, this base gives no figure for it.", name,
                                      limit_words(limits, metric, unit, state.page.currency));
        return;
    }
    const double share = miss_share(*values, limits);
    const auto count = static_cast<std::int64_t>(values->size());
    const auto missed = static_cast<std::int64_t>(std::lround(share * static_cast<double>(count)));
    const auto odds = statistics::proportion_interval(missed, count);
    state.page.goal_met = holds(*values, limits);
    state.page.goal =
        fmt::format("{} {}: {}, it fails in {} of {} futures (95 %: {:.0f} to {:.0f} % of all){}.",
                    name, limit_words(limits, metric, unit, state.page.currency),
                    *state.page.goal_met ? "met" : "missed", missed, count, 100 * odds.lo,
                    100 * odds.hi, statement_of(state));
    state.values["goal.p_miss"] = Value(share);
    const double threshold = std::isnan(limits.most) ? limits.least : limits.most;
    state.values["goal.threshold"] = Value(threshold, unit);
}

}  // namespace orrery::study
