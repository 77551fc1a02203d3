// Sentences of a study with figures in them.
#include "sim/study/formula/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/analysis/wording.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/figure.hpp"
#include "sim/study/formula/units.hpp"

namespace orrery {
namespace {

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \n") - first + 1));
}

/// The bar that divides formula and format; formulas themselves have none.
void read_part(std::string_view inner, SentenceTemplate& out) {
    SentenceTemplate::Part part;
    part.is_formula = true;
    const std::size_t bar = inner.rfind('|');
    part.formula = parse_formula(trimmed(inner.substr(0, bar)));
    if (!part.formula.fine() && out.problem.empty()) {
        out.problem = part.formula.problem + ", in {" + std::string(inner) + "}";
        out.hint = part.formula.hint;
    }
    if (bar != std::string_view::npos) {
        const std::string name = trimmed(inner.substr(bar + 1));
        std::vector<std::string> names;
        bool found = false;
        for (const auto& [text, format] : figure_formats()) {
            names.emplace_back(text);
            if (name != text) continue;
            part.format = format;
            found = true;
        }
        if (!found && out.problem.empty()) {
            out.problem = "\"" + name + "\" is no format of a figure";
            out.hint = fmt::format("one of: {}", fmt::join(names, ", "));
        }
    }
    out.parts.push_back(std::move(part));
}

void add_words(SentenceTemplate& out, std::string_view words) {
    if (words.empty()) return;
    SentenceTemplate::Part part;
    part.words = std::string(words);
    out.parts.push_back(std::move(part));
}

/// Years 1 to 9999, as ISO 8601 writes them; "–" for what is no date.
std::string date_words(double unix_s) {
    constexpr double kFirst = -62'135'596'800;
    constexpr double kEnd = 253'402'300'800;
    if (!(unix_s >= kFirst && unix_s < kEnd)) return "–";
    return print_date(static_cast<std::int64_t>(std::floor(unix_s))).substr(0, std::size_t{10});
}

std::string number_words(double v, const Value& value, FigureFormat format,
                         const std::string& currency) {
    if (std::isnan(v)) return "–";
    if (std::isinf(v)) return v > 0 ? "∞" : "−∞";
    switch (format) {
        case FigureFormat::money:
            return analysis::amount_text(v, currency);
        case FigureFormat::share:
            return analysis::percent_text(v);
        case FigureFormat::signed_share:
            return (v >= 0 ? "+" : "") + analysis::percent_text(v);
        case FigureFormat::whole:
            return analysis::grouped(std::round(v), 0);
        case FigureFormat::span:
            return print_quantity(v, Measure::duration);
        case FigureFormat::date:
            return date_words(v);
        case FigureFormat::plain:
            break;
    }
    if (value.unit == kShareUnit) return analysis::percent_text(v);
    return analysis::number_text(v) + (value.unit.empty() ? "" : " " + value.unit);
}

}  // namespace

const std::vector<std::pair<const char*, FigureFormat>>& figure_formats() {
    static const std::vector<std::pair<const char*, FigureFormat>> all{
        {"plain", FigureFormat::plain}, {"money", FigureFormat::money},
        {"share", FigureFormat::share}, {"signed_share", FigureFormat::signed_share},
        {"whole", FigureFormat::whole}, {"span", FigureFormat::span},
        {"date", FigureFormat::date}};
    return all;
}

SentenceTemplate parse_sentence(std::string_view text) {
    SentenceTemplate out;
    out.text = std::string(text);
    std::string words;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool twice = i + 1 < text.size() && text[i + 1] == text[i];
        if ((text[i] == '{' || text[i] == '}') && twice) {
            words += text[i++];
            continue;
        }
        if (text[i] != '{') {
            words += text[i];
            continue;
        }
        const std::size_t end = text.find('}', i);
        if (end == std::string_view::npos) {
            out.problem = "\"{\" is not closed";
            out.hint = "{formula} or {formula | money}; \"{{\" is a brace itself";
            return out;
        }
        add_words(out, words);
        words.clear();
        read_part(text.substr(i + 1, end - i - 1), out);
        i = end;
    }
    add_words(out, words);
    return out;
}

std::vector<std::string> names_in(const SentenceTemplate& sentence) {
    std::vector<std::string> names;
    for (const auto& part : sentence.parts) {
        if (!part.is_formula) continue;
        for (std::string& name : names_in(part.formula)) {
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
    }
    return names;
}

std::string figure_words(const Value& given, FigureFormat format, const std::string& currency) {
    Evaluated e;
    e.value = given;
    fit_format(e, format, currency, "");
    const Value& value = e.value;
    if (const std::string* text = value.text()) return *text;
    if (const double* number = value.number())
        return number_words(*number, value, format, currency);
    std::string list;
    for (std::size_t i = 0; i < value.size(); ++i) {
        list += i == 0 ? "" : ", ";
        list += value.texts() ? (*value.texts())[i]
                              : number_words((*value.numbers())[i], value, format, currency);
    }
    return list;
}

std::string fill(const SentenceTemplate& sentence, const Lookup& lookup,
                 const std::string& currency, std::string& problem) {
    std::string out;
    for (const auto& part : sentence.parts) {
        if (!part.is_formula) {
            out += part.words;
            continue;
        }
        const Evaluated e = evaluate_figure(part, lookup, currency);
        if (!e.problem.empty() && problem.empty()) problem = e.problem;
        out += e.problem.empty() ? figure_words(e.value, part.format, currency) : "–";
    }
    return out;
}

}  // namespace orrery
