// `orrery bench kernel`: how fast the event kernel is on this machine, beside std::priority_queue.
#pragma once

namespace orrery {

/// Prints the table (or a JSON object) on stdout and returns the exit code. Takes about half a
/// minute. Rates are per CPU-second, user and system together; ratios are between neighbouring
/// rounds of one run, so that a loaded machine shifts both alike.
int bench_kernel(bool json);

}  // namespace orrery
