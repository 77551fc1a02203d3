// Tokens bought from APIs: what the provider's meter counted, at its prices.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// One posting of category "tokens" for each API deployment, month and kind of token (prompt,
/// cached prompt, output).
void account_tokens(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
