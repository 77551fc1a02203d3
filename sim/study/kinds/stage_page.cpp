// What a staged plan leaves on the page: plans side by side, regrets, gates, what the choice is
// worth.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/finance/options.hpp"
#include "models/statistics/interval.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/kinds/stage_plans.hpp"

namespace orrery::study {
namespace {

constexpr const char* kGated = "by gates";

double mean_of(const Numbers& values) {
    return statistics::moments(values).mean;
}

/// How much better a is than b over the futures that have both.
statistics::Interval gain(const Staged& s, const Numbers& a, const Numbers& b) {
    Numbers x;
    Numbers y;
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (std::isnan(a[r]) || std::isnan(b[r])) continue;
        x.push_back(s.metric.larger_is_better ? a[r] : b[r]);
        y.push_back(s.metric.larger_is_better ? b[r] : a[r]);
    }
    return statistics::difference_interval(x, y);
}

UnitTable units_of(const Staged& s) {
    UnitTable table;
    for (const FixedPlan& p : s.fixed) table.push_back(p.runs);
    return table;
}

/// Every plan: the gated first.
std::vector<std::pair<std::string, const Numbers*>> plans_of(const Staged& s) {
    std::vector<std::pair<std::string, const Numbers*>> all{{kGated, &s.values}};
    for (const FixedPlan& p : s.fixed) all.emplace_back(p.name, &p.values);
    return all;
}

/// Regret by future: how much better the best plan of that future is, the gated one included.
Numbers regrets(const Staged& s, const Numbers& values) {
    Numbers out;
    for (std::size_t r = 0; r < values.size(); ++r) {
        double most = s.better(s.values[r], values[r]);
        for (const FixedPlan& p : s.fixed) most = std::max(most, s.better(p.values[r], values[r]));
        out.push_back(std::max(most, 0.0));
    }
    return out;
}

StudyTable plan_table(State& state, const Staged& s) {
    const UnitTable units = units_of(s);
    StudyTable out;
    out.name = s.step.name;
    out.title = fmt::format("{} of each plan in {} futures", s.metric.name, s.futures());
    out.columns = {{"plan", "plan", StudyFormat::words, ""}};
    const auto column = [&](const char* title, const std::string& key, const char* formula) {
        out.columns.push_back(metric_column(state, s.metric, title, s.metric.name + key));
        out.columns.back().formula = formula;
    };
    column("mean", "", "mean over the futures");
    column("P10", "_p10", "quantile over the futures");
    column("P50", "_p50", "quantile over the futures");
    column("P90", "_p90", "quantile over the futures");
    column("gates gain", "_gain", "mean of the paired difference: how much better the gates are");
    column("± 95 %", "_gain_half", "half-width of its 95 % interval (Student)");
    for (const auto& [name, values] : plans_of(s)) {
        std::vector<StudyCell> row{StudyCell(name), cell(mean_of(*values))};
        for (const double p : {0.1, 0.5, 0.9})
            row.push_back(cell(formula::quantile_of(*values, p)));
        const auto d = gain(s, s.values, *values);
        const bool own = values == &s.values;
        const double size = std::fabs(mean_of(*values));
        const auto without_dust = [&](double v) { return cell(settled(size + v, size, s.metric)); };
        row.push_back(own ? StudyCell() : without_dust(d.value));
        row.push_back(own || d.n < 2 ? StudyCell() : without_dust(d.half()));
        out.rows.push_back(std::move(row));
    }
    return out;
}

/// Futures in thirds by what comes without any stage: the lowest, the middle, the highest.
std::vector<std::vector<std::size_t>> thirds(const Staged& s) {
    std::vector<std::size_t> order;
    for (std::size_t r = 0; r < s.futures(); ++r) order.push_back(r);
    const Numbers& by = s.fixed[0].values;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return by[a] < by[b]; });
    std::vector<std::vector<std::size_t>> parts(3);
    for (std::size_t i = 0; i < order.size(); ++i) {
        parts[3 * i / order.size()].push_back(order[i]);
    }
    return parts;
}

StudyTable regret_table(State& state, const Staged& s) {
    const UnitTable units = units_of(s);
    StudyTable out;
    out.name = s.step.name + "_regret";
    out.title = "Regret: how much better the best plan of each future would have been";
    out.columns = {{"plan", "plan", StudyFormat::words, ""}};
    const auto column = [&](const char* title, const char* key, const char* formula) {
        out.columns.push_back(metric_column(state, s.metric, title, key));
        out.columns.back().formula = formula;
    };
    column("low futures", "regret_low", "mean over the third with the least of it without stages");
    column("middle", "regret_middle", "mean over the middle third");
    column("high futures", "regret_high", "mean over the third with the most of it");
    column("mean", "regret_mean", "mean over all futures");
    column("most", "regret_most", "in the future where it is greatest");
    const auto parts = thirds(s);
    for (const auto& [name, values] : plans_of(s)) {
        const Numbers own = regrets(s, *values);
        std::vector<StudyCell> row{StudyCell(name)};
        for (const auto& part : parts) {
            Numbers of_part;
            for (const std::size_t r : part) of_part.push_back(own[r]);
            row.push_back(of_part.empty() ? StudyCell() : cell(mean_of(of_part)));
        }
        row.push_back(cell(mean_of(own)));
        row.push_back(cell(*std::max_element(own.begin(), own.end())));
        out.rows.push_back(std::move(row));
    }
    return out;
}

double share_passed(const Staged& s, std::size_t k) {
    const auto n = std::count(s.passes[k].begin(), s.passes[k].end(), true);
    return static_cast<double>(n) / static_cast<double>(s.futures());
}

StudyTable gate_table(const Staged& s) {
    StudyTable out;
    out.name = s.step.name + "_gates";
    out.title = "What the gates decide on what was measured until then";
    out.columns = {
        {"stage", "stage", StudyFormat::words, ""},
        {"gate", "gate", StudyFormat::words, ""},
        {"decided after (d)", "decided_after_d", StudyFormat::plain, ""},
        {"in force after (d)", "in_force_after_d", StudyFormat::plain, "decision and approval"},
        {"taken", "taken", StudyFormat::share, "share of all futures that get so far and pass"},
        {"decides", "owner", StudyFormat::words, ""}};
    for (std::size_t k = 0; k < s.stages(); ++k) {
        const StageSpec& stage = s.step.stages[k];
        out.rows.push_back({StudyCell(stage.name),
                            StudyCell(stage.gate.text.empty() ? "always" : stage.gate.text),
                            cell(s.dates[k].decided.seconds() / kDay.seconds()),
                            cell(s.dates[k].in_force.seconds() / kDay.seconds()),
                            cell(share_passed(s, k)), StudyCell(stage.owner)});
    }
    out.note = "A gate that does not hold ends the plan; no gate sees anything after its date.";
    return out;
}

StudyChart chart_of(State& state, const Staged& s) {
    StudyChart chart;
    chart.kind = StudyChart::Kind::lines;
    chart.name = s.step.name + "_spread";
    chart.title = "How " + s.metric.name + " may come out, plan by plan";
    chart.x_title = "share of futures that stay below";
    chart.y_title = metric_column(state, s.metric, s.metric.name, s.metric.name).title;
    for (const auto& [name, values] : plans_of(s)) {
        StudyChart::Line line{name, {}, {}};
        for (int i = 0; i <= 20; ++i) {
            line.x.push_back(0.05 * i);
            line.y.push_back(formula::quantile_of(*values, 0.05 * i));
        }
        chart.lines.push_back(std::move(line));
    }
    return chart;
}

/// What the best use of the same signals would be worth against the best fixed plan, had it been
/// known which plan pays in the futures behind each: the gates' formulas can gain no more.
double worth_of_signals(const Staged& s) {
    std::vector<finance::StagedPlan> plans;
    for (std::size_t p = 0; p < s.fixed.size(); ++p) {
        finance::StagedPlan plan;
        plan.first = p + 1 == s.fixed.size() ? 1 : 0;  // all at the start: no gate comes before
        for (const double v : s.fixed[p].values) plan.npv.push_back(s.better(v, 0));
        plans.push_back(std::move(plan));
    }
    std::vector<double> probability(s.futures(), 1 / static_cast<double>(s.futures()));
    std::vector<int> signal;
    for (const std::size_t k : s.taken) signal.push_back(static_cast<int>(k));
    return finance::staged_plans(plans, probability, signal).option;
}

void add_values(State& state, const Staged& s) {
    const std::string& at = s.step.name;
    Values& values = state.values;
    const UnitTable units = units_of(s);
    const std::string unit = unit_of(state, s.metric);
    const FixedPlan& best = s.fixed[s.best_fixed()];
    const auto option = gain(s, s.values, best.values);
    values[at + ".gated"] = Value(s.values, unit);
    values[at + ".none"] = Value(s.fixed.front().values, unit);
    values[at + ".all_in"] = Value(s.fixed.back().values, unit);
    values[at + ".fixed"] = Value(best.values, unit);
    values[at + ".best_fixed"] = Value(best.name);
    values[at + ".option"] = Value(option.value, unit);
    values[at + ".option.half"] = Value(option.half(), unit);
    values[at + ".option.low"] = Value(option.lo, unit);
    values[at + ".signals"] = Value(worth_of_signals(s), unit);
    const Numbers own = regrets(s, s.values);
    values[at + ".regret"] = Value(mean_of(own), unit);
    values[at + ".regret.fixed"] = Value(mean_of(regrets(s, best.values)), unit);
    values["replications"] = Value(static_cast<double>(s.futures()));
    for (std::size_t k = 0; k < s.stages(); ++k) {
        values[at + ".taken." + s.step.stages[k].name] = Value(share_passed(s, k));
    }
    for (const MetricSpec& m : state.spec.metrics) {
        Numbers gated;
        for (std::size_t r = 0; r < s.futures(); ++r) {
            gated.push_back(metric_of(state, m, s.fixed[s.taken[r]].runs[r]));
        }
        values[m.name] = Value(gated, unit_of(state, m));
    }
}

void add_warning(State& state, const Staged& s) {
    const auto w = warning_of(state, s);
    if (!w) return;
    const std::string& at = s.step.name;
    state.values[at + ".breaches"] = Value(static_cast<double>(w->breaches));
    state.values[at + ".warned"] = Value(static_cast<double>(w->warned));
    state.values[at + ".alarms"] = Value(static_cast<double>(w->alarms));
    state.values[at + ".lead"] = Value(w->lead_s, "s");
    const std::string& metric = state.spec.goal->metric;
    if (w->breaches == 0) {
        state.page.notes.push_back(fmt::format(
            "Early warning: without any stage {} keeps to its goal in all {} futures; a gate held "
            "in {} of them.",
            metric, s.futures(), w->alarms));
        return;
    }
    std::string text = fmt::format(
        "Early warning: without any stage {} misses its goal in {} of {} futures; a gate held "
        "before "
        "in {} of them",
        metric, w->breaches, s.futures(), w->warned);
    if (w->warned > 0) text += fmt::format(", {:.3g} d ahead at the median", w->lead_s / 86400);
    state.page.notes.push_back(text + fmt::format(", and in {} that do not miss it.", w->alarms));
}

}  // namespace

void add_stage_page(State& state, const Staged& staged) {
    add_values(state, staged);
    state.page.tables.push_back(plan_table(state, staged));
    state.page.tables.push_back(regret_table(state, staged));
    state.page.tables.push_back(gate_table(staged));
    state.page.charts.push_back(chart_of(state, staged));
    add_warning(state, staged);
    const FixedPlan& best = staged.fixed[staged.best_fixed()];
    const auto option = gain(staged, staged.values, best.values);
    if (option.n > 1 && option.lo <= 0 && option.hi >= 0) {
        state.page.notes.push_back("Whether the gates are better than \"" + best.name +
                                   "\" cannot be told from these futures.");
    }
}

}  // namespace orrery::study
