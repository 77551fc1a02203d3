// From what was metered to energy of sites: IT by part, overhead, supply, emissions, water.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Fills `ledger.energy`, by SiteId, and checks that sources equal uses and that a site's energy is
/// its devices' times its PUE (1e-9 relative). Overhead is shared by pools pro rata of IT energy;
/// in intervals without any, pro rata of nameplates.
void account_energy(const World& world, const Observations& observations, Ledger& ledger);

/// Intervals of the run that were simulated, the last perhaps in part.
std::size_t simulated_intervals(const World& world, const Observations& observations);

}  // namespace orrery
