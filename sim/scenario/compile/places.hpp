// Steps of compilation about places: residency, floors, APIs, and where data go.
#pragma once
#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/residency.hpp"

namespace orrery::compile {

/// The pool that stands for an API.
Pool api_pool(const PoolSpec& spec, SiteId site, const Site& where);
void compile_api(Context& context, const DeploymentSpec& spec, const std::string& path,
                 Deployment& deployment);

/// Sites of a deployment that see a workload's data: its own and that of its prompts.
std::vector<const Deployment*> stages_of(const World& world, const Deployment& deployment);
/// The first rule that any of its stages breaks, or null; `where` is then that stage's site.
const ResidencyRule* broken_rule(const World& world, const ResidencyRules& rules,
                                 const Deployment& deployment, const Site** where = nullptr);
/// Nothing that a workload lists may have its data: infeasible, with the irreducible set.
void residency_conflict(Context& context, const WorkloadSpec& spec, const std::string& path,
                        const ResidencyRules& rules);
/// Pools of jobs may have their data: home and upgrade, or the scenario is infeasible; a fallback
/// that may not is taken away with a warning.
void check_job_places(Context& context);
/// Data sets may lie where they are held and copied to, weights may go where they are loaded, or
/// the scenario is infeasible.
void check_data_places(Context& context);

/// World::data_flows, from the routes that are left.
void list_data_flows(Context& context);

/// Racks, power and cooling of each site against what stands in it.
void check_floors(Context& context);

/// By how much confidential computing stretches times on a pool; 1 without it. Recorded.
double confidential_scale(Context& context, const Pool& pool, const std::string& path,
                          bool training);
/// What encryption lets through in B/s where a workload or job needs it; 0: no limit known.
double encryption_bandwidth(Context& context, const std::string& path);

}  // namespace orrery::compile
