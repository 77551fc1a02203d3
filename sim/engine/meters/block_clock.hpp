// How long a queue has been blocked by each cause: waiting requests take differences of readings.
#pragma once
#include "sim/engine/observations.hpp"

namespace orrery {

/// Everybody in a first-come queue waits for what blocks its head, so one clock serves them all and
/// a request's waits by cause sum to its waiting time exactly.
class BlockClock {
public:
    void set(WaitCause cause, Nanos now) {
        totals_[static_cast<std::size_t>(cause_)] += now.ns - since_.ns;
        since_ = now;
        cause_ = cause;
    }
    [[nodiscard]] WaitCause cause() const { return cause_; }
    [[nodiscard]] WaitTimes read(Nanos now) const {
        WaitTimes totals = totals_;
        totals[static_cast<std::size_t>(cause_)] += now.ns - since_.ns;
        return totals;
    }
    /// Adds to `waited` what passed since `mark` was read.
    void charge(WaitTimes& waited, const WaitTimes& mark, Nanos now) const {
        const WaitTimes totals = read(now);
        for (std::size_t i = 0; i < kWaitCauses; ++i) waited[i] += totals[i] - mark[i];
    }

private:
    WaitTimes totals_{};
    Nanos since_{0};
    WaitCause cause_ = WaitCause::iteration;
};

}  // namespace orrery
