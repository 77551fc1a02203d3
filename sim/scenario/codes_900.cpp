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
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_900() {
    return {std::begin(kCodes900), std::end(kCodes900)};
}

}  // namespace orrery
