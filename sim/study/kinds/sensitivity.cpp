// Sensitivity: swings of one input at a time, rank correlations, and Sobol indices where asked for.
#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {
namespace {

struct Swing {
    std::size_t input = 0;
    double low = 0;
    double high = 0;
    [[nodiscard]] double size() const { return std::fabs(high - low); }
};

/// The median point, then each input low and high, the others at their medians.
std::vector<Point> points_of(const State& state, const StepSpec& step) {
    const Inputs& inputs = state.bed().inputs;
    const std::size_t n = inputs.all.size();
    std::vector<Point> out;
    for (std::size_t k = 0; k <= 2 * n; ++k) {
        Point p = alternatives_of(state).front();
        p.at.assign(n, 0.5);
        if (k > 0) p.at[(k - 1) / 2] = (k - 1) % 2 == 0 ? step.low : step.high;
        p.name = k == 0 ? "all at their medians" : inputs.all[(k - 1) / 2].name;
        out.push_back(std::move(p));
    }
    return out;
}

}  // namespace

void run_sensitivity(State& state, const StepSpec& step) {
    const std::vector<Point> points = points_of(state, step);
    const UnitTable units = state.rounds.run(points, 0, replications_of(state, step, 3));
    tell_problems(state, points, units);
    check_leaves(state, points, units);
    if (state.diagnostics.has_errors()) return;
    const MetricSpec& metric = metric_named(state, step.metric);
    const auto mean = [&](std::size_t p) {
        return statistics::moments(metric_of(state, metric, units[p])).mean;
    };
    const Inputs& inputs = state.bed().inputs;
    std::vector<Swing> swings;
    for (std::size_t i = 0; i < inputs.all.size(); ++i) {
        swings.push_back({i, mean(1 + 2 * i), mean(2 + 2 * i)});
    }
    std::stable_sort(swings.begin(), swings.end(),
                     [](const Swing& a, const Swing& b) { return a.size() > b.size(); });
    StudyTable table;
    table.name = step.name;
    table.title = "What moves " + metric.name + ", the others at their medians";
    table.columns = {{"input", "input", StudyFormat::words, ""},
                     {"low", "low_input", StudyFormat::plain, "the input at its low quantile"},
                     {"high", "high_input", StudyFormat::plain, "the input at its high quantile"}};
    table.columns.push_back(metric_column(state, metric, "at low", metric.name + "_low", units));
    table.columns.push_back(metric_column(state, metric, "at high", metric.name + "_high", units));
    table.columns.push_back(metric_column(state, metric, "swing", metric.name + "_swing", units));
    StudyChart chart;
    chart.kind = StudyChart::Kind::tornado;
    chart.name = step.name;
    chart.title = table.title;
    chart.y_title = table.columns[3].title;
    chart.lines = {{"low", {}, {}}, {"high", {}, {}}};
    chart.mark = mean(0);
    chart.has_mark = true;
    Texts names;
    Numbers sizes;
    for (const Swing& s : swings) {
        const Input& input = inputs.all[s.input];
        table.rows.push_back({StudyCell(input.name), cell(inputs.value(s.input, step.low)),
                              cell(inputs.value(s.input, step.high)), cell(s.low), cell(s.high),
                              cell(s.size())});
        names.push_back(input.name);
        sizes.push_back(s.size());
        chart.labels.push_back(input.name);
        chart.lines[0].y.push_back(s.low);
        chart.lines[1].y.push_back(s.high);
    }
    state.values[step.name + ".input"] = Value(names);
    state.values[step.name + ".swing"] = Value(sizes, unit_of(state, metric, units));
    state.values[step.name + ".middle"] = Value(mean(0), unit_of(state, metric, units));
    state.page.tables.push_back(std::move(table));
    state.page.charts.push_back(std::move(chart));
}


}  // namespace orrery::study
