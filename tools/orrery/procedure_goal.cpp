// Whether a built-in study meets the goal of its file, judged on the figures of its study.json.
#include "tools/orrery/procedure_goal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "sim/report/text_page.hpp"
#include "sim/study/formula/template.hpp"

namespace orrery::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kShown = 3;  ///< names in a message

bool is_figure(const Json& v) {
    return v.is_object() && v.contains("value");
}

std::string unit_in(const Json& v) {
    const auto unit = v.find("unit");
    return unit != v.end() && unit->is_string() ? unit->get<std::string>() : std::string();
}

double number_in(const Json& v) {
    if (v.is_boolean()) return v.get<bool>() ? 1 : 0;
    return v.is_number() ? v.get<double>() : kNone;
}

/// One value: a number, a text, yes or no, or a figure with its unit.
Value value_in(const Json& v) {
    if (v.is_string()) return Value(v.get<std::string>());
    if (is_figure(v)) return Value(number_in(v["value"]), unit_in(v));
    return Value(number_in(v));
}

/// Leaves of one row by their names: objects inside are dotted, lists are left out.
void leaves_of(const Json& row, const std::string& name, std::map<std::string, Value>& leaves) {
    if (row.is_object() && !is_figure(row)) {
        for (const auto& [key, v] : row.items()) {
            leaves_of(v, name.empty() ? key : name + "." + key, leaves);
        }
    } else if (!row.is_array()) {
        leaves[name] = value_in(row);
    }
}

/// A column of texts where any entry is one; what a row lacks is "not there".
Value column_of(const std::string& key, const std::vector<std::map<std::string, Value>>& rows) {
    Numbers numbers;
    Texts texts;
    std::string unit;
    bool words = false;
    for (const auto& row : rows) {
        const auto it = row.find(key);
        const double* number = it == row.end() ? nullptr : it->second.number();
        const std::string* text = it == row.end() ? nullptr : it->second.text();
        numbers.push_back(number ? *number : kNone);
        texts.push_back(text ? *text : std::string());
        words = words || text;
        if (number && !it->second.unit.empty()) unit = it->second.unit;
    }
    return words ? Value(texts) : Value(numbers, unit);
}

void add_table(const Json& list, const std::string& name, Values& values) {
    std::vector<std::map<std::string, Value>> rows;
    std::map<std::string, Value> keys;
    for (const Json& row : list) {
        if (!row.is_object()) return;
        rows.emplace_back();
        leaves_of(row, "", rows.back());
        keys.insert(rows.back().begin(), rows.back().end());
    }
    for (const auto& [key, any] : keys) values[name + "." + key] = column_of(key, rows);
}

void add_figures(const Json& v, const std::string& name, Values& values) {
    if (v.is_array()) {
        add_table(v, name, values);
    } else if (v.is_object() && !is_figure(v)) {
        for (const auto& [key, one] : v.items()) {
            add_figures(one, name.empty() ? key : name + "." + key, values);
        }
    } else if (v.is_number() || v.is_null() || is_figure(v)) {
        values[name] = value_in(v);
    }
}

/// Changes of letters between two names (Levenshtein).
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
            corner = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

/// The few names of numbers that are nearest to one; of equally near ones the first by letters.
std::string nearest_names(const std::string& wanted, const Values& figures) {
    std::vector<std::string> names;
    for (const auto& [name, value] : figures) {
        const bool number = value.number() || value.numbers();
        if (number && name != "schema_version") names.push_back(name);
    }
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return distance(a, wanted) < distance(b, wanted);
    });
    names.resize(std::min(names.size(), kShown));
    return fmt::format("{}", fmt::join(names, ", "));
}

/// How many of the base unit, in which formulas read literals, one of this unit is; 1 if none.
double in_base(const std::string& unit) {
    const Formula one = parse_formula("1 " + unit);
    if (unit.empty() || !one.fine()) return 1;
    const Evaluated e = evaluate(one, Values{});
    const double* factor = e.value.number();
    return e.problem.empty() && factor && *factor > 0 ? *factor : 1;
}

const MetricSpec* metric_of(const StudySpec& spec) {
    const auto it = std::find_if(spec.metrics.begin(), spec.metrics.end(),
                                 [&](const auto& m) { return m.name == spec.goal->metric; });
    return it == spec.metrics.end() ? nullptr : &*it;
}

std::string unknown_in(const Formula& formula, const Values& figures) {
    for (const std::string& name : names_in(formula)) {
        if (figures.count(name) == 0) return name;
    }
    return {};
}

/// The formula's one number; NaN and a problem where there is none.
Value figure_of(const MetricSpec& metric, const Values& figures, std::string& problem) {
    const std::string unknown = unknown_in(metric.formula, figures);
    if (!unknown.empty()) {
        problem = fmt::format("this base gives no figure for it (\"{}\"; nearest: {})", unknown,
                              nearest_names(unknown, figures));
        return Value(kNone);
    }
    const Evaluated e = evaluate(metric.formula, figures);
    const double* number = e.value.number();
    if (!e.problem.empty()) {
        problem = e.problem;
    } else if (!number) {
        problem =
            "\"" + metric.formula.text + "\" is a column; min, max, first or last of it is one";
    } else if (std::isnan(*number)) {
        problem = "nothing in this answer meets the conditions of its formula";
    }
    if (!problem.empty()) return Value(kNone);
    return Value(*number, metric.unit.empty() ? e.value.unit : metric.unit);
}

}  // namespace

Values figures_of(const std::string& json) {
    Values values;
    Json all = Json::parse(json);
    all.erase("assumptions");
    add_figures(all, "", values);
    return values;
}

JudgedGoal judge_procedure(const StudySpec& spec, const Values& figures,
                           const std::string& currency) {
    JudgedGoal out;
    const GoalSpec& g = *spec.goal;
    const bool at_least = !g.at_most;
    const MetricSpec* metric = metric_of(spec);
    if (!metric) {
        out.problem = "no metric of that name is in the file; the nearest figures are: " +
                      nearest_names(g.metric, figures);
    } else {
        const Value figure = figure_of(*metric, figures, out.problem);
        if (out.problem.empty()) {
            const Evaluated limit = evaluate(at_least ? *g.at_least : *g.at_most, Values{});
            out.value = *figure.number();
            const double* stated = limit.value.number();
            out.threshold =
                stated ? *stated / (limit.value.unit.empty() ? 1 : in_base(figure.unit)) : kNone;
            out.met = at_least ? out.value >= out.threshold : out.value <= out.threshold;
            out.sentence = fmt::format(
                "{} {} {}: {}, it is {}{}.", g.metric, at_least ? "at least" : "at most",
                figure_words(Value(out.threshold, figure.unit), metric->format, currency),
                out.met ? "met" : "missed", figure_words(figure, metric->format, currency),
                g.statement.empty() ? "" : "; " + g.statement);
        }
    }
    if (!out.problem.empty()) out.sentence = g.metric + ": not judged, " + out.problem + ".";
    return out;
}

namespace {

/// Before the line of what flips the answer, else before the first empty one.
std::string with_line(const std::string& text, const std::string& line) {
    const auto lead = std::min(text.find("\n\n"), text.size() - 1) + 1;
    const std::size_t flips = text.find("\nFlips if: ");
    const std::size_t at = flips < lead ? flips + 1 : lead;
    return text.substr(0, at) + line + text.substr(at);
}

Json with_entries(const Json& all, const StudySpec& spec, const JudgedGoal& judged) {
    Json out = Json::object();
    const auto put = [&] {
        out["goal"] = judged.sentence;
        if (!judged.problem.empty()) return;
        out["goal_judged"] = {{"metric", spec.goal->metric},
                              {"value", judged.value},
                              {"threshold", judged.threshold},
                              {"met", judged.met}};
    };
    for (const auto& [key, value] : all.items()) {
        if (key == "goal") continue;
        out[key] = value;
        if (key == "answer") put();
    }
    if (!out.contains("goal")) put();
    return out;
}

}  // namespace

StudyPages with_goal(const StudySpec& spec, StudyPages pages, int width, bool foreign) {
    if (!spec.goal) return pages;
    const Json all = Json::parse(pages.json);
    const std::string currency = all.value("currency", std::string("USD"));
    JudgedGoal judged = judge_procedure(spec, figures_of(pages.json), currency);
    if (foreign && judged.problem.empty()) {
        judged.sentence += " The threshold is that of the study's file, set for its own base.";
    }
    text::Page line(width);
    line.paragraph("Goal: " + judged.sentence, "");
    pages.text = with_line(pages.text, line.out);
    pages.json = with_entries(all, spec, judged).dump(2) + "\n";
    return pages;
}

}  // namespace orrery::cli
