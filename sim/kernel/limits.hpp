// What ends a run before its time: events, events at one instant, wall time, memory, an interrupt.
#pragma once
#include <chrono>
#include <cstdint>

#include "orrery/base/time.hpp"

namespace orrery {

/// Upper bounds of one run; 0 means none.
struct Limits {
    std::int64_t max_events = 0;
    std::int64_t max_events_at_instant = 0;  ///< at one simulated instant: catches loops
    double max_wall_s = 0;
    std::int64_t max_memory_bytes = 0;  ///< resident memory of the process
};

enum class LimitHit : std::uint8_t { none, events, instant, wall, memory, interrupted };

/// "events", "instant" …: the name that results and messages use.
const char* to_string(LimitHit hit);

/// Asks every run of this process to end; safe in a signal handler.
void request_interrupt() noexcept;
[[nodiscard]] bool interrupt_requested() noexcept;
/// Forgets the request: for tests and for a second run in one process.
void clear_interrupt() noexcept;

/// Resident memory of this process in bytes; 0 where the system does not tell.
[[nodiscard]] std::int64_t resident_bytes();

/// Counts the events of one run. A hit is final: it is returned again by every later check.
class LimitGuard {
public:
    explicit LimitGuard(const Limits& limits);

    /// Call once for each event, before handling it. Wall time, memory and the interrupt are looked
    /// at every 2^14 events, the first time at the first event.
    LimitHit check(Nanos now) {
        at_instant_ = now == instant_ ? at_instant_ + 1 : 1;
        instant_ = now;
        if (at_instant_ > max_at_instant_ || events_ >= next_look_) [[unlikely]] {
            return look();
        }
        ++events_;
        return LimitHit::none;
    }

    /// Events that were let through.
    [[nodiscard]] std::int64_t events() const { return events_; }
    [[nodiscard]] LimitHit hit() const { return hit_; }

private:
    static constexpr std::int64_t kLookEvery = 1 << 14;

    LimitHit look();
    [[nodiscard]] LimitHit find() const;

    Limits limits_;
    Nanos instant_ = Nanos::never();
    std::int64_t events_ = 0;
    std::int64_t at_instant_ = 0;
    std::int64_t max_at_instant_;
    std::int64_t next_look_ = 0;  ///< number of events at which something must be decided
    std::chrono::steady_clock::time_point began_;
    LimitHit hit_ = LimitHit::none;
};

}  // namespace orrery
