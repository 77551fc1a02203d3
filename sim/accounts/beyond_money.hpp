// The message for amounts that no ledger can hold.
#pragma once
#include "orrery/base/beyond_money.hpp"
#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// E0840: an error of the scenario as a whole; which amount it was stands in the message.
Diagnostic too_much_money(const BeyondMoney& amount);

}  // namespace orrery
