// The error codes E082x to E084x: contracts with vendors and currencies.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes820[]{
    {"E0820", "An amount is in a currency that has no rate.",
     "price: 20 GBP/h",
     "Add fx: [{currency: GBP, rate: 1.27}], or write the amount in USD.",
     "fx: [{currency: GBP, rate: 1.27}]\n"
     "pools: … price: 20 GBP/h"},
    {"E0821", "A currency of fx or of a contract cannot be used.",
     "currency: Euro\n"
     "fx: [{currency: Euro, rate: 1.08}]",
     "Write the ISO 4217 code, and one rate for each date; USD has none.",
     "currency: EUR\n"
     "fx: [{currency: EUR, rate: 1.08}]"},
    {"E0822", "The name of a contract is taken or empty.",
     "reserved:\n"
     "  - {name: ri, pools: [h100], servers: 2, discount: 35 %}\n"
     "  - {name: ri, pools: [h100], servers: 4, discount: 40 %}",
     "Names are unique among all contracts, whatever their kind.",
     "reserved:\n"
     "  - {name: ri-2027, pools: [h100], servers: 2, discount: 35 %}\n"
     "  - {name: ri-2028, pools: [h100], servers: 4, discount: 40 %}"},
    {"E0823", "A contract names a pool, vendor, site or data set that there is not.",
     "reserved: [{name: ri, pools: [h10], servers: 2, discount: 35 %}]",
     "Correct the name.",
     "reserved: [{name: ri, pools: [h100], servers: 2, discount: 35 %}]"},
    {"E0824", "Contracts take the same capacity twice.",
     "# a pool of 8 servers\n"
     "reserved: [{name: a, pools: [h100], servers: 6, …}]\n"
     "take_or_pay: [{name: b, pool: h100, servers: 6, …}]",
     "Let them follow each other, lower `servers`, or raise the pool's supply.max_servers.",
     "reserved: [{name: a, pools: [h100], servers: 6, …}]\n"
     "take_or_pay: [{name: b, pool: h100, servers: 2, …}]"},
    {"E0825", "A contract is larger than its pools can ever use.",
     "reserved: [{name: ri, pools: [h100], servers: 40, …}]  # a pool of 32",
     "Nothing, if that is meant: the rest is always unused.",
     "reserved: [{name: ri, pools: [h100], servers: 32, …}]"},
    {"E0826", "A contract on servers whose hours it cannot cover.",
     "pools: [{name: own, contract: owned, …}]\n"
     "contracts: {reserved: [{name: ri, pools: [own], …}]}",
     "Name pools with contract: on_demand and without spot.",
     "pools: [{name: rented, contract: on_demand, …}]\n"
     "contracts: {reserved: [{name: ri, pools: [rented], …}]}"},
    {"E0827", "A contract is with another vendor than its pools are.",
     "savings_plans: [{name: sp, vendor: aws, pools: [on-gcp], …}]",
     "Name the vendor of the pools, or other pools.",
     "savings_plans: [{name: sp, vendor: gcp, pools: [on-gcp], …}]"},
    {"E0828", "A contract has no price, or several.",
     "reserved: [{name: ri, pools: [h100], servers: 2}]",
     "Give exactly one of them.",
     "reserved: [{name: ri, pools: [h100], servers: 2, discount: 35 %}]"},
    {"E0829", "A contract lies outside the run.",
     "horizon: 60 d\n"
     "contracts: {reserved: [{name: ri, start: 90 d, …}]}",
     "Move its start, or leave it out; nothing is posted for it.",
     "horizon: 60 d\n"
     "contracts: {reserved: [{name: ri, start: 0 d, …}]}"},
    {"E0830", "A rate makes a currency worth more than any is.",
     "currency: JPY\n"
     "exchange_rate: 150",
     "Write USD for one unit of the currency, not units for one USD.",
     "currency: JPY\n"
     "exchange_rate: 0.00667"},
    {"E0831", "Tiers of a contract do not ascend, end, or go on after one without end.",
     "tiers: [{up_to: 2000, factor: 1}, {up_to: 1000, factor: 0.9}]",
     "List them ascending; the last one, and no other, is without up_to.",
     "tiers: [{up_to: 2000, factor: 1}, {factor: 0.9}]"},
    {"E0832", "Servers of a pool have no price, and they are used.",
     "pools: [{name: rented, contract: on_demand, price: 0 USD/h, …}]",
     "Give the pool a price; what is free is written as a contract with a discount of 100 %.",
     "pools: [{name: rented, contract: on_demand, price: 55 USD/h, …}]"},
    {"E0833", "Weights of a take-or-pay rate, or its ceiling and floor, contradict each other.",
     "take_or_pay: [{name: top, ceiling: 2 USD/h, floor: 3 USD/h, …}]",
     "The floor is not above the ceiling; the weights sum to 1 at most.",
     "take_or_pay: [{name: top, ceiling: 3 USD/h, floor: 2 USD/h, …}]"},
    {"E0834", "A support plan, tax, credit or licence asks for nothing.",
     "support: [{name: plan, vendor: aws}]",
     "Give it a minimum, tiers, a rate or a price.",
     "support: [{name: plan, vendor: aws, minimum: 100 USD/month}]"},
    {"E0835", "The tail of a spend commitment lies beyond the run.",
     "horizon: 1 y\n"
     "contracts: {spend: [{name: edp, years: [1 MUSD, 2 MUSD], …}]}",
     "Nothing: of a year that ends later the shortfall of its part in the run is accrued.",
     "horizon: 2 y\n"
     "contracts: {spend: [{name: edp, years: [1 MUSD, 2 MUSD], …}]}"},
    {"E0836", "Provisioned throughput or a batch discount contradicts itself.",
     "api: {price: openai/gpt-5.4-mini, units: 10}",
     "Give units with unit_price and unit_tokens, or a catalog price that has both.",
     "api: {price: openai/gpt-5.4-mini, units: 10, unit_price: 10 USD/h,\n"
     "      unit_tokens: 300 /s}"},
    {"E0837", "A commitment is dearer than the same servers on demand.",
     "pools: … price: 55 USD/h\n"
     "contracts: {reserved: [{name: ri, price: 60 USD/h, …}]}",
     "Nothing, if it is paid for having the capacity at all; else lower its price.",
     "pools: … price: 55 USD/h\n"
     "contracts: {reserved: [{name: ri, price: 36 USD/h, …}]}"},
    {"E0838", "The term of a contract is longer than 20 years.",
     "term: 365 y",
     "Write the term with its unit: term: 3 y.",
     "term: 365 d"},
    {"E0839", "Money is spent on a commitment before it begins.",
     "spend: [{name: edp, spent: 100 kUSD, start: 30 d, …}]",
     "Leave `spent` out, or give the date on which the running year began.",
     "spend: [{name: edp, spent: 100 kUSD, start: 2026-01-01, …}]"},
    {"E0840", "An amount of a run is more than a ledger can hold: 9.2 trillion of its currency.",
     "pools: … price: 500000000 USD/h, servers: 100000",
     "Look for a price, a count or a time span with a digit or a unit too much.",
     "pools: … price: 50 USD/h, servers: 100000"},
    {"E0841", "A vendor of tokens gets a new price of an hour, which its tokens do not have.",
     "price_changes: [{vendor: openai, at: 2027-03-01, price: 12 USD/h}]",
     "Say by how much all of its prices change, or name the pool whose servers are meant.",
     "price_changes: [{vendor: openai, at: 2027-03-01, change: -20 %}]"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_820() {
    return {std::begin(kCodes820), std::end(kCodes820)};
}

}  // namespace orrery
