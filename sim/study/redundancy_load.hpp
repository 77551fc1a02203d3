// How many servers the load of a scenario needs, by simulation without outages and failures.
#pragma once
#include <string>

#include "sim/scenario/world.hpp"

namespace orrery {

struct LoadSize {
    int servers = 0;
    std::string how;  ///< what the number rests on, in words
};

/// The least servers of the kind of the largest pool, all in that pool, with which every hour of a
/// run meets the service levels; pools whose servers could stand in for them are left out, and so
/// are outages, failures and quotas. Where jobs run there, or no request does, and where no number
/// is enough: the servers of that pool, and why.
LoadSize servers_for_load(const Scenario& scenario, const World& world, const Catalog& catalog,
                          const CompileOptions& compile, std::uint64_t seed);

}  // namespace orrery
