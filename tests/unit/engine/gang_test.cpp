// Gang scheduler: queue orders, backfilling, preemption and quotas against schedules made by hand.
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace gang_test {

using namespace orrery;
using namespace orrery::gang;

namespace {

ReplayJob job(int submit, int gpus, int duration, int priority = 0, std::uint32_t tenant = 0) {
    ReplayJob j;
    j.submit = kSecond * submit;
    j.job.demand.gpus = gpus;
    j.job.duration = kSecond * duration;
    j.job.priority = priority;
    j.job.tenant = tenant;
    return j;
}

std::vector<NodeSpec> cluster(int nodes, int gpus) {
    NodeSpec n;
    n.gpus = gpus;
    return std::vector<NodeSpec>(static_cast<std::size_t>(nodes), n);
}

std::vector<int> starts(const Replay& r) {
    std::vector<int> out;
    for (const ReplayRecord& x : r.records)
        out.push_back(static_cast<int>(x.start.ns / kSecond.ns));
    return out;
}
std::vector<int> ends(const Replay& r) {
    std::vector<int> out;
    for (const ReplayRecord& x : r.records) out.push_back(static_cast<int>(x.end.ns / kSecond.ns));
    return out;
}

std::int64_t waited(const ReplayRecord& r, Cause cause) {
    return r.waits[static_cast<std::size_t>(cause)] / kSecond.ns;
}

using Ints = std::vector<int>;

Replay run(const Settings& s, const std::vector<ReplayJob>& jobs, int nodes = 1, int gpus = 8,
           const std::vector<Tenant>& tenants = {}) {
    return replay(s, cluster(nodes, gpus), tenants, jobs);
}

}  // namespace

TEST_CASE("FIFO: the head blocks, first fit does not") {
    const std::vector<ReplayJob> jobs{job(0, 6, 100), job(1, 8, 10), job(2, 2, 10)};
    Settings s;
    const Replay fifo = run(s, jobs);
    CHECK(starts(fifo) == Ints{0, 100, 110});
    CHECK(waited(fifo.records[1], Cause::capacity) == 99);
    // It would fit beside the first until the second starts, and waits for its turn.
    CHECK(waited(fifo.records[2], Cause::order) == 98);
    CHECK(waited(fifo.records[2], Cause::capacity) == 10);
    s.backfill = Backfill::first_fit;
    CHECK(starts(run(s, jobs)) == Ints{0, 100, 2});
}

TEST_CASE("Shortest first, and among equals the earlier one") {
    Settings s;
    s.order = Order::shortest;
    const std::vector<ReplayJob> jobs{job(0, 8, 10), job(1, 8, 30), job(2, 8, 20), job(3, 8, 20)};
    CHECK(starts(run(s, jobs)) == Ints{0, 50, 10, 30});
}

TEST_CASE("Shortest remaining time preempts, and a restart costs time") {
    Settings s;
    s.order = Order::remaining;
    s.cost.node = kSecond * 5;
    const Replay r = run(s, {job(0, 8, 100), job(40, 8, 10)});
    CHECK(starts(r) == Ints{0, 40});
    CHECK(ends(r) == Ints{115, 50});  // 40 done, 60 + 5 left from 50 on
    CHECK(r.records[0].preemptions == 1);
    CHECK(waited(r.records[0], Cause::capacity) == 10);
}

TEST_CASE("Shortest remaining time leaves who borrows alone until its place is needed") {
    Settings s;
    s.order = Order::remaining;
    s.borrow = true;
    s.cost.node = kSecond * 5;
    const std::vector<Tenant> quotas{{1, 4}, {1, 4}};
    // Eight of sixteen stay free: newcomers take those.
    const std::vector<ReplayJob> few{job(0, 8, 100, 0, 0), job(10, 2, 5, 0, 1),
                                     job(20, 2, 5, 0, 1)};
    const Replay beside = run(s, few, 2, 8, quotas);
    CHECK(ends(beside) == Ints{100, 15, 25});
    CHECK(beside.records[0].preemptions == 0);
    // Of eight none is free: 10 are done, and from 30 on 5 + 90 follow.
    const Replay back = run(s, {job(0, 8, 100, 0, 0), job(10, 4, 20, 0, 1)}, 1, 8, quotas);
    CHECK(ends(back) == Ints{125, 30});
    CHECK(back.records[0].preemptions == 1);
}

TEST_CASE("A restart that is cut begins anew and leaves nothing behind") {
    Settings s;
    s.order = Order::priority;
    s.preempt = true;
    s.cost.node = kSecond * 5;
    const Replay r = run(s, {job(0, 8, 100), job(40, 8, 10, 9), job(52, 8, 10, 9)});
    // 40 are done; the restart from 50 is cut at 52; from 62 on 5 and the 60 that are left.
    CHECK(ends(r) == Ints{127, 50, 62});
    CHECK(r.records[0].preemptions == 2);
    CHECK(r.records[0].restarts == kSecond * (2 + 5));
    s.restarts_add_up = true;  // as others do: the 3 that were left come on top
    const Replay added = run(s, {job(0, 8, 100), job(40, 8, 10, 9), job(52, 8, 10, 9)});
    CHECK(ends(added) == Ints{130, 50, 62});
}

TEST_CASE("Backfilling believes of a preempted job what it has left") {
    Settings s;
    s.order = Order::priority;
    s.preempt = true;
    s.backfill = Backfill::easy;
    s.cost.node = kSecond * 5;
    // The job of 100 s gives way at 90; at 100 one of 8 waits for 120, when another ends, and the
    // 5 + 10 s that are left of the first fit before that.
    const Replay r =
        run(s, {job(0, 4, 120, 1), job(0, 4, 100), job(90, 4, 10, 2), job(91, 8, 5, 1)});
    CHECK(ends(r) == Ints{120, 115, 100, 125});
}

TEST_CASE("A loop of seconds holds GPUs one second longer") {
    Settings s;
    s.order = Order::remaining;
    s.tick = kSecond;
    s.pending_first = true;
    CHECK(ends(run(s, {job(0, 8, 10), job(0, 8, 10)})) == Ints{11, 22});
}

TEST_CASE("Priority takes the place of no more jobs than it needs") {
    Settings s;
    s.order = Order::priority;
    s.preempt = true;
    const std::vector<ReplayJob> jobs{job(0, 4, 100, 0), job(1, 2, 100, 1), job(2, 2, 100, 0),
                                      job(10, 4, 20, 5)};
    const Replay r = run(s, jobs);
    CHECK(starts(r) == Ints{0, 1, 2, 10});
    // The latest of the lowest priority is tried first, but alone it does not make room, and with
    // the other one it is not needed.
    CHECK(r.records[0].preemptions == 1);
    CHECK(r.records[1].preemptions == 0);
    CHECK(r.records[2].preemptions == 0);
    CHECK(ends(r) == Ints{120, 101, 102, 30});
    s.preempt = false;
    CHECK(starts(run(s, jobs)) == Ints{0, 1, 2, 100});
}

TEST_CASE("A quota holds its tenant up and nobody else") {
    Settings s;
    const std::vector<Tenant> tenants{{1, 4}, {1, kNoQuota}};
    const std::vector<ReplayJob> jobs{job(0, 4, 50, 0, 0), job(1, 2, 10, 0, 0),
                                      job(2, 4, 10, 0, 1)};
    const Replay r = run(s, jobs, 1, 8, tenants);
    CHECK(starts(r) == Ints{0, 50, 2});
    CHECK(waited(r.records[1], Cause::quota) == 49);
    SECTION("unless it may borrow, and give back") {
        s.borrow = true;
        const Replay lent = run(s, {job(0, 4, 50, 0, 0), job(1, 4, 50, 0, 0), job(11, 8, 10, 0, 1)},
                                1, 8, {{1, 4}, {1, 8}});
        CHECK(starts(lent)[1] == 1);
        CHECK(lent.records[1].preemptions == 0);  // giving it back would not make room for eight
        const Replay back = run(s, {job(0, 4, 50, 0, 0), job(1, 4, 50, 0, 0), job(11, 4, 10, 0, 1)},
                                1, 8, {{1, 4}, {1, 8}});
        CHECK(back.records[1].preemptions == 1);
        CHECK(ends(back) == Ints{50, 61, 21});
    }
}

TEST_CASE("Fair share: the tenant with the least GPU time for its weight is next") {
    Settings s;
    s.order = Order::fair_share;
    const std::vector<ReplayJob> jobs{job(0, 8, 10, 0, 0), job(1, 8, 10, 0, 0),
                                      job(2, 8, 10, 0, 1)};
    CHECK(starts(run(s, jobs, 1, 8, {{1}, {1}})) == Ints{0, 20, 10});
    const std::vector<ReplayJob> both{job(0, 8, 10, 0, 0), job(0, 8, 5, 0, 1), job(1, 8, 10, 0, 0),
                                      job(2, 8, 10, 0, 1)};
    // After 10 and 5 s the first, of four times the weight, is entitled to more.
    CHECK(starts(run(s, both, 1, 8, {{4}, {1}})) == Ints{0, 10, 15, 25});
}

TEST_CASE("EASY backfills what does not delay the head") {
    Settings s;
    s.backfill = Backfill::easy;
    // Head of 8 is promised 100; 90 s fit before, 200 s would delay it.
    const Replay r = run(s, {job(0, 6, 100), job(1, 8, 10), job(2, 2, 200), job(3, 2, 90)});
    CHECK(starts(r) == Ints{0, 100, 110, 3});
    // Where the promise leaves GPUs alone, long ones may start on those.
    const Replay beside = run(s, {job(0, 6, 100), job(1, 6, 10), job(2, 2, 200)});
    CHECK(starts(beside) == Ints{0, 100, 2});
}

TEST_CASE("Conservative backfilling delays no promise of those before") {
    Settings s;
    const std::vector<ReplayJob> jobs{job(0, 6, 100), job(1, 8, 10), job(2, 4, 100), job(3, 2, 50),
                                      job(4, 4, 120)};
    s.backfill = Backfill::conservative;
    CHECK(starts(run(s, jobs)) == Ints{0, 100, 110, 3, 110});
    const std::vector<ReplayJob> wide{job(0, 4, 10), job(0, 4, 100), job(1, 8, 10), job(2, 4, 89),
                                      job(3, 4, 99)};
    CHECK(starts(run(s, wide)) == Ints{0, 0, 100, 10, 110});
}

TEST_CASE("Preemption and lent quotas come back under every backfill") {
    const Backfill backfill =
        GENERATE(Backfill::none, Backfill::first_fit, Backfill::easy, Backfill::conservative);
    Settings s;
    s.backfill = backfill;
    SECTION("a higher priority takes the full cluster") {
        s.order = Order::priority;
        s.preempt = true;
        const Replay r = run(s, {job(0, 8, 100, 1), job(10, 8, 20, 9)});
        CHECK(ends(r) == Ints{120, 30});
    }
    SECTION("who is within its quota takes what is lent, and waits for nobody beyond theirs") {
        s.borrow = true;
        const Replay r =
            run(s, {job(0, 8, 100, 0, 0), job(10, 4, 20, 0, 1)}, 1, 8, {{1, 4}, {1, 4}});
        CHECK(ends(r) == Ints{120, 30});  // 10 and, once all eight are free again, 90 more
    }
}

TEST_CASE("Jobs larger than the cluster are listed, and the others run") {
    const Replay r = run({}, {job(0, 9, 10), job(0, 16, 10), job(0, 24, 10)}, 2, 8);
    CHECK(r.too_large == 1);
    CHECK(r.records[2].too_large);
    CHECK(r.records[2].start == Nanos::never());
    CHECK(starts(r)[1] == 10);
}

TEST_CASE("Free GPUs in the wrong places are fragmentation, down nodes an outage") {
    Settings s;
    const std::vector<ReplayJob> jobs{job(0, 5, 100), job(0, 5, 50), job(1, 6, 10)};
    const Replay r = run(s, jobs, 2, 8);
    CHECK(starts(r) == Ints{0, 0, 50});
    CHECK(waited(r.records[2], Cause::fragmentation) == 49);
    Scheduler down(s, cluster(2, 8), {});
    Decisions d;
    down.set_up(1, false);
    down.submit(job(0, 16, 10).job, Nanos{0});
    down.pass(Nanos{0}, d);
    CHECK(d.started.empty());
    down.set_up(1, true);
    down.pass(kSecond * 7, d);
    REQUIRE(d.started.size() == 1);
    const Waits w = down.waits(0, kSecond * 9);
    CHECK(w[static_cast<std::size_t>(Cause::outage)] == 7 * kSecond.ns);
}

TEST_CASE("Random streams: every job runs its time, waits have causes, nothing is left") {
    const Place places[]{Place::consolidated,  Place::best_fit, Place::first_fit,
                         Place::fragmentation, Place::random,   Place::topology,
                         Place::count};
    const Order orders[]{Order::fifo, Order::shortest, Order::remaining, Order::priority,
                         Order::fair_share};
    const Backfill fills[]{Backfill::none, Backfill::first_fit, Backfill::easy,
                           Backfill::conservative};
    std::uint64_t seed = 0;
    for (const Place place : places) {
        for (const Order order : orders) {
            for (const Backfill backfill : fills) {
                Stream stream(++seed, "test", "jobs");
                std::vector<ReplayJob> jobs;
                int at = 0;
                for (int i = 0; i < 150; ++i) {
                    at += static_cast<int>(uniform_int(stream, 6));
                    jobs.push_back(job(at, 1 << uniform_int(stream, 5),
                                       static_cast<int>(1 + uniform_int(stream, 60)),
                                       static_cast<int>(uniform_int(stream, 3)),
                                       static_cast<std::uint32_t>(uniform_int(stream, 2))));
                    const bool share = jobs.back().job.demand.gpus == 1 && bernoulli(stream, 0.5);
                    if (share) jobs.back().job.demand.milli = 300;
                }
                std::vector<NodeSpec> nodes = cluster(6, 8);
                for (std::size_t n = 0; n < nodes.size(); ++n) {
                    nodes[n].domain = static_cast<std::uint32_t>(n / 2);
                }
                Settings s;
                s.place = place;
                s.order = order;
                s.backfill = backfill;
                s.preempt = order == Order::priority;
                s.cost.node = kSecond;
                const Replay r = replay(s, nodes, {{1, 40}, {2, kNoQuota}}, jobs);
                for (std::size_t i = 0; i < jobs.size(); ++i) {
                    std::int64_t waits = 0;
                    for (const std::int64_t ns : r.records[i].waits) waits += ns;
                    const std::int64_t total = (r.records[i].end - jobs[i].submit).ns;
                    const bool many = jobs[i].job.demand.gpus > 1 && jobs[i].job.demand.gpus <= 8;
                    const std::int64_t again = r.records[i].restarts.ns;
                    REQUIRE(waits + jobs[i].job.duration.ns + again == total);
                    // Cut ones are shorter than a second; the last one is whole.
                    const int stops = many ? r.records[i].preemptions : 0;
                    REQUIRE(again <= stops * kSecond.ns);
                    REQUIRE(again >= (stops > 0 ? kSecond.ns : 0));
                }
            }
        }
    }
}

}  // namespace gang_test
