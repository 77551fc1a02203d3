// Hours of rented servers, and what commitments, plans and tiers make of each of them.
#pragma once
#include <map>

#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Periods of an hour (the first and last may be shorter), whatever the ledger's; each lies in one
/// of the ledger's periods.
std::vector<Period> hours_of(const World& world, Nanos ended_at);

/// Server hours of a pool by those hours, from its sessions; what rounding up to the granularity
/// adds falls into the hour in which the session ends.
std::vector<double> hourly_use(const World& world, const Observations& observations, PoolId pool,
                               const std::vector<Period>& hours);

/// Mean over a span of a price that changes by steps.
double mean_price(double first, const std::vector<contracts::PriceStep>& steps, Nanos from,
                  Nanos until);

/// Usage of one pool in one ledger period, at the prices of its hours.
struct RatedUse {
    double hours = 0;
    double list_usd = 0;
    double contracted_usd = 0;  ///< without commitments; tiers and sustained use are in it
    double plan_usd = 0;        ///< of a savings plan: what it used up; of standby: what is owed
};

/// What the hours came to. Outer index of commitments as in the book; inner by ledger period.
struct RatedHours {
    std::vector<Period> periods;
    std::vector<std::vector<RatedUse>> rest;  ///< [pool][period]: at the pool's own terms
    std::vector<bool> rented;                 ///< by pool: rated here, not by a spot market
    /// Used hours of contracts that hold servers and of plans, by pool.
    std::vector<std::map<std::uint32_t, std::vector<RatedUse>>> held;
    std::vector<std::map<std::uint32_t, std::vector<RatedUse>>> plans;
    std::vector<std::vector<RatedUse>> standby;     ///< [standby][period]
    std::vector<std::vector<double>> held_unused;   ///< server hours [held][period]
    std::vector<std::vector<double>> unused_usd;    ///< of reservations at the on-demand price
    std::vector<std::vector<double>> plans_unused;  ///< USD [plan][period]
};

/// Hour by hour: contracts that hold servers in the order of the book, then savings plans, then
/// standby (of what runs beyond the servers that the pool has from the start); what is left goes
/// through volume tiers and sustained use of its month. An hour has the mean price of its time.
RatedHours rate_hours(const World& world, const Observations& observations);

/// Usage, purchases, unused parts and what is prepaid at the end, with a check for each contract.
void post_rated(const World& world, const RatedHours& rated, Nanos ended_at, Ledger& ledger);

/// Account of recoverable tax that was paid and is still to come back.
inline constexpr const char* kInputTax = "receivable:input tax";

/// Storage, licences, standby premiums, spend discounts, support, credits, true-ups and taxes;
/// after everything else that vendors bill.
void account_contracts(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
