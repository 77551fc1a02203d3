// Energy and emissions of each pool and month: location-based, with the share of embodied carbon.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Operational: Σ over intervals of IT energy × PUE × grid intensity of the interval; at own sites
/// scope 2, in a cloud the customer's scope 3. Embodied (scope 3): carbon of a server × time
/// present / life. Checks that energy by month equals energy by interval.
void account_carbon(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
