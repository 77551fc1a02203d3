// What traffic costs: to the internet by tiers, between sites by pair, purpose and day, and links.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// One posting for each site, month, purpose and price, in the category egress.
void account_traffic(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
