// trace.json: a small run drawn by hand, and what must hold of any: slices nest, rows are in order,
// ids are unique, the bound holds, and what is left out is said.
#include "sim/report/trace_json.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/engine/run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/world.hpp"

namespace trace_json_test {

using namespace orrery;
using namespace orrery::test;
using Json = nlohmann::json;

namespace {

Nanos at(double seconds) {
    return Nanos::from_seconds(seconds);
}

World chat_world(const std::string& name = "chat") {
    World world = small_world(1, 2, kHour);
    world.name = name;
    world.tables.push_back(simple_table(4, 64, 1600));
    world.shapes.emplace_back();
    Deployment& d = add_deployment(world, name, 2, 1);
    d.max_num_seqs = 4;
    d.token_budget = 64;
    add_workload(world, name);
    return world;
}

RequestRow row(std::int64_t id, double arrival, double first, double finish) {
    RequestRow r;
    r.request_id = id;
    r.workload = WorkloadId(0u);
    r.deployment = DeploymentId(0u);
    r.replica = ReplicaId(0u);
    r.arrival = at(arrival);
    r.first_token = first < 0 ? Nanos::never() : at(first);
    r.finish = finish < 0 ? Nanos::never() : at(finish);
    r.prompt_tokens = 7;
    r.output_tokens = 3;
    r.status = "completed";
    return r;
}

/// Slices of a track nest and begin in order; rows have names; ids are theirs alone.
void check_rules(const Json& trace) {
    std::set<int> processes;
    std::set<int> threads;
    std::map<int, std::vector<std::int64_t>> open;  // ends, by track
    std::map<int, std::int64_t> last;
    for (const Json& e : trace.at("traceEvents")) {
        const std::string ph = e.at("ph");
        const int pid = e.at("pid");
        const int tid = e.at("tid");
        if (ph == "M") {
            if (e.at("name") == "process_name") CHECK(processes.insert(pid).second);
            if (e.at("name") == "thread_name") CHECK(threads.insert(tid).second);
            continue;
        }
        CHECK(processes.count(pid) == 1);
        REQUIRE(e.at("ts").is_number_integer());
        const std::int64_t ts = e.at("ts");
        CHECK(ts >= 0);
        if (ph == "C") {
            REQUIRE(e.at("args").size() == 1);
            CHECK(e.at("args").begin()->is_number());
            continue;
        }
        if (ph == "i") {
            CHECK(e.at("s") == "p");
            continue;
        }
        REQUIRE(ph == "X");
        CHECK(threads.count(tid) == 1);
        const std::int64_t end = ts + e.at("dur").get<std::int64_t>();
        CHECK(end >= ts);
        CHECK(ts >= last[tid]);
        last[tid] = ts;
        auto& stack = open[tid];
        while (!stack.empty() && stack.back() <= ts) stack.pop_back();
        if (!stack.empty()) CHECK(end <= stack.back());
        stack.push_back(end);
    }
    for (const int tid : threads) CHECK(processes.count(tid) == 0);
}

Json parsed(const TemporaryFolder& folder) {
    return Json::parse(read_text(folder.file("trace.json")));
}

std::vector<Json> of_kind(const Json& trace, const std::string& ph) {
    std::vector<Json> out;
    for (const Json& e : trace.at("traceEvents")) {
        if (e.at("ph") == ph) out.push_back(e);
    }
    return out;
}

std::string track_name(const Json& trace, int tid) {
    for (const Json& e : of_kind(trace, "M")) {
        if (e.at("name") == "thread_name" && e.at("tid") == tid) return e.at("args").at("name");
    }
    return {};
}

}  // namespace

TEST_CASE("a trace of five requests is as drawn by hand") {
    TemporaryFolder folder;
    const World world = chat_world();
    TraceJson trace(world, folder.file("trace.json"), {});
    WaitTimes waits{};
    waits[static_cast<std::size_t>(WaitCause::slots)] = kSecond.ns / 2;
    trace.waits(waits);
    trace.row(row(1, 2, 2.5, 3));
    trace.waits(WaitTimes{});
    trace.row(row(0, 1, 2, 5));
    trace.row(row(2, 3.5, 4, 6));
    RequestRow refused = row(3, 4, -1, -1);
    refused.status = "rejected";
    refused.deployment = DeploymentId();
    refused.replica = ReplicaId();
    trace.row(refused);
    RequestRow there = row(4, 5.5, -1, -1);
    there.status = "in_flight";
    trace.row(there);
    Observations o;
    o.ended_at = at(10);
    o.run_events.push_back({at(7), at(9), "outage", "hall", "switchgear"});
    o.run_events.push_back({at(8), at(8), "delivery", "pool", "2 servers"});
    o.pools.assign(1, std::vector<PoolUsage>(1));
    o.pools[0][0].useful_ns = 3;
    o.pools[0][0].idle_ns = 1;
    o.deployments.assign(1, std::vector<DeploymentUsage>(1));
    o.deployments[0][0].max_waiting = 4;
    trace.finish(o);
    const Json json = parsed(folder);
    check_rules(json);
    // Request 1 left first: lane #1 until 3 s. Request 0 began before that: lane #2 until 5 s.
    // Request 2 finds #1 free at 3.5 s; request 4, still there at the end, #2 at 5.5 s.
    const std::vector<std::tuple<std::string, std::string, std::int64_t, std::int64_t>> wanted{
        {"chat replica 0 #1", "chat", 2'000'000, 1'000'000},
        {"chat replica 0 #1", "until the first token", 2'000'000, 500'000},
        {"chat replica 0 #1", "decode", 2'500'000, 500'000},
        {"chat replica 0 #2", "chat", 1'000'000, 4'000'000},
        {"chat replica 0 #2", "until the first token", 1'000'000, 1'000'000},
        {"chat replica 0 #2", "decode", 2'000'000, 3'000'000},
        {"chat replica 0 #1", "chat", 3'500'000, 2'500'000},
        {"chat replica 0 #1", "until the first token", 3'500'000, 500'000},
        {"chat replica 0 #1", "decode", 4'000'000, 2'000'000},
        {"chat replica 0 #2", "chat", 5'500'000, 4'500'000},
        {"chat replica 0 #2", "until the first token", 5'500'000, 4'500'000},
        {"events #1", "outage hall", 7'000'000, 2'000'000}};
    const auto slices = of_kind(json, "X");
    REQUIRE(slices.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& [track, name, ts, dur] = wanted[i];
        CHECK(track_name(json, slices[i].at("tid")) == track);
        CHECK(slices[i].at("name") == name);
        CHECK(slices[i].at("ts") == ts);
        CHECK(slices[i].at("dur") == dur);
    }
    CHECK(slices[0].at("args").at("wait_slots_s") == 0.5);
    CHECK_FALSE(slices[3].at("args").contains("wait_slots_s"));
    const auto marks = of_kind(json, "i");
    REQUIRE(marks.size() == 3);
    CHECK(marks[0].at("name") == "request rejected");
    CHECK(marks[0].at("ts") == 4'000'000);
    CHECK(marks[1].at("name") == "outage hall");
    CHECK(marks[2].at("name") == "delivery pool");
    const auto counters = of_kind(json, "C");
    REQUIRE(counters.size() == 2);
    CHECK(counters[0].at("name") == "utilisation pool");
    CHECK(counters[0].at("args").at("useful") == 0.75);
    CHECK(counters[1].at("name") == "queue chat on pool");
    CHECK(counters[1].at("args").at("waiting") == 4);
    CHECK(json.at("otherData").at("events") == 17);
    CHECK(trace.events() == 17);
}

namespace {

struct Simulated {
    Json json;
    TraceLeftOut left_out;
    std::string text;
};

/// 200 requests, an outage, a job.
Simulated simulated(const std::string& name, const TraceBounds& bounds) {
    TemporaryFolder folder;
    World world = chat_world(name);
    world.sites[0].name = name;
    world.pools[0].name = name;
    world.sites[0].outages.push_back({Nanos{600 * kSecond.ns}, Nanos{660 * kSecond.ns}, name});
    std::vector<TraceRequest> list;
    for (int i = 0; i < 200; ++i) {
        list.push_back(request_at(Nanos{i * 5 * kSecond.ns}, 20 + i % 90, 1 + i % 40));
    }
    TraceJson trace(world, folder.file("trace.json"), bounds);
    RunOptions options;
    options.sink = &trace;
    trace.finish(simulate(world, sources_of(list), options));
    return {parsed(folder), trace.left_out(), read_text(folder.file("trace.json"))};
}

}  // namespace

TEST_CASE("a simulated run's trace keeps the rules and has every request") {
    const Simulated run = simulated("hall", {});
    check_rules(run.json);
    std::set<int> ids;
    for (const Json& e : of_kind(run.json, "X")) {
        if (e.at("cat") == "request") ids.insert(e.at("args").at("request_id").get<int>());
    }
    for (const Json& e : of_kind(run.json, "i")) {
        if (e.at("cat") == "request") ids.insert(e.at("args").at("request_id").get<int>());
    }
    CHECK(ids.size() == 200);
    CHECK(run.left_out.requests == 0);
    CHECK(simulated("hall", {}).text == run.text);
}

TEST_CASE("names with markup and control characters are escaped") {
    const Simulated run = simulated("</script>\"\\\x1b\xff" + std::string(300, 'w'), {});
    check_rules(run.json);
    CHECK(run.text.find('\x1b') == std::string::npos);
}

TEST_CASE("the bound holds, and the file says what is left out") {
    TraceBounds bounds;
    bounds.events = 100;
    const Simulated run = simulated("hall", bounds);
    check_rules(run.json);
    const Json& other = run.json.at("otherData");
    CHECK(other.at("events").get<int>() <= 100);
    // Half of 100 events, three a request: 16 fit.
    CHECK(run.left_out.requests == 184);
    CHECK(other.at("left_out").at("requests_beyond_the_bound") == 184);
}

TEST_CASE("requests before a wanted time are left out and counted") {
    TraceBounds bounds;
    bounds.from = Nanos{500 * kSecond.ns};
    const Simulated run = simulated("hall", bounds);
    CHECK(run.left_out.earlier == 100);
    for (const Json& e : of_kind(run.json, "X")) {
        if (e.at("cat") == "request") CHECK(e.at("ts").get<std::int64_t>() >= 500'000'000);
    }
}

TEST_CASE("a job's slices show its stops") {
    TemporaryFolder folder;
    World world = chat_world();
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    world.jobs.push_back(job);
    JobTrace recorded;
    recorded.pool = 0;
    recorded.tenants = {"a"};
    recorded.jobs.resize(2);
    recorded.jobs[0].id = "whole";
    recorded.jobs[1].id = "preempted";
    world.job_traces.push_back(recorded);
    TraceJson trace(world, folder.file("trace.json"), {});
    Observations o;
    o.ended_at = at(20);
    JobRecord record;
    record.job = JobId(0u);
    record.submit = at(1);
    record.start = at(2);
    record.ran = {{at(3), at(5)}, {at(9), at(12)}};  // stops from 5 to 9 and is not done at 20
    o.jobs.push_back(record);
    for (std::uint32_t j = 0; j < 2; ++j) {
        SharedJobRow row;
        row.job = j;
        row.submit = row.start = at(0);
        row.end = at(6);
        row.status = JobStatus::done;
        row.preemptions = static_cast<int>(j);
        o.shared_jobs.push_back(row);
    }
    trace.finish(o);
    const Json json = parsed(folder);
    check_rules(json);
    std::multiset<std::tuple<std::string, std::int64_t, std::int64_t>> seen;
    for (const Json& e : of_kind(json, "X")) {
        if (e.at("cat") == "job") continue;
        seen.insert({e.at("name").get<std::string>(), e.at("ts").get<std::int64_t>() / 1'000'000,
                     e.at("dur").get<std::int64_t>() / 1'000'000});
    }
    CHECK(seen == std::multiset<std::tuple<std::string, std::int64_t, std::int64_t>>{
                      {"waiting", 1, 1},
                      {"running", 3, 2},
                      {"running", 9, 3},
                      {"running", 0, 6},
                      {"running, with stops", 0, 6}});
}

TEST_CASE("counters of more intervals than fit stand for several") {
    TemporaryFolder folder;
    World world = chat_world();
    TraceBounds bounds;
    bounds.events = 100;
    TraceJson trace(world, folder.file("trace.json"), bounds);
    Observations o;
    o.ended_at = world.horizon;
    o.pools.assign(1, std::vector<PoolUsage>(1000));
    for (std::size_t i = 0; i < 1000; ++i) {
        o.pools[0][i].useful_ns = i % 2 == 0 ? 2 : 0;
        o.pools[0][i].idle_ns = i % 2 == 0 ? 0 : 2;
    }
    o.deployments.assign(1, std::vector<DeploymentUsage>(1000));
    o.deployments[0][777].max_waiting = 9;
    trace.finish(o);
    const Json json = parsed(folder);
    check_rules(json);
    // 2,000 values for 100 events: 98 without the rounding of two rows, so 21 intervals each
    // (⌈2000 / 98⌉), 48 values a row.
    CHECK(trace.left_out().intervals_each == 21);
    const auto counters = of_kind(json, "C");
    REQUIRE(counters.size() == 96);
    CHECK(counters[0].at("args").at("useful").get<double>() == Approx(11.0 / 21).epsilon(1e-5));
    int longest = 0;
    for (const Json& c : counters) {
        if (c.at("args").contains("waiting"))
            longest = std::max(longest, c.at("args").at("waiting").get<int>());
    }
    CHECK(longest == 9);
    CHECK(json.at("otherData").at("meter_intervals_a_counter_value") == 21);
}

TEST_CASE("a thousand of one instant are all drawn, and no more stacked than a viewer takes") {
    TemporaryFolder folder;
    const World world = chat_world();
    TraceJson trace(world, folder.file("trace.json"), {});
    for (std::int64_t i = 0; i < 1000; ++i) {
        RequestRow refused = row(i, 4, -1, -1);
        refused.status = "rejected";
        trace.row(refused);
        trace.row(row(1000 + i, 2, 2, 2));  // served within no time
    }
    Observations o;
    o.ended_at = at(10);
    trace.finish(o);
    const Json json = parsed(folder);
    check_rules(json);
    std::map<std::int64_t, int> marks;
    for (const Json& e : of_kind(json, "i")) ++marks[e.at("ts").get<std::int64_t>()];
    const std::map<std::int64_t, int> wanted{{4'000'000, 400}, {4'000'001, 400}, {4'000'002, 200}};
    CHECK(marks == wanted);
    std::map<int, int> wholes;  // by track
    for (const Json& e : of_kind(json, "X")) {
        if (e.at("cat") == "request") ++wholes[e.at("tid").get<int>()];
    }
    CHECK(wholes.size() == 1000);
}

}  // namespace trace_json_test
