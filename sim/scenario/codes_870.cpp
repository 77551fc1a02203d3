// The error codes E087x: allocation of cost, and bills beside a run.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes870[]{
    {"E0870", "Costs cannot be shown by this.",
     "orrery study showback --base plan.yaml --by project",
     "By tenant, workload, or tag:KEY.",
     "orrery study showback --base plan.yaml --by tag:project"},
    {"E0871", "Fixed shares do not sum to 1.",
     "--rule fixed --share search=0.6",
     "Give every payer its share; they sum to 1.",
     "--rule fixed --share search=0.6 --share chat=0.4"},
    {"E0872", "A share names nobody who pays.",
     "--share serach=0.6",
     "Use the names that --by gives: tenants, workloads, or values of the tag.",
     "--share search=0.6"},
    {"E0873", "No workload and no job has a tag.",
     "orrery study showback --base plan.yaml --by tag:team",
     "Add tags to workloads and jobs of the scenario.",
     "workloads: … tags: {team: search}"},
    {"E0874", "A column of a bill is missing.",
     "BilledCost,ChargePeriodStart,BillingCurrency",
     "Export it as FOCUS 1.0 or later, with the column.",
     "BilledCost,ChargePeriodStart,BillingCurrency,SkuId"},
    {"E0875", "A row of a bill cannot be read.",
     "BilledCost,…\n"
     "\"1,234.50\",…",
     "Costs are decimal numbers without separators, dates 2027-01-31T00:00:00Z.",
     "BilledCost,…\n"
     "1234.50,…"},
    {"E0876", "Currencies of bill and run, or of rows of a bill, differ.",
     "# a bill in EUR beside a run in USD\n"
     "orrery validate bill out/plan --against bill.csv",
     "Convert the bill at the booked rate, or run with its currency.",
     "orrery run plan.yaml -o out/plan --set currency=EUR \\\n"
     "  --set exchange_rate=1.08"},
    {"E0877", "A row of a bill does not reconcile: unit price × quantity is not its cost.",
     "ContractedUnitPrice,PricingQuantity,ContractedCost\n"
     "10,3,25",
     "Correct the row, or leave its unit price empty where it has none.",
     "ContractedUnitPrice,PricingQuantity,ContractedCost\n"
     "10,3,30"},
    {"E0878", "A stored run has no tags to match a bill by.",
     "orrery run plan.yaml -o out/plan\n"
     "orrery validate bill out/plan --against bill.csv --tag team",
     "Run it with --focus, or match without --tag.",
     "orrery run plan.yaml -o out/plan --focus\n"
     "orrery validate bill out/plan --against bill.csv --tag team"},
    {"E0879", "A bill has no row.",
     "BilledCost,ChargePeriodStart,SkuId,BillingCurrency",
     "Export the bill again, for the months that the run covers.",
     "BilledCost,ChargePeriodStart,SkuId,BillingCurrency\n"
     "12.50,2027-01-01T00:00:00Z,p5.48xlarge,USD"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_870() {
    return {std::begin(kCodes870), std::end(kCodes870)};
}

}  // namespace orrery
