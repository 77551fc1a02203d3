// What every answer of a money study is made of, and its text, JSON and CSV.
#include "sim/report/study_page.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/study_chart.hpp"
#include "sim/report/text_page.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

Json page_json(const StudyCell& cell, StudyFormat format) {
    if (cell.number && format == StudyFormat::date) return study_cell_words(cell, format);
    if (cell.number) return *cell.number;
    return cell.text.empty() ? Json(nullptr) : Json(cell.text);
}

std::string csv_of(const StudyCell& cell, StudyFormat format) {
    if (cell.number && format == StudyFormat::date) return study_cell_words(cell, format);
    return cell.number ? print_number(*cell.number) : csv_cell(cell.text);
}

Json page_json(const StudyTable& table) {
    Json rows = Json::array();
    for (const auto& row : table.rows) {
        Json one = Json::object();
        for (std::size_t c = 0; c < row.size(); ++c) {
            one[table.columns[c].key] = page_json(row[c], table.columns[c].format);
        }
        rows.push_back(std::move(one));
    }
    return rows;
}

Json formulas_of(const StudyPage& page) {
    Json all = Json::object();
    for (const StudyTable& table : page.tables) {
        for (const StudyColumn& column : table.columns) {
            if (!column.formula.empty()) all[table.name][column.key] = column.formula;
        }
    }
    return all;
}

/// A paragraph for each line.
void add_lines(const std::string& note, text::Page& page) {
    for (std::size_t from = 0; from < note.size();) {
        const std::size_t end = std::min(note.find('\n', from), note.size());
        page.paragraph(note.substr(from, end - from), "  ");
        from = end + 1;
    }
}

/// Columns of a cell beside the first one, which keeps 16 and two spaces on either side.
std::size_t widest(int width) {
    return static_cast<std::size_t>(std::max(width, 40)) - 20;
}

void add_table(const StudyTable& table, text::Page& page, int width) {
    if (table.rows.empty()) return;
    if (!table.title.empty()) page.heading(table.title);
    std::vector<std::vector<std::string>> cells(1);
    for (const StudyColumn& column : table.columns) cells[0].push_back(column.title);
    for (const auto& row : table.rows) {
        cells.emplace_back();
        for (std::size_t c = 0; c < row.size(); ++c) {
            cells.back().push_back(study_cell_words(row[c], table.columns[c].format));
        }
    }
    // A text as long as the window would push its own title out of it.
    for (auto& row : cells) {
        for (std::size_t c = 1; c < row.size(); ++c) row[c] = text::cut(row[c], widest(width));
    }
    page.table(cells);
    add_lines(table.note, page);
}

}  // namespace

std::string money_words(double amount) {
    return analysis::money_text(amount);
}

std::string share_words(double share) {
    return analysis::percent_text(share);
}

std::string study_cell_words(const StudyCell& cell, StudyFormat format) {
    if (!cell.number) return cell.text.empty() ? "–" : cell.text;
    const double value = *cell.number;
    if (format == StudyFormat::money) return money_words(value);
    if (format == StudyFormat::share) return share_words(value);
    if (format == StudyFormat::date)
        return print_date(static_cast<std::int64_t>(value)).substr(0, 10);
    return analysis::number_text(value);
}

const char* rests_on_name(const StudyAssumption& a) {
    return kRestsOnNames[static_cast<std::size_t>(analysis::input_of(a.name, a.source).basis)];
}

const char* rests_on_name(const Origin& o) {
    return kRestsOnNames[static_cast<std::size_t>(analysis::input_of(o.path, o.origin).basis)];
}

std::string rests_on_assumptions(const StudyPage& page) {
    std::vector<BasisInput> inputs;
    for (const StudyAssumption& a : page.assumptions) {
        inputs.push_back(analysis::input_of(a.name, a.source));
    }
    return analysis::inputs_sentence(inputs);
}

std::vector<std::string> remarks_of(const StudyPage& page) {
    std::vector<std::string> all = page.notes;
    if (!page.rests_on.empty()) all.push_back(page.rests_on);
    return all;
}

std::string render_study_text(const StudyPage& page, int width) {
    text::Page out(width);
    out.paragraph("Answer: " + page.answer, "");
    if (!page.base.empty()) out.paragraph("Base: " + page.base, "");
    if (!page.goal.empty()) out.paragraph("Goal: " + page.goal, "");
    if (!page.flips_if.empty()) out.paragraph("Flips if: " + page.flips_if, "");
    for (const StudyTable& table : page.tables) add_table(table, out, width);
    for (const StudyChart& chart : page.charts) add_chart(chart, out, width);
    if (!page.assumptions.empty()) {
        out.heading("Assumptions");
        for (const StudyAssumption& a : page.assumptions) {
            out.paragraph(a.name + ": " + a.value + " (" + a.source + ")", "  ");
        }
    }
    for (const std::string& note : remarks_of(page)) {
        out.out += "\n";
        out.paragraph(note, "");
    }
    return out.out;
}

namespace {

Json page_json(const StudyChart& chart) {
    static constexpr const char* kKinds[] = {"bars", "lines", "fan", "tornado", "scatter"};
    Json one{{"kind", kKinds[static_cast<std::size_t>(chart.kind)]},
             {"name", chart.name},
             {"title", chart.title},
             {"x", chart.x_title},
             {"y", chart.y_title}};
    if (!chart.labels.empty()) one["labels"] = chart.labels;
    Json lines = Json::array();
    for (const StudyChart::Line& line : chart.lines) {
        lines.push_back({{"name", line.name}, {"x", line.x}, {"y", line.y}});
    }
    one["lines"] = std::move(lines);
    if (chart.has_mark) one["mark"] = chart.mark;
    if (chart.stacked) one["stacked"] = true;
    for (const StudyChart::Crossing& c : chart.crossings) {
        one["crossings"].push_back({{"x", c.x}, {"name", c.name}});
    }
    return one;
}

}  // namespace

std::string render_chart_json(const StudyChart& chart) {
    return page_json(chart).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string render_study_json(const StudyPage& page) {
    Json all{{"schema_version", 1},       {"study", page.study},      {"question", page.question},
             {"base", page.base},         {"answer", page.answer},    {"goal", page.goal},
             {"flips_if", page.flips_if}, {"currency", page.currency}};
    for (const StudyTable& table : page.tables) all[table.name] = page_json(table);
    Json charts = Json::array();
    for (const StudyChart& chart : page.charts) charts.push_back(page_json(chart));
    if (!charts.empty()) all["charts"] = std::move(charts);
    const Json formulas = formulas_of(page);
    if (!formulas.empty()) all["formulas"] = formulas;
    Json assumptions = Json::array();
    for (const StudyAssumption& a : page.assumptions) {
        assumptions.push_back({{"name", a.name},
                               {"value", a.value},
                               {"source", a.source},
                               {"basis", rests_on_name(a)}});
    }
    all["assumptions"] = std::move(assumptions);
    all["notes"] = page.notes;
    if (!page.rests_on.empty()) all["rests_on"] = page.rests_on;
    return all.dump(2) + "\n";
}

std::string render_study_csv(const StudyPage& page) {
    std::string out;
    if (page.tables.empty()) return out;
    const StudyTable& table = page.tables.front();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        out += (c > 0 ? "," : "") + table.columns[c].key;
    }
    out += "\n";
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            out += (c > 0 ? "," : "") + csv_of(row[c], table.columns[c].format);
        }
        out += "\n";
    }
    return out;
}

}  // namespace orrery
