// Whether a built-in study meets the goal of its file, judged on the figures of its study.json.
#include "tools/orrery/procedure_goal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "orrery/base/words.hpp"
#include "sim/report/text_page.hpp"
#include "sim/study/formula/template.hpp"
#include "sim/study/plan/goal_limits.hpp"
#include "tools/orrery/procedure_limits.hpp"
#include "tools/orrery/study_files.hpp"

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
    if (list.empty()) values[name] = Value(Numbers{});
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

/// The few names of numbers that are nearest to one; of equally near ones the first by letters.
std::string nearest_names(const std::string& wanted, const Values& figures) {
    std::vector<std::pair<std::size_t, std::string>> by_distance;
    for (const auto& [name, value] : figures) {
        const bool number = value.number() || value.numbers();
        if (number && name != "schema_version") {
            by_distance.emplace_back(edit_distance(name, wanted), name);
        }
    }
    std::sort(by_distance.begin(), by_distance.end());
    by_distance.resize(std::min(by_distance.size(), kShown));
    std::string names;
    for (const auto& [distance, name] : by_distance) names += (names.empty() ? "" : ", ") + name;
    return names;
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

/// A table without rows has no columns; a study that ships may ask a base for what it lacks.
bool may_lack(const StudySpec& spec, const std::string& name, const Values& figures) {
    const auto table = figures.find(name.substr(0, name.find('.')));
    const bool empty = table != figures.end() && table->second.numbers();
    return empty || spec.file.rfind(studies_folder(), 0) == 0;
}

/// The formula's one number, or why there is none: of what the file gets wrong a diagnostic.
std::optional<Value> figure_of(const StudySpec& spec, const MetricSpec& metric,
                               const Values& figures, std::string& problem,
                               Diagnostics& diagnostics) {
    const std::string unknown = unknown_in(metric.formula, figures);
    if (!unknown.empty()) {
        if (!may_lack(spec, unknown, figures)) {
            refuse_figure(metric, unknown, figures, diagnostics);
        }
        problem = fmt::format("this base gives no figure for it (\"{}\"; nearest: {})", unknown,
                              nearest_names(unknown, figures));
        return std::nullopt;
    }
    const Evaluated e = evaluate(metric.formula, figures);
    const double* number = e.value.number();
    if (!e.problem.empty()) {
        problem = e.problem;
        if (e.of_units) refuse_units(metric, e, diagnostics);
    } else if (!number) {
        problem =
            "\"" + metric.formula.text + "\" is a column; min, max, first or last of it is one";
    } else if (std::isnan(*number)) {
        problem = "nothing in this answer meets the conditions of its formula";
    }
    if (!problem.empty()) return std::nullopt;
    return e.value;
}

void judge(JudgedGoal& out, const StudySpec& spec, const MetricSpec& metric, const Value& figure,
           const std::string& currency) {
    const GoalSpec& g = *spec.goal;
    const GoalLimits limits = limits_in(g, Values{}, figure.unit);
    out.value = *figure.number();
    out.threshold = std::isnan(limits.most) ? limits.least : limits.most;
    if (!std::isnan(limits.most) && !std::isnan(limits.least)) out.least = limits.least;
    out.met = !limits.misses(out.value);
    out.sentence = fmt::format(
        "{} {}: {}, it is {}{}.", g.metric, limit_words(limits, metric, figure.unit, currency),
        out.met ? "met" : "missed", figure_words(figure, metric.format, currency),
        g.statement.empty() ? "" : "; " + g.statement);
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
                           const std::string& currency, Diagnostics& diagnostics) {
    JudgedGoal out;
    const MetricSpec* metric = metric_of(spec);
    if (metric) {
        auto figure = figure_of(spec, *metric, figures, out.problem, diagnostics);
        if (figure) in_stated_unit(*metric, *figure, currency, diagnostics);
        if (figure) check_limits(spec, figure->unit, diagnostics);
        if (figure && !diagnostics.has_errors()) judge(out, spec, *metric, *figure, currency);
    } else {
        out.problem = "no metric of that name is in the file; the nearest figures are: " +
                      nearest_names(spec.goal->metric, figures);
    }
    if (!out.problem.empty()) {
        out.sentence = spec.goal->metric + ": not judged, " + out.problem + ".";
    }
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
        if (judged.least) out["goal_judged"]["at_least"] = *judged.least;
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

StudyPages with_goal(const StudySpec& spec, StudyPages pages, int width, bool foreign,
                     Diagnostics& diagnostics) {
    if (!spec.goal) return pages;
    const Json all = Json::parse(pages.json);
    const std::string currency = all.value("currency", std::string("USD"));
    JudgedGoal judged = judge_procedure(spec, figures_of(pages.json), currency, diagnostics);
    if (diagnostics.has_errors()) return pages;
    if (foreign && judged.problem.empty()) {
        // Another's limit is no verdict on this base.
        for (const char* verdict : {": met", ": missed"}) {
            const auto at = judged.sentence.find(verdict);
            if (at != std::string::npos) judged.sentence.insert(at + 2, "would be ");
        }
        judged.sentence += " The threshold is that of the study's file, set for its own base.";
    }
    text::Page line(width);
    line.paragraph("Goal: " + judged.sentence, "");
    pages.text = with_line(pages.text, line.out);
    pages.json = with_entries(all, spec, judged).dump(2) + "\n";
    return pages;
}

}  // namespace orrery::cli
