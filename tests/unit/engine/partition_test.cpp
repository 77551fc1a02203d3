// Partitions as clients see them: requests in flight are lost, others go elsewhere and come back.
#include <cmath>

#include "sim/kernel/stream.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace partition_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

class Rows final : public RequestSink {
public:
    void row(const RequestRow& r) override { rows.push_back(r); }
    std::vector<RequestRow> rows;
};

struct Run {
    Observations o;
    std::vector<RequestRow> rows;
};

/// Two sites near and far, each with a deployment that answers in a second; users at 10 and 50 ms.
World two_sites(ServiceKind kind = ServiceKind::per_token) {
    World world = small_world(1, 8, kHour);
    world.sites.resize(2);
    world.sites[0].name = "far";
    world.sites[1].name = "near";
    world.pools.push_back(world.pools[0]);
    world.pools[0].name = "pool-far";
    world.pools[1].name = "pool-near";
    world.pools[1].site = SiteId(1u);
    if (kind == ServiceKind::batching) {
        world.tables.push_back(simple_table(4, 256, 4096));
        world.shapes.emplace_back();
    }
    for (const char* name : {"far", "near"}) {
        Deployment& d = add_deployment(world, name, 1, 1);
        const bool at_near = d.name == "near";
        d.pool = PoolId(at_near ? 1u : 0u);
        d.site = SiteId(at_near ? 1u : 0u);
        d.service = kind;
        d.service_s = 0.1;
        d.max_num_seqs = 4;
        d.token_budget = 256;
    }
    Workload& w = add_workload(world, "load");
    w.router = RouterKind::nearest;
    w.spec.origin = "users";
    w.routes[0].rtt = s(0.1);
    w.routes[1].rtt = s(0.02);
    world.network.places = {"far", "near", "users"};
    return world;
}

void add_partition(World& world, double from, double until, std::uint32_t place) {
    world.network.partitions.push_back(
        {s(from), s(until), place, kNoPlace, world.network.places[place], ""});
}

Run run(const World& world, std::vector<TraceRequest> list, std::uint64_t seed = 1) {
    Rows sink;
    RunOptions options;
    options.sink = &sink;
    options.seed = seed;
    Observations o = simulate(world, sources_of(std::move(list)), options);
    return {std::move(o), std::move(sink.rows)};
}

}  // namespace

TEST_CASE("a partition sends requests to the other site, and they return when it ends") {
    World world = two_sites();
    add_partition(world, 100, 200, 1);
    const Run r = run(
        world, {request_at(s(50), 10, 10), request_at(s(150), 10, 10), request_at(s(250), 10, 10)});
    REQUIRE(r.rows.size() == 3);
    CHECK(r.rows[0].deployment == DeploymentId(1u));
    CHECK(r.rows[1].deployment == DeploymentId(0u));
    CHECK(r.rows[2].deployment == DeploymentId(1u));
    CHECK(r.o.traffic.partitions[0].served_elsewhere == 1);
    CHECK(r.o.traffic.partitions[0].requests_cut == 0);
    CHECK(r.o.run_events[0].kind == "partition");
    CHECK(r.o.workloads[0].retries == 0);
}

TEST_CASE("requests in flight at the site are lost and sent again within the retry budget") {
    for (const int retries : {2, 0}) {
        World world = two_sites();
        world.workloads[0].spec.retries = retries;
        add_partition(world, 100, 200, 1);
        // Under way: sent 5 ms before the cut, it would arrive 5 ms after. Served: half a second
        // in. Both begin again at the far site.
        const Run r = run(world, {request_at(s(99.5), 10, 10), request_at(s(99.995), 10, 10)});
        CHECK(r.o.traffic.partitions[0].requests_cut == 2);
        CHECK(r.o.workloads[0].completed == (retries > 0 ? 2 : 0));
        CHECK(r.o.workloads[0].lost == (retries > 0 ? 0 : 2));
        CHECK(r.o.workloads[0].retries == (retries > 0 ? 2 : 0));
        if (retries == 0) continue;
        // Served one: again from 100 s, 50 ms there, a second of service, 50 ms back.
        REQUIRE(r.rows.size() == 2);
        CHECK(std::fabs(r.rows[0].finish.seconds() - 101.1) < 1e-6);
        CHECK(r.rows[0].deployment == DeploymentId(0u));
    }
}

TEST_CASE("a batch drops whom the cut took at its next boundary and keeps the others") {
    World world = two_sites(ServiceKind::batching);
    // A second workload at the near site itself: no partition touches it.
    Workload& local = add_workload(world, "local");
    local.spec.origin = "near";
    local.routes = {{DeploymentId(1u), Nanos{0}}};
    add_partition(world, 100, 200, 1);
    RequestSources sources = sources_of({request_at(s(99.9), 20, 200)});
    sources.push_back(std::make_unique<ListSource>(
        std::vector<TraceRequest>{request_at(s(99.9), 20, 200), request_at(s(150), 20, 5)}));
    const Observations o = simulate(world, std::move(sources), {});
    CHECK(o.workloads[0].completed == 1);
    CHECK(o.workloads[0].retries == 1);
    CHECK(o.serving[0][0].completed == 1);  // at the far site
    CHECK(o.workloads[1].completed == 2);
    CHECK(o.workloads[1].retries == 0);
    CHECK(o.serving[1][1].completed == 2);
}

TEST_CASE("with nowhere else to go requests wait, for an outage") {
    World world = two_sites();
    world.workloads[0].routes.erase(world.workloads[0].routes.begin());
    add_partition(world, 100, 200, 1);
    const Run r = run(world, {request_at(s(150), 10, 10)});
    const ServingStats& stats = r.o.serving[0][1];
    CHECK(stats.completed == 1);
    CHECK(stats.wait_ns[static_cast<std::size_t>(WaitCause::outage)] == s(50).ns);
}

TEST_CASE("round trips follow the links that are up, and answers are metered over them") {
    World world = two_sites();
    Network& n = world.network;
    n.links = {{"short", 1e9}, {"long", 1e9}};
    n.edges = {{2, 1, s(0.01).ns}, {1, 2, s(0.01).ns}, {2, 0, s(0.05).ns}, {0, 2, s(0.05).ns}};
    n.links.push_back({"between", 1e9});
    n.edges.push_back({0, 1, s(0.02).ns});
    n.edges.push_back({1, 0, s(0.02).ns});
    for (Route& route : world.workloads[0].routes) route.stated = false;
    n.partitions.push_back({s(100), s(200), kNoPlace, 0, "short", "digger"});
    const Run r = run(world, {request_at(s(50), 10, 10), request_at(s(150), 10, 10)});
    // 20 ms by the short link; while it is down the far site is nearer: 100 ms against 140 ms.
    REQUIRE(r.rows.size() == 2);
    CHECK(std::fabs(r.rows[0].finish.seconds() - 51.02) < 1e-6);
    CHECK(std::fabs(r.rows[1].finish.seconds() - 151.1) < 1e-6);
    CHECK(r.rows[1].deployment == DeploymentId(0u));
    // Ten tokens of four bytes, from the site to the users: the way back of each link.
    CHECK(r.o.traffic.links[0].bytes[1][0][0] == 40);
    CHECK(r.o.traffic.links[1].bytes[1][0][0] == 40);
    CHECK(r.o.egress_bytes[1][0] == 40);
    CHECK(r.o.egress_bytes[0][0] == 40);
}

TEST_CASE("jitter adds an exponential delay of the stated mean to each round trip") {
    World world = two_sites();
    world.network.links = {{"short", 1e9, s(0.004)}};
    world.network.edges = {{2, 1, s(0.01).ns}, {1, 2, s(0.01).ns}};
    world.workloads[0].routes[1].stated = false;
    std::vector<TraceRequest> list;
    for (int i = 0; i < 3000; ++i) list.push_back(request_at(s(1 + i * 1.1), 10, 10));
    const Run r = run(world, list);
    double sum = 0;
    double least = 1;
    for (const RequestRow& row : r.rows) {
        const double extra = (row.finish - row.arrival).seconds() - 1.02;
        sum += extra;
        least = std::min(least, extra);
    }
    // Mean of 3,000 exponentials of 4 ms: standard error 0.073 ms; four of them.
    CHECK(std::fabs(sum / 3000 - 0.004) < 0.0003);
    CHECK(least >= -1e-8);
    // The draws are the workload's own: the same again with the seed, others with another.
    CHECK(run(world, list).rows[77].finish == r.rows[77].finish);
    CHECK(run(world, list, 2).rows[77].finish != r.rows[77].finish);
}

TEST_CASE("KV caches cross links between sites as flows, and a cut sends the request back") {
    World world = two_sites(ServiceKind::batching);
    // Prompts at the far site, answers at the near one, 10 MB/s between them.
    world.deployments[1].prefill = DeploymentId(0u);
    world.deployments[1].kv_bytes_token = 1e6;
    world.deployments[1].transfer_bandwidth = 1e12;
    world.workloads[0].routes.erase(world.workloads[0].routes.begin());
    Network& n = world.network;
    n.links = {{"between", 10e6}};
    n.edges = {{0, 1, s(0.005).ns}, {1, 0, s(0.005).ns}};
    Run r = run(world, {request_at(s(10), 20, 5)});
    REQUIRE(r.o.traffic.flows.size() == 1);
    // 20 tokens of a megabyte each: two seconds.
    const FlowRecord& flow = r.o.traffic.flows[0];
    CHECK(flow.bytes == 20'000'000);
    CHECK(std::fabs((flow.end - flow.start).seconds() - 2) < 1e-6);
    CHECK(flow.purpose == Purpose::kv);
    CHECK(r.o.workloads[0].completed == 1);
    CHECK(r.o.serving[0][1].transfer_ns >= s(2.005).ns);
    // The link fails under way: the client loses the request, which waits and begins again.
    n.partitions.push_back({s(11), s(20), kNoPlace, 0, "between", ""});
    r = run(world, {request_at(s(10), 20, 5)});
    CHECK(r.o.workloads[0].completed == 1);
    CHECK(r.o.workloads[0].retries == 1);
    CHECK(r.o.traffic.flows.size() == 2);
    CHECK(r.rows[0].finish > s(22));
}

TEST_CASE("inside a site KV caches keep their replica's own link") {
    World world = two_sites(ServiceKind::batching);
    world.deployments[0].pool = PoolId(1u);
    world.deployments[0].site = SiteId(1u);
    world.deployments[1].prefill = DeploymentId(0u);
    world.deployments[1].kv_bytes_token = 1e6;
    world.deployments[1].transfer_bandwidth = 10e6;
    world.workloads[0].routes.erase(world.workloads[0].routes.begin());
    world.network.links = {{"between", 1e6}};
    world.network.edges = {{0, 1, s(0.005).ns}, {1, 0, s(0.005).ns}};
    const Run r = run(world, {request_at(s(10), 20, 5)});
    CHECK(r.o.traffic.flows.empty());
    CHECK(r.o.workloads[0].completed == 1);
    // 20 MB at 10 MB/s, as without links.
    CHECK(r.o.serving[0][1].transfer_ns >= s(2).ns);
    CHECK(r.o.serving[0][1].network_ns < s(2.1).ns);
}

TEST_CASE("storms of partitions conserve requests, tokens, waits and bytes") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        World world = two_sites(seed % 2 == 0 ? ServiceKind::batching : ServiceKind::per_token);
        Stream stream(seed, "test", "storm");
        double at = 10;
        while (at < 3000) {
            const double until = at + 1 + 60 * stream.uniform();
            add_partition(world, at, until, stream.uniform() < 0.5 ? 0 : 1);
            at = until - (stream.uniform() < 0.3 ? 0.5 : 0) + 40 * stream.uniform();
        }
        world.workloads[0].spec.timeout = s(30);
        world.workloads[0].spec.deadline = s(90);
        std::vector<TraceRequest> list;
        for (int i = 0; i < 3000; ++i) {
            list.push_back(request_at(s(i * 1.1 + stream.uniform()), 20, 10));
        }
        const Run r = run(world, list, seed);  // every check of the run is an assertion
        INFO("seed " << seed);
        std::int64_t cut = 0;
        for (const auto& effect : r.o.traffic.partitions) cut += effect.requests_cut;
        CHECK(cut > 0);
        CHECK(r.o.workloads[0].retries > 0);
        for (const Check& check : r.o.checks) CHECK(check.holds);
        const Run again = run(world, list, seed);
        CHECK(again.o.events == r.o.events);
        CHECK(again.rows.back().finish == r.rows.back().finish);
    }
}

}  // namespace partition_test
