// The error codes E088x and E089x: vendors, supply, services and runbooks.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes[]{
    {"E0880", "An outage prior of the catalog names no plane.",
     "plane: power",
     "One of data, control, edge and stock."},
    {"E0881", "A quantile of durations is below a lower one.",
     "{p50: 4 h, p90: 2 h}",
     "Write the longer duration as p90."},
    {"E0882", "The interval of a prior does not hold its value.",
     "{per_year: 0.5, lo: 0.6, hi: 2}",
     "Correct lo and hi, or leave them out where they are not known."},
    {"E0883", "A fab is given for a family that no accelerator has.",
     "fabs: {hoper: …}",
     "Write the family as the accelerators do."},
    {"E0884", "A vendor is unknown, or listed twice.",
     "vendors: [{name: amazon}] where the sites say aws",
     "Write it as the sites and the catalog do, once."},
    {"E0885", "An outage or a quota names a region that the vendor has no site in.",
     "regions: [aws/eu-west-9]",
     "Name a region or a site of the scenario."},
    {"E0886", "An outage process says neither how often nor when.",
     "{name: power, plane: data}",
     "Give per_year, a prior, or at with duration; correlation needs a group."},
    {"E0887", "A correlation is no share.",
     "correlation: 1.5",
     "0 to 1: the share of outages whose cause the group shares."},
    {"E0888", "A date of supply lies outside the run.",
     "at: 400 d in a run of a year",
     "Choose a date in the run, or a longer horizon."},
    {"E0889", "A quota has no servers, or fewer than the pools hold from the start.",
     "{servers: 4} with 8 servers in the pools",
     "Raise the quota, or take servers from the pools."},
    {"E0890", "Services need each other in a circle, or need one that does not exist.",
     "identity needs registry, registry needs identity",
     "Break the circle: after an outage neither could start."},
    {"E0891", "A service stands nowhere, or names what does not exist.",
     "services: [{name: registry}]",
     "Give site: or vendor:, and deployments in used_by:."},
    {"E0892", "A runbook has no steps.",
     "steps: []",
     "detect, decide, approve, fail_over and fail_back, with role and takes."},
    {"E0893", "A runbook answers the outage of something that does not exist.",
     "on: aws-us",
     "Name a vendor, a site or a service of the scenario."},
    {"E0894", "A runbook fails over to what is not there.",
     "a standby contract that is not listed; more replicas than replicas.max",
     "List the deployment, its range of replicas and the standby contract."},
    {"E0895", "A runbook fails over to where no workload may go.",
     "to: chat-us with data that must stay in the EU",
     "Choose a target that residency allows, and list it at the workload."},
    {"E0896", "A disruption changes nothing.",
     "kind: delay without delay",
     "Name vendors, fabs or pools of the scenario, with delay or factor."},
    {"E0897", "A vendor's performance penalty leaves no throughput.",
     "performance_penalty: 100 %",
     "The share that is lost, below 1."},
    {"E0898", "An assumption or a runbook of the plan is stale.",
     "valid_until: 2025-01-01",
     "Review it and set a new date; --strict makes this an error."},
    {"E0899", "A date of an assumption or a runbook cannot be read.",
     "valid_until: soon",
     "Write it as 2026-09-29."},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_880() {
    return {std::begin(kCodes), std::end(kCodes)};
}

}  // namespace orrery
