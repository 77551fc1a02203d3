// What dealing with a vendor costs beside what it sells: qualification, porting, tooling.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// One-time purchases when the vendor is decided for, which are used up then (billed = effective),
/// and tooling by the year.
void account_vendors(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
