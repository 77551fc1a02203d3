// What every answer of a money study is made of, and its text, JSON and CSV.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace orrery {

/// A cell is a text, a number, or nothing (not applicable, not known: never a made-up zero).
struct StudyCell {
    std::string text;
    std::optional<double> number;

    StudyCell() = default;
    StudyCell(std::string words) : text(std::move(words)) {}
    StudyCell(const char* words) : text(words) {}
    StudyCell(double value) : number(value) {}
};

/// How the numbers of a column are printed.
enum class StudyFormat { words, plain, money, share, date };

struct StudyColumn {
    std::string title;  ///< in text
    std::string key;    ///< in JSON and CSV, with its unit as a suffix
    StudyFormat format = StudyFormat::words;
    std::string formula = {};  ///< of the figure, where it is not plain from its name
};

struct StudyTable {
    std::string name;   ///< key in JSON
    std::string title;  ///< in text
    std::vector<StudyColumn> columns;
    std::vector<std::vector<StudyCell>> rows;  ///< as many cells as columns
    std::string note = {};  ///< below it, each line a paragraph
};

/// What the answer rests on: a value and where it is from ("assumed" where nobody says).
struct StudyAssumption {
    std::string name;
    std::string value;
    std::string source;
};

struct StudyPage {
    std::string study;
    std::string answer;    ///< a sentence, without "Answer:"
    std::string flips_if;  ///< likewise
    std::string currency = "USD";
    std::vector<StudyTable> tables;  ///< the first is the CSV
    std::vector<StudyAssumption> assumptions;
    std::vector<std::string> notes;
};

/// Money in words of a table: 12,345 · 1.23 M; negative with a minus sign.
std::string money_words(double amount);
/// Share as percent: "37.5 %".
std::string share_words(double share);

std::string render_study_text(const StudyPage& page, int width = 100);
std::string render_study_json(const StudyPage& page);
/// The first table alone; further ones are in the JSON.
std::string render_study_csv(const StudyPage& page);

}  // namespace orrery
