// report.html of a study, beside its study.json: the one place that writes it.
#pragma once
#include <string>

#include "sim/study/answer.hpp"

namespace orrery::cli {

/// What a built-in procedure's page lacks: the question of its file, charts of its tables.
void complete_page(StudyPage& page);

/// The goal's sentence and verdict, as study.json has them.
void take_goal(const std::string& json, StudyPage& page);

/// Writes OUT/report.html; nothing where there is no folder. The second form is of studies with a
/// text of their own.
void write_study_report(const std::string& out, const StudyPage& page);
void write_study_report(const std::string& out, const std::string& json, const std::string& text);

}  // namespace orrery::cli
