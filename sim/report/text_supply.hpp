// The terminal summary of supply: outages of vendors, orders, services, runbooks, gaps.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

/// Nothing where the scenario has no vendors, services or runbooks that matter.
void supply(const Findings& findings, Page& page);

}  // namespace orrery::text
