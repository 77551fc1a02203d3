// A run of training steps between two interruptions, checkpoints included, in closed form.
#pragma once
#include <cstdint>

namespace orrery::reliability {

/// Steps of equal length; after every `every` of them steps stop for `stall_ns`, and `commit_ns`
/// later what was written can be restored. All times count from the start of the run. A checkpoint
/// is committed before the next one begins: stall and commit are not longer than its steps.
struct CheckpointCycle {
    std::int64_t step_ns = 1;
    std::int64_t every = 0;  ///< steps between checkpoints; 0: none is written
    std::int64_t stall_ns = 0;
    std::int64_t commit_ns = 0;
    std::int64_t write_ns = 0;  ///< of a checkpoint that is waited for in full

    /// From the start of one checkpoint's steps to the start of the next one's; every > 0.
    [[nodiscard]] std::int64_t period_ns() const { return every * step_ns + stall_ns; }
    /// Time spent in steps, whole or not, of the first `t`.
    [[nodiscard]] std::int64_t worked_ns(std::int64_t t) const;
    /// Whole steps computed in the first `t`.
    [[nodiscard]] std::int64_t steps(std::int64_t t) const { return worked_ns(t) / step_ns; }
    /// Steps that a failure at `t` leaves.
    [[nodiscard]] std::int64_t saved(std::int64_t t) const;
    /// When that many steps are computed; nothing is written after the last.
    [[nodiscard]] std::int64_t duration_ns(std::int64_t steps) const;
    /// Time of stalls in the first `t` whose checkpoint is committed or will be if nothing happens
    /// before it is written: whole stalls.
    [[nodiscard]] std::int64_t whole_stalls_ns(std::int64_t t) const;
};

/// A stop on purpose: at a step's end, the checkpoint written in full.
struct PlannedStop {
    std::int64_t boundary_ns = 0;  ///< the last step ends
    std::int64_t end_ns = 0;       ///< everything is written
    bool possible = false;
};

/// The first stop whose last step ends at or after `t`.
PlannedStop stop_after(const CheckpointCycle& cycle, std::int64_t t);
/// The last stop that is over by `until`, its last step ending at or after `from`.
PlannedStop stop_before(const CheckpointCycle& cycle, std::int64_t from, std::int64_t until);

}  // namespace orrery::reliability
