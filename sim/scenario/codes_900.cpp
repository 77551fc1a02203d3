// The error codes E09xx: stored results that are priced again.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0901", "A stored result cannot be priced with this change: it acts on what was simulated.",
     "orrery reprice out/plan --set 'pools[own].servers=16'",
     "Run the scenario again with the change; reprice takes prices, contracts, rates, currencies, "
     "grids and reporting."},
    {"E0902", "A policy of the run reacts to what changes: a re-run may differ.",
     "a new electricity price where a router goes to the cheapest site",
     "Read the figures as the recorded course at new prices, or run the scenario again."},
    {"E0903", "A file that the run read has changed since.",
     "prices.csv beside the scenario was edited",
     "Restore it, give the new file another name and set its path, or run the scenario again."},
    {"E0917", "A search has no combination that meets all constraints.",
     "subject_to: [ttft < 200 ms, cost < 1 USD]",
     "The message names the fewest constraints that exclude each other, the hint how far each must "
     "give way; relax one, or widen what may vary."},
    {"E0918", "The objective of a search is the same in every combination.",
     "metric: cost, where only a router varies",
     "Vary what the metric depends on, or minimise another metric."},
    {"E0919", "A stage is decided or comes into force outside of the run, or out of order.",
     "at: 40 d in a run of 28 d",
     "Stages stand in the order of their dates, after the warm-up, and are in force before the end."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_900() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
