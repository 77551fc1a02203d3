// Pools as assets in the text report: age, use, books and ends.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

/// Nothing where no pool has a purchase or a date of purchase.
void assets(const Findings& findings, Page& page);

}  // namespace orrery::text
