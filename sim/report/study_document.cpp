// study.json of a study with a text of its own, read back as the page that people look at.
#include "sim/report/study_document.hpp"


#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>


namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// What the page shows elsewhere, or what is another file's.
constexpr std::array<std::string_view, 10> kElsewhere{
    "schema_version", "study",  "answer",      "flips_if", "currency",
    "orrery",         "result", "assumptions", "notes",    "conflict"};

/// Longer text is a sentence, not a name.
constexpr std::size_t kMostWords = 60;

bool is_figure(const Json& j) {
    return j.is_object() && j.contains("value") && j["value"].is_number();
}

/// Their letters as the field writes them.
std::string with_acronyms(const std::string& words) {
    static constexpr std::array<std::string_view, 14> kAcronyms{"slo", "sci",  "pue",  "mfu", "hfu",
                                                                "rtt", "ttft", "tpot", "eac", "tp",
                                                                "pp",  "cp",   "dp",   "ep"};
    std::string out;
    for (std::size_t from = 0; from <= words.size();) {
        const std::size_t end = std::min(words.find(' ', from), words.size());
        std::string word = words.substr(from, end - from);
        if (std::find(kAcronyms.begin(), kAcronyms.end(), word) != kAcronyms.end()) {
            for (char& c : word) c = static_cast<char>(c - 32);
        }
        out += (from == 0 ? "" : " ") + word;
        from = end + 1;
    }
    return out;
}

/// "cost_per_hour" → "Cost per hour"; a unit at the end goes into parentheses.
std::string words_of(std::string key, std::string unit = {}) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kUnits{
        {{"_usd", "USD"},
         {"_gco2e", "gCO2e"},
         {"_kwh", "kWh"},
         {"_kw", "kW"},
         {"_h", "h"},
         {"_s", "s"},
         {"_bytes", "B"},
         {"_pct", "%"}}};
    for (const auto& [ending, name] : kUnits) {
        if (!unit.empty() || key.size() <= ending.size()) continue;
        if (key.compare(key.size() - ending.size(), ending.size(), ending) != 0) continue;
        key.resize(key.size() - ending.size());
        unit = name;
    }
    for (char& c : key) c = c == '_' || c == '.' ? ' ' : c;
    key = with_acronyms(key);
    if (!key.empty() && key[0] >= 'a' && key[0] <= 'z') key[0] = static_cast<char>(key[0] - 32);
    return unit.empty() ? key : key + " (" + unit + ")";
}

bool ends(const std::string& key, std::string_view with) {
    return key.size() >= with.size() &&
           key.compare(key.size() - with.size(), with.size(), with) == 0;
}

StudyFormat format_of(const std::string& key, const std::string& unit) {
    const bool share = ends(key, "share") || ends(key, "availability") || ends(key, "attainment") ||
                       ends(key, "slo_loss") || ends(key, "mfu") || ends(key, "hfu") ||
                       ends(key, "share_of_peak") || ends(key, "knee_share_with_noise");
    if (share) return StudyFormat::share;
    const bool money = unit == "USD" || ends(key, "_usd") || ends(key, "cost_year");
    return money ? StudyFormat::money : StudyFormat::plain;
}

StudyCell cell_of(const Json& j) {
    if (is_figure(j)) return {j["value"].get<double>()};
    if (j.is_number()) return {j.get<double>()};
    if (j.is_boolean()) return {j.get<bool>() ? "yes" : "no"};
    if (j.is_string()) return {j.get<std::string>()};
    std::string joined;
    if (j.is_array()) {
        for (const Json& one : j) {
            if (one.is_structured()) return {};
            joined += (joined.empty() ? "" : ", ") +
                      (one.is_string() ? one.get<std::string>() : one.dump());
        }
    }
    return {joined};
}

/// The last name of a path in brackets and dots: "sites[hall].contracted_power" → contracted_power.
std::string last_name(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? path : path.substr(dot + 1);
}

/// Settings of a variant in one cell: they are its name.
StudyCell settings_cell(const Json& j) {
    std::string text;
    for (const auto& [key, value] : j.items()) {
        text += (text.empty() ? "" : ", ") + last_name(key) + " " + cell_of(value).text;
        if (value.is_number()) text += value.dump();
    }
    return {text};
}

/// A row as cells by key; objects inside are joined by dots.
void add_cells(const Json& row, const std::string& before, StudyTable& table,
               std::vector<std::pair<std::string, StudyCell>>& cells) {
    for (const auto& [name, value] : row.items()) {
        const std::string key = before.empty() ? name : before + "." + name;
        const bool settings = name == "set" || name == "plan";
        const bool nested = value.is_object() && !is_figure(value) && !settings;
        if (nested) {
            add_cells(value, key, table, cells);
            continue;
        }
        if (value.is_array() && !value.empty() && value[0].is_structured()) continue;
        const auto known =
            std::find_if(table.columns.begin(), table.columns.end(),
                         [&key = key](const StudyColumn& c) { return c.key == key; });
        if (known == table.columns.end()) {
            const std::string unit = is_figure(value) ? value.value("unit", "") : "";
            const std::string formula = is_figure(value) ? value.value("formula", "") : "";
            table.columns.push_back({words_of(key, unit), key, format_of(key, unit), formula});
        }
        cells.emplace_back(key,
                           settings && value.is_object() ? settings_cell(value) : cell_of(value));
    }
}

bool is_rows(const Json& j) {
    return j.is_array() && !j.empty() && j[0].is_object();
}

/// Rows inside of rows, each begun by what its own row is called.
Json rows_within(const Json& rows, const std::string& name) {
    Json all = Json::array();
    for (const Json& row : rows) {
        if (!row.contains(name) || !is_rows(row[name])) continue;
        for (const Json& inner : row[name]) {
            Json one = Json::object();
            const auto first = row.begin();
            if (!first->is_structured()) one[first.key() + "_of"] = *first;
            one.update(inner);
            all.push_back(std::move(one));
        }
    }
    return all;
}

StudyTable table_of(const std::string& name, const Json& rows) {
    StudyTable table{name, name == "rows" ? "Results" : words_of(name), {}, {}, {}};
    std::vector<std::vector<std::pair<std::string, StudyCell>>> all;
    for (const Json& row : rows) {
        all.emplace_back();
        add_cells(row, "", table, all.back());
    }
    for (auto& cells : all) {
        std::vector<StudyCell> row(table.columns.size());
        for (auto& [key, cell] : cells) {
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                if (table.columns[c].key == key) row[c] = cell;
            }
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// The table and those that its rows hold.
void add_tables(const std::string& name, const Json& rows, StudyPage& page) {
    page.tables.push_back(table_of(name, rows));
    std::vector<std::string> inner;
    for (const Json& row : rows) {
        for (const auto& [key, value] : row.items()) {
            const bool known = std::find(inner.begin(), inner.end(), key) != inner.end();
            if (is_rows(value) && !known) inner.push_back(key);
        }
    }
    for (const std::string& key : inner) {
        page.tables.push_back(table_of(name + "_" + key, rows_within(rows, key)));
    }
}

StudyTable figures_table(const std::string& name, const std::string& title) {
    return {name,
            title,
            {{"What", "what"},
             {"Value", "value", StudyFormat::plain},
             {"Unit", "unit"},
             {"Formula", "formula"}},
            {},
            {}};
}

/// Only figures, so that a table of theirs is worth its place: percentiles of a load.
bool is_family(const Json& j) {
    return j.is_object() && j.size() > 1 &&
           std::all_of(j.begin(), j.end(), [](const Json& one) { return is_figure(one); });
}

void add_figure(const std::string& name, const Json& j, StudyTable& table) {
    if (j.is_object() && !is_figure(j)) {
        for (const auto& [key, value] : j.items()) add_figure(name + "." + key, value, table);
        return;
    }
    if (j.is_array() && (j.empty() || j[0].is_structured())) return;
    const std::size_t length = j.is_string() ? j.get<std::string>().size() : 1;
    // Sentences are among the text's remarks already.
    if (j.is_null() || length == 0 || length > kMostWords) return;
    const bool figure = is_figure(j);
    table.rows.push_back({words_of(name), cell_of(j), figure ? j.value("unit", "") : "",
                          figure ? j.value("formula", "") : ""});
}

/// Blocks of the text in which no line is set in: its sentences.
std::vector<std::string> paragraphs_of(const std::string& text) {
    std::vector<std::string> all;
    std::string block;
    bool table = false;
    const auto close = [&] {
        if (!block.empty() && !table) all.push_back(block);
        block.clear();
        table = false;
    };
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const std::string line = text.substr(from, end - from);
        from = end + 1;
        if (line.empty()) {
            close();
            continue;
        }
        if (line.compare(0, 9, "Flips if:") == 0) close();
        const bool columns = line.find("  ") != std::string::npos;
        table = table || line[0] == ' ' || columns;
        block += (block.empty() ? "" : " ") + line;
    }
    close();
    return all;
}

std::string without(const std::string& text, std::string_view start) {
    return text.compare(0, start.size(), start) == 0 ? text.substr(start.size()) : text;
}

std::string trimmed(const std::string& text) {
    const std::size_t from = text.find_first_not_of(" \n");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \n") - from + 1);
}

/// The answer as the JSON has it, alone or with sentences that follow it; empty where it is only
/// in the text.
std::string answer_of(const Json& doc, StudyPage& page) {
    const Json answer = doc.value("answer", Json());
    if (answer.is_string()) return trimmed(answer.get<std::string>());
    std::string first;
    for (std::size_t i = 0; answer.is_array() && i < answer.size(); ++i) {
        const auto sentence = answer[i].get<std::string>();
        if (i == 0) {
            first = sentence;
        } else {
            page.notes.push_back(sentence);
        }
    }
    return first;
}

void add_sentences(const Json& doc, const std::string& text, StudyPage& page) {
    const std::string known = answer_of(doc, page);
    page.answer = without(known, "Answer: ");
    const bool apart = doc.contains("answer") && doc["answer"].is_array();
    bool first = true;
    for (const std::string& paragraph : paragraphs_of(text)) {
        if (std::exchange(first, false)) {
            const bool same = !known.empty() && paragraph.compare(0, known.size(), known) == 0;
            const std::string rest = same ? trimmed(paragraph.substr(known.size())) : "";
            if (known.empty()) page.answer = without(paragraph, "Answer: ");
            if (!rest.empty() && !apart) page.notes.push_back(rest);
        } else if (paragraph.compare(0, 10, "Flips if: ") == 0) {
            page.flips_if = without(paragraph, "Flips if: ");
        } else if (paragraph.compare(0, 7, "Files: ") != 0) {  // where they lie on one machine
            page.notes.push_back(paragraph);
        }
    }
}

/// What people look at first is the first table.
void lead_with_results(StudyPage& page) {
    std::stable_partition(page.tables.begin(), page.tables.end(), [](const StudyTable& t) {
        return t.name == "rows" || t.name == "placement" || t.name == "candidates";
    });
}

void add_assumptions(const Json& all, StudyPage& page) {
    for (const Json& a : all) {
        if (a.contains("path")) {
            page.assumptions.push_back(
                {a.value("path", ""), a.value("value", ""), a.value("origin", "")});
        } else {
            page.assumptions.push_back(
                {a.value("name", ""), a.value("value", ""), a.value("source", "")});
        }
    }
}

}  // namespace

StudyPage study_page_of(const std::string& json, const std::string& text) {
    const Json doc = Json::parse(json);
    StudyPage page;
    page.study = doc.value("study", "");
    page.currency = doc.value("currency", "USD");
    add_sentences(doc, text, page);
    StudyTable figures = figures_table("figures", "Figures");
    for (const auto& [key, value] : doc.items()) {
        if (std::find(kElsewhere.begin(), kElsewhere.end(), key) != kElsewhere.end()) continue;
        if (is_rows(value)) {
            add_tables(key, value, page);
        } else if (is_family(value)) {
            StudyTable family = figures_table(key, words_of(key));
            for (const auto& [name, one] : value.items()) add_figure(name, one, family);
            page.tables.push_back(std::move(family));
        } else {
            add_figure(key, value, figures);
        }
    }
    if (!figures.rows.empty()) page.tables.push_back(std::move(figures));
    lead_with_results(page);
    if (doc.contains("assumptions")) add_assumptions(doc["assumptions"], page);
    return page;
}

}  // namespace orrery
