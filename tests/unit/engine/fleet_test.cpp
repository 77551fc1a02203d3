// What replicas of a deployment need of its world.
#include <stdexcept>

#include "sim/engine/serving/fleet.hpp"
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

}  // namespace fleet_test
