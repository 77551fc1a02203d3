// How a pool's cost divides between jobs and serving.
#pragma once
#include <string>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// Share of a pool's busy time that jobs took, recorded ones included.
double job_share(const Input& in, const std::string& pool);

/// Share of a pool's cost that is left to requests: nothing of pools that only jobs use; all of
/// costs of no pool (the empty name).
double serving_share(const Input& in, const std::string& pool);

/// Effective cost left to requests: of each pool what its jobs did not take; nothing of pools that
/// only jobs use; costs of sites in full.
double serving_cost(const Input& in);

}  // namespace orrery::analysis
