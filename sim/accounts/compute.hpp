// Servers: rented by the hour or owned, a posting for each pool, period and category.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Server hours of a pool by period: present servers, whatever they do.
std::vector<double> server_hours(const Observations& observations, PoolId pool,
                                 const std::vector<Period>& periods);

/// Server seconds of a pool by meter interval that lie beyond a life of so many years, counted from
/// when each server was bought; empty where there are none. One that is there from the start is new
/// at the start, unless its date is known.
std::vector<double> beyond_life_s(const World& world, const Observations& observations, PoolId pool,
                                  double life_years);
/// Sum over meter intervals [first, last).
double total_in(const std::vector<double>& by_interval, std::size_t first, std::size_t last);

/// A charge of the pool with its vendor, site, name, server and source of prices.
Charge pool_charge(const World& world, const Pool& pool, const std::string& category);

/// All pools but those of APIs.
void account_compute(const World& world, const Observations& observations, Ledger& ledger);

/// What a spot server owes for a span at recorded prices, USD: the integral of the step function.
double spot_usd(const Pool& pool, Nanos from, Nanos until);

/// One pool of spot capacity; what is rented on demand is rated hour by hour.
void account_spot(const World& world, const Observations& observations, PoolId pool,
                  Ledger& ledger);
/// One pool of owned servers: wear, maintenance, staff.
void account_owned(const World& world, const Observations& observations, PoolId pool,
                   Ledger& ledger);

}  // namespace orrery
