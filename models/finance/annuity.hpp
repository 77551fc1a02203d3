// Loans that are paid back in equal monthly amounts.
#pragma once

namespace orrery::finance {

/// Equal payments at the end of each month that pay back `principal` at a rate a month.
double annuity_payment(double principal, double rate_month, int months);
/// What is still owed after `paid` of them.
double annuity_owed(double principal, double rate_month, int months, int paid);

}  // namespace orrery::finance
