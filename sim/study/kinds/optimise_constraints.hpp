// Constraints of a search: which hold at a point, with how much room, and what could relax them.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/study/kinds/state.hpp"

namespace orrery::study {

/// "ttft < 1 s" in parts.
struct Constraint {
    const Formula* formula = nullptr;
    std::optional<Formula> less;  ///< the side that must be the lesser; none: no such comparison
    std::optional<Formula> more;
    bool limit_is_more = true;  ///< which side no metric is in: there the limit stands
    bool summary = false;       ///< metrics only within functions: "p90(ttft) < 1 s"
    std::string metric;         ///< the other side, where it is a metric's bare name; empty else
};
std::vector<Constraint> constraints_of(const State& state, const StepSpec& step);

/// By metric of the study, its replications.
using MetricColumns = std::vector<Numbers>;
MetricColumns columns_of(const State& state, const std::vector<UnitResult>& runs);

/// Whether it holds over these replications. Bare names stand for means over them.
bool holds(const State& state, const Constraint& c, const MetricColumns& metrics);
/// Room to the limit, ≥ 0 where it holds, in the limit's unit; with the limit moved outwards by a
/// share of itself. NaN: a metric has no value, or the formula is no comparison.
double room(const State& state, const Constraint& c, const MetricColumns& metrics,
            double relaxed = 0);
/// The same of each replication alone.
Numbers rooms(const State& state, const Constraint& c, const MetricColumns& metrics);
/// Three standard errors of a mean over `all` replications when only these of them are known: 0.3 %
/// of decisions on normal means fall on the other side. Two runs may agree by chance: they are
/// taken to vary no less than `pooled`, a typical standard deviation. 0 when all are known.
double sure_error(const Numbers& values, int all, double pooled);
/// Whether the mean over `all` replications will surely miss it.
bool surely_misses(const State& state, const Constraint& c, const MetricColumns& metrics, int all,
                   double pooled);
/// The smallest set of constraints of which every combination misses one: those that can be left
/// out one by one, the first first, are. `missed` by combination; empty: there is none.
std::vector<int> conflict_of(const std::vector<std::set<int>>& missed, int constraints);
/// The limit itself; NaN where there is none.
double limit_of(const State& state, const Constraint& c);

}  // namespace orrery::study
