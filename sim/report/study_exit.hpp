// The study `exit` as a page.
#pragma once
#include "sim/report/study_page.hpp"
#include "sim/study/exit.hpp"

namespace orrery {

StudyPage exit_page(const ExitQuestion& question, const ExitResult& result);

}  // namespace orrery
