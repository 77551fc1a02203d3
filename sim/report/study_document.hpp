// study.json of a study with a text of its own, read back as the page that people look at.
#pragma once
#include <string>

#include "sim/study/answer.hpp"

namespace orrery {

/// Arrays of objects become tables, figures {value, unit, formula} a table of their own; answer,
/// "flips if" and remarks are the text's paragraphs. `json` must be an object, as the studies
/// write.
StudyPage study_page_of(const std::string& json, const std::string& text);

}  // namespace orrery
