// The terminal summary of energy and carbon: sites, the inventory by scope, the boundary.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

void energy(const Findings& findings, Page& page);

}  // namespace orrery::text
