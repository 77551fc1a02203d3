// The message for amounts that no ledger can hold.
#include "sim/accounts/beyond_money.hpp"

namespace orrery {

Diagnostic too_much_money(const BeyondMoney& amount) {
    Diagnostic d;
    d.code = "E0840";
    d.message = amount.what();
    d.hint = "look for a price, a count or a time span with a digit or a unit too much";
    return d;
}

}  // namespace orrery
