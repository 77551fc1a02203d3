// Between what a goal wants its metric, and how that is said.
#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// NaN: no limit on that side.
struct GoalLimits {
    double least = std::numeric_limits<double>::quiet_NaN();
    double most = std::numeric_limits<double>::quiet_NaN();

    [[nodiscard]] bool stated() const { return !std::isnan(least) || !std::isnan(most); }
    [[nodiscard]] bool misses(double v) const { return std::isnan(v) || v < least || v > most; }
};

/// In the metric's unit: "30 d" is 30 beside days, 2,592,000 beside seconds. `values` are the flags
/// that limits may name; a limit that has no value there is none.
GoalLimits limits_in(const GoalSpec& goal, const Values& values, const std::string& unit);

/// "at most 400,000 USD", "between 10 s and 20 s".
std::string limit_words(const GoalLimits& limits, const MetricSpec& metric, const std::string& unit,
                        const std::string& currency);

}  // namespace orrery
