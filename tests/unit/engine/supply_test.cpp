// Vendors at work: planes, quotas, orders, services and runbooks, against hand arithmetic.
#include <algorithm>
#include <cmath>

#include "sim/engine/outage_spans.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace supply_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

/// Two vendors a and b, each with a site, a pool of single-accelerator servers and a deployment
/// that takes 0.1 s a token; one workload that may go to both.
World two_vendors(int replicas = 2, int most = 2) {
    World world = small_world(2, 1, kHour * 4);
    world.sites.resize(2);
    world.pools.push_back(world.pools[0]);
    for (std::uint32_t i = 0; i < 2; ++i) {
        world.sites[i].name = i == 0 ? "site-a" : "site-b";
        world.sites[i].vendor = i == 0 ? "a" : "b";
        world.pools[i].name = i == 0 ? "pool-a" : "pool-b";
        world.pools[i].site = SiteId(i);
        world.pools[i].max_servers = std::max(most, world.pools[i].servers);
        VendorSpec vendor;
        vendor.name = world.sites[i].vendor;
        world.vendors.push_back(vendor);
    }
    world.supply.pools.resize(2);
    for (const char* name : {"on-a", "on-b"}) {
        Deployment& d = add_deployment(world, name, replicas, 1);
        d.replicas_max = most;
        const bool b = d.name == "on-b";
        d.pool = PoolId(b ? 1u : 0u);
        d.site = SiteId(b ? 1u : 0u);
        d.service = ServiceKind::per_token;
        d.service_s = 0.1;
        d.max_num_seqs = 1;
        d.load_time = s(60);
    }
    add_workload(world, "load");
    return world;
}

OutageProcess dated(Plane plane, std::uint32_t site, double from, double length) {
    OutageProcess p;
    p.vendor = site == 0 ? "a" : "b";
    p.name = kPlaneNames[static_cast<std::size_t>(plane)];
    p.plane = plane;
    p.sites = {SiteId(site)};
    p.pools = {PoolId(site)};
    p.whole = true;
    p.at = s(from);
    p.duration = s(length);
    return p;
}

Observations run(const World& world, std::vector<TraceRequest> list, std::uint64_t seed = 1) {
    RunOptions options;
    options.seed = seed;
    return simulate(world, sources_of(std::move(list)), options);
}

/// A request every `gap` seconds.
std::vector<TraceRequest> steady(double gap, double until) {
    std::vector<TraceRequest> list;
    for (double t = gap; t < until; t += gap) list.push_back(request_at(s(t), 1, 10));
    return list;
}

void with_autoscaler(World& world, std::size_t d) {
    AutoscalerSpec spec;
    spec.metric = AutoscaleMetric::queue;
    spec.target = 1;
    spec.interval = s(60);
    world.deployments[d].autoscaler = spec;
}

}  // namespace

TEST_CASE("losing vendor a leaves vendor b running") {
    World world = two_vendors();
    world.supply.outages.push_back(dated(Plane::data, 0, 3600, 1800));
    const Observations o = run(world, steady(10, 14000));
    // 1399 requests, one every 10 s, each of 1 s: b alone is ten times as fast as that.
    CHECK(o.workloads[0].completed == 1399);
    CHECK(o.supply.outages.size() == 1);
    CHECK(o.supply.outages[0].lost == 0);
    // Both servers of a are down for half an hour; replicas load for a minute afterwards.
    std::int64_t down = 0;
    for (const PoolUsage& u : o.pools[0]) down += u.server_down_ns;
    CHECK(down == 2 * 1800 * kSecond.ns);
    CHECK(o.supply.outages[0].recovered == s(3600 + 1800 + 60));
    for (const PoolUsage& u : o.pools[1]) CHECK(u.server_down_ns == 0);
}

TEST_CASE("a control plane that is out lets run what runs and starts nothing") {
    World world = two_vendors(1, 4);
    for (Pool& pool : world.pools) pool.servers = 1;
    world.workloads[0].routes.resize(1);  // a alone
    with_autoscaler(world, 0);
    world.supply.outages.push_back(dated(Plane::control, 0, 60, 3 * 3600));
    // Twice what one replica serves: the autoscaler wants more from the first minute on.
    const Observations o = run(world, steady(0.5, 14000));
    const auto ready = [&](std::size_t interval) { return o.deployments[0][interval].ready_ns; };
    CHECK(ready(0) == kHour.ns);  // exactly the one replica that was there
    CHECK(ready(1) == kHour.ns);
    CHECK(o.supply.pools[0].granted >= 1);
    const auto control = static_cast<std::size_t>(SupplyCause::control_plane);
    CHECK(o.supply.pools[0].missing_ns[control] > 2 * kHour.ns);
    CHECK(ready(3) > 2 * kHour.ns);  // others start when it is back
}

TEST_CASE("jobs that run go on without a control plane, others wait for it") {
    World world = two_vendors(1, 2);
    for (const double submit : {0.0, 3600.0}) {
        Job job;
        job.name = submit == 0 ? "first" : "second";
        job.pool = PoolId(1u);
        job.servers = 1;
        job.spec.submit = s(submit);
        job.spec.step_time = s(10);
        job.spec.steps = 240;  // 40 minutes
        world.jobs.push_back(job);
    }
    world.pools[1].servers = 2;
    world.deployments.pop_back();  // the pool is theirs alone
    world.workloads[0].routes.resize(1);
    world.supply.outages.push_back(dated(Plane::control, 1, 600, 2 * 3600));
    const Observations o = run(world, steady(10, 14000));
    CHECK(o.jobs[0].end == s(2400));
    CHECK(o.jobs[1].start == s(600 + 2 * 3600));  // submitted at 3,600 s
}

TEST_CASE("clients do not get through an edge that is out, and the servers stay up") {
    World world = two_vendors();
    world.network.places = {"site-a", "site-b", "users"};
    world.workloads[0].spec.origin = "users";
    world.supply.outages.push_back(dated(Plane::edge, 0, 3600, 1800));
    const Observations o = run(world, steady(10, 14000));
    CHECK(o.workloads[0].completed == 1399);
    // Nobody else is there when one comes, so that all of them go to a, but for those of
    // 3600 … 5390 s.
    CHECK(o.deployments[0][0].arrivals == 359);
    CHECK(o.deployments[0][1].arrivals == 180);
    CHECK(o.deployments[1][1].arrivals == 180);
    for (const PoolUsage& u : o.pools[0]) CHECK(u.server_down_ns == 0);
}

TEST_CASE("more budget buys nothing where the quota binds") {
    const auto served = [](int budget) {
        World world = two_vendors(1, budget);
        for (Pool& pool : world.pools) pool.servers = 1;
        world.workloads[0].routes.resize(1);
        with_autoscaler(world, 0);
        world.supply.quotas.push_back({"a", {PoolId(0u)}, 3, Nanos{0}, 0});
        world.supply.pools[0].quotas = {0};
        return run(world, steady(0.1, 14000)).workloads[0].completed;
    };
    // Ten requests a second, one second each: far beyond three replicas, whatever may be bought.
    const std::int64_t with_eight = served(8);
    CHECK(with_eight == served(16));
    // Three replicas, one of them from the start: at most 3 requests a second.
    CHECK(with_eight <= 3 * 14400);
    CHECK(with_eight > 40600);  // 2.9 a second
}

TEST_CASE("servers on order count against a quota, whichever of its pools ordered them") {
    World world = two_vendors(1, 4);
    for (std::size_t i = 0; i < 2; ++i) {
        world.pools[i].servers = 1;
        world.pools[i].supply.delay = s(1800);
        world.supply.pools[i].quotas = {0};
        with_autoscaler(world, i);
    }
    world.supply.quotas.push_back({"a", {PoolId(0u), PoolId(1u)}, 3, Nanos{0}, 0});
    // Both want more within the first minutes; two of three servers are there, one may come.
    const Observations o = run(world, steady(0.1, 14000));
    CHECK(o.supply.pools[0].granted + o.supply.pools[1].granted == 1);
}

TEST_CASE("the fill rate falls as the shortage grows") {
    double before = 1;
    for (const double quota : {6, 4, 3, 2}) {
        World world = two_vendors(1, 8);
        for (Pool& pool : world.pools) pool.servers = 1;
        world.workloads[0].routes.resize(1);
        with_autoscaler(world, 0);
        world.supply.quotas.push_back({"a", {PoolId(0u)}, quota, Nanos{0}, 0});
        world.supply.pools[0].quotas = {0};
        const Observations o = run(world, steady(0.1, 14000));
        std::int64_t held = 0;
        std::int64_t missing = 0;
        for (const PoolUsage& u : o.pools[0]) held += u.server_ns;
        for (const DeviceTime ns : o.supply.pools[0].missing_ns) {
            missing += static_cast<std::int64_t>(ns);
        }
        const double rate = static_cast<double>(held) / static_cast<double>(held + missing);
        CHECK(rate < before);
        before = rate;
    }
    CHECK(before < 0.35);  // 2 of 8
}

TEST_CASE("a vendor's servers come when it is qualified, and not before") {
    World world = two_vendors();
    world.workloads[0].routes.resize(1);
    world.supply.pools[0].usable_from = s(7200);
    const Observations o = run(world, steady(10, 14000));
    CHECK(o.deployments[0][0].ready_ns == 0);
    CHECK(o.deployments[0][1].ready_ns == 0);
    CHECK(o.deployments[0][2].ready_ns == 2 * (kHour.ns - 60 * kSecond.ns));  // a minute of loading
}

TEST_CASE("an export ban stops orders, and what was ordered comes") {
    World world = two_vendors(1, 4);
    for (Pool& pool : world.pools) pool.servers = 1;
    world.workloads[0].routes.resize(1);
    with_autoscaler(world, 0);
    DisruptionSpec ban;
    ban.name = "ban";
    ban.kind = DisruptionKind::export_ban;
    world.disruptions.push_back(ban);
    world.supply.pools[0].disruptions = {0};
    const Observations o = run(world, steady(0.5, 14000));
    CHECK(o.supply.pools[0].granted == 0);
    CHECK(o.supply.pools[0].missing_ns[static_cast<std::size_t>(SupplyCause::ban)] > 0);
}

TEST_CASE("users of a service fail when what it gave out expires, not before") {
    World world = two_vendors();
    world.supply.outages.push_back(dated(Plane::control, 0, 3600, 7200));
    ServiceSpec identity;
    identity.name = "identity";
    identity.cached_for = s(1800);
    world.services.push_back(identity);
    ServiceNode node;
    node.places = {{SiteId(0u), "", {}}};
    node.users = {DeploymentId(1u)};
    world.supply.services.push_back(node);
    const Observations o = run(world, steady(10, 14000));
    REQUIRE(o.supply.services.size() == 1);
    CHECK(o.supply.services[0].from == s(3600));
    CHECK(o.supply.services[0].until == s(10800));
    CHECK(o.supply.services[0].expired);
    // Two replicas of b: ready for 3600 + 1800 s, then until the end but for a minute of loading.
    std::int64_t ready = 0;
    for (const DeploymentUsage& u : o.deployments[1]) ready += u.ready_ns;
    CHECK(ready == 2 * (5400 + 14400 - 10800 - 60) * kSecond.ns);
    // With a place at b as well nothing happens.
    world.supply.services[0].places.push_back({SiteId(1u), "", {}});
    CHECK(run(world, steady(10, 14000)).supply.services.empty());
}

TEST_CASE("the response of a runbook is the sum of its delays exactly") {
    World world = two_vendors(1, 3);
    for (Pool& pool : world.pools) {
        pool.servers = 1;
        pool.max_servers = 3;
        pool.terms.kind = contracts::ComputeKind::on_demand;  // owned servers do not leave
    }
    world.supply.outages.push_back(dated(Plane::data, 0, 3600, 5000));
    RunbookSpec spec;
    spec.name = "lose-a";
    spec.on = "a";
    world.runbooks.push_back(spec);
    RunbookPlan plan;
    plan.to = DeploymentId(1u);
    plan.replicas = 2;
    plan.standby = PoolId(1u);
    plan.servers = 2;
    plan.notice = s(300);
    plan.response = s(300 + 120 + 600 + 60);  // detect, decide, approve, fail over
    plan.back = s(900);
    world.supply.runbooks.push_back(plan);
    const Observations o = run(world, steady(10, 14000));
    REQUIRE(o.supply.runbooks.size() == 1);
    const RunbookRun& r = o.supply.runbooks[0];
    CHECK(r.struck == s(3600));
    CHECK(r.acted - r.struck == s(1080));
    CHECK(r.recovered == r.acted + s(300) + s(60));  // notice, then loading
    CHECK(r.ended == s(8600));
    CHECK(r.returned == s(8600 + 900));
    // The standby is there between the call and the fail-back: 3600 + 1080 + 300 … 9500 s.
    std::int64_t held = 0;
    for (const PoolUsage& u : o.pools[1]) held += u.server_ns;
    CHECK(held == (14400 + 2 * (9500 - 4980)) * kSecond.ns);
}

TEST_CASE("an outage that ends during the response calls nobody") {
    World world = two_vendors(1, 3);
    world.supply.outages.push_back(dated(Plane::data, 0, 3600, 600));
    RunbookSpec spec;
    spec.on = "a";
    world.runbooks.push_back(spec);
    RunbookPlan plan;
    plan.response = s(1200);
    world.supply.runbooks.push_back(plan);
    const Observations o = run(world, steady(10, 14000));
    REQUIRE(o.supply.runbooks.size() == 1);
    CHECK(o.supply.runbooks[0].acted == Nanos::never());
    CHECK(o.supply.runbooks[0].ended == s(4200));
}

TEST_CASE("orders that are not filled at once wait, and none overtakes another") {
    World world = two_vendors(1, 8);
    for (Pool& pool : world.pools) pool.servers = 1;
    world.workloads[0].routes.resize(1);
    with_autoscaler(world, 0);
    world.supply.pools[0].fill_rate = 0;
    world.supply.pools[0].fill_wait = s(600);
    const Observations o = run(world, steady(0.1, 14000));
    CHECK(o.supply.pools[0].granted > 0);
    CHECK(o.supply.pools[0].later == o.supply.pools[0].granted);
}

TEST_CASE("rates and durations of drawn outages are those of the law, a new vendor shifts nobody") {
    OutageProcess p;
    p.vendor = "a";
    p.name = "power";
    p.per_year = 4;
    p.p50 = s(2 * 3600);
    p.p90 = s(8 * 3600);
    const Nanos years = Nanos::from_seconds(250 * 365 * 86400.0);
    const auto spans = draw_outages({p}, 1, 0, years);
    // Poisson of 1000: three standard deviations are 95.
    CHECK(std::abs(static_cast<double>(spans.size()) - 1000) < 95);
    double sum = 0;
    for (const OutageSpan& span : spans) sum += (span.until - span.from).seconds();
    // ln(4)/1.2816 = 1.0817; mean = 2 h · e^(1.0817²/2) = 3.590 h; its cv is 1.49: 3·1.49/√1000.
    const double mean = mean_outage_s(p.p50, p.p90);
    CHECK(near(mean / 3600, 3.590, 1e-3));
    CHECK(near(sum / static_cast<double>(spans.size()), mean, 0.15));
    OutageProcess q = p;
    q.vendor = "0";  // before a
    const auto both = draw_outages({q, p}, 1, 0, years);
    std::vector<OutageSpan> of_a;
    for (const OutageSpan& span : both) {
        if (span.process == 1) of_a.push_back(span);
    }
    REQUIRE(of_a.size() == spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i) CHECK(of_a[i].from == spans[i].from);
}

TEST_CASE("members of a group share their causes and keep their rates") {
    OutageProcess a;
    a.vendor = "a";
    a.name = "power";
    a.per_year = 4;
    a.p50 = s(3600);
    a.p90 = s(7200);
    a.group = "grid";
    a.correlation = 0.5;
    OutageProcess b = a;
    b.vendor = "b";
    b.per_year = 2;
    const Nanos years = Nanos::from_seconds(250 * 365 * 86400.0);
    const auto spans = draw_outages({a, b}, 7, 0, years);
    std::int64_t of_a = 0, of_b = 0, together = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        (spans[i].process == 0 ? of_a : of_b) += 1;
        const bool twin = i + 1 < spans.size() && spans[i + 1].from == spans[i].from;
        together += twin ? 1 : 0;
    }
    CHECK(std::abs(static_cast<double>(of_a) - 1000) < 3 * 32);
    CHECK(std::abs(static_cast<double>(of_b) - 500) < 3 * 23);
    // Shocks at 2 a year, all of them strike a, half of them b: 250 · 1.
    CHECK(std::abs(static_cast<double>(together) - 250) < 3 * 16);
}

}  // namespace supply_test
