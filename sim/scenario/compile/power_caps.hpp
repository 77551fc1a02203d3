// Power caps compiled: iterations and steps of capped accelerators, and how jobs could yield.
#pragma once
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// The table of a deployment on a pool with a power cap: each part takes the time and draws the
/// power that the law gives for its share of compute. Returns how much longer a full batch takes.
double cap_iterations(Context& context, const DeploymentSpec& spec, const std::string& path,
                      const llm::ReplicaShape& shape, llm::IterationTable& table);

/// The same for work of one shape, whose every part is taken to follow the clock.
double cap_fixed(Context& context, const DeploymentSpec& spec, const std::string& path,
                 llm::IterationTable& table);

/// The most that a replica can draw, W: no iteration draws more for its time than its costliest
/// part.
double peak_power(const llm::IterationTable& table);

/// Step times and power of jobs on capped pools, settings by which jobs of capped sites can yield,
/// sleep power of pools; after sites' caps.
void compile_power_caps(Context& context);

}  // namespace orrery::compile
