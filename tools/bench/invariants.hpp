// `bench invariants`: what the checks of a run cost, with and without them in one process.
#pragma once
#include <string>

namespace orrery {

/// Examples in `root` (the project's folder) with many requests, many sites or flows, each several
/// times both ways; prints a row each. 0, or 1 if an example cannot be read.
int bench_invariants(const std::string& root, bool json);

}  // namespace orrery
