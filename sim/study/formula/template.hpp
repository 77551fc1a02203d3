// Sentences of a study with figures in them: "costs {p50(cost) | money} at P50".
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/study/formula/expression.hpp"

namespace orrery {

/// How a figure in a sentence is written; `plain` unless said.
enum class FigureFormat { plain, money, share, date, span, whole, signed_share };

/// A sentence in parts: text, and formulas in braces with their format after a bar. "{{" is a
/// brace.
struct SentenceTemplate {
    struct Part {
        std::string words;  ///< of a text part
        Formula formula;    ///< of the others
        FigureFormat format = FigureFormat::plain;
        bool is_formula = false;
    };
    std::string text;
    SourcePosition where;  ///< in a study's file
    std::vector<Part> parts;
    std::string problem;  ///< empty: it reads
    std::string hint;
};
SentenceTemplate parse_sentence(std::string_view text);
std::vector<std::string> names_in(const SentenceTemplate& sentence);

/// The formats and their names.
const std::vector<std::pair<const char*, FigureFormat>>& figure_formats();

/// A figure in words: "12,345 USD", "37.5 %", "4.2 d"; "–" where it is not known.
/// `currency` is the reporting one, of money.
std::string figure_words(const Value& value, FigureFormat format, const std::string& currency);

/// The sentence filled in; problems of its formulas go into `problem`, the first of them.
std::string fill(const SentenceTemplate& sentence, const Lookup& lookup,
                 const std::string& currency, std::string& problem);

}  // namespace orrery
