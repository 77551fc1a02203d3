// The offload rule: what the closed form says of edge and centre, the simulation says, too.
#include "sim/study/edge/edge.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace edge_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// M/M/1 at the edge, `slots` M/M servers in the centre; one synthetic workload of `rate`.
World two_tiers(double rate, double edge_s, double centre_s, int slots, double rtt_s) {
    World world = small_world(1, 1, Nanos{40'000 * kSecond.ns});
    world.sites[0].kind = SiteKind::edge;
    world.sites.push_back(world.sites[0]);
    world.sites[1].name = "region";
    world.sites[1].kind = SiteKind::cloud;
    world.pools.push_back(world.pools[0]);
    world.pools[1].name = "rented";
    world.pools[1].site = SiteId(1u);
    add_station(world, "at-edge", 1, edge_s).load_time = Nanos{0};
    Deployment& centre = add_station(world, "central", slots, centre_s);
    centre.load_time = Nanos{0};
    centre.pool = PoolId(1u);
    centre.site = SiteId(1u);
    Workload& w = add_workload(world, "load");
    w.routes[1].rtt = Nanos::from_seconds(rtt_s);
    w.router = RouterKind::nearest;
    w.spec.synthetic.emplace();
    w.spec.synthetic->rate = rate;
    return world;
}

}  // namespace

TEST_CASE(
    "the edge wins iff the round trip saved exceeds service and queue, simulated and by form") {
    struct Case {
        double rate, edge_s, centre_s;
        int slots;
        double rtt_s;
    };
    // M/M/1 sojourn s/(1 − λs): 0.1 s at half load are 0.2 s, at 0.9 load 1 s.
    const Case cases[]{{5, .1, .05, 4, .3},    {5, .1, .05, 4, .05},  {9, .1, .05, 4, .3},
                       {1, .02, .01, 8, .005}, {1, .02, .01, 8, .05}, {12, .07, .03, 2, .1}};
    for (const Case& c : cases) {
        const World world = two_tiers(c.rate, c.edge_s, c.centre_s, c.slots, c.rtt_s);
        const edge::Result r = edge::study(world, 3);
        REQUIRE(r.rows.size() == 1);
        const edge::Row& row = r.rows[0];
        INFO(c.rate << " /s, " << c.rtt_s << " s");
        CHECK(near(row.edge.analytic.total(), c.edge_s / (1 - c.rate * c.edge_s), 1e-9));
        CHECK(near(row.edge.simulated_s, row.edge.analytic_s(), .06));
        CHECK(near(row.central.simulated_s, row.central.analytic_s(), .06));
        CHECK((row.gain_s() > 0) == (row.edge.simulated_s < row.central.simulated_s));
    }
}

TEST_CASE("the threshold is the load at which the edge's sojourn is the centre's, by hand") {
    // Centre unloaded: 0.3 + 0.05 s. 0.1/(1 − 0.1 λ) = 0.35 at λ = 50/7.
    const edge::Result r = edge::study(two_tiers(5, .1, .05, 4, .3), 1);
    REQUIRE(r.rows.size() == 1);
    CHECK(near(r.rows[0].threshold * 5, 50.0 / 7, 1e-6));
    // Nearer than the service is longer: at any load.
    CHECK(edge::study(two_tiers(5, .1, .01, 4, .01), 1).rows[0].threshold == 0);
}

TEST_CASE("a scenario without a choice has nothing to compare") {
    World world = two_tiers(5, .1, .05, 4, .3);
    world.workloads[0].routes.pop_back();
    CHECK(!edge::study(world, 1).problem.empty());
}

TEST_CASE("outages are counted as long as the run lasts, and a tier without requests has a cost") {
    World world = two_tiers(1, .1, .05, 4, .3);
    // All of the demand goes to the edge, which is down for the last 1,000 of 40,000 s.
    world.sites[0].outages.push_back({Nanos{39'000 * kSecond.ns}, Nanos{50'000 * kSecond.ns}, ""});
    world.workloads[0].router = RouterKind::nearest;
    world.sites[1].electricity_usd_kwh = .1;
    const edge::Result r = edge::study(world, 1);
    CHECK(near(r.down_h[0], 1000 / 3600.0, 1e-9));
    CHECK(r.down_h[1] == 0);
    CHECK(r.served[0] > 0);
    // A centre of 4 slots idles at 100 W and one accelerator's 50 W or more at 0.1 USD/kWh.
    CHECK(r.cost[1] >= .15 * .1 * 40'000 / 3600 * .999);
}

}  // namespace edge_test
