// When a job that can wait should run: a plan over the forecast of a signal.
#pragma once
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

struct ShiftSpan {
    Nanos from;
    Nanos until;
};

/// What a job may choose from. The forecast holds one value for each span of `step` since the start
/// of the run; the time after it is taken to be like its last day.
struct ShiftView {
    Nanos now;
    Nanos step;
    const std::vector<double>* forecast = nullptr;
    Nanos needed;         ///< run without a break
    Nanos pause_cost{0};  ///< each break: saving, restart, reading
    Nanos within;         ///< how much later it may be done than without waiting
    Nanos deadline = Nanos::never();
    bool interruptible = false;
};

/// Spans in order, not empty. One for a job that runs in one go: the start whose hours have the
/// least sum of the signal, the earliest of equals. For one that may be interrupted the best hours,
/// breaks paid for. Where the deadline leaves no choice it starts now.
std::vector<ShiftSpan> plan_shift(const ShiftView& view);

}  // namespace orrery
