// The study `breakeven` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/breakeven.hpp"

namespace orrery {

StudyPage breakeven_page(const BreakevenQuestion& question, const BreakevenResult& result);

}  // namespace orrery
