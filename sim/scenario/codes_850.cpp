// The error codes E085x and E086x: what is owned, rooms, tariffs and people.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes850[]{
    {"E0850", "Rented servers have a purchase.",
     "contract: on_demand\n"
     "purchase: {deposit: 20 %}",
     "Remove the purchase, or make the pool owned.",
     "contract: owned\n"
     "purchase: {deposit: 20 %}"},
    {"E0851", "The date of an order is not a date, or lies after the run.",
     "start: 2026-01-01\n"
     "horizon: 90 d\n"
     "pools: … purchase: {date: 2031-01-01}",
     "Order within the run or before it.",
     "start: 2026-01-01\n"
     "horizon: 90 d\n"
     "pools: … purchase: {date: 2026-02-01}"},
    {"E0852", "A lead time whose quantiles contradict each other.",
     "lead_time: {p50: 30 wk, p90: 20 wk}",
     "P90 is at least p50; a catalog lead time brings both.",
     "lead_time: {p50: 20 wk, p90: 30 wk}"},
    {"E0853", "Deliveries do not make up the order.",
     "deliveries: [{share: 50 %}, {share: 30 %}]",
     "Shares sum to 100 %; a ramp says it instead of them.",
     "deliveries: [{share: 50 %}, {share: 50 %}]"},
    {"E0854", "A schedule of depreciation has no shares, or they do not sum to 1.",
     "book: {law: schedule}",
     "Name a tax schedule of the catalog, or give shares.",
     "book: {law: schedule, shares: [0.5, 0.5]}"},
    {"E0855", "Used hardware would be worth more than new.",
     "resale: {initial: 120 %}",
     "At most 100 % of the price.",
     "resale: {initial: 90 %}"},
    {"E0856", "A lease with terms of a purchase.",
     "purchase: {lease: {…}, loan: {…}}",
     "Remove what does not belong to a lease.",
     "purchase: {lease: {…}}"},
    {"E0857", "A room whose contracted power is less than the servers may draw.",
     "colocation: {price: 150 USD, contracted: 10 kW}  # under 53 kW",
     "Contract more, or cap the servers' power.",
     "colocation: {price: 150 USD, contracted: 60 kW}"},
    {"E0858", "The demand interval of a tariff is not made of whole meter intervals.",
     "meter_interval: 1 h\n"
     "sites: … tariff: {demand_charge: 15 USD, demand_interval: 15 min}",
     "Meter finer: meter_interval: 15 min.",
     "meter_interval: 15 min\n"
     "sites: … tariff: {demand_charge: 15 USD, demand_interval: 15 min}"},
    {"E0859", "A minimum take without contracted power.",
     "tariff: {minimum_take: 85 %}",
     "Give contract: 20 MW.",
     "tariff: {minimum_take: 85 %, contract: 20 MW}"},
    {"E0860", "A role has no people or no cost.",
     "staff: [{name: operators}]",
     "Say how many are held or needed, and what one costs.",
     "staff: [{name: operators, held: 4, cost: 150 kUSD/y}]"},
    {"E0861", "A role's name is taken, or its site does not exist.",
     "staff: [{name: operators, held: 4, cost: 150 kUSD/y, sites: [hal]}]",
     "Use the names under sites.",
     "staff: [{name: operators, held: 4, cost: 150 kUSD/y, sites: [hall]}]"},
    {"E0862", "A capex item has no name, no amount, or several.",
     "items: [{name: network}]",
     "One of cost, share, server; or an item of the catalog.",
     "items: [{name: network, share: 12 %}]"},
    {"E0863", "A room has no price.",
     "colocation: {contracted: 100 kW}",
     "Give its price, or name a colocation price of the catalog.",
     "colocation: {contracted: 100 kW, price: 150 USD}"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_850() {
    return {std::begin(kCodes850), std::end(kCodes850)};
}

}  // namespace orrery
