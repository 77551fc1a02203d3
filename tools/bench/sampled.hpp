// `bench sampled`: sampled runs beside full ones, their true and their estimated errors.
#pragma once
#include <string>

namespace orrery {

/// Long variants of the examples in `root` (the project's folder), each both ways, then five years
/// of each sampled; `fast`: only those that take seconds. Prints a row each; 0, or kPartial if a
/// run was cut.
int bench_sampled(const std::string& root, bool fast, bool json);

}  // namespace orrery
