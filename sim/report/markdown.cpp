// GitHub-flavoured Markdown: escaping, tables, and the page of a study.
#include "sim/report/markdown.hpp"

#include <fmt/format.h>

#include "sim/report/study_page.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

/// A comment between two characters breaks a mention or a link and shows nothing.
constexpr const char* kBreak = "<!-- -->";
constexpr std::size_t kRowsOfATable = 60;  ///< of a table; a comment holds 65,536 characters

std::string escaped(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '@':
        case '#':
            return c + std::string(kBreak);
        case '\\':
        case '`':
        case '*':
        case '_':
        case '[':
        case ']':
        case '|':
        case '~':
            return {'\\', c};
        default:
            return {c};
    }
}

std::vector<std::vector<std::string>> cells_of(const StudyTable& table) {
    std::vector<std::vector<std::string>> rows(1);
    for (const StudyColumn& c : table.columns) rows[0].push_back(c.title);
    for (const auto& row : table.rows) {
        rows.emplace_back();
        for (std::size_t c = 0; c < row.size(); ++c) {
            rows.back().push_back(study_cell_words(row[c], table.columns[c].format));
        }
    }
    return rows;
}

/// "12", "+3,400, +23 %", "−5 s", but neither "--flag" nor a sentence that begins with a number.
bool is_number(const std::string& cell) {
    constexpr std::size_t kLongest = 32;
    std::size_t at = cell.rfind("−", 0) == 0 ? 3 : 0;  // three bytes in UTF-8
    if (at == 0 && !cell.empty() && (cell[0] == '+' || cell[0] == '-')) at = 1;
    return at < cell.size() && cell[at] >= '0' && cell[at] <= '9' && cell.size() <= kLongest;
}

/// Whether a column holds numbers, changes and gaps alone.
bool is_numeric(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    bool any = false;
    for (std::size_t r = 1; r < rows.size(); ++r) {
        const std::string cell = column < rows[r].size() ? rows[r][column] : "";
        if (cell.empty() || cell == "–" || cell == "new" || cell == "gone") continue;
        if (!is_number(cell)) return false;
        any = true;
    }
    return any;
}

std::string notes_of(const std::string& note) {
    std::string out;
    for (std::size_t from = 0; from < note.size();) {
        const std::size_t end = std::min(note.find('\n', from), note.size());
        if (end > from) out += "\n" + markdown_text(note.substr(from, end - from)) + "\n";
        from = end + 1;
    }
    return out;
}

std::string study_table(const StudyTable& table) {
    return markdown_table(cells_of(table)) + notes_of(table.note);
}

std::string assumptions_of(const StudyPage& page) {
    std::vector<std::vector<std::string>> rows{{"assumption", "value", "rests on", "from"}};
    for (const StudyAssumption& a : page.assumptions) {
        rows.push_back({a.name, a.value, rests_on_name(a), a.source});
    }
    return markdown_table(rows);
}

}  // namespace

std::string markdown_text(const std::string& text) {
    std::string out;
    std::string line = text;
    for (char& c : line) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    line = text::visible(line);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool scheme = line.compare(i, 3, "://") == 0;
        const bool www = line.compare(i, 4, "www.") == 0;
        if (scheme || www) out += scheme ? ":" : "www";
        if (scheme || www) out += kBreak;
        if (www) i += 2;
        if (!scheme && !www) out += escaped(line[i]);
    }
    return out;
}

std::string markdown_table(const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty() || rows[0].empty()) return {};
    std::string out;
    const std::size_t columns = rows[0].size();
    for (std::size_t r = 0; r < std::min(rows.size(), kRowsOfATable + 1); ++r) {
        out += "|";
        for (std::size_t c = 0; c < columns; ++c) {
            out += " " + (c < rows[r].size() ? markdown_text(rows[r][c]) : "") + " |";
        }
        out += "\n";
        if (r > 0) continue;
        out += "|:--|";
        for (std::size_t c = 1; c < columns; ++c) out += is_numeric(rows, c) ? "--:|" : ":--|";
        out += "\n";
    }
    if (rows.size() > kRowsOfATable + 1) {
        out += fmt::format("\n… and {} more rows.\n", rows.size() - kRowsOfATable - 1);
    }
    return out;
}

std::string markdown_details(const std::string& summary, const std::string& body) {
    if (body.empty()) return {};
    return "\n<details><summary>" + markdown_text(summary) + "</summary>\n\n" + body +
           "\n</details>\n";
}

std::string render_study_markdown(const StudyPage& page, const std::string& after_answer) {
    std::string out = "### " + markdown_text(page.question.empty() ? page.study : page.question);
    out += "\n\n**" + markdown_text(page.answer) + "**\n";
    const auto line = [&out](const char* title, const std::string& text) {
        if (!text.empty()) out += fmt::format("\n{}: {}\n", title, markdown_text(text));
    };
    line("Base", page.base);
    line("Goal", page.goal);
    line("Flips if", page.flips_if);
    if (!after_answer.empty()) out += "\n" + after_answer;
    bool first = after_answer.empty();
    for (const StudyTable& table : page.tables) {
        if (table.rows.empty()) continue;
        const std::string title = table.title.empty() ? table.name : table.title;
        const std::string body = study_table(table);
        out += first ? "\n" + body : markdown_details(title, body);
        first = false;
    }
    if (!page.assumptions.empty()) {
        out += markdown_details(fmt::format("Assumptions ({})", page.assumptions.size()),
                                assumptions_of(page));
    }
    std::string notes;
    const std::vector<std::string> remarks = remarks_of(page);
    for (const std::string& note : remarks) notes += "- " + markdown_text(note) + "\n";
    out += markdown_details(fmt::format("Notes ({})", remarks.size()), notes);
    out += "\n<sub>modelled by Orrery";
    if (page.runs > 0) out += fmt::format(", {} simulated runs", page.runs);
    return out + "</sub>\n";
}

}  // namespace orrery
