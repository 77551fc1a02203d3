// What an inventory's import assumed gives way to a log, once, and what a user wrote does not.
#include "sim/scenario/import/assumed.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/inventory.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace import_assumed_test {

using namespace orrery;
using namespace orrery::test;

namespace {

std::string inventory_text() {
    TemporaryFolder folder;
    const std::string file = folder.write(
        "inventory.csv", "site,country,server,servers,price\nhamburg,DE,dgx-h100,2,300000\n");
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    return import_inventory(read_inventory(file, catalog), catalog, "2026-11-26").yaml;
}

const std::string kEntry =
    "- name: imported\n  deployments: [chat-hamburg-dgx-h100]\n  demand:\n    trace: {file: "
    "t.csv}\n";

/// 2026-11-02 06:30:10 UTC, three hours and a quarter.
const LogSpan kDatedSpan{true, Nanos{1793601010 * kSecond.ns}, Nanos{11700 * kSecond.ns}};

}  // namespace

TEST_CASE("a log's hours and requests take the place of an inventory's assumptions, once") {
    const std::string before = inventory_text();
    REQUIRE(before.find("assumed-chat") != std::string::npos);
    const std::string spliced = with_entry(before, "workloads", "imported", kEntry).value_or("");
    const Settled once = settle_assumed(spliced, kDatedSpan, kHour, true);
    INFO(once.text);
    CHECK(once.text.find("start: 2026-11-02T06:00:00Z  # hour") != std::string::npos);
    // 3 h 15 min are held by four hours.
    CHECK(once.text.find("horizon: 4 h  # as long") != std::string::npos);
    CHECK(once.text.find("assumed-chat") == std::string::npos);
    CHECK(once.text.find("# assumed\n") == std::string::npos);
    CHECK(once.changes.size() == 3);
    CHECK(once.notes.empty());
    CHECK(once.removed.count("assumed-chat") == 1);
    Diagnostics d;
    const auto scenario = read_scenario_text(once.text, "fleet.yaml", d);
    INFO(render(d));
    REQUIRE(scenario);
    REQUIRE(scenario->workloads.size() == 1);
    CHECK(scenario->workloads[0].name == "imported");
    CHECK(scenario->horizon == Nanos{4 * kHour.ns});
    const Settled twice = settle_assumed(once.text, kDatedSpan, scenario->horizon, true);
    CHECK(twice.text == once.text);
    CHECK(twice.changes.empty());
}

TEST_CASE("what a user wrote stays, and a horizon that cuts the log is told") {
    std::string text = inventory_text();
    text = with_key(text, "horizon", "1 h");
    text = with_key(text, "start", "2026-11-02");
    const Settled s = settle_assumed(text, kDatedSpan, kHour, true);
    CHECK(s.text.find("horizon: 1 h\n") != std::string::npos);
    CHECK(s.text.find("start: 2026-11-02\n") != std::string::npos);
    REQUIRE(s.notes.size() == 1);
    CHECK(s.notes[0].find("horizon: 4 h holds all of it") != std::string::npos);
}

TEST_CASE(
    "a trace without dates leaves the start assumed, and jobs leave the workload: both told") {
    const std::string text = inventory_text();
    const LogSpan undated{false, Nanos{0}, Nanos{1800 * kSecond.ns}};
    const Settled trace = settle_assumed(text, undated, kHour, true);
    CHECK(trace.text.find("start: 2026-11-26  # assumed") != std::string::npos);
    CHECK(trace.text.find("horizon: 1 h  # as long") != std::string::npos);
    REQUIRE(trace.notes.size() == 1);
    CHECK(trace.notes[0].find("start stays assumed") == 0);
    const Settled jobs = settle_assumed(text, kDatedSpan, kHour, false);
    CHECK(jobs.text.find("- name: assumed-chat") != std::string::npos);
    REQUIRE(jobs.notes.size() == 1);
    CHECK(jobs.notes[0].find("workload assumed-chat is assumed and stays") == 0);
}

TEST_CASE("only marked entries of a list go, wherever they stand in it") {
    const std::string text =
        "workloads:\n  - {name: a, rate: 1}  # assumed: half\n  - name: b\n    rate: 2\n"
        "  # of c\n  - name: c\n    rate: 3   # assumed\n\nend: 1\n";
    std::vector<std::string> names;
    CHECK(without_assumed(text, "workloads", names) ==
          "workloads:\n  - name: b\n    rate: 2\n  # of c\n\nend: 1\n");
    CHECK(names == std::vector<std::string>{"a", "c"});
    CHECK(without_assumed(text, "jobs", names) == text);
    CHECK(is_assumed("start: 1  # assumed\n", "start"));
    CHECK_FALSE(is_assumed("start: 1\nhorizon: 2  # assumed\n", "start"));
}

}  // namespace import_assumed_test
