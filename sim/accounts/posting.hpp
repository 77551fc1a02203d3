// Booking of an amount: from USD to the reporting currency, rounded once.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Amounts in USD, by column. The credit goes to the vendor unless the posting names its own.
void book(const World& world, Ledger& ledger, Posting posting,
          const std::array<double, kCostColumns>& usd);

}  // namespace orrery
