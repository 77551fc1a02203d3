// A guess at the figures of a whole run from the beginnings of two runs.
#pragma once
#include "sim/analysis/findings.hpp"

namespace orrery::serve {

/// `full` is a run that is known to its end, `head_was` its beginning, `head_is` as much of the run
/// that is asked for. Each figure is that of `full` times how the beginnings differ: exact for what
/// grows evenly with time, blind for what only comes later. Figures whose beginnings do not compare
/// (from nothing to something) are left out. Costs by category likewise; latencies and series are
/// of `head_is`, and there are no sentences.
Findings projected(const Findings& full, const Findings& head_was, const Findings& head_is);

}  // namespace orrery::serve
