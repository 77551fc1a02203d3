// Which routes residency leaves, and the irreducible set of entries where it leaves none.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/conflict.hpp"

namespace orrery::compile {
namespace {

std::string written(const ResidencyRule& rule) {
    if (rule.kind == RuleKind::confidential) return rule.path + " = true";
    return fmt::format("{} = [{}]", rule.path, fmt::join(rule.written, ", "));
}

/// "deployments[chat] is at sites[hall] in DE, run by aws (US)".
std::string placed(const std::string& what, const Site& site, bool confidential) {
    const std::string& name = site.group.empty() ? site.name : site.group;
    return fmt::format("{} is at sites[{}] in {}, run by {} ({}){}", what, name, site.country,
                       site.operated_by, site.jurisdiction,
                       confidential ? ", with confidential computing" : "");
}

/// A candidate as the conflict sees it: what it is called, and which rules it breaks.
struct Candidate {
    std::string text;
    std::vector<bool> breaks;
};

std::vector<bool> broken_by(const ResidencyRules& rules, const World& world,
                            const std::vector<const Deployment*>& stages) {
    std::vector<bool> broken(rules.rules.size(), false);
    for (std::size_t r = 0; r < broken.size(); ++r) {
        for (const Deployment* stage : stages) {
            const Pool& pool = world.pools[stage->pool.index()];
            const Site& site = world.sites[stage->site.index()];
            if (!violation(rules.rules[r], site, pool).empty()) broken[r] = true;
        }
    }
    return broken;
}

/// Rules first, then the places: kept entries can all hold if a place that may move, or a place
/// that breaks no kept rule, is among the candidates.
std::string conflict_text(const ResidencyRules& rules, const std::vector<Candidate>& candidates) {
    const std::size_t n = rules.rules.size();
    const auto feasible = [&](const std::vector<bool>& kept) {
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            bool broken = false;
            for (std::size_t r = 0; r < n; ++r) broken |= kept[r] && candidates[c].breaks[r];
            if (!broken || !kept[n + c]) return true;
        }
        return false;
    };
    std::string set;
    for (const std::size_t i : irreducible_conflict(n + candidates.size(), feasible)) {
        set += set.empty() ? "conflicting entries: " : "; ";
        set += i < n ? written(rules.rules[i]) : candidates[i - n].text;
    }
    return set;
}

std::vector<Candidate> candidates_of(Context& context, const WorkloadSpec& spec,
                                     const ResidencyRules& rules) {
    std::map<std::string, Candidate> by_entry;  // equal sites are one entry
    for (const std::string& name : spec.deployments) {
        const auto it = context.deployments.find(name);
        if (it == context.deployments.end()) continue;
        const Deployment& d = context.world.deployments[it->second.index()];
        const auto stages = stages_of(context.world, d);
        const Pool& pool = context.world.pools[d.pool.index()];
        const Site& site = context.world.sites[d.site.index()];
        const std::string& entry = d.group.empty() ? d.name : d.group;
        std::string text = placed("deployments[" + entry + "]", site, pool.confidential);
        if (stages.size() > 1) {
            const Site& other = context.world.sites[stages[1]->site.index()];
            text += fmt::format(" (its prompts at sites[{}] in {})", other.name, other.country);
        }
        by_entry.emplace(entry, Candidate{text, broken_by(rules, context.world, stages)});
    }
    std::vector<Candidate> list;
    for (auto& [entry, candidate] : by_entry) list.push_back(std::move(candidate));
    return list;
}

/// Data that an entry wants at a place.
struct Wanted {
    SourcePosition where;
    const char* code;
    std::string path;
    std::string entry;  ///< as the conflict names it
    std::string message;
};

void check_place(Context& context, const ResidencyRules& rules, const Site& site, const Pool& pool,
                 const Wanted& wanted) {
    if (!orrery::broken_rule(rules, site, pool)) return;
    Candidate one{placed(wanted.entry, site, pool.confidential), {}};
    for (const ResidencyRule& rule : rules.rules) {
        one.breaks.push_back(!violation(rule, site, pool).empty());
    }
    context.infeasible(wanted.where, wanted.code, wanted.path, wanted.message,
                       conflict_text(rules, {one}));
}

void check_pool(Context& context, const JobSpec& spec, const SourcePosition& at,
                const std::string& path, const ResidencyRules& rules, const Pool& pool) {
    check_place(context, rules, context.world.sites[pool.site.index()], pool,
                {at, "E0511", path, "pools[" + pool.name + "]",
                 fmt::format("the data of {} may not go to {}", spec.name, pool.name)});
}

/// Copies lie at the other site: nobody computes on them there.
void check_upload(Context& context, const JobSpec& spec, const std::string& path,
                  const ResidencyRules& rules) {
    const auto target = context.sites.find(spec.checkpoint.upload_to);
    if (target == context.sites.end()) return;
    const std::string key = path + ".checkpoint.upload_to";
    check_place(
        context, at_rest(rules), context.world.sites[target->second.index()], Pool{},
        {spec.checkpoint.where, "E0514", key, key,
         fmt::format("checkpoints of {} may not go to {}", spec.name, spec.checkpoint.upload_to)});
}

/// Sites that hold the data set or get a copy; equal sites are one entry.
void check_holders(Context& context, const DatasetSpec& data, const ResidencyRules& rules,
                   const char* key, const std::vector<std::string>& names) {
    const std::string path = fmt::format("datasets[{}].{}", data.name, key);
    std::set<std::string> said;
    for (const std::string& name : names) {
        const auto it = context.sites.find(name);
        if (it == context.sites.end()) continue;
        const Site& site = context.world.sites[it->second.index()];
        const std::string& entry = site.group.empty() ? site.name : site.group;
        if (!said.insert(entry).second) continue;
        check_place(context, rules, site, Pool{},
                    {data.where, "E0513", path, path,
                     fmt::format("the data set {} may not lie at {}", data.name, entry)});
    }
}

void check_weights(Context& context, const DatasetSpec& data, const ResidencyRules& rules) {
    for (const DeploymentSpec& spec : context.scenario.deployments) {
        const auto it = context.deployments.find(spec.name);
        if (spec.weights_from != data.name || it == context.deployments.end()) continue;
        const Deployment& d = context.world.deployments[it->second.index()];
        const std::string path = fmt::format("deployments[{}].weights_from", spec.name);
        check_place(context, rules, context.world.sites[d.site.index()],
                    context.world.pools[d.pool.index()],
                    {spec.where, "E0513", path, path,
                     fmt::format("the weights {} may not go to {}", data.name, spec.name)});
    }
}

}  // namespace

std::vector<const Deployment*> stages_of(const World& world, const Deployment& deployment) {
    std::vector<const Deployment*> stages{&deployment};
    if (deployment.prefill.valid())
        stages.push_back(&world.deployments[deployment.prefill.index()]);
    return stages;
}

const ResidencyRule* broken_rule(const World& world, const ResidencyRules& rules,
                                 const Deployment& deployment, const Site** where) {
    for (const Deployment* stage : stages_of(world, deployment)) {
        const Site& site = world.sites[stage->site.index()];
        const ResidencyRule* rule =
            orrery::broken_rule(rules, site, world.pools[stage->pool.index()]);
        if (rule && where) *where = &site;
        if (rule) return rule;
    }
    return nullptr;
}

void residency_conflict(Context& context, const WorkloadSpec& spec, const std::string& path,
                        const ResidencyRules& rules) {
    const bool classed = !rules.data_class.empty();
    context.infeasible(
        spec.where, "E0502", path + (classed ? ".data_class" : ".residency"),
        classed ? fmt::format("no deployment may have data of class {}", rules.data_class)
                : "no deployment lies in an allowed country",
        conflict_text(rules, candidates_of(context, spec, rules)));
}

void check_job_places(Context& context) {
    World& world = context.world;
    for (Job& job : world.jobs) {
        const ResidencyRules rules = residency_rules(context.scenario, context.catalog, job.spec);
        if (rules.rules.empty()) continue;
        const std::string path = fmt::format("jobs[{}]", job.name);
        check_pool(context, job.spec, job.spec.where, path + ".pool", rules,
                   world.pools[job.pool.index()]);
        check_upload(context, job.spec, path, rules);
        if (job.upgrade) {
            check_pool(context, job.spec, job.spec.upgrade->where, path + ".upgrade", rules,
                       world.pools[job.upgrade->pool.index()]);
        }
        if (!job.fallback) continue;
        const Pool& pool = world.pools[job.fallback->pool.index()];
        const Site& site = world.sites[pool.site.index()];
        const ResidencyRule* rule = orrery::broken_rule(rules, site, pool);
        if (!rule) continue;
        world.excluded_routes.push_back(
            {job.name, pool.name, site.name, rule->path, violation(*rule, site, pool)});
        context.warn(job.spec.fallback->where, "E0512", path + ".fallback",
                     fmt::format("the fallback to {} is taken away: {}", pool.name,
                                 violation(*rule, site, pool)),
                     "name a pool that " + rule->path + " allows");
        job.fallback.reset();
        job.spec.fallback.reset();
    }
}

void check_data_places(Context& context) {
    for (const DatasetSpec& data : context.scenario.datasets) {
        const ResidencyRules rules = residency_rules(context.scenario, context.catalog, data);
        if (rules.rules.empty()) continue;
        check_holders(context, data, at_rest(rules), "at", data.at);
        check_holders(context, data, at_rest(rules), "replicate_to", data.replicate_to);
        check_weights(context, data, rules);
    }
}

}  // namespace orrery::compile
