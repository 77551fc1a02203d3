// Jobs through a gang scheduler, event by event: when each starts and ends, and why it waited.
#pragma once
#include <string>
#include <vector>

#include "sim/engine/cluster/gang.hpp"

namespace orrery::gang {

struct ReplayJob {
    Job job;
    Nanos submit{0};
};

struct ReplayRecord {
    Nanos start = Nanos::never();  ///< first start
    Nanos end = Nanos::never();
    std::int32_t preemptions = 0;
    Nanos restarts{0};       ///< what it ran on them
    bool too_large = false;  ///< no empty cluster holds it; it is not queued
    Waits waits{};
};

struct Replay {
    std::vector<ReplayRecord> records;  ///< in the order of the jobs
    std::int64_t events = 0;
    std::int64_t too_large = 0;
    double busy_gpu_s = 0;
    Nanos makespan{0};  ///< last end
};

/// `jobs` by time of submission; at each instant ends come first, then submissions, then a pass.
Replay replay(const Settings& settings, const std::vector<NodeSpec>& nodes,
              const std::vector<Tenant>& tenants, const std::vector<ReplayJob>& jobs);

/// The name of a cause as results have it.
const char* name_of(Cause cause);

}  // namespace orrery::gang
