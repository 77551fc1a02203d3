// The error codes E06xx: facts of the catalog.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0601", "A catalog entry has no source.",
     "source missing",
     "Say where the fact comes from."},
    {"E0602", "A confidence that is not known.",
     "confidence: sure",
     "measured, published, estimated or assumed."},
    {"E0603", "Dates of a catalog entry are wrong.",
     "as_of: soon",
     "Write ISO dates, as_of before valid_until."},
    {"E0604", "A fact is past its valid_until.",
     "an old price",
     "Renew it; --strict makes this an error."},
    {"E0605", "A fact is older than facts of its kind should be.",
     "hardware of 2020",
     "Renew it."},
    {"E0610", "An accelerator's figures are implausible.",
     "idle above TDP",
     "Correct the entry."},
    {"E0611", "A server's figures are implausible.",
     "host_busy below host_idle",
     "Correct the entry."},
    {"E0612", "A server's nameplate power does not fit its accelerators.",
     "max_power: 1 kW with 8 H100",
     "Correct the entry."},
    {"E0620", "A catalog entry refers to nothing.",
     "accelerator: h1000",
     "Correct the name."},
    {"E0630", "Parameters do not follow from the shape within 2 %.",
     "a wrong layer count",
     "Correct the shape."},
    {"E0631", "A model's shape contradicts itself.",
     "kv_heads above heads",
     "Correct the shape."},
    {"E0632", "An engine's figures are implausible.",
     "efficiency above 1",
     "Correct the entry."},
    {"E0640", "A region's figures are implausible.",
     "pue: 0.5",
     "Correct the entry."},
    {"E0641", "A grid's factors do not have mean 1.",
     "23 hourly factors",
     "Correct them."},
    {"E0642", "An offer's price is implausible.",
     "0 USD/h",
     "Correct the entry."},
    {"E0643", "Egress tiers are out of order.",
     "up_to falls",
     "Sort them."},
    {"E0644", "A coefficient is implausible.",
     "a negative life",
     "Correct the entry."},
    {"E0645", "A failure mix is implausible.",
     "200 interruptions in 100 node-days",
     "Count servers and days."},
    {"E0646", "A climate, cooling plant, battery, turbine or module is implausible.",
     "a battery with more output than input; 11 months",
     "Correct the entry."},
    {"E0647", "A vendor of the catalog has no country.",
     "country: Germany",
     "Write the ISO 3166 code of the ultimate parent's seat."},
    {"E0648", "A price of tokens of the catalog is wrong.",
     "output: 0 USD",
     "Correct it from the provider's price list."},
    {"E0649", "A country group of the catalog is wrong.",
     "countries: [Germany]",
     "List ISO 3166 codes of two letters."},
    {"E0650", "No such kind or name in the catalog.",
     "catalog show h1000",
     "catalog list prints what is known."},
    {"E0652", "A commitment, storage class or tax of the catalog is implausible.",
     "discount: 99 %",
     "Correct the entry."},
    {"E0660", "An entry is defined twice in one folder.",
     "two files with h100",
     "Keep one."},
    {"E0680", "A tax schedule whose shares are negative or do not sum to 1.",
     "shares: [0.5, 0.4]",
     "Shares of the cost by year sum to 1."},
    {"E0681", "An electricity tariff that is implausible.",
     "demand_charge: 1500 USD",
     "USD a kW and month, USD a kWh."},
    {"E0682", "A lead time whose p90 is shorter than its p50.",
     "p50: 30 weeks, p90: 20 weeks",
     "Nine of ten orders arrive within p90."},
    {"E0683", "A salary, room, resale value or capex item that is implausible.",
     "cost: 12 USD/y",
     "Check the unit."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_600() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
