// Names of the catalog in a scenario that could not be read whole: told with its other errors.
#pragma once
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Regions, grids, plants, climates, batteries, servers and models that the catalog lacks, pools
/// and vendors that contracts name and nobody is, other references that lead nowhere, and states of
/// charge that contradict each other.
/// What was not read is passed over; compile_world says the same of scenarios that were.
void check_names(const Scenario& scenario, const Catalog& catalog, Diagnostics& diagnostics);

}  // namespace orrery
