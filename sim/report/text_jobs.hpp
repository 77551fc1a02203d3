// The terminal summary of jobs: goodput, interruptions, the waterfall of accelerator time.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

void jobs(const Findings& findings, Page& page);

}  // namespace orrery::text
