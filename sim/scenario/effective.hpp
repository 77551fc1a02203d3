// The effective scenario as YAML, the origin of every value behind it, and the compiled World.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Reads back to an equal Scenario.
std::string effective_scenario(const Scenario& scenario);

/// The same, a value a row: path and value. Two scenarios with equal rows are equal.
std::vector<std::pair<std::string, std::string>> effective_rows(const Scenario& scenario);

/// What the names became: tables, prices and facts of the World, for `check --print world`.
std::string print_world(const World& world);

}  // namespace orrery
