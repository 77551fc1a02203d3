// Answers of studies as text, JSON and CSV.
#pragma once
#include <string>
#include <vector>

#include "sim/study/answer.hpp"

namespace orrery {
struct Origin;

/// Money as every text of Orrery writes it: analysis::money_text.
std::string money_words(double amount);
/// Share as percent: "37.5 %".
std::string share_words(double share);

/// "measured", "calibrated" or "modelled", as its source has it.
const char* rests_on_name(const StudyAssumption& assumption);
const char* rests_on_name(const Origin& origin);
/// What an answer rests on that is computed from its assumptions one by one.
std::string rests_on_assumptions(const StudyPage& page);
/// Notes, and what the figures rest on.
std::vector<std::string> remarks_of(const StudyPage& page);

std::string render_study_text(const StudyPage& page, int width = 100);
std::string render_study_json(const StudyPage& page);
/// One chart as the JSON has it.
std::string render_chart_json(const StudyChart& chart);
/// A cell as the text shows it; "–" for nothing.
std::string study_cell_words(const StudyCell& cell, StudyFormat format);
/// The first table alone; further ones are in the JSON.
std::string render_study_csv(const StudyPage& page);

}  // namespace orrery
