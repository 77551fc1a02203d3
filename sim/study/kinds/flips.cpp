// "Flips if": where a single input would turn the answer, between its P10 and P90.
#include "sim/study/kinds/flips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "models/statistics/interval.hpp"
#include "models/statistics/tornado.hpp"

namespace orrery::study {
namespace {

constexpr double kQuantiles[] = {0.1, 0.5, 0.9};
/// Of each point, on the same random numbers: one run would take its noise for the input's effect.
constexpr int kRuns = 3;

/// What must keep its sign: second − best of a comparison, or what is left to the goal's threshold.
struct Margin {
    const MetricSpec* metric = nullptr;
    std::vector<Point> points;  ///< best and second, or the base alone
    GoalLimits limits;          ///< of the goal: what is left to the nearer
    double sign = 1;
    std::string turns;  ///< "single A is best instead"
    std::string stays = "changes whether the goal is met";
};

const std::string* text_value(const State& state, const std::string& name) {
    const auto it = state.values.find(name);
    return it == state.values.end() ? nullptr : it->second.text();
}

/// Of a goal over alternatives; null where none is judged, or none meets it.
const std::string* chosen(const State& state, const char* name) {
    const std::string* text = text_value(state, name);
    return text && *text != kNoAlternative ? text : nullptr;
}

/// By which the goal's best was chosen, else the last comparison.
const StepSpec* comparing_step(const State& state) {
    const StepSpec* step = nullptr;
    for (const StepSpec& s : state.spec.steps) {
        if (s.kind != StepKind::compare) continue;
        step = &s;
        if (chosen(state, "goal.best") && s.metric != state.spec.goal->metric) return step;
    }
    return step;
}

std::optional<Margin> comparison(const State& state) {
    const StepSpec* step = comparing_step(state);
    if (!step) return std::nullopt;
    const bool goal = chosen(state, "goal.best");
    const std::string* best =
        goal ? chosen(state, "goal.best") : text_value(state, step->name + ".best");
    const std::string* second =
        goal ? chosen(state, "goal.second") : text_value(state, step->name + ".second");
    if (!best || !second) return std::nullopt;
    Margin m;
    m.metric = &metric_named(state, step->metric);
    m.sign = m.metric->larger_is_better ? -1 : 1;
    for (const std::string* name : {best, second}) {
        for (const Point& p : alternatives_of(state)) {
            if (p.name == *name) m.points.push_back(p);
        }
    }
    m.turns = *second + " is best instead";
    m.stays = "makes " + *second + " better than " + *best;
    return m;
}

std::optional<Margin> goal(const State& state) {
    if (!state.spec.goal) return std::nullopt;
    Margin m;
    m.metric = &metric_named(state, state.spec.goal->metric);
    m.limits = limits_of(state, *m.metric);
    if (!m.limits.stated()) return std::nullopt;
    const std::vector<Point> all = alternatives_of(state);
    const std::string* best = chosen(state, "goal.best");
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Point& p) { return best && p.name == *best; });
    m.points = {at == all.end() ? all.front() : *at};
    return m;
}

/// Mean over the runs; NaN where one has no such figure.
double mean_at(const State& state, const Margin& m, const std::vector<UnitResult>& runs) {
    return statistics::moments(metric_of(state, *m.metric, runs)).mean;
}

double margin_at(const State& state, const Margin& m, const UnitTable& units, std::size_t first) {
    const double best = mean_at(state, m, units[first]);
    if (!m.limits.stated()) return m.sign * (mean_at(state, m, units[first + 1]) - best);
    if (std::isnan(m.limits.least)) return m.limits.most - best;
    if (std::isnan(m.limits.most)) return best - m.limits.least;
    return std::min(m.limits.most - best, best - m.limits.least);
}

/// The input's value at which the margin is 0, the one nearest to its median, or nothing.
std::optional<double> turning_value(const Inputs& inputs, std::size_t i, const double (&y)[3]) {
    std::vector<double> x;
    std::vector<double> known;
    for (int k = 0; k < 3; ++k) {
        const double value = inputs.value(i, kQuantiles[k]);
        if (std::isnan(y[k]) || (!x.empty() && value <= x.back())) continue;
        x.push_back(value);
        known.push_back(y[k]);
    }
    const bool varies = std::any_of(known.begin(), known.end(), [](double v) { return v != 0; });
    if (x.size() < 2 || !varies) return std::nullopt;
    return statistics::break_even(x, known, 0, inputs.value(i, 0.5));
}

std::string phrase(const Input& input, double at, bool above) {
    const std::string side = above ? "above" : "below";
    const std::string unit = input.unit.empty() ? "" : " " + input.unit;
    if (input.change == InputChange::multiply) {
        const double times = input.unit == "%" ? at / 100 : at;
        return fmt::format("{} is {} {:.3g} times what the base says", input.name, side, times);
    }
    if (input.change == InputChange::add) {
        return fmt::format("{} is {} the base's by {:.3g}{}", input.name, side, at, unit);
    }
    return fmt::format("{} is {} {:.3g}{}", input.name, side, at, unit);
}

/// The base point, then each input low and high; each with every point of the margin.
std::vector<Point> points_of(const State& state, const Margin& m) {
    const std::size_t n = state.bed().inputs.all.size();
    std::vector<Point> out;
    for (std::size_t k = 0; k <= 2 * n; ++k) {
        for (Point p : m.points) {
            p.at.assign(n, 0.5);
            if (k > 0) p.at[(k - 1) / 2] = kQuantiles[(k - 1) % 2 == 0 ? 0 : 2];
            p.name += k == 0 ? "" : ", " + state.bed().inputs.all[(k - 1) / 2].name;
            out.push_back(std::move(p));
        }
    }
    return out;
}

/// Where each input would turn the margin: `each` runs' rows a point, the margin's own first.
std::vector<std::string> turning(const State& state, const Margin& m, const UnitTable& units,
                                 std::size_t each) {
    const Inputs& inputs = state.bed().inputs;
    const double middle = margin_at(state, m, units, 0);
    std::vector<std::string> phrases;
    for (std::size_t i = 0; i < inputs.all.size(); ++i) {
        const double y[3] = {margin_at(state, m, units, (1 + 2 * i) * each), middle,
                             margin_at(state, m, units, (2 + 2 * i) * each)};
        const auto at = turning_value(inputs, i, y);
        // The margin falls towards the side where what holds turns; what does not hold, to the
        // other.
        const bool falls = y[2] < y[0];
        const bool turns_up = m.turns.empty() && middle < 0 ? !falls : falls;
        if (at) phrases.push_back(phrase(inputs.all[i], *at, turns_up));
    }
    return phrases;
}

}  // namespace

std::string flips_of(State& state) {
    const auto compared = comparison(state);
    const auto margin = compared ? compared : goal(state);
    if (!margin || state.bed().inputs.all.empty()) return {};
    const std::size_t each = margin->points.size();
    const UnitTable units = state.rounds.run(points_of(state, *margin), 0, kRuns);
    std::vector<std::string> turns;
    const auto add = [&](const Margin& m, const std::string& then) {
        const std::vector<std::string> phrases = turning(state, m, units, each);
        if (phrases.empty()) return;
        turns.push_back(fmt::format("{}: then {}", fmt::join(phrases, ", or "), then));
    };
    const bool held = margin_at(state, *margin, units, 0) >= 0;
    add(*margin, !margin->turns.empty() ? margin->turns
                 : held                 ? "the goal is missed"
                                        : "the goal is met");
    // The best of those that meet the goal has to go on meeting it.
    const auto kept = compared && chosen(state, "goal.best") ? goal(state) : std::nullopt;
    if (kept) add(*kept, *chosen(state, "goal.best") + " misses the goal");
    if (turns.empty()) {
        return "no single input between its P10 and P90 " + margin->stays +
               (kept ? " or lets it miss the goal." : ".");
    }
    return fmt::format("{} (the others at their medians, means of {} runs).",
                       fmt::join(turns, "; "), kRuns);
}

}  // namespace orrery::study
