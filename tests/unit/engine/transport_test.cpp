// Flows between sites: shared links, partitions, data sets, copies of checkpoints, by hand.
#include "sim/engine/transport/transport.hpp"

#include <cmath>

#include "sim/kernel/stream.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace transport_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

/// Three sites: a — b of 100 MB/s and 10 ms, b — c of 40 MB/s and 20 ms; `back` joins a and c.
World three_sites(bool back = false) {
    World world = small_world(4, 8, kHour);
    world.sites.resize(3);
    const char* names[] = {"a", "b", "c"};
    for (std::size_t i = 0; i < 3; ++i) world.sites[i].name = names[i];
    Network& n = world.network;
    n.places = {"a", "b", "c", "users"};
    const auto join = [&](const char* name, std::uint32_t from, std::uint32_t to, double mb,
                          double ms) {
        n.links.push_back({name, mb * 1e6});
        n.edges.push_back({from, to, s(ms * 1e-3).ns});
        n.edges.push_back({to, from, s(ms * 1e-3).ns});
    };
    join("ab", 0, 1, 100, 10);
    join("bc", 1, 2, 40, 20);
    if (back) join("ac", 0, 2, 10, 100);
    return world;
}

FlowOrder order(std::uint32_t from, std::uint32_t to, double mb,
                Purpose purpose = Purpose::dataset) {
    FlowOrder o;
    o.purpose = purpose;
    o.from = SiteId(from);
    o.to = SiteId(to);
    o.bytes = static_cast<std::int64_t>(mb * 1e6);
    return o;
}

struct Bench {
    explicit Bench(const World& w) : world(w), meters(world, out), transport(world, meters, out) {}

    /// Runs the flows to their ends; when each was over, by its number.
    std::vector<double> ends() {
        std::vector<double> when(64, -1);
        FlowEnd end;
        while (transport.next() != Nanos::never()) {
            const Nanos now = transport.next();
            while (transport.finish_one(now, end)) when[end.flow] = now.seconds();
        }
        return when;
    }

    const World& world;
    Observations out;
    Meters meters;
    Transport transport;
};

std::int64_t sum(const std::vector<std::int64_t>& bytes) {
    std::int64_t total = 0;
    for (const std::int64_t b : bytes) total += b;
    return total;
}

bool near(double a, double b) {
    return std::fabs(a - b) <= 1e-8;
}

Job& add_job(World& world, std::int64_t steps) {
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.step_time = s(10);
    job.spec.steps = steps;
    world.jobs.push_back(job);
    return world.jobs.back();
}

Observations run(const World& world) {
    return simulate(world, RequestSources{}, {});
}

}  // namespace

TEST_CASE("flows share a link, and what one leaves the other takes") {
    const World world = three_sites();
    Bench bench(world);
    // Both cross b — c: 20 MB/s each. After 10 s the short one is over; the long one has 200 of
    // 600 MB and 40 MB/s: another 10 s.
    const auto a = bench.transport.start(order(0, 2, 600), Nanos{0});
    const auto b = bench.transport.start(order(1, 2, 200), Nanos{0});
    const auto ends = bench.ends();
    CHECK(near(ends[b], 10));
    CHECK(near(ends[a], 20));
    const auto& ab = bench.out.traffic.links[0].bytes[0][1];
    CHECK(sum(ab) == 600'000'000);
    CHECK(sum(bench.out.traffic.links[1].bytes[0][1]) == 800'000'000);
    CHECK(bench.out.traffic.links[1].bytes[1][1].empty());  // nothing went back
    CHECK(bench.out.traffic.flows[0].moved == 600'000'000);
    CHECK(near(bench.out.traffic.flows[0].end.seconds(), 20));
}

TEST_CASE("a flow ends in the nanosecond in which its last byte has left") {
    const World world = three_sites();
    Bench bench(world);
    FlowOrder one = order(0, 1, 0);
    one.bytes = 1;
    one.cap = 30e6;  // 33.3 ns a byte
    bench.transport.start(one, Nanos{0});
    CHECK(bench.transport.next() == Nanos{34});
}

TEST_CASE("directions of a link do not share, caps hold, and intervals get what they saw") {
    World world = three_sites();
    world.meter_interval = kMinute;
    Bench bench(world);
    FlowOrder slow = order(0, 1, 900);
    slow.cap = 10e6;
    const auto there = bench.transport.start(slow, Nanos{0});
    const auto back = bench.transport.start(order(1, 0, 900), Nanos{0});
    const auto ends = bench.ends();
    CHECK(near(ends[back], 9));
    CHECK(near(ends[there], 90));
    const auto& bytes = bench.out.traffic.links[0].bytes[0][1];
    CHECK(bytes[0] == 600'000'000);
    CHECK(bytes[1] == 300'000'000);
    CHECK(bytes[2] == 0);
}

TEST_CASE("a flow stalls without a path, goes round where there is one, and loses no byte") {
    for (const bool back : {false, true}) {
        const World world = three_sites(back);
        Bench bench(world);
        const auto f = bench.transport.start(order(0, 2, 800), Nanos{0});
        // 10 s at 40 MB/s: 400 MB. Then b — c is down for 20 s.
        bench.transport.state().link_down(1, true);
        CHECK(bench.transport.reroute(s(10)) == (back ? 0 : 1));
        bench.transport.state().link_down(1, false);
        bench.transport.reroute(s(30));
        // Without the way round 400 MB are left: 10 s. With it 200 MB went at 10 MB/s: 5 s.
        CHECK(near(bench.ends()[f], back ? 35 : 40));
        CHECK(bench.out.traffic.flows[0].stalled_ns == (back ? 0 : s(20).ns));
        if (!back) continue;
        CHECK(sum(bench.out.traffic.links[2].bytes[0][1]) == 200'000'000);
        CHECK(sum(bench.out.traffic.links[1].bytes[0][1]) == 600'000'000);
    }
}

TEST_CASE("a link carries what it is for, and a flow that is given up frees its share") {
    World world = three_sites();
    world.network.links[1].purposes = bit(Purpose::kv);
    Bench bench(world);
    CHECK(!bench.transport.state().joined(0, 2, Purpose::dataset));
    CHECK(bench.transport.state().joined(0, 2, Purpose::kv));
    const auto a = bench.transport.start(order(0, 1, 1000), Nanos{0});
    const auto b = bench.transport.start(order(0, 1, 1000), Nanos{0});
    bench.transport.cancel(a, s(4));  // 200 MB each by then
    const auto ends = bench.ends();
    CHECK(near(ends[b], 12));
    const auto balance = bench.transport.balance();
    CHECK(balance.begun == balance.sent + balance.given_up);
    CHECK(balance.given_up == 800'000'000);
}

TEST_CASE("thousands of random flows conserve every byte") {
    World world = three_sites(true);
    Bench bench(world);
    Stream stream(7, "test", "flows");
    FlowEnd end;
    Nanos now{0};
    int done = 0;
    for (int i = 0; i < 2000; ++i) {
        now += s(stream.uniform() * 0.4);
        while (bench.transport.next() <= now) {
            const Nanos at = bench.transport.next();
            while (bench.transport.finish_one(at, end)) ++done;
        }
        const auto from = static_cast<std::uint32_t>(stream.uniform() * 3);
        const auto to = (from + 1 + static_cast<std::uint32_t>(stream.uniform() * 2)) % 3;
        const auto id = bench.transport.start(order(from, to, 1 + stream.uniform() * 20), now);
        if (i % 17 == 0) bench.transport.cancel(id, now);
        if (i % 50 == 0) {
            bench.transport.state().link_down(1, i % 100 == 0);
            bench.transport.reroute(now);
        }
    }
    bench.transport.close(now);
    CHECK(done > 1000);
    const auto b = bench.transport.balance();
    const double accounted = static_cast<double>(b.sent + b.given_up) + b.left;
    CHECK(std::fabs(static_cast<double>(b.begun) - accounted) <= b.open + 1);
    std::int64_t records = 0;
    for (const FlowRecord& flow : bench.out.traffic.flows) records += flow.moved;
    CHECK(records == b.sent);
}

TEST_CASE("a job waits for its data, and that is the cause of its waiting") {
    World world = three_sites();
    add_job(world, 10).dataset = 0;
    world.network.datasets.push_back({"corpus", 4'000'000'000, {SiteId(2u)}, {}});
    const Observations o = run(world);
    // 4 GB at 40 MB/s: it comes after 100 s; ten steps of 10 s follow.
    CHECK(near(o.jobs[0].start.seconds(), 100));
    CHECK(near(o.jobs[0].end.seconds(), 200));
    CHECK(near(static_cast<double>(o.jobs[0].data_wait_ns) * 1e-9, 100));
    CHECK(o.jobs[0].wait_ns == o.jobs[0].data_wait_ns);
    // A copy that was made ahead of need is there already.
    world.network.datasets[0].replicate_to = {SiteId(0u)};
    world.jobs[0].spec.submit = s(150);
    const Observations ahead = run(world);
    CHECK(near(ahead.jobs[0].end.seconds(), 250));
    CHECK(ahead.jobs[0].wait_ns == 0);
    CHECK(ahead.traffic.sent[static_cast<std::size_t>(Purpose::replication)] == 4'000'000'000);
}

TEST_CASE("data that a partition holds up come when it ends, the job that runs goes on") {
    World world = three_sites();
    add_job(world, 10).dataset = 0;
    Job other = world.jobs[0];
    other.name = "runs";
    other.dataset = kNoPlace;
    world.jobs.insert(world.jobs.begin(), other);
    world.network.datasets.push_back({"corpus", 4'000'000'000, {SiteId(2u)}, {}});
    world.network.partitions.push_back({s(50), s(350), 0, kNoPlace, "a", "cable cut"});
    const Observations o = run(world);
    CHECK(near(o.jobs[0].end.seconds(), 100));  // it runs at the site that is cut off
    CHECK(o.jobs[0].restarts == 0);
    CHECK(near(o.jobs[1].start.seconds(), 400));  // 100 s of transfer, 300 s without a path
    CHECK(o.traffic.partitions[0].flows_stalled == 1);
    // A gigabyte that sets out meanwhile stands still with it; from 350 s on both have 20 MB/s, and
    // after its 50 s the other gigabyte takes 25 s.
    world.network.exits.push_back({SiteId(2u), SiteId(0u), 1'000'000'000, s(60)});
    const Observations two = run(world);
    CHECK(two.traffic.partitions[0].flows_stalled == 2);
    CHECK(near(two.jobs[1].start.seconds(), 425));
    CHECK(o.run_events[0].kind == "partition");
    CHECK(o.run_events[0].until == s(350));
}

TEST_CASE("copies of checkpoints follow each other, and the oldest state counts") {
    World world = three_sites();
    Job& job = add_job(world, 40);
    job.spec.checkpoint_every = s(100);
    job.upload_to = SiteId(1u);
    job.checkpoint_bytes = 2'000'000'000;  // 20 s over a — b
    const Observations o = run(world);
    // Steps end at 400 s; checkpoints at 100, 200 and 300 s, none behind the last step. Copies are
    // there at 120, 220 and 320 s; just before, the newest state is 120 s old.
    CHECK(o.jobs[0].copies == 3);
    CHECK(o.jobs[0].copies_skipped == 0);
    CHECK(near(static_cast<double>(o.jobs[0].rpo_ns) * 1e-9, 120));
    CHECK(o.traffic.sent[static_cast<std::size_t>(Purpose::checkpoint)] == 6'000'000'000);
    // 25 GB take 250 s: that of 200 s waits and gives way to that of 300 s, which begins at 350 s
    // and is there at 600 s, when the job has been over for long.
    job.checkpoint_bytes = 25'000'000'000;
    const Observations slow = run(world);
    CHECK(slow.jobs[0].copies == 2);
    CHECK(slow.jobs[0].copies_skipped == 1);
    CHECK(near(static_cast<double>(slow.jobs[0].rpo_ns) * 1e-9, 350));
}

TEST_CASE("replicas load weights that have to come first") {
    World world = three_sites();
    Deployment& d = add_deployment(world, "chat", 2, 1);
    d.service = ServiceKind::per_token;
    d.service_s = 0.1;
    d.max_num_seqs = 4;
    d.weights = 0;
    add_workload(world, "load");
    world.network.datasets.push_back({"weights", 8'000'000'000, {SiteId(1u)}, {}});
    const Observations o = simulate(world, sources_of({request_at(s(1), 10, 10)}), {});
    // 8 GB over a — b take 80 s, for both replicas; loading takes 30 s more; ten tokens a second.
    CHECK(o.workloads[0].completed == 1);
    CHECK(near(o.serving[0][0].wait.total_seconds(), 109));
    CHECK(o.serving[0][0].wait_ns[static_cast<std::size_t>(WaitCause::loading)] == s(109).ns);
    CHECK(o.traffic.sent[static_cast<std::size_t>(Purpose::dataset)] == 8'000'000'000);
}

TEST_CASE("an exit moves its bytes under its own purpose") {
    World world = three_sites();
    world.network.exits.push_back({SiteId(2u), SiteId(0u), 1'000'000'000, s(60)});
    const Observations o = run(world);
    REQUIRE(o.traffic.flows.size() == 1);
    CHECK(o.traffic.flows[0].purpose == Purpose::exit);
    CHECK(near(o.traffic.flows[0].end.seconds(), 85));  // 1 GB at 40 MB/s
    REQUIRE(o.traffic.charged.size() == 1);
    CHECK(sum(o.traffic.charged[0].bytes) == 1'000'000'000);
}

}  // namespace transport_test
