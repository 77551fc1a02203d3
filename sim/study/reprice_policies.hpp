// Policies that see prices or intensities: what they saw in a run, and would see now.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// Whether anything in it looks at prices, intensities or power while the clock runs.
bool has_reacting_policies(const World& world);

/// "workloads[chat].router cheapest_within_slo: the price of tokens of chat-eu" for each that sees
/// something else in `after`; both of the same scenario but for what accounts alone look at.
std::vector<std::string> reactions(const World& before, const World& after);

/// Sites whose caps differ: what they may draw was simulated.
std::vector<std::string> changed_caps(const World& before, const World& after);

}  // namespace orrery
