// `bench training`: parallelism configurations per CPU-second in search.
#pragma once

namespace orrery {

/// Prints a table, or JSON; returns the exit code.
int bench_training(bool json);

}  // namespace orrery
