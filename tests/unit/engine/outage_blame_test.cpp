// Which requests an outage is blamed for: those that it met where they may be served.
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace outage_blame_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

/// Two sites of a server each; a workload that may go to the first one alone, a second a request.
World two_sites() {
    World world = small_world(1, 1, kHour * 2);
    world.sites.resize(2);
    world.pools.push_back(world.pools[0]);
    for (std::uint32_t i = 0; i < 2; ++i) {
        world.sites[i].name = i == 0 ? "here" : "elsewhere";
        world.sites[i].vendor = i == 0 ? "a" : "b";
        world.pools[i].name = world.sites[i].name;
        world.pools[i].site = SiteId(i);
    }
    world.supply.pools.resize(2);
    Deployment& d = add_deployment(world, "service", 1, 1);
    d.service = ServiceKind::per_token;
    d.service_s = 0.1;
    d.max_num_seqs = 1;
    d.load_time = s(60);
    add_workload(world, "load").spec.slo.ttft_s = 5;
    return world;
}

void strike(World& world, Plane plane, std::uint32_t site, double from, double length) {
    OutageProcess p;
    p.vendor = world.sites[site].vendor;
    p.name = "outage";
    p.plane = plane;
    p.sites = {SiteId(site)};
    p.pools = {PoolId(site)};
    p.whole = true;
    p.at = s(from);
    p.duration = s(length);
    world.supply.outages.push_back(p);
}

PlaneOutage blamed(const World& world, double gap) {
    std::vector<TraceRequest> list;
    for (double t = gap; t < 7000; t += gap) list.push_back(request_at(s(t), 1, 10));
    const Observations o = simulate(world, sources_of(std::move(list)), {});
    REQUIRE(o.supply.outages.size() == 1);
    return o.supply.outages[0];
}

}  // namespace

TEST_CASE("an outage is blamed for those that wait for its end, though they leave after it") {
    World world = two_sites();
    strike(world, Plane::data, 0, 3595, 600);
    const PlaneOutage o = blamed(world, 10);
    // One every 10 s: those of 3600, 3610 … 4250 s are late, the last ones while it loads again.
    CHECK(o.late == 66);
    CHECK(o.lost == 0);
}

TEST_CASE("an outage elsewhere is not blamed for a service that is overloaded here") {
    World world = two_sites();
    world.workloads[0].spec.max_queue = 1;
    for (const Plane plane : {Plane::data, Plane::control}) {
        world.supply.outages.clear();
        strike(world, plane, 1, 1800, 3600);
        const PlaneOutage o = blamed(world, 0.5);  // twice what it serves
        CHECK(o.lost == 0);
        CHECK(o.late == 0);
    }
    // Nor are launches that fail of the vendor here: nobody waits for one.
    world.supply.outages.clear();
    strike(world, Plane::control, 0, 1800, 3600);
    CHECK(blamed(world, 0.5).lost == 0);
}

TEST_CASE("what the gateway turns away is no outage's") {
    World world = two_sites();
    world.workloads[0].spec.limit.rate = 0.05;
    world.workloads[0].spec.limit.burst = 1;
    strike(world, Plane::data, 0, 3595, 600);
    const PlaneOutage o = blamed(world, 10);
    // Every second one is turned away, before, in and after it: 33 of 66 wait.
    CHECK(o.lost == 0);
    CHECK(o.late == 33);
}

TEST_CASE("servers are no longer missing once the job that wanted them runs") {
    World world = two_sites();
    world.deployments.clear();
    world.workloads.clear();
    world.pools[0].max_servers = world.pools[0].supply.max_servers = 2;
    VendorSpec vendor;
    vendor.name = "a";
    world.vendors = {vendor};
    world.supply.quotas.push_back({"a", {PoolId(0u)}, 1, Nanos{0}, 0});
    world.supply.pools[0].quotas = {0};
    for (const double submit : {0.0, 600.0}) {
        Job job;
        job.name = submit == 0 ? "first" : "second";
        job.pool = PoolId(0u);
        job.servers = 1;
        job.spec.submit = s(submit);
        job.spec.step_time = s(10);
        job.spec.steps = 120;  // 20 minutes
        world.jobs.push_back(job);
    }
    const Observations o = simulate(world, RequestSources{}, {});
    CHECK(o.jobs[1].start == s(1200));
    // One server, from 600 to 1,200 s of two hours.
    const auto quota = static_cast<std::size_t>(SupplyCause::quota);
    CHECK(o.supply.pools[0].missing_ns[quota] == 600 * kSecond.ns);
}

}  // namespace outage_blame_test
