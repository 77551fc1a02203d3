// Floors that grow in steps: the depreciation of their modules.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// One posting of category "floor" for each module and month in which it stands: straight-line
/// over its life.
void account_floors(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
