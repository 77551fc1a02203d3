// Answers of studies as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/answer.hpp"

namespace orrery {

/// Money as every text of Orrery writes it: analysis::money_text.
std::string money_words(double amount);
/// Share as percent: "37.5 %".
std::string share_words(double share);

std::string render_study_text(const StudyPage& page, int width = 100);
std::string render_study_json(const StudyPage& page);
/// One chart as the JSON has it.
std::string render_chart_json(const StudyChart& chart);
/// A cell as the text shows it; "–" for nothing.
std::string study_cell_words(const StudyCell& cell, StudyFormat format);
/// The first table alone; further ones are in the JSON.
std::string render_study_csv(const StudyPage& page);

}  // namespace orrery
