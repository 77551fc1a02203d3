// The ways that residency took away, as the audit of data flows lists them.
#pragma once
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// World::excluded_routes with what they would have carried: `site` is the place that may not have
/// the data, `rule` the deployment or pool, the rule that forbids it, and why.
std::vector<DataFlow> excluded_flows(const World& world);

}  // namespace orrery
