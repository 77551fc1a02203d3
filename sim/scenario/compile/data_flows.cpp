// The data-flow audit: what goes where, encrypted or not, and which rule allowed it.
#include <fmt/format.h>

#include <algorithm>

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

    /// Data on a way of which `site` holds them; without a pool nobody works on them there.
    void add(const char* what, const std::string& from, const std::string& to, const Site& site,
             const Pool* pool) const {
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
        flow.confidential = pool && pool->confidential;
        for (const ResidencyRule& rule : rules.rules) {
            if (!pool && rule.kind == RuleKind::confidential) continue;
            flow.rule += (flow.rule.empty() ? "" : "; ") + satisfied_by(rule, site);
        }
        for (const std::string& path : rules.encrypted_by) {
            flow.rule += (flow.rule.empty() ? "" : "; ") + path + ": in transit and at rest";
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
        auditor.add("prompts", users, prompts_at.name, prompts_at,
                    &world.pools[first.pool.index()]);
        if (stages.size() > 1) {
            auditor.add("KV", prompts_at.name, answers_at.name, answers_at,
                        &world.pools[d.pool.index()]);
        }
        auditor.add("responses", answers_at.name, users, answers_at, &world.pools[d.pool.index()]);
    }
}

/// What a place fetches of a data set: it is at hand, or comes from any site that holds it by then.
void add_fetch(const World& world, const Auditor& auditor, const char* what, std::uint32_t dataset,
               const Pool& pool) {
    const Site& there = world.sites[pool.site.index()];
    if (dataset == kNoPlace) return;
    const Dataset& data = world.network.datasets[dataset];
    std::vector<SiteId> holders = data.at;
    holders.insert(holders.end(), data.replicate_to.begin(), data.replicate_to.end());
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    if (std::binary_search(holders.begin(), holders.end(), pool.site)) holders = {pool.site};
    for (const SiteId from : holders) {
        auditor.add(what, world.sites[from.index()].name, there.name, there, &pool);
    }
}

void add_input(const World& world, const Auditor& auditor, const Job& job, const Pool& pool) {
    const Site& site = world.sites[pool.site.index()];
    if (job.dataset == kNoPlace) {
        auditor.add("data set", "storage", site.name, site, &pool);
    } else {
        add_fetch(world, auditor, "data set", job.dataset, pool);
    }
}

/// Checkpoints are written where the job runs and copied from there.
void add_checkpoints(const World& world, const Auditor& auditor, const Job& job, const Site& site) {
    if (!job.upload_to.valid()) return;
    const Site& copies = world.sites[job.upload_to.index()];
    if (copies.name == site.name) return;
    auditor.add("checkpoints", site.name, copies.name, copies, nullptr);
}

void add_job(const World& world, const Auditor& auditor, const Job& job) {
    const Pool& home = world.pools[job.pool.index()];
    const Site& site = world.sites[home.site.index()];
    add_input(world, auditor, job, home);
    const CheckpointSpec& c = job.spec.checkpoint;
    if (c.size_bytes > 0 || !c.model.empty()) {
        auditor.add("checkpoints", site.name, site.name, site, &home);
    }
    add_checkpoints(world, auditor, job, site);
    for (const auto* move : {&job.upgrade, &job.fallback}) {
        if (!*move) continue;
        const Pool& pool = world.pools[(*move)->pool.index()];
        const Site& there = world.sites[pool.site.index()];
        add_input(world, auditor, job, pool);
        auditor.add("checkpoints", site.name, there.name, there, &pool);
        add_checkpoints(world, auditor, job, there);
    }
}

/// Where a data set lies, and the copies that are made ahead of need.
void add_dataset(const World& world, const Auditor& auditor, const Dataset& data) {
    for (const SiteId at : data.at) {
        const Site& site = world.sites[at.index()];
        auditor.add("data set", site.name, site.name, site, nullptr);
    }
    for (const SiteId to : data.replicate_to) {
        const Site& site = world.sites[to.index()];
        for (const SiteId from : data.at) {
            if (from == to) continue;
            auditor.add("data set", world.sites[from.index()].name, site.name, site, nullptr);
        }
    }
}

void add_datasets(Context& context) {
    World& world = context.world;
    for (std::uint32_t i = 0; i < world.network.datasets.size(); ++i) {
        const Dataset& data = world.network.datasets[i];
        const auto spec =
            std::find_if(context.scenario.datasets.begin(), context.scenario.datasets.end(),
                         [&](const DatasetSpec& s) { return s.name == data.name; });
        const auto rules = residency_rules(context.scenario, context.catalog, *spec);
        const Auditor auditor{world, world.data_flows, data.name, "", rules};
        add_dataset(world, auditor, data);
        for (const Deployment& d : world.deployments) {
            if (d.weights != i) continue;
            add_fetch(world, auditor, "weights", i, world.pools[d.pool.index()]);
        }
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
    add_datasets(context);
}

}  // namespace orrery::compile
