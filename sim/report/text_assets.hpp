// Pools as assets in the text report: age, use, books and ends.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

/// Nothing where no pool has a purchase or a date of purchase.
/// What stands beside what, and what it costs; nothing without alternatives.
void alternatives(const Findings& f, Page& page);
/// What an accelerator hour costs in each pool, where there are several.
void pool_costs(const Findings& f, Page& page);
void assets(const Findings& findings, Page& page);

}  // namespace orrery::text
