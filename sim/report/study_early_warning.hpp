// The study `early-warning` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/early_warning.hpp"

namespace orrery {

StudyPage early_warning_page(const EarlyWarningQuestion& question,
                             const EarlyWarningResult& result);

}  // namespace orrery
