// The error codes E088x and E089x: vendors, supply, services and runbooks.
#include <iterator>

#include "sim/scenario/codes.hpp"

namespace orrery {

namespace {

// clang-format off
constexpr CodeEntry kCodes880[]{
    {"E0880", "An outage prior of the catalog names no plane.",
     "plane: power",
     "One of data, control, edge and stock.",
     "plane: data"},
    {"E0881", "A quantile of durations is below a lower one.",
     "outages: [{name: power, per_year: 1, p50: 4 h, p90: 2 h}]",
     "Write the longer duration as p90.",
     "outages: [{name: power, per_year: 1, p50: 2 h, p90: 4 h}]"},
    {"E0882", "The interval of a prior does not hold its value.",
     "per_year: 0.5\n"
     "lo: 0.6\n"
     "hi: 2",
     "Correct lo and hi, or leave them out where they are not known.",
     "per_year: 0.5\n"
     "lo: 0.2\n"
     "hi: 2"},
    {"E0883", "A fab is given for a family that no accelerator has.",
     "fabs: {hoper: {fab: TSMC, …}}",
     "Write the family as the accelerators do.",
     "fabs: {hopper: {fab: TSMC, …}}"},
    {"E0884", "A vendor is unknown, or listed twice.",
     "vendors: [{name: amazon}]  # the sites say aws",
     "Write it as the sites and the catalog do, once.",
     "vendors: [{name: aws}]"},
    {"E0885", "An outage or a quota names a region that the vendor has no site in.",
     "outages: [{name: region, per_year: 1, regions: [aws/eu-west-9]}]",
     "Name a region or a site of the scenario.",
     "outages: [{name: region, per_year: 1, regions: [aws/eu-west-1]}]"},
    {"E0886", "An outage process says neither how often nor when.",
     "outages: [{name: power, plane: data}]",
     "Give per_year, a prior, or at with duration; correlation needs a group.",
     "outages: [{name: power, plane: data, per_year: 0.5}]"},
    {"E0887", "A correlation is no share.",
     "group: grid\n"
     "correlation: 1.5",
     "0 to 1: the share of outages whose cause the group shares.",
     "group: grid\n"
     "correlation: 30 %"},
    {"E0888", "A date of supply lies outside the run.",
     "horizon: 1 y\n"
     "vendors: … outages: [{name: late, at: 400 d, duration: 1 h}]",
     "Choose a date in the run, or a longer horizon.",
     "horizon: 1 y\n"
     "vendors: … outages: [{name: late, at: 300 d, duration: 1 h}]"},
    {"E0889", "A quota has no servers, or fewer than the pools hold from the start.",
     "quotas: [{servers: 4}]  # 8 servers stand in the pools",
     "Raise the quota, or take servers from the pools.",
     "quotas: [{servers: 16}]"},
    {"E0890", "Services need each other in a circle, or need one that does not exist.",
     "services:\n"
     "  - {name: identity, site: hall, needs: [registry]}\n"
     "  - {name: registry, site: hall, needs: [identity]}",
     "Break the circle: after an outage neither could start.",
     "services:\n"
     "  - {name: identity, site: hall}\n"
     "  - {name: registry, site: hall, needs: [identity]}"},
    {"E0891", "A service stands nowhere, or names what does not exist.",
     "services: [{name: registry}]",
     "Give site: or vendor:, and deployments in used_by:.",
     "services: [{name: registry, site: hall}]"},
    {"E0892", "A runbook has no steps.",
     "steps: []",
     "Detect, decide, approve, fail_over and fail_back, with role and takes.",
     "steps: [{step: detect, takes: 5 min}, {step: fail_over, takes: 20 min}]"},
    {"E0893", "A runbook answers the outage of something that does not exist.",
     "on: aws-us",
     "Name a vendor, a site or a service of the scenario.",
     "on: aws"},
    {"E0894", "A runbook fails over to what is not there.",
     "replicas: 4  # the deployment has replicas: {min: 1, max: 2}",
     "List the deployment, its range of replicas and the standby contract.",
     "replicas: 1"},
    {"E0895", "A runbook fails over to where no workload may go.",
     "to: chat-us  # with data that must stay in the EU",
     "Choose a target that residency allows, and list it at the workload.",
     "to: chat-eu"},
    {"E0896", "A disruption changes nothing.",
     "disruptions: [{name: late, kind: delay, vendors: [aws]}]",
     "Name vendors, fabs or pools of the scenario, with delay or factor.",
     "disruptions: [{name: late, kind: delay, vendors: [aws], delay: 60 d}]"},
    {"E0897", "A vendor's performance penalty leaves no throughput.",
     "performance_penalty: 100 %",
     "The share that is lost, below 1.",
     "performance_penalty: 15 %"},
    {"E0898", "An assumption or a runbook of the plan is stale.",
     "assumptions: [{name: growth, value: 40 %, valid_until: 2025-01-01}]",
     "Review it and set a new date; --strict makes this an error.",
     "assumptions: [{name: growth, value: 40 %, valid_until: 2027-06-30}]"},
    {"E0899", "A date of an assumption or a runbook cannot be read.",
     "valid_until: soon",
     "Write it as 2026-09-29.",
     "valid_until: 2027-06-30"},
};
// clang-format on

}  // namespace

std::vector<CodeEntry> codes_880() {
    return {std::begin(kCodes880), std::end(kCodes880)};
}

}  // namespace orrery
