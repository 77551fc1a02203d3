// A room in somebody's hall: contracted power by month, with escalation.
#pragma once

namespace orrery::contracts {

struct ColocationTerms {
    double contracted_kw = 0;
    double usd_kw_month = 0;
    double escalation_year = 0;  ///< relative increase on each anniversary
    double fixed_usd_month = 0;  ///< remote hands, cross connects
};

/// Price of a kW in the given year of the contract, counted from 0: p·(1 + e)^year.
double colocation_price(const ColocationTerms& terms, int year);
/// Contracted kW × price, used or not; without the fixed amounts.
double colocation_rent(const ColocationTerms& terms, int year);

}  // namespace orrery::contracts
