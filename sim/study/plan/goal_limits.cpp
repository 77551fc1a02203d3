// Between what a goal wants its metric, and how that is said.
#include "sim/study/plan/goal_limits.hpp"

#include <optional>

#include "sim/study/formula/units.hpp"

namespace orrery {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double limit_in(const std::optional<Formula>& f, const Values& values, const std::string& unit) {
    if (!f) return kNone;
    const Evaluated e = evaluate(*f, values);
    const double* number = e.value.number();
    if (!e.problem.empty() || !number) return kNone;
    if (e.value.unit.empty() || unit.empty()) return *number;
    return *number * conversion(e.value.unit, unit).value_or(1);
}

}  // namespace

GoalLimits limits_in(const GoalSpec& goal, const Values& values, const std::string& unit) {
    return {limit_in(goal.at_least, values, unit), limit_in(goal.at_most, values, unit)};
}

std::string limit_words(const GoalLimits& limits, const MetricSpec& metric, const std::string& unit,
                        const std::string& currency) {
    const auto words = [&](double v) {
        return figure_words(Value(v, unit), metric.format, currency);
    };
    if (std::isnan(limits.least)) return "at most " + words(limits.most);
    if (std::isnan(limits.most)) return "at least " + words(limits.least);
    return "between " + words(limits.least) + " and " + words(limits.most);
}

}  // namespace orrery
