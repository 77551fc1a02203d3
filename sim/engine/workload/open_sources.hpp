// Opens the request stream of every workload: a shaped trace or a generator.
#pragma once
#include <memory>

#include "models/demand/rate.hpp"
#include "sim/engine/run.hpp"

namespace orrery {

/// How the rate of a synthetic workload moves; its shapes are not rescaled yet.
demand::RateCurve demand_curve(const World& world, const Workload& workload);

/// Throws EnvironmentError for files that cannot be read.
std::unique_ptr<RequestSource> open_source(const World& world, const Workload& workload,
                                           std::uint64_t seed, std::uint64_t replication);

}  // namespace orrery
