// What replicas of a deployment need of its world.
#include "sim/engine/serving/fleet.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace fleet_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("a table of iterations that ends before the token budget is a bug that is told") {
    World world = small_world(1, 8, kHour);
    Deployment d;
    d.name = "chat";
    d.pool = PoolId(0u);
    d.service = ServiceKind::batching;
    d.token_budget = 8;
    d.replicas_max = 1;
    d.table = 0;
    world.deployments.push_back(d);
    world.tables.resize(1);
    world.tables[0].g.assign(8, 0.001);  // 0 to 7 tokens
    CHECK_THROWS_AS(Fleet(world, 1, 0), std::logic_error);
    world.tables[0].g.assign(9, 0.001);
    CHECK_NOTHROW(Fleet(world, 1, 0));
}

TEST_CASE("slots go to the most urgent, first come, first served among equals") {
    RequestPool pool;
    std::vector<std::uint32_t> slots;
    for (const int priority : {1, 0, 1, -2, 0}) {
        slots.push_back(pool.acquire());
        pool[slots.back()].priority = priority;
    }
    Station station;
    station.configure(1);
    for (const std::uint32_t s : slots) station.enqueue(s, Nanos{0}, pool);
    CHECK(station.abandon(slots[1], kSecond, pool));
    CHECK_FALSE(station.abandon(slots[1], kSecond, pool));
    CHECK(station.waiting() == 4);
    std::uint32_t next = 0;
    std::vector<std::uint32_t> served;
    while (station.start(next, kSecond, pool)) {
        CHECK_FALSE(station.start(next, kSecond, pool));  // the slot is taken
        served.push_back(next);
        station.finish(next);
        if (served.size() == 2) break;
    }
    CHECK(served == std::vector<std::uint32_t>{slots[3], slots[4]});
    std::vector<std::uint32_t> evicted;
    station.evict_all(kSecond * 2, pool, evicted);
    CHECK(evicted == std::vector<std::uint32_t>{slots[0], slots[2]});
    CHECK(station.empty());
    CHECK(pool[slots[2]].waited[static_cast<std::size_t>(WaitCause::slots)] == 2 * kSecond.ns);
}

}  // namespace fleet_test
