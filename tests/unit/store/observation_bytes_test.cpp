// Observations come back as they were, bit for bit, and damaged bytes are refused.
#include "sim/store/observation_bytes.hpp"

#include <limits>

#include "orrery/base/diagnostics.hpp"
#include "sim/store/results_db.hpp"
#include "sim/store/stored_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace observation_bytes_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// A value of every kind that the structs hold, at their ends where ends exist.
Observations some() {
    Observations o;
    o.seed = ~std::uint64_t{0};
    o.end = RunEnd::backlog;
    o.ended_at = Nanos{-1};
    o.events = kMost;
    o.workloads.resize(2);
    o.workloads[1].preemptions = -5;
    o.tasks.resize(1);
    o.tasks[0].e2e.add(Nanos{77});
    o.serving.assign(1, ServingRow(2));
    for (std::int64_t i = 1; i < 3'000'000'000'000; i *= 3) o.serving[0][1].ttft.add(Nanos{i});
    o.serving[0][1].wait_ns[7] = 12;
    o.serving[0][1].slo_output_tokens = 9;
    o.serving[0][1].missed_alone = 6;
    o.serving[0][1].missed_wait_ns[3] = 8;
    o.served.assign(1, std::vector<ServedUsage>(3));
    o.served[0][2].output_tokens = 4;
    o.pools.assign(1, std::vector<PoolUsage>(2));
    o.pools[0][1].iteration_energy_j = 0.1 + 0.2;
    o.pools[0][1].requests = 3;
    o.shortfalls.assign(1, std::vector<PowerShortfall>(1));
    o.shortfalls[0][0].cap = true;
    o.sessions.push_back({PoolId(3u), Nanos{0}, Nanos::never()});
    JobRecord job;
    job.held_ns = (static_cast<DeviceTime>(-3) << 70) + 11;
    job.held_by_pool[4] = job.held_ns;
    job.causes["gpu \n, \"x\""] = 2;
    job.rpo_ns = 6;
    o.jobs.push_back(job);
    o.traffic.links.resize(1);
    o.traffic.links[0].bytes[1][2] = {1, 2, 3};
    o.traffic.sent[0] = 99;
    o.run_events.push_back({Nanos{1}, Nanos{2}, "outage", "hall", std::string("a\0b", 3)});
    o.checks.push_back({"requests", "a = b", -0.0, 1e300, true});
    return o;
}

}  // namespace

TEST_CASE("observations come back bit for bit") {
    const Observations before = some();
    const Observations after = unpack_observations(pack_observations(before));
    CHECK(after.seed == before.seed);
    CHECK(after.end == RunEnd::backlog);
    CHECK(after.ended_at.ns == -1);
    CHECK(after.events == kMost);
    CHECK(after.workloads.at(1).preemptions == -5);
    CHECK(after.tasks.at(0).e2e.max() == Nanos{77});
    const Sketch& ttft = after.serving.at(0)[1].ttft;
    CHECK(ttft.count() == before.serving[0][1].ttft.count());
    CHECK(ttft.total_seconds() == before.serving[0][1].ttft.total_seconds());
    for (const double q : {0.0, 0.3, 0.99, 1.0}) {
        CHECK(ttft.quantile(q) == before.serving[0][1].ttft.quantile(q));
    }
    CHECK(after.serving[0][1].slo_output_tokens == 9);
    CHECK(after.serving[0][1].missed_alone == 6);
    CHECK(after.serving[0][1].missed_wait_ns[3] == 8);
    CHECK_FALSE(after.serving[0].met(0));
    CHECK(after.serving[0][0].completed == 0);
    CHECK(after.served.at(0).at(2).output_tokens == 4);
    CHECK(after.pools.at(0).at(1).iteration_energy_j == 0.1 + 0.2);
    CHECK(after.shortfalls.at(0).at(0).cap);
    CHECK(after.sessions.at(0).until == Nanos::never());
    CHECK(after.jobs.at(0).held_ns == before.jobs[0].held_ns);
    CHECK(after.jobs[0].held_by_pool == before.jobs[0].held_by_pool);
    CHECK(after.jobs[0].causes == before.jobs[0].causes);
    CHECK(after.jobs[0].rpo_ns == 6);
    CHECK(after.traffic.links.at(0).bytes[1][2] == std::vector<std::int64_t>{1, 2, 3});
    CHECK(after.run_events.at(0).text == std::string("a\0b", 3));
    CHECK(std::signbit(after.checks.at(0).left));
    // And so does everything else: packing what came back gives the same bytes.
    CHECK(pack_observations(after) == pack_observations(before));
}

TEST_CASE("damaged observations are refused") {
    const std::string bytes = pack_observations(some());
    CHECK_THROWS_AS(unpack_observations(bytes.substr(0, bytes.size() / 2)), EnvironmentError);
    CHECK_THROWS_AS(unpack_observations("no zstd"), EnvironmentError);
    CHECK_THROWS_AS(unpack_observations(pack_text("")), EnvironmentError);
    // A count beyond what is there asks for no memory.
    CHECK_THROWS_AS(unpack_observations(pack_text(std::string(20, '\xFF'))), EnvironmentError);
    CHECK_THROWS_AS(unpack_observations(pack_text(unpack_text(bytes) + "x")), EnvironmentError);
}

TEST_CASE("a stored run comes back with its texts") {
    TemporaryFolder folder;
    StoredRun run;
    run.layers = {
        {false, "a.yaml", "orrery: 1\n"}, {false, "b.yaml", "x: ü"}, {true, "--set", "a=1"}};
    run.folder = "/somewhere";
    run.allow_any_path = true;
    run.catalog.resize(2);
    run.catalog[0].files = {{"p/grids.yaml", "grids: {}"},
                            {"p/offers.yaml", std::string(9999, 'a')}};
    run.catalog[1].files = {{"q/grids.yaml", "grids: {}\n"}};
    run.data = {{"s.csv", "", "/somewhere/s.csv", "abc"}};
    run.replications = 2;
    Observations second = some();
    second.seed = 4;
    PackedRuns packed(2);
    packed.add(1, second);
    packed.add(0, some());
    run.packed = packed.take();
    run.next = NextBottleneck{"KV memory", "slots", 0.1, 1.0 / 3};
    const std::string path = folder.file("results.db");
    write_results_db(path, {}, {}, &run);
    const StoredRun back = read_stored_run(path);
    REQUIRE(back.layers.size() == 3);
    CHECK(back.layers[1].text == "x: ü");
    CHECK_FALSE(back.layers[1].set);
    CHECK(back.layers[2].set);
    CHECK(back.folder == "/somewhere");
    CHECK(back.allow_any_path);
    REQUIRE(back.catalog.size() == 2);
    CHECK(back.catalog[0].files == run.catalog[0].files);
    CHECK(back.catalog[1].files == run.catalog[1].files);
    REQUIRE(back.data.size() == 1);
    CHECK(back.data[0].sha256 == "abc");
    CHECK(back.replications == 2);
    REQUIRE(back.packed.size() == 2);
    CHECK(unpack_observations(back.packed[1]).seed == 4);
    REQUIRE(back.next);
    CHECK(back.next->next == "slots");
    CHECK(back.next->ttft_p99_after_s == 1.0 / 3);
}

TEST_CASE("a result without observations cannot be priced again") {
    TemporaryFolder folder;
    const std::string path = folder.file("results.db");
    write_results_db(path, {}, {});
    CHECK_THROWS_AS(read_stored_run(path), EnvironmentError);
}

}  // namespace observation_bytes_test
