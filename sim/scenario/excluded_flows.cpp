// The ways that residency took away, as the audit of data flows lists them.
#include "sim/scenario/excluded_flows.hpp"

#include <map>

namespace orrery {
namespace {

template <class Items>
std::map<std::string, std::size_t> indices(const Items& items) {
    std::map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < items.size(); ++i) by_name.emplace(items[i].name, i);
    return by_name;
}

/// Names to ids, once for all routes.
struct Names {
    explicit Names(const World& world)
        : sites(indices(world.sites)),
          pools(indices(world.pools)),
          deployments(indices(world.deployments)),
          workloads(indices(world.workloads)),
          jobs(indices(world.jobs)) {
        for (const DataFlow& f : world.data_flows) flows.emplace(f.subject, &f);
    }
    std::map<std::string, std::size_t> sites, pools, deployments, workloads, jobs;
    std::map<std::string, const DataFlow*> flows;  ///< any that is left of the subject
};

/// What would have come, and from where.
void take_origin(const World& world, const Names& names, DataFlow& flow) {
    const auto workload = names.workloads.find(flow.subject);
    const auto job = names.jobs.find(flow.subject);
    if (workload != names.workloads.end()) {
        const std::string& origin = world.workloads[workload->second].spec.origin;
        flow.what = "prompts and responses";
        flow.from = origin.empty() ? "users" : origin;
    } else if (job != names.jobs.end()) {
        const Pool& home = world.pools[world.jobs[job->second].pool.index()];
        flow.what = "data set and checkpoints";
        flow.from = world.sites[home.site.index()].name;
    }
}

bool is_confidential(const World& world, const Names& names, const std::string& place) {
    const auto deployment = names.deployments.find(place);
    if (deployment != names.deployments.end()) {
        return world.pools[world.deployments[deployment->second].pool.index()].confidential;
    }
    const auto pool = names.pools.find(place);
    return pool != names.pools.end() && world.pools[pool->second].confidential;
}

DataFlow flow_of(const World& world, const Names& names, const ExcludedRoute& route) {
    DataFlow flow;
    flow.subject = route.subject;
    take_origin(world, names, flow);
    flow.to = flow.site = route.site;
    flow.rule = route.deployment + ": " + route.rule + ": " + route.reason;
    flow.confidential = is_confidential(world, names, route.deployment);
    const auto left = names.flows.find(route.subject);
    if (left != names.flows.end()) {  // the rules of a subject are the same on all its ways
        flow.group = left->second->group;
        flow.data_class = left->second->data_class;
        flow.encrypted = left->second->encrypted;
    }
    const auto at = names.sites.find(route.site);
    if (at == names.sites.end()) return flow;
    const Site& site = world.sites[at->second];
    flow.country = site.country;
    flow.operated_by = site.operated_by;
    flow.jurisdiction = site.jurisdiction;
    return flow;
}

}  // namespace

std::vector<DataFlow> excluded_flows(const World& world) {
    std::vector<DataFlow> flows;
    if (world.excluded_routes.empty()) return flows;
    const Names names(world);
    for (const ExcludedRoute& route : world.excluded_routes) {
        flows.push_back(flow_of(world, names, route));
    }
    return flows;
}

}  // namespace orrery
