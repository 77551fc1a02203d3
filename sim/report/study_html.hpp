// report.html of a study: one offline page from its answer to its assumptions.
#pragma once
#include <string>
#include <string_view>

#include "sim/study/answer.hpp"

namespace orrery {

/// The template with the page as static text (what a browser without scripts shows), as escaped
/// JSON, and the script that draws it.
std::string render_study_html(const StudyPage& page, std::string_view page_template,
                              std::string_view bundle);

}  // namespace orrery
