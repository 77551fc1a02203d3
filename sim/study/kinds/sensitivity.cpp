// Sensitivity: swings of one input at a time, rank correlations, and Sobol indices where asked for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "models/statistics/rank.hpp"
#include "models/statistics/sobol.hpp"
#include "models/statistics/tornado.hpp"
#include "sim/kernel/stream.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery::study {
namespace {

constexpr int kSamples = 32;
/// Resamples of the bootstrap: their 2.5 and 97.5 % quantiles rest on five each.
constexpr int kResamples = 200;

/// The median point, then each input low and high, the others at their medians.
std::vector<Point> swing_points(const State& state, const StepSpec& step) {
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

struct Swings {
    std::vector<statistics::Swing> bars;  ///< the widest first
    double middle = 0;
    UnitTable units;
};

/// Whether any replication has another figure at a point than at the medians. The seeds are the
/// same, so that what an input does not touch stays as it is to the last bit.
bool moves(const State& state, const MetricSpec& metric, const Swings& s, std::size_t point) {
    const Numbers there = metric_of(state, metric, s.units[point]);
    const Numbers middle = metric_of(state, metric, s.units[0]);
    for (std::size_t r = 0; r < there.size(); ++r) {
        const bool none = std::isnan(there[r]) && std::isnan(middle[r]);
        if (!none && there[r] != middle[r]) return true;
    }
    return false;
}

/// Names the inputs that move nothing; where none moves anything, there is no answer.
void tell_idle_inputs(State& state, const StepSpec& step, const Swings& s) {
    const MetricSpec& metric = metric_named(state, step.metric);
    const auto& inputs = state.bed().inputs.all;
    std::string idle;
    std::size_t count = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (moves(state, metric, s, 2 * i + 1) || moves(state, metric, s, 2 * i + 2)) continue;
        idle += (idle.empty() ? "" : ", ") + inputs[i].name;
        ++count;
    }
    if (count == 0) return;
    if (count < inputs.size()) {
        state.page.notes.push_back("Moves " + metric.name +
                                   " not at all, in no replication: " + idle + ".");
        return;
    }
    Diagnostic d;
    d.code = "E0918";
    d.at = step.where;
    d.path = "steps[" + step.name + "].metric";
    d.message =
        metric.name + " is the same at the low and the high quantile of every input (" + idle + ")";
    d.hint = "look at a metric that depends on them, or vary what it depends on";
    state.diagnostics.add(std::move(d));
}

Swings run_swings(State& state, const StepSpec& step) {
    Swings s;
    const std::vector<Point> points = swing_points(state, step);
    s.units = state.rounds.run(points, 0, replications_of(state, step, 3));
    tell_problems(state, points, s.units);
    check_leaves(state, points, s.units);
    if (state.diagnostics.has_errors()) return s;
    const MetricSpec& metric = metric_named(state, step.metric);
    std::vector<double> low;
    std::vector<double> high;
    for (std::size_t p = 0; p < points.size(); ++p) {
        const double mean = statistics::moments(metric_of(state, metric, s.units[p])).mean;
        if (p == 0) s.middle = mean;
        if (p > 0) (p % 2 == 1 ? low : high).push_back(mean);
    }
    s.bars = statistics::tornado(low, high);
    return s;
}

/// How far the metric goes between the quantiles of the input, by replication.
Numbers widths_of(const State& state, const MetricSpec& metric, const Swings& s,
                  std::size_t input) {
    const Numbers low = metric_of(state, metric, s.units[2 * input + 1]);
    const Numbers high = metric_of(state, metric, s.units[2 * input + 2]);
    Numbers widths;
    for (std::size_t r = 0; r < low.size(); ++r) widths.push_back(std::fabs(high[r] - low[r]));
    return widths;
}

/// Says where chance may have made the first bar longer than the second: the replications are the
/// same draws at every point, so that their differences count.
void tell_lead(State& state, const StepSpec& step, const Swings& s) {
    if (s.bars.size() < 2 || s.bars[1].width() <= 0) return;
    const MetricSpec& metric = metric_named(state, step.metric);
    const Numbers first = widths_of(state, metric, s, s.bars[0].input);
    const Numbers second = widths_of(state, metric, s, s.bars[1].input);
    const auto& inputs = state.bed().inputs.all;
    const std::string& leader = inputs[s.bars[0].input].name;
    const std::string& other = inputs[s.bars[1].input].name;
    if (first.size() < 2) {
        state.page.notes.push_back(fmt::format(
            "One run of each point: whether {} or {} leads was not tested against chance "
            "(replications: 5 of the step does).",
            leader, other));
        return;
    }
    Numbers lead;
    for (std::size_t r = 0; r < first.size(); ++r) lead.push_back(first[r] - second[r]);
    const statistics::Interval interval = statistics::mean_interval(lead);
    if (!(interval.lo <= 0)) return;
    state.page.notes.push_back(fmt::format(
        "Which of {} and {} leads is within chance: over {} replications the difference of their "
        "swings may be nothing (95 %); more replications tell.",
        leader, other, first.size()));
}

/// Spearman's ρ of each input and the metric over futures in which all inputs are drawn, and the
/// same with the others' effect removed.
struct Ranked {
    std::vector<double> plain;
    std::vector<double> partial;
};
Ranked rank_correlations(State& state, const StepSpec& step) {
    const Inputs& inputs = state.bed().inputs;
    const int samples = step.samples > 0 ? step.samples : kSamples;
    const std::vector<Point> points{alternatives_of(state).front()};
    const UnitTable units = state.rounds.run(points, 0, samples);
    const Numbers values = metric_of(state, metric_named(state, step.metric), units[0]);
    std::vector<std::vector<double>> drawn(inputs.all.size());
    Numbers known;
    for (std::size_t r = 0; r < values.size(); ++r) {
        if (std::isnan(values[r])) continue;
        known.push_back(values[r]);
        const auto quantiles = inputs.draw(state.bed().seed, r);
        for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i].push_back(quantiles[i]);
    }
    Ranked out;
    for (const auto& one : drawn) out.plain.push_back(statistics::spearman(one, known));
    out.partial = statistics::partial_rank_correlations(drawn, known);
    return out;
}

/// A, B and A with one column of B for each input, as points of quantiles.
std::vector<Point> saltelli_points(const State& state, std::uint32_t n) {
    const std::size_t k = state.bed().inputs.all.size();
    Stream stream(state.bed().seed, "study sobol", "shift");
    std::vector<std::uint32_t> shift;
    for (std::size_t d = 0; d < 2 * k; ++d) {
        shift.push_back(static_cast<std::uint32_t>(stream.next_u64() >> 32));
    }
    std::vector<Point> out;
    for (std::size_t block = 0; block < k + 2; ++block) {
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto both = statistics::sobol_point(i, 2 * k, shift);
            Point p = alternatives_of(state).front();
            for (std::size_t d = 0; d < k; ++d) {
                const bool second = block == 1 || block == d + 2;
                p.at.push_back(both[second ? k + d : d]);
            }
            out.push_back(std::move(p));
        }
    }
    return out;
}

std::vector<statistics::SobolIndex> sobol(State& state, const StepSpec& step) {
    const auto n = static_cast<std::size_t>(step.sobol);
    const std::size_t k = state.bed().inputs.all.size();
    if (n == 0) return {};
    const UnitTable units =
        state.rounds.run(saltelli_points(state, static_cast<std::uint32_t>(n)), 0, 1);
    const MetricSpec& metric = metric_named(state, step.metric);
    statistics::SobolRuns runs;
    runs.ab.resize(k);
    for (std::size_t i = 0; i < n * (k + 2); ++i) {
        const double value = metric_of(state, metric, units[i][0]);
        const std::size_t block = i / n;
        (block == 0 ? runs.a : block == 1 ? runs.b : runs.ab[block - 2]).push_back(value);
    }
    std::vector<std::vector<std::uint32_t>> resamples(kResamples);
    Stream stream(state.bed().seed, "study sobol", "bootstrap");
    for (auto& one : resamples) {
        for (std::size_t i = 0; i < n; ++i) {
            one.push_back(static_cast<std::uint32_t>(stream.next_u64() % n));
        }
    }
    return statistics::sobol_indices(runs, resamples);
}

void add_table(State& state, const StepSpec& step, const Swings& s, const Ranked& ranked,
               const std::vector<statistics::SobolIndex>& indices) {
    const MetricSpec& metric = metric_named(state, step.metric);
    const Inputs& inputs = state.bed().inputs;
    StudyTable table;
    table.name = step.name;
    table.title = "What moves " + metric.name + ", the others at their medians";
    table.columns = {{"input", "input", StudyFormat::words, ""},
                     {"low", "low_input", StudyFormat::plain, "the input at its low quantile"},
                     {"high", "high_input", StudyFormat::plain, "the input at its high quantile"}};
    for (const char* title : {"at low", "at high", "swing"}) {
        table.columns.push_back(metric_column(state, metric, title, metric.name + " " + title));
    }
    table.columns.push_back(
        {"rank corr.", "rank_correlation", StudyFormat::plain, "Spearman's, all inputs drawn"});
    table.columns.push_back({"partial", "partial_rank_correlation", StudyFormat::plain,
                             "of ranks, the other inputs' effect removed"});
    if (!indices.empty()) {
        table.columns.push_back({"first order", "sobol_first", StudyFormat::share,
                                 "share of the variance by it alone (Saltelli 2010)"});
        table.columns.push_back({"from", "sobol_first_lo", StudyFormat::share, "2.5 % bootstrap"});
        table.columns.push_back({"to", "sobol_first_hi", StudyFormat::share, "97.5 % bootstrap"});
        table.columns.push_back({"total", "sobol_total", StudyFormat::share,
                                 "share with all its interactions (Jansen 1999)"});
    }
    for (const statistics::Swing& bar : s.bars) {
        const std::size_t i = bar.input;
        std::vector<StudyCell> row{StudyCell(inputs.all[i].name),
                                   cell(inputs.value(i, step.low)),
                                   cell(inputs.value(i, step.high)),
                                   cell(bar.low),
                                   cell(bar.high),
                                   cell(bar.width()),
                                   bar.width() > 0 ? cell(ranked.plain[i]) : StudyCell(),
                                   bar.width() > 0 ? cell(ranked.partial[i]) : StudyCell()};
        if (!indices.empty()) {
            row.push_back(cell(indices[i].first.value));
            row.push_back(cell(indices[i].first.lo));
            row.push_back(cell(indices[i].first.hi));
            row.push_back(cell(indices[i].total.value));
        }
        table.rows.push_back(std::move(row));
    }
    state.page.tables.push_back(std::move(table));
}

void add_values(State& state, const StepSpec& step, const Swings& s, const Ranked& ranked,
                const std::vector<statistics::SobolIndex>& indices) {
    const std::string unit = unit_of(state, metric_named(state, step.metric));
    Texts names;
    Numbers widths;
    Numbers correlations;
    Numbers first;
    Numbers total;
    for (const statistics::Swing& bar : s.bars) {
        names.push_back(state.bed().inputs.all[bar.input].name);
        widths.push_back(bar.width());
        correlations.push_back(ranked.plain[bar.input]);
        if (indices.empty()) continue;
        first.push_back(indices[bar.input].first.value);
        total.push_back(indices[bar.input].total.value);
    }
    state.values[step.name + ".input"] = Value(names);
    state.values[step.name + ".swing"] = Value(widths, unit);
    state.values[step.name + ".middle"] = Value(s.middle, unit);
    state.values[step.name + ".rank"] = Value(correlations);
    if (indices.empty()) return;
    state.values[step.name + ".first_order"] = Value(first);
    state.values[step.name + ".total"] = Value(total);
}

void add_chart(State& state, const StepSpec& step, const Swings& s) {
    const MetricSpec& metric = metric_named(state, step.metric);
    StudyChart chart;
    chart.kind = StudyChart::Kind::tornado;
    chart.name = step.name;
    chart.title = "What moves " + metric.name;
    const std::string unit = unit_of(state, metric);
    chart.y_title = metric.name + (unit.empty() ? "" : " (" + unit + ")");
    chart.lines = {{"low", {}, {}}, {"high", {}, {}}};
    chart.mark = s.middle;
    chart.has_mark = true;
    for (const statistics::Swing& bar : s.bars) {
        chart.labels.push_back(state.bed().inputs.all[bar.input].name);
        chart.lines[0].y.push_back(bar.low);
        chart.lines[1].y.push_back(bar.high);
    }
    state.page.charts.push_back(std::move(chart));
}

}  // namespace

void run_sensitivity(State& state, const StepSpec& step) {
    const Swings swings = run_swings(state, step);
    if (state.diagnostics.has_errors() || !state.rounds.complete()) return;
    tell_idle_inputs(state, step, swings);
    if (state.diagnostics.has_errors()) return;
    const Ranked ranked = rank_correlations(state, step);
    const auto indices = sobol(state, step);
    if (!state.rounds.complete()) return;
    if (!indices.empty() && !state.bed().inputs.factor.lower.empty()) {
        state.page.notes.push_back(
            "Sobol indices take the inputs as independent; their correlations are left out.");
    }
    tell_lead(state, step, swings);
    add_table(state, step, swings, ranked, indices);
    add_values(state, step, swings, ranked, indices);
    add_chart(state, step, swings);
}

}  // namespace orrery::study
