// The warm-up: its requests are served and counted, and no service level is held to them.
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace warmup_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("requests are measured from the instant on at which the warm-up ends") {
    World world = small_world(1, 1, kHour);
    world.warmup = kSecond * 10;
    world.tables.push_back(simple_table(8, 256, 16 * 1000));
    Deployment& d = add_deployment(world, "chat", 1, 1);
    d.max_num_seqs = 8;
    d.token_budget = 256;
    add_workload(world, "w");
    const auto arrivals = {kSecond, kSecond * 10 - Nanos{1}, kSecond * 10, kSecond * 20};
    std::vector<TraceRequest> list;
    for (const Nanos at : arrivals) list.push_back(request_at(at, 10, 2));
    const Observations o = simulate(world, sources_of(list), {});
    CHECK(o.workloads[0].arrived == 4);
    CHECK(o.workloads[0].completed == 4);
    CHECK(o.workloads[0].measured_arrived == 2);
    CHECK(o.serving[0][0].measured == 2);
}

}  // namespace warmup_test
