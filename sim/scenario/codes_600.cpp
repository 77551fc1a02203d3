// The error codes E06xx: facts of the catalog.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes600[]{
    {"E0601", "A catalog entry has no source.",
     "source: \"-\"",
     "Say where the fact comes from, so that somebody can look it up again.",
     "source: NVIDIA H100 data sheet, 2023-03"},
    {"E0602", "A confidence that is not known.",
     "confidence: sure",
     "One of measured, published, estimated, assumed.",
     "confidence: published"},
    {"E0603", "Dates of a catalog entry are wrong.",
     "as_of: soon",
     "Write ISO dates, as_of before valid_until.",
     "as_of: 2026-09-29"},
    {"E0604", "A fact is dated in the future.",
     "as_of: 2062-09-29",
     "Correct as_of, or the clock of the machine.",
     "as_of: 2026-09-29"},
    {"E0605", "A fact is past its valid_until, or older than facts of its kind should be.",
     "as_of: 2020-01-01",
     "Look it up again and set as_of, or state valid_until if it still holds; --strict makes this "
     "an error.",
     "as_of: 2026-09-29\n"
     "valid_until: 2027-12-31"},
    {"E0610", "A figure of an accelerator or a server is missing or negative.",
     "bf16: 0 TFLOP/s",
     "Correct the entry from the data sheet.",
     "bf16: 989 TFLOP/s"},
    {"E0611", "A figure of an accelerator or a server is implausible.",
     "memory_bandwidth: 5 GB/s",
     "Look for a slip of units: GB for Gb, kW for W.",
     "memory_bandwidth: 3.35 TB/s"},
    {"E0612", "Figures of an accelerator or a server contradict each other: idle and full power, a "
     "nameplate and its parts.",
     "accelerator: h100-sxm-80\n"
     "accelerators: 8\n"
     "max_power: 1 kW",
     "Correct the entry; a nameplate feeds at least 60 % of the TDP of its accelerators.",
     "accelerator: h100-sxm-80\n"
     "accelerators: 8\n"
     "max_power: 10.2 kW"},
    {"E0620", "A catalog entry refers to nothing.",
     "accelerator: h1000",
     "Correct the name.",
     "accelerator: h100-sxm-80"},
    {"E0630", "Parameters do not follow from the shape within 2 %.",
     "parameters: 9.9e9\n"
     "layers: 32\n"
     "hidden: 4096",
     "Correct the shape.",
     "parameters: 6.74e9\n"
     "layers: 32\n"
     "hidden: 4096"},
    {"E0631", "A model's shape contradicts itself.",
     "heads: 32\n"
     "kv_heads: 5",
     "Correct the shape.",
     "heads: 32\n"
     "kv_heads: 8"},
    {"E0632", "An engine's figures are implausible.",
     "memory_gemm: 1.5",
     "Correct the entry.",
     "memory_gemm: 0.6"},
    {"E0640", "A region's figures are implausible.",
     "pue: 0.5",
     "Correct the entry.",
     "pue: 1.15"},
    {"E0641", "A grid's factors do not have mean 1.",
     "hourly: [1, 1, 1]",
     "Correct them.",
     "hourly: [0.99, 0.97, … 24 factors of mean 1]"},
    {"E0642", "An offer's price is implausible.",
     "price: 0 USD/h",
     "Correct the entry.",
     "price: 24.48 USD/h"},
    {"E0643", "Egress tiers are out of order.",
     "tiers: [{up_to: 100 GB, price: 0 USD/GB}]",
     "Sort them.",
     "tiers: [{up_to: 100 GB, price: 0 USD/GB}, {price: 0.09 USD/GB}]"},
    {"E0644", "A coefficient has no unit.",
     "value: \"1.6 \"",
     "Write `1.12 ratio` for a number without a dimension.",
     "value: 1.6 ratio"},
    {"E0645", "A failure mix is implausible.",
     "node_days: 100\n"
     "hardware: {faulty GPU: 200}",
     "Count servers and days.",
     "node_days: 110592\n"
     "hardware: {faulty GPU: 148}"},
    {"E0646", "A climate, cooling plant, battery, turbine or module is implausible.",
     "temperature_c: [1, 2, 3]",
     "Correct the entry.",
     "temperature_c: [2, 4, 7, 12, 17, 22, 26, 25, 21, 14, 8, 4]"},
    {"E0647", "A vendor of the catalog has no country.",
     "country: Germany",
     "Write the ISO 3166 code of the ultimate parent's seat.",
     "country: DE"},
    {"E0648", "A price of tokens of the catalog is wrong.",
     "output: 0 USD",
     "Correct it from the provider's price list.",
     "output: 1.6 USD"},
    {"E0649", "A country group of the catalog is wrong.",
     "countries: [Germany]",
     "List ISO 3166 codes of two letters.",
     "countries: [DE]"},
    {"E0650", "No such kind or name in the catalog.",
     "orrery catalog show h1000",
     "Catalog list prints what is known.",
     "orrery catalog show h100-sxm-80"},
    {"E0652", "A commitment, storage class or tax of the catalog is implausible.",
     "kind: reserve\n"
     "discount: 99 %",
     "Correct the entry.",
     "kind: reserved\n"
     "discount: 38 %"},
    {"E0660", "An entry is defined twice in one folder.",
     "# salaries.yaml and more.yaml of one folder\n"
     "salaries: {operators: …}",
     "Keep one.",
     "# two folders: the later one replaces\n"
     "orrery run plan.yaml --catalog facts --catalog corrections"},
    {"E0661", "The catalog on disk is not the one that this release was built with.",
     "# your prices, written into the release's own offers.yaml",
     "Keep the release's files as they are; later folders replace entries of theirs.",
     "orrery run plan.yaml --catalog my-prices"},
    {"E0680", "A tax schedule whose shares are negative or do not sum to 1.",
     "shares: [0.5, 0.4]",
     "Shares of the cost by year sum to 1.",
     "shares: [0.5, 0.5]"},
    {"E0681", "An electricity tariff that is implausible.",
     "demand_charge: 1500 USD",
     "USD a kW and month, USD a kWh.",
     "demand_charge: 15 USD"},
    {"E0682", "A lead time whose p90 is shorter than its p50.",
     "p50: 30 wk\n"
     "p90: 20 wk",
     "Nine of ten orders arrive within p90.",
     "p50: 30 wk\n"
     "p90: 42 wk"},
    {"E0683", "A salary, room, resale value or capex item that is implausible.",
     "cost: 12 USD/y",
     "Check the unit: a year, a kW and month, a share of the servers.",
     "cost: 120 kUSD/y"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_600() {
    return {std::begin(kCodes600), std::end(kCodes600)};
}

}  // namespace orrery
