// Floors that grow in steps: the depreciation of their modules.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Of each module a purchase when it stands, and a posting of category "floor" for each period in
/// which it does: straight-line over its life.
void account_floors(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
