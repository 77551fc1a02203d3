// The terminal's table of what figures rest on.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

/// A row a family: its basis, its error where known, its weakest input.
void bases(const Findings& findings, Page& page);

}  // namespace orrery::text
