// A room in somebody's hall: contracted power by month, with escalation.
#include "models/contracts/colocation.hpp"

namespace orrery::contracts {

double colocation_price(const ColocationTerms& t, int year) {
    double price = t.usd_kw_month;
    for (int k = 0; k < year; ++k) price *= 1 + t.escalation_year;
    return price;
}

double colocation_rent(const ColocationTerms& t, int year) {
    return t.contracted_kw * colocation_price(t, year);
}

}  // namespace orrery::contracts
