// Which columns of the built-in procedures' tables are drawn, and how.
#pragma once
#include "sim/study/answer.hpp"

namespace orrery {

/// Adds the charts that are planned for the page's study where its tables have their columns; ones
/// that the page has already stay the first.
void add_planned_charts(StudyPage& page);

}  // namespace orrery
