// What every answer of a study is made of: sentences, tables, charts, assumptions.
#pragma once
#include <cstdint>
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
    std::string note = {};                     ///< below it, each line a paragraph
};

/// What the answer rests on: a value and where it is from ("assumed" where nobody says).
struct StudyAssumption {
    std::string name;
    std::string value;
    std::string source;
};

/// A chart of a study: what the report draws and, where it is of bars, the terminal too.
struct StudyChart {
    enum class Kind { bars, lines, fan, tornado, scatter };
    Kind kind = Kind::bars;
    std::string name;  ///< key in JSON
    std::string title;
    std::string x_title;
    std::string y_title;              ///< with its unit
    std::vector<std::string> labels;  ///< of bars and tornados, one a row
    struct Line {
        std::string name;
        std::vector<double> x;  ///< of lines, fans and scatters
        std::vector<double> y;
    };
    std::vector<Line> lines;  ///< of a tornado: low, high; of a fan: P10, P50, P90
    double mark = 0;          ///< threshold or baseline
    bool has_mark = false;
    /// Of bars with several lines: they are parts of a whole. Else the second and third, where they
    /// are called P10 and P90, are an interval around the first.
    bool stacked = false;
    struct Crossing {
        double x = 0;
        std::string name;  ///< what happens there
    };
    std::vector<Crossing> crossings;  ///< of lines
};

struct StudyPage {
    std::string study;
    std::string question = {};  ///< as people ask it
    std::string base = {};      ///< what it is about: scenario, span
    std::string goal = {};      ///< whether it is met, in a sentence
    std::optional<bool> goal_met = {};
    std::string answer;    ///< a sentence, without "Answer:"
    std::string flips_if;  ///< likewise
    std::string currency = "USD";
    std::vector<StudyTable> tables;  ///< the first is the CSV
    std::vector<StudyChart> charts = {};
    std::vector<StudyAssumption> assumptions;
    std::vector<std::string> notes;
    /// Measured, calibrated, modelled: what its figures rest on, in a sentence.
    std::string rests_on = {};
    /// Of the study's author: they stay as they are in every language.
    std::vector<std::string> names = {};
    std::size_t runs = 0;  ///< that it rests on; 0: it does not simulate, or does not say
    std::uint64_t seed = 0;
};

}  // namespace orrery
