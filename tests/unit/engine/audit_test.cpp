// The checkers of a run: each law is broken on purpose, in one counter, and must be named with what
// it is broken of.
#include "sim/engine/checks/audit.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "orrery/base/assert.hpp"
#include "sim/engine/checks/milestones.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace audit_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two deployments of a pool that batches, one workload, one job, one link.
World audited_world() {
    World world = small_world(2, 4, kHour);
    world.tables.push_back(simple_table(8, 256, 16 * 400));
    add_deployment(world, "chat", 1, 1).max_num_seqs = 8;
    add_deployment(world, "spare", 1, 1).max_num_seqs = 8;
    add_workload(world, "questions").allowed = {true, false};
    Job job;
    job.name = job.spec.name = "pretraining";
    world.jobs.push_back(job);
    world.network.links.push_back({"trunk", 1e6});
    return world;
}

/// What a run of that world may have seen, all laws kept: 3 requests arrive, 1 is served, 1 waits,
/// 1 runs; 40 + 7 tokens; a job of 2 × 4 accelerators holds them for 100 s of the hour.
struct Seen {
    Observations out;
    RunTally tally;
};

void see_requests(Seen& seen) {
    WorkloadCounts counts;
    counts.arrived = 3;
    counts.completed = 1;
    seen.out.workloads = {counts};
    seen.out.serving.assign(1, ServingRow(2));
    ServingStats& stats = seen.out.serving[0][0];
    stats.completed = stats.measured = 1;
    stats.wait.add(kSecond);
    stats.wait_ns[0] = kSecond.ns;
    seen.tally.present = {2};
    seen.tally.in_system = seen.tally.live = 2;
    seen.tally.population_ns = seen.tally.sojourn_ns = 9;
    ReplicaTally chat;
    chat.deployment = DeploymentId(0u);
    chat.blocks = 400;
    chat.blocks_held = chat.blocks_of = 5;
    chat.waiting = chat.waiting_of = chat.running = chat.running_of = 1;
    ReplicaTally spare;
    spare.deployment = DeploymentId(1u);
    seen.tally.replicas = {chat, spare};
}

void see_devices(Seen& seen) {
    PoolUsage usage;
    usage.prefill_tokens = 40;
    usage.decode_tokens = 7;
    usage.iteration_energy_j = 80;
    usage.useful_ns = usage.job_ns = 8 * 100 * kSecond.ns;
    usage.idle_ns = 8 * 3500 * kSecond.ns;
    seen.out.pools = {{usage}};
    seen.out.sessions.assign(2, {PoolId(0u), Nanos{0}, kHour});
    seen.tally.progressed_tokens = 45;
    seen.tally.discarded_tokens = 2;
    seen.tally.energy_j = 80;
    JobRecord job;
    job.job = JobId(0u);
    job.start = kSecond;
    job.held_ns = job.time.useful = DeviceTime{8} * 100 * kSecond.ns;
    seen.out.jobs = {job};
    SharedJobRow recorded;
    recorded.start = recorded.end = kSecond * 10;
    recorded.status = JobStatus::done;
    recorded.waits[0] = 10 * kSecond.ns;
    seen.out.shared_jobs = {recorded};
}

Seen consistent() {
    Seen seen;
    seen.out.ended_at = kHour;
    see_requests(seen);
    see_devices(seen);
    seen.out.traffic.links.resize(1);
    seen.out.traffic.links[0].bytes[0][0] = {900};
    seen.tally.flows = {1000, 900, 60, 40, 1, 900};
    return seen;
}

std::vector<Violation> violations_of(const Seen& seen) {
    const World world = audited_world();
    Audit audit(world, seen.out, seen.tally);
    audit_end(audit);
    return audit.violations;
}

struct Fault {
    const char* what;
    std::function<void(Seen&)> corrupt;
    const char* check;
    const char* names;  ///< must be in the text
};

const std::vector<Fault>& faults() {
    static const std::vector<Fault> all{
        {"an arrival is counted twice", [](Seen& s) { ++s.out.workloads[0].arrived; }, "requests",
         "workload questions"},
        {"a departure is not counted", [](Seen& s) { ++s.tally.in_system; }, "requests",
         "the number in the system"},
        {"a completion is booked elsewhere", [](Seen& s) { ++s.out.serving[0][0].completed; },
         "completions", "workload questions"},
        {"data leave their class",
         [](Seen& s) { std::swap(s.out.serving[0][0], s.out.serving[0][1]); }, "residency",
         "workload questions on deployment spare"},
        {"a token is lost", [](Seen& s) { --s.tally.progressed_tokens; }, "tokens", "left 47"},
        {"tokens run backwards",
         [](Seen& s) {
             s.out.pools[0][0].prefill_tokens = -1;
             s.out.pools[0][0].decode_tokens = 48;
         },
         "tokens", "pool pool"},
        {"a joule is lost", [](Seen& s) { s.out.pools[0][0].iteration_energy_j -= 1; }, "energy",
         "left 79, right 80"},
        {"energy is negative", [](Seen& s) { s.out.pools[0][0].job_energy_j = -1; }, "energy",
         "pool pool"},
        {"a block is not given back", [](Seen& s) { ++s.tally.replicas[0].blocks_held; },
         "KV cache", "replica 0 of deployment chat"},
        {"more blocks than there are", [](Seen& s) { s.tally.replicas[0].blocks = 4; }, "KV cache",
         "replica 0 of deployment chat"},
        {"a request waits uncounted", [](Seen& s) { ++s.tally.replicas[1].waiting_of; }, "queues",
         "replica 1 of deployment spare"},
        {"more run than slots",
         [](Seen& s) { s.tally.replicas[0].running = s.tally.replicas[0].running_of = 9; },
         "queues", "replica 0 of deployment chat"},
        {"a nanosecond is lost", [](Seen& s) { --s.out.pools[0][0].idle_ns; }, "accelerator time",
         "pool pool"},
        {"a nanosecond is used twice",
         [](Seen& s) {
             s.out.pools[0][0].useful_ns += 28'000 * kSecond.ns + 1;
             s.out.pools[0][0].idle_ns = -1;
         },
         "accelerator time", "pool pool"},
        {"a job's waiting is forgotten", [](Seen& s) { s.out.jobs[0].queued_ns = 1; }, "job time",
         "job pretraining"},
        {"a pool forgets a job", [](Seen& s) { s.out.pools[0][0].job_ns -= 1; }, "jobs on pools",
         "left 800"},
        {"a job ends before it starts",
         [](Seen& s) {
             s.out.jobs[0].end = Nanos{0};
             s.out.jobs[0].status = JobStatus::done;
         },
         "order of jobs", "job pretraining"},
        {"a recorded job's wait is forgotten", [](Seen& s) { s.out.shared_jobs[0].waits[0] = 0; },
         "recorded jobs", "left 10"},
        {"a wait has two causes", [](Seen& s) { s.out.serving[0][0].wait_ns[1] = kSecond.ns; },
         "waits", "workload questions on deployment chat"},
        {"a request is in two places", [](Seen& s) { ++s.tally.population_ns; }, "Little's law",
         "times in the system"},
        {"bytes vanish", [](Seen& s) { s.tally.flows.given_up = 0; }, "traffic", "left 1000"},
        {"a link counts twice", [](Seen& s) { s.out.traffic.links[0].bytes[1][0] = {900}; },
         "links", "left 1800"}};
    return all;
}

/// What a child process prints on stderr before it ends, and its exit status.
std::pair<std::string, int> dying_words(const std::function<void()>& act) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    close(ends[1]);
    std::string words;
    char buffer[512];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
        words.append(buffer, static_cast<std::size_t>(n));
    }
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return {words, WEXITSTATUS(status)};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("observations that keep all laws pass every checker") {
    const auto found = violations_of(consistent());
    CHECK(found.empty());
    for (const Violation& v : found) UNSCOPED_INFO(v.text);
}

TEST_CASE("each broken law is found by its checker and by no other, and named") {
    for (const Fault& fault : faults()) {
        INFO(fault.what);
        Seen seen = consistent();
        fault.corrupt(seen);
        const auto found = violations_of(seen);
        REQUIRE(found.size() == 1);
        INFO(found[0].text);
        CHECK(found[0].check == fault.check);
        CHECK(contains(found[0].text, fault.names));
        CHECK(contains(found[0].text, std::string("conservation of ") + fault.check));
    }
}

TEST_CASE("a violation ends the program with 70 and prints seed, time, event and entity") {
    Seen seen = consistent();
    seen.tally.replicas[0].blocks_held = 6;
    const auto [words, status] = dying_words([&seen] {
        const World world = audited_world();
        run_context() = {77, 12'500'000'000, 4321};
        Audit audit(world, seen.out, seen.tally);
        audit_now(audit);
        stop_at_violation(audit);
    });
    INFO(words);
    CHECK(status == 70);
    for (const char* part : {"seed: 77", "simulated time: 12.5", "event: 4321",
                             "replica 0 of deployment chat", "left 6, right 5"}) {
        CHECK(contains(words, part));
    }
}

TEST_CASE("milestones of a request come in order, or the request is named") {
    const Milestones good{Nanos{1}, Nanos{1}, Nanos{5}, Nanos{5}};
    CHECK(good.in_order());
    CHECK(good.out_of_order().empty());
    const std::vector<std::pair<Milestones, const char*>> bad{
        {{Nanos{2}, Nanos{1}, Nanos{5}, Nanos{6}}, "service at 1 ns, before its arrival at 2 ns"},
        {{Nanos{1}, Nanos{6}, Nanos{5}, Nanos{6}}, "first token at 5 ns, before its service"},
        {{Nanos{1}, Nanos{2}, Nanos{5}, Nanos{4}}, "last token at 4 ns, before its first token"}};
    for (const auto& [milestones, text] : bad) {
        CHECK(!milestones.in_order());
        CHECK(contains(milestones.out_of_order(), text));
    }
    const auto [words, status] =
        dying_words([&bad] { stop_out_of_order(bad[0].first, 31, "questions"); });
    CHECK(status == 70);
    CHECK(contains(words, "request 31 of workload questions"));
}

TEST_CASE("a run has its checks in a published order, whatever it is made of") {
    World world = small_world(1, 1, kHour);
    add_station(world, "queue", 1, 1.0).load_time = Nanos{0};
    add_workload(world, "w");
    const Observations out = simulate(world, sources_of({request_at(kSecond, 1, 1)}), {});
    std::vector<std::string> names;
    for (const Check& check : out.checks) {
        CHECK(check.holds);
        names.push_back(check.name);
    }
    CHECK(names == std::vector<std::string>{"requests", "completions", "tokens", "energy",
                                            "KV cache", "queues", "accelerator time", "waits",
                                            "Little's law"});
}

}  // namespace audit_test
