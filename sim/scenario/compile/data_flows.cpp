// The data-flow audit: what goes where, encrypted or not, and which rule allowed it.
#include <fmt/format.h>

#include "sim/scenario/compile/places.hpp"

namespace orrery::compile {
namespace {

/// Everything of one subject: who it is, and its rules.
struct Auditor {
    const World& world;
    std::vector<DataFlow>& flows;
    std::string subject;
    std::string group;
    const ResidencyRules& rules;

    /// Data on a way of which `site` holds them.
    void add(const char* what, const std::string& from, const std::string& to, const Site& site,
             const Pool& pool) const {
        DataFlow flow;
        flow.subject = subject;
        flow.group = group;
        flow.data_class = rules.data_class;
        flow.what = what;
        flow.from = from;
        flow.to = to;
        flow.site = site.name;
        flow.country = site.country;
        flow.operated_by = site.operated_by;
        flow.jurisdiction = site.jurisdiction;
        flow.encrypted = rules.encrypted;
        flow.confidential = pool.confidential;
        for (const ResidencyRule& rule : rules.rules) {
            flow.rule += (flow.rule.empty() ? "" : "; ") + satisfied_by(rule, site);
        }
        if (flow.rule.empty()) {
            flow.rule = rules.data_class.empty() ? "unclassified: no rule"
                                                 : "class " + rules.data_class + " has no rule";
        }
        flows.push_back(std::move(flow));
    }
};

void add_workload(const World& world, const Auditor& auditor, const Workload& workload) {
    const std::string users = workload.spec.origin.empty() ? "users" : workload.spec.origin;
    for (const Route& route : workload.routes) {
        const Deployment& d = world.deployments[route.deployment.index()];
        const auto stages = stages_of(world, d);
        const Deployment& first = *stages.back();
        const Site& prompts_at = world.sites[first.site.index()];
        const Site& answers_at = world.sites[d.site.index()];
        auditor.add("prompts", users, prompts_at.name, prompts_at, world.pools[first.pool.index()]);
        if (stages.size() > 1) {
            auditor.add("KV", prompts_at.name, answers_at.name, answers_at,
                        world.pools[d.pool.index()]);
        }
        auditor.add("responses", answers_at.name, users, answers_at, world.pools[d.pool.index()]);
    }
}

void add_job(const World& world, const Auditor& auditor, const Job& job) {
    const Pool& home = world.pools[job.pool.index()];
    const Site& site = world.sites[home.site.index()];
    auditor.add("data set", "storage", site.name, site, home);
    const CheckpointSpec& c = job.spec.checkpoint;
    if (c.size_bytes > 0 || !c.model.empty()) {
        auditor.add("checkpoints", site.name, site.name, site, home);
    }
    for (const auto* move : {&job.upgrade, &job.fallback}) {
        if (!*move) continue;
        const Pool& pool = world.pools[(*move)->pool.index()];
        const Site& there = world.sites[pool.site.index()];
        auditor.add("data set", "storage", there.name, there, pool);
        auditor.add("checkpoints", site.name, there.name, there, pool);
    }
}

}  // namespace

void list_data_flows(Context& context) {
    World& world = context.world;
    for (const Workload& w : world.workloads) {
        const auto rules = residency_rules(context.scenario, context.catalog, w.spec);
        add_workload(world, {world, world.data_flows, w.name, w.spec.group, rules}, w);
    }
    for (const Job& job : world.jobs) {
        const auto rules = residency_rules(context.scenario, context.catalog, job.spec);
        add_job(world, {world, world.data_flows, job.name, job.spec.group, rules}, job);
    }
}

}  // namespace orrery::compile
