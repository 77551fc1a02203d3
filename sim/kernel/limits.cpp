// The rare half of the limits: wall clock, resident memory and the interrupt flag.
#include "sim/kernel/limits.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <limits>

#include "sim/kernel/interrupt.hpp"

namespace orrery {
namespace {

/// Written by signal handlers, which get nothing handed; the only state that runs share.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> interrupt_flag{false};
std::atomic<bool> interrupt_seen{false};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

std::int64_t or_none(std::int64_t limit) {
    return limit > 0 ? limit : kNoLimit;
}

}  // namespace

const char* to_string(LimitHit hit) {
    switch (hit) {
        case LimitHit::none:
            return "none";
        case LimitHit::events:
            return "events";
        case LimitHit::instant:
            return "instant";
        case LimitHit::wall:
            return "wall";
        case LimitHit::memory:
            return "memory";
        case LimitHit::interrupted:
            return "interrupted";
    }
    return "none";
}

void request_interrupt() noexcept {
    interrupt_flag.store(true, std::memory_order_relaxed);
}

bool interrupt_requested() noexcept {
    if (!interrupt_flag.load(std::memory_order_relaxed)) return false;
    interrupt_seen.store(true, std::memory_order_relaxed);
    return true;
}

bool interrupt_was_seen() noexcept {
    return interrupt_seen.load(std::memory_order_relaxed);
}

void clear_interrupt() noexcept {
    interrupt_seen.store(false, std::memory_order_relaxed);
    interrupt_flag.store(false, std::memory_order_relaxed);
}

std::int64_t resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) return 0;
    char text[128] = {};
    const std::size_t n = std::fread(text, 1, sizeof text - 1, file);
    std::fclose(file);
    // "size resident shared …" in pages.
    const char* p = std::find(text, text + n, ' ');
    std::int64_t pages = 0;
    for (p += p < text + n; p < text + n && *p >= '0' && *p <= '9'; ++p) {
        pages = pages * 10 + (*p - '0');
    }
    return pages * sysconf(_SC_PAGESIZE);
}

LimitGuard::LimitGuard(const Limits& limits)
    : limits_(limits),
      max_at_instant_(or_none(limits.max_events_at_instant)),
      began_(std::chrono::steady_clock::now()) {}

LimitHit LimitGuard::find() const {
    if (events_ >= or_none(limits_.max_events)) return LimitHit::events;
    if (at_instant_ > max_at_instant_) return LimitHit::instant;
    if (interrupt_requested()) return LimitHit::interrupted;
    if (limits_.max_wall_s > 0) {
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
        if (spent.count() >= limits_.max_wall_s) return LimitHit::wall;
    }
    if (limits_.max_memory_bytes > 0 && resident_bytes() > limits_.max_memory_bytes) {
        return LimitHit::memory;
    }
    return LimitHit::none;
}

LimitHit LimitGuard::look() {
    if (hit_ == LimitHit::none) hit_ = find();
    if (hit_ != LimitHit::none) {
        next_look_ = 0;  // every later check comes here as well
        return hit_;
    }
    next_look_ = std::min(events_ + kLookEvery, or_none(limits_.max_events));
    ++events_;
    return LimitHit::none;
}

}  // namespace orrery
