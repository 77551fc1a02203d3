// Identities of the books: each is entered in the ledger, and a broken one ends the program.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Enters a check. One that does not hold is an error of ours: its name, which names the site,
/// contract or asset, its law and both sides are printed with seed and time.
void enter_check(Ledger& ledger, Check check);

/// Trial balance by account in 128 bits: debits and credits cancel to exactly zero in each column.
void check_balance(Ledger& ledger);

}  // namespace orrery
