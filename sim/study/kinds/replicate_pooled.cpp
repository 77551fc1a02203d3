// Latencies of the requests of all runs together, from merged sketches.
#include <algorithm>

#include "sim/study/kinds/replicate_parts.hpp"
#include "sim/study/plan/pooled.hpp"

namespace orrery::study {
namespace {

constexpr const char* kShown[] = {"mean", "p50", "p90", "p99", "count"};

Sketch merged(const std::vector<UnitResult>& row, std::size_t index) {
    Sketch all;
    for (const UnitResult& unit : row) {
        if (index < unit.sketches.size()) all.merge(unit.sketches[index]);
    }
    return all;
}

PooledName asked(const std::string& latency, const char* figure) {
    return *pooled_name("pooled." + latency + "." + figure);
}

/// Figures that the page shows, and those that formulas name beyond them.
void add_values(State& state, const std::string& latency, const Sketch& sketch,
                const std::string& before) {
    const auto set = [&](const PooledName& name) {
        const std::string unit = name.figure == "count" ? "" : "s";
        state.values[before + "pooled." + latency + "." + name.figure] =
            Value(pooled_figure(sketch, name), unit);
    };
    for (const char* figure : kShown) set(asked(latency, figure));
    for (const std::string& word : state.bed().question.asked) {
        const auto name = pooled_name(word);
        if (name && name->latency == latency) set(*name);
    }
}

StudyTable empty_table(const StepSpec& step, bool several, int runs) {
    StudyTable out;
    out.name = step.name + "_pooled";
    out.title = "Latencies of all requests of " + std::to_string(runs) + " runs together";
    if (several) out.columns.push_back({"", "name", StudyFormat::words, ""});
    out.columns.push_back({"latency (s)", "latency", StudyFormat::words, ""});
    const std::string how = ", from the runs' sketches merged (error at most 0.4 %)";
    out.columns.push_back({"mean", "mean_s", StudyFormat::plain, "mean of all requests, exact"});
    for (const char* p : {"50", "90", "99"}) {
        out.columns.push_back({std::string("P") + p, std::string("p") + p + "_s",
                               StudyFormat::plain, std::string("quantile") + how});
    }
    out.columns.push_back({"requests", "requests", StudyFormat::plain, "measured requests"});
    return out;
}

std::vector<StudyCell> cells_of(const std::string& latency, const Sketch& sketch) {
    std::vector<StudyCell> cells{StudyCell(latency)};
    for (const char* figure : kShown) {
        cells.push_back(cell(pooled_figure(sketch, asked(latency, figure))));
    }
    return cells;
}

}  // namespace

void add_pooled(State& state, const StepSpec& step, const std::vector<Point>& points,
                const UnitTable& units) {
    const std::vector<std::string>& latencies = state.bed().question.sketches;
    const bool several = points.size() > 1;
    StudyTable table = empty_table(step, several, static_cast<int>(units[0].size()));
    for (std::size_t p = 0; p < points.size(); ++p) {
        for (std::size_t i = 0; i < latencies.size(); ++i) {
            const std::string& latency = latencies[i];
            const Sketch sketch = merged(units[p], i);
            add_values(state, latency, sketch, points[p].name + ".");
            if (p == 0) add_values(state, latency, sketch, "");
            const auto shown = std::find(step.pooled.begin(), step.pooled.end(), latency);
            if (shown == step.pooled.end()) continue;
            if (sketch.count() == 0) {
                state.page.notes.push_back("No request of " + points[p].name + " has " + latency +
                                           ".");
            }
            std::vector<StudyCell> row = cells_of(latency, sketch);
            if (several) row.insert(row.begin(), StudyCell(points[p].name));
            table.rows.push_back(std::move(row));
        }
    }
    if (!table.rows.empty()) state.page.tables.push_back(std::move(table));
}

}  // namespace orrery::study
