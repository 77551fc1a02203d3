// How a posting enters the ledger: rounded once, in the reporting currency.
#pragma once
#include <array>

#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Amounts in USD of the four columns become the reporting currency here and nowhere else; each is
/// rounded once. `unit_price` is derived; without `counter` the vendor is credited.
void add_posting(const World& world, Posting posting, const std::array<double, kCostColumns>& usd,
                 Ledger& ledger);

/// Grid energy, generation, settled contracts, certificates, what was sold and the battery's wear,
/// by pool and month; after account_energy. Formulas stand in the postings.
void post_site_energy(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
