// What a router asks contracts for: the price of the last server hour of a rented pool.
#include "sim/engine/policy/committed_price.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace committed_price_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two rented pools of four servers, at 10 and 4 USD/h.
World two_pools() {
    World world = small_world(4, 8, kDay);
    contracts::ComputeTerms& terms = world.pools[0].terms;
    terms.kind = contracts::ComputeKind::on_demand;
    terms.vendor = "vendor";
    terms.list_usd_server_h = terms.contracted_usd_server_h = 10;
    world.pools.push_back(world.pools[0]);
    world.pools[1].name = "cheap";
    world.pools[1].terms.contracted_usd_server_h = 4;
    return world;
}

void commit(World& world, double servers) {
    HeldServers h;
    h.name = "top";
    h.kind = HeldKind::take_or_pay;
    h.pools = {PoolId(0u)};
    h.servers = servers;
    h.from = kHour * 2;
    h.until = kHour * 20;
    h.usd_server_h = 9;
    world.contracts.held = {h};
}

double price(const World& world, std::int64_t hour) {
    Observations out;
    out.pools.assign(world.pools.size(), std::vector<PoolUsage>(world.intervals()));
    Meters meters(world, out);
    const Cluster cluster(world, meters, out);
    return marginal_server_usd(world, cluster, PoolId(0u), kHour * hour);
}

/// Tokens that the deployments of both pools were sent by the cheapest router.
std::pair<std::int64_t, std::int64_t> arrivals(World world) {
    for (const char* name : {"dear", "low"}) add_station(world, name, 8, 1);
    world.deployments[1].pool = PoolId(1u);
    world.deployments[0].usd_per_million_tokens = 10;
    world.deployments[1].usd_per_million_tokens = 4;
    Workload& w = add_workload(world, "chat");
    w.router = RouterKind::cheapest_within_slo;
    w.spec.slo.ttft_s = 10;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 20; ++i) list.push_back(request_at(kHour * 3 + kMinute * i, 10, 10));
    const Observations o = simulate(world, sources_of(list), {});
    std::array<std::int64_t, 2> sent{};
    for (std::size_t d = 0; d < 2; ++d) {
        for (const DeploymentUsage& u : o.deployments[d]) sent[d] += u.arrivals;
    }
    return {sent[0], sent[1]};
}

}  // namespace

TEST_CASE("the last server is free while contracts hold as many as are present") {
    World world = two_pools();
    CHECK(price(world, 3) == 10);
    commit(world, 4);
    CHECK(price(world, 3) == 0);
    CHECK(price(world, 1) == 10);  // before its term
    CHECK(price(world, 20) == 10);
    commit(world, 3.25);  // a quarter of the fourth server
    CHECK(price(world, 3) == Approx(7.5));
}

TEST_CASE("a plan pays what it has left, a spend commitment takes its discount off the rest") {
    World world = two_pools();
    commit(world, 3);
    HourlyPlan plan;
    plan.pools = {{PoolId(0u), .4}, {PoolId(1u), .5}};
    plan.usd_hour = 11;
    plan.until = kDay;
    world.contracts.plans = {plan};
    SpendSpec spend;
    spend.vendor = "vendor";
    spend.usd_year = {1e6};
    spend.discount = .05;
    world.contracts.spend = {spend};
    // The second pool's four servers at 2 USD/h take 8 of 11; 3 left cover half an hour at 6; the
    // other half costs 10 · 0.95.
    CHECK(price(world, 3) == Approx(4.75));
}

TEST_CASE("the cheapest route goes to committed capacity first") {
    World world = two_pools();
    CHECK(arrivals(world) == std::pair<std::int64_t, std::int64_t>{0, 20});
    commit(world, 4);
    CHECK(arrivals(world) == std::pair<std::int64_t, std::int64_t>{20, 0});
    commit(world, 3);  // the fourth server is at 10 USD/h
    CHECK(arrivals(world) == std::pair<std::int64_t, std::int64_t>{0, 20});
}

}  // namespace committed_price_test
