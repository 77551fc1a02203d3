// Constraints of a search: which hold at a point, with how much room, and what could relax them.
#include "sim/study/kinds/optimise_constraints.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/statistics/interval.hpp"
#include "sim/study/formula/units.hpp"

namespace orrery::study {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kSure = 3;  ///< standard errors

bool is_metric(const State& state, const std::string& name) {
    return std::any_of(state.spec.metrics.begin(), state.spec.metrics.end(),
                       [&](const MetricSpec& m) { return m.name == name; });
}

/// Whether a metric's name stands anywhere, or only outside of functions.
bool has_metric(const State& state, const Term& term, bool bare) {
    if (term.kind == Term::Kind::name) return is_metric(state, term.name);
    if (bare && term.kind == Term::Kind::call) return false;
    return std::any_of(term.parts.begin(), term.parts.end(),
                       [&](const Term& part) { return has_metric(state, part, bare); });
}

Formula formula_of(const Formula& whole, const Term& part) {
    Formula f;
    f.text = whole.text;
    f.root = part;
    return f;
}

double mean_of(const Numbers& values) {
    return values.empty() ? kUnknown : statistics::moments(values).mean;
}

Value value_in(const State& state, const Constraint& c, const Formula& f,
               const MetricColumns& metrics) {
    Value held;
    const Lookup lookup = [&](const std::string& name) -> const Value* {
        for (std::size_t m = 0; m < state.spec.metrics.size() && m < metrics.size(); ++m) {
            if (state.spec.metrics[m].name != name) continue;
            const std::string unit = unit_of(state, state.spec.metrics[m]);
            held = c.summary ? Value(metrics[m], unit) : Value(mean_of(metrics[m]), unit);
            return &held;
        }
        const auto it = state.values.find(name);
        return it == state.values.end() ? nullptr : &it->second;
    };
    const Evaluated e = evaluate(f, lookup);
    return e.problem.empty() && e.value.number() ? e.value : Value(kUnknown);
}

double value_of(const State& state, const Constraint& c, const Formula& f,
                const MetricColumns& metrics) {
    return *value_in(state, c, f, metrics).number();
}

/// A side of a comparison in the unit of what is measured: "2 d" beside a metric in days is 2.
double limit_in(const State& state, const Constraint& c, const Formula& limit,
                const std::string& unit) {
    const Value v = value_in(state, c, limit, {});
    if (v.unit.empty() || unit.empty()) return *v.number();
    return *v.number() * conversion(v.unit, unit).value_or(1);
}

/// Of the side where the metric stands.
std::string unit_measured(const State& state, const Constraint& c) {
    MetricColumns ones(state.spec.metrics.size(), Numbers{1.0});
    return value_in(state, c, c.limit_is_more ? *c.less : *c.more, ones).unit;
}

}  // namespace

MetricColumns columns_of(const State& state, const std::vector<UnitResult>& runs) {
    MetricColumns columns;
    for (const MetricSpec& m : state.spec.metrics) columns.push_back(metric_of(state, m, runs));
    return columns;
}

std::vector<Constraint> constraints_of(const State& state, const StepSpec& step) {
    std::vector<Constraint> all;
    for (const Formula& f : step.subject_to) {
        Constraint c;
        c.formula = &f;
        const Term& root = f.root;
        c.summary = !has_metric(state, root, true);
        const bool below = root.name == "<" || root.name == "<=";
        const bool above = root.name == ">" || root.name == ">=";
        if (root.kind == Term::Kind::binary && (below || above)) {
            const Term& less = root.parts[below ? 0 : 1];
            const Term& more = root.parts[below ? 1 : 0];
            c.less = formula_of(f, less);
            c.more = formula_of(f, more);
            c.limit_is_more = has_metric(state, less, false);
            const Term& measured = c.limit_is_more ? less : more;
            const Term& limit = c.limit_is_more ? more : less;
            const bool named = measured.kind == Term::Kind::name && is_metric(state, measured.name);
            if (named && !has_metric(state, limit, false)) c.metric = measured.name;
        }
        all.push_back(std::move(c));
    }
    return all;
}

bool holds(const State& state, const Constraint& c, const MetricColumns& metrics) {
    const double truth = value_of(state, c, *c.formula, metrics);
    return !std::isnan(truth) && truth != 0;
}

double room(const State& state, const Constraint& c, const MetricColumns& metrics, double relaxed) {
    if (!c.less) return kUnknown;
    const Value measured = value_in(state, c, c.limit_is_more ? *c.less : *c.more, metrics);
    Value limit = value_in(state, c, c.limit_is_more ? *c.more : *c.less, metrics);
    if (!limit.unit.empty() && !measured.unit.empty()) {
        limit = *limit.number() * conversion(limit.unit, measured.unit).value_or(1);
    }
    const double left = *limit.number() - *measured.number();
    return (c.limit_is_more ? left : -left) + relaxed * std::fabs(*limit.number());
}

Numbers rooms(const State& state, const Constraint& c, const MetricColumns& metrics) {
    Numbers all;
    for (std::size_t r = 0; r < metrics.front().size(); ++r) {
        MetricColumns one;
        for (const Numbers& column : metrics) one.push_back({column[r]});
        all.push_back(room(state, c, one));
    }
    return all;
}

double sure_error(const Numbers& values, int all, double pooled) {
    const auto n = static_cast<double>(values.size());
    const double sd = std::max(statistics::moments(values).sd, pooled);
    return kSure * sd * std::sqrt(std::max(0.0, 1 - n / all) / n);
}

bool surely_misses(const State& state, const Constraint& c, const MetricColumns& metrics, int all,
                   double pooled) {
    if (metrics.empty() || holds(state, c, metrics)) return false;
    if (metrics.front().size() >= static_cast<std::size_t>(all)) return true;
    const Numbers own = rooms(state, c, metrics);
    const double mean = mean_of(own);
    return std::isnan(mean) || mean + sure_error(own, all, pooled) < 0;
}

std::vector<int> conflict_of(const std::vector<std::set<int>>& missed, int constraints) {
    std::vector<int> kept;
    for (int k = 0; k < constraints; ++k) kept.push_back(k);
    const auto excludes = [&](const std::vector<int>& set) {
        return std::all_of(missed.begin(), missed.end(), [&](const std::set<int>& own) {
            return std::any_of(set.begin(), set.end(), [&](int k) { return own.count(k) > 0; });
        });
    };
    if (!excludes(kept)) return {};
    for (int k = 0; k < constraints; ++k) {
        std::vector<int> without = kept;
        std::erase(without, k);
        if (!without.empty() && excludes(without)) kept = without;
    }
    return kept;
}

double limit_of(const State& state, const Constraint& c) {
    if (!c.less) return kUnknown;
    return limit_in(state, c, c.limit_is_more ? *c.more : *c.less, unit_measured(state, c));
}

}  // namespace orrery::study
