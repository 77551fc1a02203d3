// Charts of studies in a terminal: bars and tornados; lines stay with the files.
#pragma once
#include "sim/report/text_page.hpp"
#include "sim/study/answer.hpp"

namespace orrery {

/// Adds the chart to the page; nothing for kinds that a terminal cannot show.
void add_chart(const StudyChart& chart, text::Page& page, int width);

}  // namespace orrery
