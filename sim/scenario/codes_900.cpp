// The error codes E09xx: stored results that are priced again.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes900[]{
    {"E0901", "A stored result cannot be priced with this change: it acts on what was simulated.",
     "orrery reprice out/plan --set 'pools[own].servers=16'",
     "Run the scenario again with the change; reprice takes prices, contracts, rates, currencies, "
     "grids and reporting.",
     "orrery run plan.yaml --set 'pools[own].servers=16' -o out/larger"},
    {"E0902", "A policy of the run reacts to what changes: a re-run may differ.",
     "# a router goes to the cheapest site\n"
     "orrery reprice out/plan --set 'sites[hall].electricity=0.3 USD/kWh'",
     "Read the figures as the recorded course at new prices, or run the scenario again.",
     "orrery run plan.yaml --set 'sites[hall].electricity=0.3 USD/kWh'"},
    {"E0903", "A file that the run read has changed since.",
     "# prices.csv was edited after the run\n"
     "orrery reprice out/plan --set 'finance.discount_rate=9 %'",
     "Restore it, give the new file another name and set its path, or run the scenario again.",
     "orrery run plan.yaml -o out/plan"},
    {"E0904", "The folder holds no result of a run, or no part of a study.",
     "orrery explain out/pln cost.total",
     "Name the folder that `orrery run` wrote: results.db lies in it; `merge` takes those of "
     "`study --shard`, with study.db.",
     "orrery explain out/plan cost.total"},
    {"E0905", "A stored result is of another version of Orrery.",
     "# result.json: \"schema_version\": 2\n"
     "orrery explain out/plan cost.total",
     "Run the scenario again with this Orrery, or read the result with the one that wrote it.",
     "orrery run plan.yaml -o out/plan"},
    {"E0906", "A stored result counts in another currency than the scenario that it was run from.",
     "# \"currency\" of result.json was changed by hand\n"
     "orrery compare out/plan out/larger",
     "Run the scenario again; another currency is a matter of reprice, which converts the amounts.",
     "orrery reprice out/plan --set currency=EUR -o out/euros"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_900() {
    return {std::begin(kCodes900), std::end(kCodes900)};
}

}  // namespace orrery
