// `bench jobs`: jobs per CPU-second through the gang scheduler.
#pragma once
#include <string>

namespace orrery {

/// A generated stream under each policy, and Philly's largest virtual cluster where `data` (the
/// public data folder) has it; returns 0.
int bench_jobs(const std::string& data, bool json);

}  // namespace orrery
