// The error codes E085x and E086x: what is owned, rooms, tariffs and people.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0850", "Rented servers have a purchase.",
     "contract: on_demand, purchase: {deposit: 20 %}",
     "Remove the purchase, or make the pool owned."},
    {"E0851", "The date of an order is not a date, or lies after the run.",
     "date: 2031-01-01 in a run of 2026",
     "Order within the run or before it."},
    {"E0852", "A lead time whose quantiles contradict each other.",
     "p50: 30 weeks, p90: 20 weeks",
     "p90 is at least p50; a catalog lead time brings both."},
    {"E0853", "Deliveries do not make up the order.",
     "deliveries: [{share: 50 %}, {share: 30 %}]",
     "Shares sum to 100 %; a ramp says it instead of them."},
    {"E0854", "A schedule of depreciation has no shares, or they do not sum to 1.",
     "law: schedule",
     "Name a tax schedule of the catalog, or give shares."},
    {"E0855", "Used hardware would be worth more than new.",
     "resale: {initial: 120 %}",
     "At most 100 % of the price."},
    {"E0856", "A lease with terms of a purchase.",
     "lease and loan in one purchase",
     "Remove what does not belong to a lease."},
    {"E0857", "A room whose contracted power is less than the servers may draw.",
     "contracted: 10 kW under 4 servers of 10 kW",
     "Contract more, or cap the servers' power."},
    {"E0858", "The demand interval of a tariff is not made of whole meter intervals.",
     "demand_interval: 15 min with meters of 1 h",
     "Meter finer: meter_interval: 15 min."},
    {"E0859", "A minimum take without contracted power.",
     "minimum_take: 85 %",
     "Give contract: 20 MW."},
    {"E0860", "A role has no people or no cost.",
     "staff: [{name: operators}]",
     "Say how many are held or needed, and what one costs."},
    {"E0861", "A role's name is taken, or its site does not exist.",
     "sites: [hal]",
     "Use the names under sites."},
    {"E0862", "A capex item has no name, no amount, or several.",
     "items: [{name: network}]",
     "One of cost, share, server; or an item of the catalog."},
    {"E0863", "A room has no price.",
     "colocation: {contracted: 100 kW}",
     "Give its price, or name a colocation price of the catalog."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_850() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
