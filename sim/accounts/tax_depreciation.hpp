// What taxes let be written off of each asset, by calendar year.
#pragma once
#include <string>
#include <vector>

#include "sim/accounts/ledger.hpp"

namespace orrery {

struct TaxYear {
    int year = 0;  ///< 2026
    double usd = 0;
};

/// Of one part of a purchase, over its whole tax life, whether or not the run sees all of it.
struct TaxDepreciation {
    std::string asset;  ///< as in Charge::asset
    std::string pool;
    double cost_usd = 0;
    Nanos in_service;            ///< may be before the run
    std::vector<TaxYear> years;  ///< sum to the cost, unless it is sold before
    int sold = 0;                ///< year of the sale; 0: not within the run
    Nanos retired;               ///< when, if `sold`: before the run's end
    double left_usd = 0;         ///< tax book value then
    double proceeds_usd = 0;     ///< gain for taxes: proceeds − left
};

/// Schedules count tax years from that of the first day of service (their convention is in the
/// shares); other laws count time, and a bonus falls into the first year. In order of pools and
/// deliveries; leased and rented servers have none.
std::vector<TaxDepreciation> tax_depreciation(const World& world, const Observations& o);

}  // namespace orrery
