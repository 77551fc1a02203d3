// Which columns of the built-in procedures' tables are drawn, and how.
#include "sim/report/study_charts.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sim/report/study_chart_plans.hpp"
#include "sim/report/study_page.hpp"

namespace orrery {
namespace {

using Kind = StudyChart::Kind;

/// More bars than this cannot be read beside each other.
constexpr std::size_t kMostBars = 40;

std::optional<std::size_t> column_of(const StudyTable& table, std::string_view key) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (table.columns[c].key == key) return c;
    }
    return std::nullopt;
}

const StudyTable* table_of(const StudyPage& page, std::string_view name) {
    for (const StudyTable& table : page.tables) {
        if (table.name == name) return &table;
    }
    return nullptr;
}

using CellRow = std::vector<StudyCell>;

std::string label_of(const StudyTable& table, const ChartPlan& plan, const CellRow& row) {
    std::string label;
    for (const std::string_view key : plan.labels) {
        const auto c = column_of(table, key);
        if (!c) continue;
        label += (label.empty() ? "" : " ") + study_cell_words(row[*c], table.columns[*c].format);
    }
    return label;
}

/// Rows that have a number in the plan's first column and, if asked for, a "yes".
std::vector<const CellRow*> rows_of(const StudyTable& table, const ChartPlan& plan,
                                    std::size_t value) {
    const auto only = column_of(table, plan.only);
    std::vector<const CellRow*> rows;
    for (const CellRow& row : table.rows) {
        if (!row[value].number || std::isnan(*row[value].number)) continue;
        if (only && row[*only].text != "yes") continue;
        rows.push_back(&row);
    }
    if (plan.kind == Kind::bars && rows.size() > kMostBars) rows.resize(kMostBars);
    return rows;
}

/// The axis names the unit.
std::string without_unit(const std::string& title) {
    return title.substr(0, title.find(" ("));
}

void add_bars(const StudyTable& table, const ChartPlan& plan, StudyChart& chart) {
    const auto first = column_of(table, plan.values.names[0]);
    const auto rows = rows_of(table, plan, *first);
    for (const CellRow* row : rows) chart.labels.push_back(label_of(table, plan, *row));
    for (const std::string_view key : plan.values) {
        const auto c = column_of(table, key);
        if (!c) continue;
        StudyChart::Line line{without_unit(table.columns[*c].title), {}, {}};
        for (const CellRow* row : rows)
            line.y.push_back(plan.scale * (*row)[*c].number.value_or(0));
        chart.lines.push_back(std::move(line));
    }
}

std::string group_of(const StudyTable& table, const ChartPlan& plan, const CellRow& row) {
    for (const std::string_view key : plan.groups) {
        const auto c = column_of(table, key);
        if (c && row[*c].text == "yes") return table.columns[*c].title;
    }
    return plan.groups.empty() ? std::string(table.columns[0].title) : "beaten";
}

void add_points(const StudyTable& table, const ChartPlan& plan, StudyChart& chart) {
    const auto y = column_of(table, plan.values.names[0]);
    const auto x = column_of(table, plan.x);
    if (!x) return;
    for (const CellRow* row : rows_of(table, plan, *y)) {
        if (!(*row)[*x].number) continue;
        const std::string group =
            plan.groups.empty() ? table.columns[*y].title : group_of(table, plan, *row);
        auto line = std::find_if(chart.lines.begin(), chart.lines.end(),
                                 [&](const StudyChart::Line& l) { return l.name == group; });
        if (line == chart.lines.end()) line = chart.lines.insert(line, {group, {}, {}});
        line->x.push_back(*(*row)[*x].number);
        line->y.push_back(plan.scale * *(*row)[*y].number);
    }
}

void add_mark(const StudyPage& page, const ChartPlan& plan, StudyChart& chart) {
    const StudyTable* table = plan.mark.empty() ? nullptr : table_of(page, plan.mark_table);
    if (!table) return;
    const auto needed = column_of(*table, plan.mark_if);
    const bool figure = plan.mark_table == "figures";
    const auto c = column_of(*table, figure ? "value" : plan.mark);
    if (!c) return;
    for (const CellRow& row : table->rows) {
        if (!row[*c].number || (figure && row[0].text != plan.mark)) continue;
        if (needed && !row[*needed].number) continue;
        chart.mark = chart.has_mark ? std::max(chart.mark, *row[*c].number) : *row[*c].number;
        chart.has_mark = true;
    }
}

bool worth_drawing(const StudyChart& chart) {
    bool any = false;
    for (const StudyChart::Line& line : chart.lines) {
        any = any || std::any_of(line.y.begin(), line.y.end(), [](double v) { return v != 0; });
    }
    const std::size_t points = chart.lines.empty() ? 0 : chart.lines[0].y.size();
    return any && (points > 1 || chart.lines.size() > 1);
}

}  // namespace

void add_planned_charts(StudyPage& page) {
    for (const ChartPlan& plan : chart_plans()) {
        if (plan.study != page.study) continue;
        const StudyTable* table = table_of(page, plan.table);
        if (!table || !column_of(*table, plan.values.names[0])) continue;
        StudyChart chart;
        chart.kind = plan.kind;
        chart.name = std::string(plan.table) + "_" + std::string(plan.values.names[0]);
        chart.title = plan.title;
        chart.x_title = plan.x_title;
        chart.y_title = std::string_view(plan.y_title) == "cost" ? page.currency : plan.y_title;
        chart.stacked = plan.stacked;
        if (plan.kind == Kind::bars) {
            add_bars(*table, plan, chart);
        } else {
            add_points(*table, plan, chart);
        }
        add_mark(page, plan, chart);
        if (worth_drawing(chart)) page.charts.push_back(std::move(chart));
    }
}

}  // namespace orrery
