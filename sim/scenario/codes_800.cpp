// The error codes E08xx: contracts, purchases, rates, budgets, values, vendors.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes800[]{
    {"E0801", "A discount rate and a cost of capital are both given.",
     "discount_rate: 10 %\n"
     "wacc: {equity: 100 %, cost_of_equity: 12 %}",
     "Keep one of them.",
     "wacc: {equity: 100 %, cost_of_equity: 12 %}"},
    {"E0802", "Capital that is part debt has no cost of debt.",
     "wacc: {equity: 60 %, cost_of_equity: 12 %}",
     "Give cost_of_debt, the interest before tax, or equity: 100 %.",
     "wacc: {equity: 60 %, cost_of_equity: 12 %, cost_of_debt: 5 %}"},
    {"E0803", "A budget counts a vendor or a category of cost that is not there.",
     "budgets: [{name: cloud, amount: 10 kUSD, vendor: awss}]",
     "Name the vendor of a pool, a site or an API; a category as result.json has "
     "it (cost.by_category).",
     "budgets: [{name: cloud, amount: 10 kUSD, vendor: aws}]"},
    {"E0804", "A workload or job has a value without any amount.",
     "value: {owner: sales, probability: 80 %}",
     "Give per_million_tokens, per_1000_requests or per_month; of jobs once or per_month.",
     "value: {owner: sales, probability: 80 %, per_month: 5 kUSD}"},
    {"E0805", "A value has an amount that its carrier never earns.",
     "jobs: … value: {per_million_tokens: 3 USD}",
     "Workloads earn by tokens, requests or month; jobs once or by month.",
     "jobs: … value: {once: 40 kUSD}"},
    {"E0806", "A value grows for longer than the run lasts.",
     "horizon: 1 y\n"
     "workloads: … value: {per_month: 5 kUSD, ramp: 2 y}",
     "Lengthen horizon or shorten the ramp; else part of the value is never seen.",
     "horizon: 3 y\n"
     "workloads: … value: {per_month: 5 kUSD, ramp: 2 y}"},
    {"E0807", "A budget's period is longer than the run.",
     "horizon: 30 d\n"
     "finance: {budgets: [{name: all, amount: 1 MUSD, period: year}]}",
     "Take period: run, with the amount for the length of the run.",
     "horizon: 30 d\n"
     "finance: {budgets: [{name: all, amount: 80 kUSD, period: run}]}"},
    {"E0808", "Alternatives of which one has no site, or a site of another, or that are not two.",
     "alternatives:\n"
     "  - {name: own, sites: [hal]}\n"
     "  - {name: rent, sites: [virginia]}",
     "Name sites of the scenario, each in one alternative; the first is the baseline.",
     "alternatives:\n"
     "  - {name: own, sites: [hall]}\n"
     "  - {name: rent, sites: [virginia]}"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_800() {
    return {std::begin(kCodes800), std::end(kCodes800)};
}

}  // namespace orrery
