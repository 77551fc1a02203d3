// A plan as a document to review: facts a line each, figures, risks, and what would flip it.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Markdown. A line a fact in an order that depends on names and dates alone: `diff` of two plans
/// reads as a review. No clock, no path of a machine.
std::string render_plan(const World& world, const Findings& findings);

}  // namespace orrery
