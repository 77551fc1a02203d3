// Runbooks as a document for the people in them: who does what, when, and what a run made of it.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Markdown; the same bytes for the same world and findings.
std::string render_runbooks(const World& world, const Findings& findings);

}  // namespace orrery
