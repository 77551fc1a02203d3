// The terminal summary of finance: cash by year, what it is worth, budgets, concentration.
#pragma once
#include "sim/analysis/findings.hpp"
#include "sim/report/text_page.hpp"

namespace orrery::text {

void finance(const Findings& findings, Page& page);

}  // namespace orrery::text
