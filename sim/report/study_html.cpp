// report.html of a study: one offline page from its answer to its assumptions.
#include "sim/report/study_html.hpp"

#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "sim/report/page_parts.hpp"
#include "sim/report/study_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// More rows than this are in the CSV alone: nobody reads them, and the file must stay small.
constexpr std::size_t kRowsOfAPage = 2000;

const char* format_name(StudyFormat format) {
    switch (format) {
        case StudyFormat::words:
            return "words";
        case StudyFormat::plain:
            return "plain";
        case StudyFormat::money:
            return "money";
        case StudyFormat::share:
            return "share";
        case StudyFormat::date:
            return "date";
    }
    return "words";
}

Json json_of(const StudyCell& cell, StudyFormat format) {
    if (cell.number && format != StudyFormat::date) return *cell.number;
    const bool nothing = !cell.number && cell.text.empty();
    return nothing ? Json(nullptr) : Json(study_cell_words(cell, format));
}

Json json_of(const StudyTable& table) {
    Json columns = Json::array();
    for (const StudyColumn& c : table.columns) {
        columns.push_back({{"title", c.title},
                           {"key", c.key},
                           {"format", format_name(c.format)},
                           {"formula", c.formula}});
    }
    Json rows = Json::array();
    for (const auto& row : table.rows) {
        if (rows.size() == kRowsOfAPage) break;
        Json cells = Json::array();
        for (std::size_t c = 0; c < row.size(); ++c) {
            cells.push_back(json_of(row[c], table.columns[c].format));
        }
        rows.push_back(std::move(cells));
    }
    return {{"name", table.name}, {"title", table.title},
            {"note", table.note}, {"columns", std::move(columns)},
            {"rows", rows},       {"left_out", table.rows.size() - rows.size()}};
}

Json json_of(const StudyPage& page) {
    Json j{{"orrery", kVersion},        {"study", page.study}, {"question", page.question},
           {"base", page.base},         {"goal", page.goal},   {"answer", page.answer},
           {"flips_if", page.flips_if}, {"runs", page.runs},   {"currency", page.currency}};
    j["goal_met"] = page.goal_met ? Json(*page.goal_met) : Json(nullptr);
    // Beyond 2^53 a number of JavaScript is not the seed any more.
    j["seed"] = std::to_string(page.seed);
    j["tables"] = Json::array();
    for (const StudyTable& table : page.tables) j["tables"].push_back(json_of(table));
    j["charts"] = Json::array();
    for (const StudyChart& chart : page.charts) {
        j["charts"].push_back(Json::parse(render_chart_json(chart)));
    }
    j["assumptions"] = Json::array();
    for (const StudyAssumption& a : page.assumptions) {
        j["assumptions"].push_back({{"name", a.name},
                                    {"value", a.value},
                                    {"source", a.source},
                                    {"basis", rests_on_name(a)}});
    }
    j["notes"] = remarks_of(page);
    if (!page.names.empty()) j["names"] = page.names;
    return j;
}

std::string element(const char* name, std::string_view text) {
    if (text.empty()) return {};
    return std::string("<") + name + ">" + escape_for_html(text) + "</" + name + ">\n";
}

std::string static_table(const StudyTable& table) {
    std::string out = element("h2", table.title) + "<table><thead><tr>";
    for (const StudyColumn& c : table.columns) {
        out += "<th scope=\"col\">" + escape_for_html(c.title) + "</th>";
    }
    out += "</tr></thead><tbody>\n";
    for (std::size_t r = 0; r < table.rows.size() && r < kRowsOfAPage; ++r) {
        out += "<tr>";
        for (std::size_t c = 0; c < table.rows[r].size(); ++c) {
            const StudyCell& cell = table.rows[r][c];
            const std::string words = study_cell_words(cell, table.columns[c].format);
            out +=
                (cell.number ? "<td class=\"number\">" : "<td>") + escape_for_html(words) + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>\n" + element("p", table.note);
}

/// What stands there before the script has run, or where none may run.
std::string static_page(const StudyPage& page) {
    std::string out = element("p", page.answer) + element("p", page.goal);
    if (!page.flips_if.empty()) out += element("p", "Flips if: " + page.flips_if);
    for (const StudyTable& table : page.tables) {
        if (!table.rows.empty()) out += static_table(table);
    }
    if (!page.assumptions.empty()) out += "<h2>Assumptions</h2>\n";
    for (const StudyAssumption& a : page.assumptions) {
        out += element("p", a.name + ": " + a.value + " (" + a.source + ")");
    }
    for (const std::string& note : remarks_of(page)) out += element("p", note);
    return out;
}

}  // namespace

std::string render_study_html(const StudyPage& page, std::string_view page_template,
                              std::string_view bundle) {
    const std::string title = escape_for_html(page.question.empty() ? page.study : page.question);
    const std::string body = static_page(page);
    const std::string data =
        escape_for_script(json_of(page).dump(-1, ' ', false, Json::error_handler_t::replace));
    return fill_page(page_template, {{"<!--TITLE-->", title},
                                     {"<!--HEADLINE-->", title},
                                     {"<!--CONTENT-->", body},
                                     {"<!--DATA-->", data},
                                     {"<!--SCRIPT-->", bundle}});
}

}  // namespace orrery
