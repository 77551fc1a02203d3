// The effective scenario as YAML, the origin of every value behind it, and the compiled World.
#pragma once
#include <string>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Reads back to an equal Scenario.
std::string effective_scenario(const Scenario& scenario);

/// What the names became: tables, prices and facts of the World, for `check --print world`.
std::string print_world(const World& world);

}  // namespace orrery
