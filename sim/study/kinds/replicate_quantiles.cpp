// How well replications know the quantiles of a metric, and the odds of missing the goal.
#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "models/statistics/risk.hpp"
#include "sim/study/kinds/replicate_parts.hpp"

namespace orrery::study {
namespace {

struct Level {
    const char* title;
    const char* key;
    double p;
};
constexpr Level kLevels[] = {{"P10", "p10", 0.1}, {"P50", "p50", 0.5}, {"P90", "p90", 0.9}};

double finite(double value) {
    return std::isfinite(value) ? value : std::nan("");
}

Numbers there(const Numbers& values) {
    Numbers kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept),
                 [](double v) { return !std::isnan(v); });
    return statistics::sorted(kept);
}

/// The metric of the step, of the goal, or the first.
const MetricSpec& watched(const State& state, const StepSpec& step) {
    if (!step.metric.empty()) return metric_named(state, step.metric);
    if (state.spec.goal) return metric_named(state, state.spec.goal->metric);
    return state.spec.metrics.front();
}

StudyTable table_of(State& state, const StepSpec& step, const MetricSpec& metric) {
    StudyTable out;
    out.name = step.name + "_" + metric.name + "_quantiles";
    out.title = "How well the quantiles of " + metric.name + " are known";
    const auto column = [&](const char* title, const char* formula) {
        StudyColumn c = metric_column(state, metric, title, metric.name + "_" + title);
        c.formula = formula;
        return c;
    };
    const char* how = "95 % interval between order statistics, whatever the law";
    out.columns = {{"", "name", StudyFormat::words, ""},
                   {"quantile", "quantile", StudyFormat::words, ""},
                   column("value", "quantile of the replications"),
                   column("from", how),
                   column("to", how)};
    out.note = "Both ends of P10 and P90 are known from " +
               std::to_string(statistics::observations_for_quantile(0.9)) + " replications on.";
    return out;
}

/// Odds of missing the goal with their interval (Wilson); of one point the goal's sentence has
/// them.
void add_odds(State& state, const StepSpec& step, const std::vector<Point>& points,
              const UnitTable& units) {
    if (!state.spec.goal) return;
    const MetricSpec& metric = metric_named(state, state.spec.goal->metric);
    const GoalLimits limits = limits_of(state, metric);
    if (!limits.stated()) return;
    StudyTable out{step.name + "_odds", "Odds of missing the goal", {}, {}, ""};
    const char* how = "95 % score interval (Wilson)";
    out.columns = {{"", "name", StudyFormat::words, ""},
                   {"misses goal", "p_miss", StudyFormat::share, "share of the replications"},
                   {"from", "p_miss_from", StudyFormat::share, how},
                   {"to", "p_miss_to", StudyFormat::share, how}};
    for (std::size_t p = 0; p < points.size(); ++p) {
        const Numbers values = metric_of(state, metric, units[p]);
        const double share = miss_share(values, limits);
        const auto n = static_cast<std::int64_t>(values.size());
        const auto odds =
            statistics::proportion_interval(std::llround(share * static_cast<double>(n)), n);
        const std::string name = points[p].name + "." + metric.name + ".p_miss";
        state.values[name] = Value(share);
        state.values[name + ".lo"] = Value(odds.lo);
        state.values[name + ".hi"] = Value(odds.hi);
        out.rows.push_back({StudyCell(points[p].name), cell(share), cell(odds.lo), cell(odds.hi)});
    }
    if (points.size() > 1) state.page.tables.push_back(std::move(out));
}

}  // namespace

void add_quantile_intervals(State& state, const StepSpec& step, const std::vector<Point>& points,
                            const UnitTable& units) {
    const MetricSpec& shown = watched(state, step);
    StudyTable table = table_of(state, step, shown);
    for (const MetricSpec& metric : state.spec.metrics) {
        const std::string unit = unit_of(state, metric);
        for (std::size_t p = 0; p < points.size(); ++p) {
            const Numbers values = there(metric_of(state, metric, units[p]));
            if (values.size() < 2) continue;
            for (const Level& level : kLevels) {
                const auto i = statistics::quantile_interval(values, level.p);
                const std::string name = points[p].name + "." + metric.name + "." + level.key;
                state.values[name + ".lo"] = Value(finite(i.lo), unit);
                state.values[name + ".hi"] = Value(finite(i.hi), unit);
                if (&metric != &shown) continue;
                table.rows.push_back({StudyCell(points[p].name), StudyCell(level.title),
                                      cell(i.value), cell(finite(i.lo)), cell(finite(i.hi))});
            }
        }
    }
    // Of few runs neither end is known of any: the table would be of dashes.
    const bool told = std::any_of(table.rows.begin(), table.rows.end(),
                                  [](const auto& row) { return row[3].number && row[4].number; });
    if (told) state.page.tables.push_back(std::move(table));
    add_odds(state, step, points, units);
}

}  // namespace orrery::study
