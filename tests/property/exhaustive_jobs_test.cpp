// All cases of at most three jobs on two nodes, against a reference scheduler that tries every
// second: whole servers first come, first served, and the queue orders and backfills of shared
// pools.
#include <algorithm>
#include <functional>
#include <vector>

#include "sim/engine/cluster/gang_replay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace exhaustive_jobs_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Seconds, nodes, and a priority where the order asks for one.
struct SmallJob {
    int submit = 0;
    int nodes = 1;
    int duration = 1;
    int priority = 0;
    int start = -1;
    int end = -1;
};

/// All lists of at most three jobs, submitted at 0…2 in order, on one or two nodes for 1…3 s.
void for_all_small_queues(int priorities, const std::function<void(std::vector<SmallJob>&)>& act) {
    std::vector<SmallJob> jobs;
    const std::function<void(int)> extend = [&](int from) {
        if (!jobs.empty()) {
            std::vector<SmallJob> fresh = jobs;
            act(fresh);
        }
        if (jobs.size() == 3) return;
        for (int code = 0; code < 3 * 2 * 3 * priorities; ++code) {
            const int submit = code % 3;
            if (submit < from) continue;
            jobs.push_back({submit, 1 + code / 3 % 2, 1 + code / 6 % 3, code / 18});
            extend(submit);
            jobs.pop_back();
        }
    };
    extend(0);
}

/// Σ over n of C(n + 2, 2) · 6ⁿ, and with two priorities · 12ⁿ.
constexpr int kSmallQueues = 3 * 6 + 6 * 36 + 10 * 216;
constexpr int kSmallRankedQueues = 3 * 12 + 6 * 144 + 10 * 1728;

constexpr int kNodesThere = 2;
constexpr int kSoon = 40;  ///< seconds by which everything is over

/// Who holds nodes in each second to come.
class Calendar {
public:
    Calendar(const std::vector<SmallJob>& jobs, int now) : now_(now) {
        for (const SmallJob& job : jobs) {
            if (job.start >= 0) hold(std::max(now, job.start), job.end, job.nodes);
        }
    }
    void hold(int from, int until, int nodes) {
        for (int t = from; t < until; ++t) taken_[static_cast<std::size_t>(t)] += nodes;
    }
    [[nodiscard]] bool free(int from, int duration, int nodes) const {
        for (int t = from; t < from + duration; ++t) {
            if (taken_[static_cast<std::size_t>(t)] + nodes > kNodesThere) return false;
        }
        return true;
    }
    /// The first second from now on in which the job could begin and run through.
    [[nodiscard]] int first_for(const SmallJob& job) const {
        int t = now_;
        while (!free(t, job.duration, job.nodes)) ++t;
        return t;
    }

private:
    int now_;
    std::vector<int> taken_ = std::vector<int>(2 * kSoon, 0);
};

using Reference = std::function<void(std::vector<SmallJob>&, const std::vector<std::size_t>&, int)>;

void begin(SmallJob& job, int now) {
    job.start = now;
    job.end = now + job.duration;
}

/// Heads of the queue until one does not fit.
void strictly(std::vector<SmallJob>& jobs, const std::vector<std::size_t>& queue, int now) {
    for (const std::size_t j : queue) {
        if (!Calendar(jobs, now).free(now, 1, jobs[j].nodes)) return;
        begin(jobs[j], now);
    }
}

/// Whoever fits, in order.
void first_fit(std::vector<SmallJob>& jobs, const std::vector<std::size_t>& queue, int now) {
    for (const std::size_t j : queue) {
        if (Calendar(jobs, now).free(now, 1, jobs[j].nodes)) begin(jobs[j], now);
    }
}

/// Heads until one does not fit; it gets the first second it can have, and those behind it may
/// start now if that second stays free for it (A. Mu'alem, D. Feitelson, Utilization,
/// predictability, workloads, and user runtime estimates in scheduling the IBM SP2 with
/// backfilling, 2001).
void easy(std::vector<SmallJob>& jobs, const std::vector<std::size_t>& queue, int now) {
    std::size_t i = 0;
    while (i < queue.size() && Calendar(jobs, now).free(now, 1, jobs[queue[i]].nodes)) {
        begin(jobs[queue[i++]], now);
    }
    if (i == queue.size()) return;
    const SmallJob head = jobs[queue[i]];
    int reserved = now;
    while (!Calendar(jobs, now).free(reserved, 1, head.nodes)) ++reserved;
    for (++i; i < queue.size(); ++i) {
        SmallJob& job = jobs[queue[i]];
        if (!Calendar(jobs, now).free(now, 1, job.nodes)) continue;
        begin(job, now);
        if (!Calendar(jobs, now).free(reserved, 1, head.nodes)) job.start = job.end = -1;
    }
}

/// Everybody in order gets the first time that those before leave; who gets now starts.
void conservative(std::vector<SmallJob>& jobs, const std::vector<std::size_t>& queue, int now) {
    Calendar calendar(jobs, now);
    for (const std::size_t j : queue) {
        const int at = calendar.first_for(jobs[j]);
        calendar.hold(at, at + jobs[j].duration, jobs[j].nodes);
        if (at == now) begin(jobs[j], now);
    }
}

using Before = std::function<bool(const SmallJob&, const SmallJob&)>;

/// Second by second: who waits, in the order of the queue, then the rule.
void schedule(std::vector<SmallJob>& jobs, const Before& before, const Reference& rule) {
    for (int now = 0; now < kSoon; ++now) {
        std::vector<std::size_t> queue;
        for (std::size_t j = 0; j < jobs.size(); ++j) {
            if (jobs[j].submit <= now && jobs[j].start < 0) queue.push_back(j);
        }
        std::stable_sort(queue.begin(), queue.end(),
                         [&](std::size_t a, std::size_t b) { return before(jobs[a], jobs[b]); });
        rule(jobs, queue, now);
    }
}

bool as_submitted(const SmallJob&, const SmallJob&) {
    return false;
}

/// Whether the scheduler of shared pools starts each job when the reference does.
bool replay_agrees(const std::vector<SmallJob>& jobs, const gang::Settings& settings) {
    std::vector<gang::ReplayJob> list;
    for (const SmallJob& job : jobs) {
        gang::ReplayJob one;
        one.submit = kSecond * job.submit;
        one.job.demand.gpus = job.nodes;
        one.job.duration = kSecond * job.duration;
        one.job.priority = job.priority;
        list.push_back(one);
    }
    gang::NodeSpec node;
    node.gpus = 1;
    const gang::Replay seen = gang::replay(settings, {node, node}, {}, list);
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        if (seen.records[j].start != kSecond * jobs[j].start) return false;
        if (seen.records[j].end != kSecond * jobs[j].end) return false;
    }
    return true;
}

void compare_all(const gang::Settings& settings, const Before& before, const Reference& rule,
                 int priorities = 1) {
    int tried = 0;
    for_all_small_queues(priorities, [&](std::vector<SmallJob>& jobs) {
        schedule(jobs, before, rule);
        if (!replay_agrees(jobs, settings)) {
            std::string text;
            for (const SmallJob& j : jobs) {
                text += "submit " + std::to_string(j.submit) + ", nodes " +
                        std::to_string(j.nodes) + ", for " + std::to_string(j.duration) +
                        ", priority " + std::to_string(j.priority) + ": start " +
                        std::to_string(j.start) + "\n";
            }
            INFO(text);
            REQUIRE(tried == -1);
        }
        ++tried;
    });
    CHECK(tried == (priorities == 1 ? kSmallQueues : kSmallRankedQueues));
}

/// The jobs on a pool of two servers of their own, through the whole engine.
bool run_agrees(const std::vector<SmallJob>& jobs) {
    World world = small_world(kNodesThere, 8, Nanos{60 * kSecond.ns});
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        Job job;
        job.name = job.spec.name = "job " + std::to_string(j);
        job.pool = PoolId(0u);
        job.servers = jobs[j].nodes;
        job.spec.submit = kSecond * jobs[j].submit;
        job.spec.step_time = kSecond;
        job.spec.steps = jobs[j].duration;
        job.spec.checkpoint_every = Nanos::never();
        world.jobs.push_back(job);
    }
    const Observations o = simulate(world, RequestSources{}, {});
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        if (o.jobs[j].start != kSecond * jobs[j].start) return false;
        if (o.jobs[j].end != kSecond * jobs[j].end) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("three jobs on two servers: first come, first served, all checkers on") {
    int tried = 0;
    for_all_small_queues(1, [&](std::vector<SmallJob>& jobs) {
        schedule(jobs, as_submitted, strictly);
        if (!run_agrees(jobs)) REQUIRE(tried == -1);
        ++tried;
    });
    CHECK(tried == kSmallQueues);
}

TEST_CASE("three jobs on two nodes of a shared pool: the orders of the queue") {
    gang::Settings settings;
    SECTION("as submitted") {
        compare_all(settings, as_submitted, strictly);
    }
    SECTION("shortest first") {
        settings.order = gang::Order::shortest;
        compare_all(
            settings, [](const SmallJob& a, const SmallJob& b) { return a.duration < b.duration; },
            strictly);
    }
    SECTION("by priority") {
        settings.order = gang::Order::priority;
        compare_all(
            settings, [](const SmallJob& a, const SmallJob& b) { return a.priority > b.priority; },
            strictly, 2);
    }
}

TEST_CASE("three jobs on two nodes of a shared pool: backfilling") {
    gang::Settings settings;
    SECTION("first fit") {
        settings.backfill = gang::Backfill::first_fit;
        compare_all(settings, as_submitted, first_fit);
    }
    SECTION("EASY") {
        settings.backfill = gang::Backfill::easy;
        compare_all(settings, as_submitted, easy);
    }
    SECTION("conservative") {
        settings.backfill = gang::Backfill::conservative;
        compare_all(settings, as_submitted, conservative);
    }
}

}  // namespace exhaustive_jobs_test
