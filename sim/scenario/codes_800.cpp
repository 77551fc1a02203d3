// The error codes E08xx: contracts, purchases, rates, budgets, values, vendors.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0801", "A discount rate and a cost of capital are both given.",
     "discount_rate: 10 %; wacc: {equity: 60 %, cost_of_equity: 12 %}",
     "Keep one of them."},
    {"E0802", "Capital that is part debt has no cost of debt.",
     "wacc: {equity: 60 %, cost_of_equity: 12 %}",
     "Give cost_of_debt, the interest before tax, or equity: 100 %."},
    {"E0803", "A budget counts what a vendor is paid, and nobody pays that vendor.",
     "budgets: [{name: cloud, amount: 10 kUSD, vendor: awss}]",
     "Name the vendor of a pool, a site or an API."},
    {"E0804", "A workload or job has a value without any amount.",
     "value: {owner: sales, probability: 80 %}",
     "Give per_million_tokens, per_1000_requests or per_month; of jobs once or per_month."},
    {"E0805", "A value has an amount that its carrier never earns.",
     "once on a workload; per_million_tokens on a job",
     "Workloads earn by tokens, requests or month; jobs once or by month."},
    {"E0806", "A value grows for longer than the run lasts.",
     "ramp: 2 y in a run of 1 y",
     "Lengthen horizon or shorten the ramp; else part of the value is never seen."},
    {"E0807", "A budget's period is longer than the run.",
     "period: year in a run of 30 d",
     "Take period: run, with the amount for the length of the run."},
    {"E0808", "Alternatives of which one has no site, or a site of another, or that are not two.",
     "alternatives: [{name: own, sites: [hal]}]",
     "Name sites of the scenario, each in one alternative; the first is the baseline."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_800() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
