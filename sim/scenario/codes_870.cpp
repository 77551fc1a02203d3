// The error codes E087x: allocation of cost, and bills beside a run.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0870", "Costs cannot be shown by this.",
     "study showback --by project",
     "By tenant, workload, or tag:KEY."},
    {"E0871", "Fixed shares do not sum to 1.",
     "--rule fixed --share search=0.6",
     "Give every payer its share; they sum to 1."},
    {"E0872", "A share names nobody who pays.",
     "--share serach=0.6",
     "Use the names that --by gives: tenants, workloads, or values of the tag."},
    {"E0873", "No workload and no job has a tag.",
     "--by tag:team without tags: {team: …}",
     "Add tags to workloads and jobs of the scenario."},
    {"E0874", "A column of a bill is missing.",
     "a bill without SkuId",
     "Export it as FOCUS 1.0 or later, with the column."},
    {"E0875", "A row of a bill cannot be read.",
     "BilledCost: 1,234.50",
     "Costs are decimal numbers without separators, dates 2027-01-31T00:00:00Z."},
    {"E0876", "Currencies of bill and run, or of rows of a bill, differ.",
     "a bill in EUR beside a run in USD",
     "Convert the bill at the booked rate, or run with its currency."},
    {"E0877", "A row of a bill does not reconcile: unit price × quantity is not its cost.",
     "ContractedUnitPrice 10, PricingQuantity 3, ContractedCost 25",
     "Correct the row, or leave its unit price empty where it has none."},
    {"E0878", "A stored run has no tags to match a bill by.",
     "validate bill DIR --tag team, and DIR has no focus.csv",
     "Run it with --focus, or match without --tag."},
    {"E0879", "A bill has no row.",
     "a FOCUS export of a month without charges",
     "Export the bill again, for the months that the run covers."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_870() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
