// A search with several objectives: the front of what nothing else beats, and its knee.
#include "sim/study/kinds/optimise_front.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/kinds/optimise_page.hpp"
#include "sim/study/pareto.hpp"

namespace orrery::study {
namespace {

constexpr int kFrontReplications = 4;

class Front {
public:
    Front(State& state, const StepSpec& step)
        : state_(state),
          step_(step),
          constraints_(constraints_of(state, step)),
          most_(replications_of(state, step, kFrontReplications)) {
        for (const auto& at : combinations_of(step.vary)) {
            Candidate c;
            c.at = at;
            c.point = point_of(step.vary, at);
            all.push_back(std::move(c));
        }
        for (std::size_t m = 0; m < state.spec.metrics.size(); ++m) {
            const auto& names = step.objectives;
            const bool counts =
                std::find(names.begin(), names.end(), state.spec.metrics[m].name) != names.end();
            if (counts) objectives.push_back(m);
        }
    }

    /// Rounds of the survivors; false where they could not be finished.
    bool run() {
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < all.size(); ++i) left.push_back(i);
        for (int have = 0; have < most_ && !left.empty();) {
            const int upto = have == 0 ? std::min(most_, 2) : std::min(2 * have, most_);
            if (!simulate(left, have, upto)) return false;
            have = upto;
            std::vector<std::size_t> next;
            for (const std::size_t i : left) {
                if (!out(i)) next.push_back(i);
            }
            left = std::move(next);
        }
        find();
        return true;
    }

    [[nodiscard]] std::set<int> missed(std::size_t i) const {
        std::set<int> own;
        for (std::size_t k = 0; k < constraints_.size(); ++k) {
            const bool met =
                !all[i].metrics.empty() && holds(state_, constraints_[k], all[i].metrics);
            if (!met) own.insert(static_cast<int>(k));
        }
        return own;
    }
    [[nodiscard]] const std::vector<Constraint>& constraints() const { return constraints_; }
    [[nodiscard]] int replications() const { return most_; }

    std::vector<Candidate> all;
    std::vector<std::size_t> objectives;  ///< metrics
    std::vector<std::size_t> front;       ///< by the first objective
    std::size_t knee = 0;
    std::size_t evaluations = 0;

private:
    bool simulate(const std::vector<std::size_t>& which, int have, int upto) {
        std::vector<Point> points;
        for (const std::size_t i : which) points.push_back(all[i].point);
        const UnitTable table = state_.rounds.run(points, have, upto - have);
        if (!state_.rounds.complete()) return false;
        evaluations += which.size() * static_cast<std::size_t>(upto - have);
        for (std::size_t k = 0; k < which.size(); ++k) {
            Candidate& c = all[which[k]];
            c.runs.insert(c.runs.end(), table[k].begin(), table[k].end());
            c.metrics = columns_of(state_, c.runs);
            c.problem = c.runs.front().problem;
            c.infeasible = c.runs.front().infeasible;
        }
        return true;
    }

    [[nodiscard]] double sign(std::size_t m) const {
        return state_.spec.metrics[m].larger_is_better ? -1 : 1;
    }
    [[nodiscard]] std::vector<double> means(const Candidate& c) const {
        std::vector<double> list;
        for (const std::size_t m : objectives) {
            list.push_back(sign(m) * statistics::moments(c.metrics[m]).mean);
        }
        return list;
    }
    [[nodiscard]] bool counts(std::size_t i) const {
        if (!all[i].problem.empty() || !missed(i).empty()) return false;
        const auto list = means(all[i]);
        return std::none_of(list.begin(), list.end(), [](double v) { return std::isnan(v); });
    }

    [[nodiscard]] bool surely_beaten(const Candidate& c, const Candidate& by) const {
        bool better = false;
        for (const std::size_t m : objectives) {
            Numbers d;
            for (std::size_t r = 0; r < std::min(c.runs.size(), by.runs.size()); ++r) {
                d.push_back(sign(m) * (c.metrics[m][r] - by.metrics[m][r]));
            }
            const double least = statistics::moments(d).mean - sure_error(d, most_, 0);
            if (!(least >= 0)) return false;
            better = better || least > 0;
        }
        return better;
    }
    [[nodiscard]] bool out(std::size_t i) const {
        const Candidate& c = all[i];
        if (!c.problem.empty()) return true;
        for (const Constraint& k : constraints_) {
            if (surely_misses(state_, k, c.metrics, most_, 0)) return true;
        }
        for (std::size_t j = 0; j < all.size(); ++j) {
            if (j != i && counts(j) && surely_beaten(c, all[j])) return true;
        }
        return false;
    }

    void find() {
        std::vector<std::vector<double>> points;
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].runs.size() < static_cast<std::size_t>(most_) || !counts(i)) continue;
            points.push_back(means(all[i]));
            rows.push_back(i);
        }
        if (rows.empty()) return;
        auto found = front_of(points);
        knee = rows[front_knee(points, found)];
        std::stable_sort(found.begin(), found.end(),
                         [&](std::size_t a, std::size_t b) { return points[a][0] < points[b][0]; });
        for (const std::size_t i : found) front.push_back(rows[i]);
    }

    State& state_;
    const StepSpec& step_;
    std::vector<Constraint> constraints_;
    int most_ = 1;
};

UnitTable table_of(const Front& f) {
    UnitTable table;
    for (const Candidate& c : f.all) table.push_back(c.runs);
    return table;
}

double mean(const Candidate& c, std::size_t m) {
    return statistics::moments(c.metrics[m]).mean;
}

void add_values(State& state, const StepSpec& step, const Front& f) {
    const std::string& at = step.name;
    const UnitTable units = table_of(f);
    Texts names;
    for (const std::size_t i : f.front) names.push_back(f.all[i].point.name);
    state.values[at + ".name"] = Value(names);
    const Candidate& knee = f.all[f.knee];
    state.values[at + ".knee"] = Value(knee.point.name);
    for (std::size_t a = 0; a < step.vary.size(); ++a) {
        state.values[at + ".knee." + step.vary[a].name] = axis_value(step.vary[a], knee.at[a]);
    }
    for (std::size_t m = 0; m < state.spec.metrics.size(); ++m) {
        const MetricSpec& metric = state.spec.metrics[m];
        const std::string unit = unit_of(state, metric);
        Numbers means;
        for (const std::size_t i : f.front) means.push_back(mean(f.all[i], m));
        state.values[at + "." + metric.name] = Value(means, unit);
        state.values[at + ".knee." + metric.name] = Value(mean(knee, m), unit);
        state.values[metric.name] = Value(knee.metrics[m], unit);
    }
    state.values[at + ".front"] = Value(static_cast<double>(f.front.size()));
    state.values[at + ".all"] = Value(static_cast<double>(f.all.size()));
    state.values[at + ".evaluations"] = Value(static_cast<double>(f.evaluations));
    state.values["replications"] = Value(static_cast<double>(f.replications()));
}

StudyTable page_table(State& state, const StepSpec& step, const Front& f) {
    const UnitTable units = table_of(f);
    StudyTable out;
    out.name = step.name;
    out.title = "What nothing else beats in every objective";
    out.columns = {{"", "verdict", StudyFormat::words, ""}};
    add_axis_columns(step.vary, out);
    for (const MetricSpec& m : state.spec.metrics) {
        out.columns.push_back(metric_column(state, m, m.name, m.name));
    }
    for (const std::size_t i : f.front) {
        const Candidate& c = f.all[i];
        std::vector<StudyCell> row{StudyCell(i == f.knee ? "knee" : "")};
        for (std::size_t a = 0; a < c.at.size(); ++a) {
            row.emplace_back(step.vary[a].values[c.at[a]]);
        }
        for (std::size_t m = 0; m < state.spec.metrics.size(); ++m) row.push_back(cell(mean(c, m)));
        out.rows.push_back(std::move(row));
    }
    return out;
}

StudyChart chart_of(State& state, const StepSpec& step, const Front& f) {
    const UnitTable units = table_of(f);
    const std::size_t x = f.objectives.size() > 1 ? f.objectives[1] : f.objectives[0];
    const std::size_t y = f.objectives[0];
    StudyChart chart;
    chart.kind = StudyChart::Kind::scatter;
    chart.name = step.name;
    const MetricSpec& across = state.spec.metrics[x];
    const MetricSpec& up = state.spec.metrics[y];
    chart.title = up.name + " against " + across.name;
    chart.x_title = metric_column(state, across, across.name, across.name).title;
    chart.y_title = metric_column(state, up, up.name, up.name).title;
    chart.lines = {{"front", {}, {}}, {"beaten", {}, {}}, {"knee", {}, {}}};
    for (std::size_t i = 0; i < f.all.size(); ++i) {
        if (!f.all[i].problem.empty() || !f.missed(i).empty()) continue;
        const bool in = std::find(f.front.begin(), f.front.end(), i) != f.front.end();
        StudyChart::Line& line = chart.lines[i == f.knee ? 2 : in ? 0 : 1];
        line.x.push_back(mean(f.all[i], x));
        line.y.push_back(mean(f.all[i], y));
    }
    return chart;
}

}  // namespace

void run_front(State& state, const StepSpec& step) {
    Front f(state, step);
    if (!f.run() || tell_uncompiled(state, step, f.all)) return;
    std::vector<Point> points;
    for (const Candidate& c : f.all) points.push_back(c.point);
    check_leaves(state, points, table_of(f));
    if (state.diagnostics.has_errors()) return;
    if (f.front.empty()) {
        std::vector<std::set<int>> missed;
        for (std::size_t i = 0; i < f.all.size(); ++i) missed.push_back(f.missed(i));
        tell_infeasible(state, step, f.constraints(), f.all, missed);
        return;
    }
    add_values(state, step, f);
    state.page.tables.push_back(page_table(state, step, f));
    state.page.charts.push_back(chart_of(state, step, f));
    state.page.notes.push_back(
        fmt::format("{} of {} combinations are in the front; {} runs found them, where all with {} "
                    "replications "
                    "each are {}.",
                    f.front.size(), f.all.size(), f.evaluations, f.replications(),
                    f.all.size() * static_cast<std::size_t>(f.replications())));
}

}  // namespace orrery::study
