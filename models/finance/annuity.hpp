// Loans that are paid back in equal monthly amounts.
#pragma once

namespace orrery::finance {

/// What is still owed of `principal` after `paid` of equal payments at the end of each month (see
/// payment), at a rate a month.
double annuity_owed(double principal, double rate_month, int months, int paid);

}  // namespace orrery::finance
