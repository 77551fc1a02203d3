// GitHub-flavoured Markdown of a run and of a study: what fits into a comment on a pull request.
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/study/answer.hpp"

namespace orrery {

/// Any text as text: pipes, markup and HTML are shown, nothing in it becomes a link, a mention or a
/// heading; line breaks are spaces.
std::string markdown_text(const std::string& text);

/// Rows of cells, the first the heading; columns of numbers stand right, words left. Cells are
/// escaped here, and at most 60 rows are shown: a comment holds 65,536 characters.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

/// `body` behind a line that opens it.
std::string markdown_details(const std::string& summary, const std::string& body);

/// The answer first, the figures that matter with what each rests on, the rest to unfold.
std::string render_markdown(const Findings& findings);

/// Of a study: answer, goal, its first table; further ones, assumptions and notes to unfold.
/// `after_answer` is Markdown that stands between the answer and the tables.
std::string render_study_markdown(const StudyPage& page, const std::string& after_answer = {});

}  // namespace orrery
