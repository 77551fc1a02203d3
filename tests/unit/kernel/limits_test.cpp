// Each limit ends a run where it should, and stays hit.
#include "sim/kernel/limits.hpp"

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace limits_test {

using orrery::LimitGuard;
using orrery::LimitHit;
using orrery::Limits;
using orrery::Nanos;

namespace {

/// Events let through until a hit, at most `most`; one nanosecond apart if `moving`.
std::int64_t run(LimitGuard& guard, std::int64_t most, bool moving) {
    for (std::int64_t i = 0; i < most; ++i) {
        if (guard.check(Nanos{moving ? i : 0}) != LimitHit::none) return i;
    }
    return most;
}

}  // namespace

TEST_CASE("without limits nothing ends a run") {
    LimitGuard guard(Limits{});
    CHECK(run(guard, 100'000, false) == 100'000);
    CHECK(guard.hit() == LimitHit::none);
    CHECK(guard.events() == 100'000);
}

TEST_CASE("exactly max_events events are let through, and the hit is final") {
    for (const std::int64_t most : {1, 5, 16'384, 16'385, 50'000}) {
        LimitGuard guard(Limits{.max_events = most});
        CHECK(run(guard, 100'000, true) == most);
        CHECK(guard.hit() == LimitHit::events);
        CHECK(guard.events() == most);
        CHECK(guard.check(Nanos{1'000'000}) == LimitHit::events);
    }
}

TEST_CASE("max_events_at_instant catches a loop, not a long run") {
    LimitGuard moving(Limits{.max_events_at_instant = 10});
    CHECK(run(moving, 100'000, true) == 100'000);
    LimitGuard stuck(Limits{.max_events_at_instant = 10});
    CHECK(run(stuck, 100'000, false) == 10);
    CHECK(stuck.hit() == LimitHit::instant);
    CHECK(stuck.check(Nanos{99}) == LimitHit::instant);
}

TEST_CASE("wall time and memory are looked at within 2^14 events") {
    LimitGuard wall(Limits{.max_wall_s = 1e-9});
    CHECK(run(wall, 100'000, true) <= 16'384);
    CHECK(wall.hit() == LimitHit::wall);
    LimitGuard memory(Limits{.max_memory_bytes = 1});
    CHECK(run(memory, 100'000, true) <= 16'384);
    CHECK(memory.hit() == LimitHit::memory);
    LimitGuard roomy(Limits{.max_wall_s = 3600, .max_memory_bytes = std::int64_t{1} << 50});
    CHECK(run(roomy, 100'000, true) == 100'000);
}

TEST_CASE("resident memory follows an allocation that is touched") {
    const std::int64_t before = orrery::resident_bytes();
    CHECK(before > 100'000);
    const std::vector<char> block(64 << 20, 'x');
    CHECK(orrery::resident_bytes() - before > 60 << 20);
    CHECK(block.back() == 'x');
}

TEST_CASE("a signal handler can end a run") {
    orrery::clear_interrupt();
    std::signal(SIGUSR1, [](int) { orrery::request_interrupt(); });
    LimitGuard guard(Limits{});
    CHECK(run(guard, 20'000, true) == 20'000);
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, SIG_DFL);
    CHECK(run(guard, 20'000, true) < 16'385);
    CHECK(guard.hit() == LimitHit::interrupted);
    orrery::clear_interrupt();
    CHECK_FALSE(orrery::interrupt_requested());
    CHECK(std::string(to_string(guard.hit())) == "interrupted");
}

}  // namespace limits_test
