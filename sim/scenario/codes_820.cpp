// The error codes E082x to E084x: contracts with vendors and currencies.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0820", "An amount is in a currency that has no rate.",
     "price: 20 GBP/h without fx",
     "Add fx: [{currency: GBP, rate: 1.27}], or write the amount in USD."},
    {"E0821", "A currency of fx or of a contract cannot be used.",
     "currency: Euro; two rates from the same date",
     "Write the ISO 4217 code, and one rate for each date; USD has none."},
    {"E0822", "The name of a contract is taken or empty.",
     "two contracts named h100-3y",
     "Names are unique among all contracts, whatever their kind."},
    {"E0823", "A contract names a pool, vendor, site or data set that there is not.",
     "pools: [h10]",
     "Correct the name."},
    {"E0824", "Contracts take the same capacity twice.",
     "two reservations of 8 servers on a pool that grows to 10",
     "Let them follow each other, lower `servers`, or raise the pool's supply.max_servers."},
    {"E0825", "A contract is larger than its pools can ever use.",
     "servers: 40 on a pool of 32",
     "Nothing, if that is meant: the rest is always unused."},
    {"E0826", "A contract on servers whose hours it cannot cover.",
     "a savings plan on owned servers; a reservation on spot capacity",
     "Name pools with contract: on_demand and without spot."},
    {"E0827", "A contract is with another vendor than its pools are.",
     "vendor: aws on a pool of a site of gcp",
     "Name the vendor of the pools, or other pools."},
    {"E0828", "A contract has no price, or several.",
     "reserved without price, discount and program",
     "Give exactly one of them."},
    {"E0829", "A contract lies outside the run.",
     "start beyond the horizon",
     "Move its start, or leave it out; nothing is posted for it."},
    {"E0830", "Dates of contracts are out of order.",
     "tiers or prices that do not ascend",
     "List them ascending."},
    {"E0831", "Tiers of a contract do not ascend, or go on after one without end.",
     "up_to: 200, then up_to: 100",
     "List them ascending; the last one alone may be without up_to."},
    {"E0832", "Servers of a pool have no price, and they are used.",
     "an on-demand pool at 0 USD/h",
     "Give the pool a price; what is free is written as a contract with a discount of 100 %."},
    {"E0833", "Weights of a take-or-pay rate, or its ceiling and floor, contradict each other.",
     "ceiling: 2 USD/h, floor: 3 USD/h",
     "The floor is not above the ceiling; the weights sum to 1 at most."},
    {"E0834", "A support plan, tax, credit or licence asks for nothing.",
     "support without minimum and tiers",
     "Give it a minimum, tiers, a rate or a price."},
    {"E0835", "The tail of a spend commitment lies beyond the run.",
     "three years committed, one simulated",
     "Nothing: of a year that ends later the shortfall of its part in the run is accrued."},
    {"E0836", "Provisioned throughput or a batch discount contradicts itself.",
     "units without unit_price",
     "Give units with unit_price and unit_tokens, or a catalog price that has both."},
    {"E0837", "A commitment is dearer than the same servers on demand.",
     "price: 60 USD/h on a pool of 55 USD/h",
     "Nothing, if it is paid for having the capacity at all; else lower its price."},
    {"E0838", "The term of a contract is longer than 20 years.",
     "term: 365 y",
     "Write the term with its unit: term: 3 y."},
    {"E0839", "Money is spent on a commitment before it begins.",
     "spent: 100 kUSD with a start in the run",
     "Leave `spent` out, or give the date on which the running year began."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_820() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
