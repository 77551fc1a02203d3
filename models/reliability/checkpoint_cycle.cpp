// A run of training steps between two interruptions, checkpoints included, in closed form.
#include "models/reliability/checkpoint_cycle.hpp"

#include <algorithm>

namespace orrery::reliability {

std::int64_t CheckpointCycle::worked_ns(std::int64_t t) const {
    if (every == 0) return t;
    const std::int64_t work = every * step_ns;
    return t / period_ns() * work + std::min(t % period_ns(), work);
}

std::int64_t CheckpointCycle::saved(std::int64_t t) const {
    if (every == 0 || t < commit_ns) return 0;
    return (t - commit_ns) / period_ns() * every;
}

std::int64_t CheckpointCycle::duration_ns(std::int64_t n) const {
    if (every == 0 || n == 0) return n * step_ns;
    return n * step_ns + (n - 1) / every * stall_ns;
}

std::int64_t CheckpointCycle::whole_stalls_ns(std::int64_t t) const {
    return every == 0 ? 0 : t / period_ns() * stall_ns;
}

namespace {

/// A stop behind the n-th step. Where a checkpoint is due there anyway, and waited for, it is that
/// one.
PlannedStop stop_behind(const CheckpointCycle& cycle, std::int64_t n) {
    PlannedStop stop;
    stop.boundary_ns = cycle.duration_ns(n);
    stop.end_ns = stop.boundary_ns + (n > 0 ? cycle.write_ns : 0);
    stop.possible = true;
    return stop;
}

/// The first step whose end is at or after `t`; the one before while its checkpoint is being
/// written and waited for.
std::int64_t step_ending_after(const CheckpointCycle& cycle, std::int64_t t) {
    const std::int64_t n = cycle.steps(t);
    const std::int64_t end = cycle.duration_ns(n);
    const bool due = cycle.every > 0 && n > 0 && n % cycle.every == 0;
    const bool writing = due && cycle.stall_ns == cycle.write_ns && t < end + cycle.stall_ns;
    return end >= t || writing ? n : n + 1;
}

}  // namespace

PlannedStop stop_after(const CheckpointCycle& cycle, std::int64_t t) {
    const std::int64_t n = step_ending_after(cycle, t);
    return stop_behind(cycle, n);
}

PlannedStop stop_before(const CheckpointCycle& cycle, std::int64_t from, std::int64_t until) {
    const std::int64_t first = step_ending_after(cycle, from);
    const std::int64_t last_boundary = until - cycle.write_ns;
    if (last_boundary < 0 || cycle.duration_ns(first) > last_boundary) return {};
    return stop_behind(cycle, std::max(first, cycle.steps(last_boundary)));
}

}  // namespace orrery::reliability
