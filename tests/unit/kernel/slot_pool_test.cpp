// Slots are reused last-released first and memory stays at the high-water mark.
#include "sim/kernel/slot_pool.hpp"

#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace slot_pool_test {

using orrery::SlotPool;
using orrery::Stream;

TEST_CASE("the slot released last is the next one, and comes back empty") {
    SlotPool<int> pool;
    CHECK(pool.acquire() == 0);
    CHECK(pool.acquire() == 1);
    CHECK(pool.acquire() == 2);
    pool[1] = 42;
    pool.release(0);
    pool.release(1);
    CHECK(pool.live() == 1);
    CHECK_FALSE(pool.is_live(1));
    CHECK(pool.acquire() == 1);
    CHECK(pool[1] == 0);
    CHECK(pool.acquire() == 0);
    CHECK(pool.acquire() == 3);
    CHECK(pool.high_water() == 4);
}

TEST_CASE("a million acquisitions of at most 100 at once use 100 slots") {
    Stream stream(1, "slots", "");
    SlotPool<std::uint64_t> pool;
    std::vector<std::uint32_t> held;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        if (held.size() == 100 || (!held.empty() && bernoulli(stream, 0.45))) {
            const std::uint64_t pick = uniform_int(stream, held.size());
            REQUIRE(pool[held[pick]] == held[pick]);  // nobody else wrote into it
            pool.release(held[pick]);
            held[pick] = held.back();
            held.pop_back();
        } else {
            held.push_back(pool.acquire());
            pool[held.back()] = held.back();
        }
        REQUIRE(pool.live() == held.size());
    }
    CHECK(pool.high_water() == 100);
}

}  // namespace slot_pool_test
