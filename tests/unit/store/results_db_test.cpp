// results.db: what is written is read back, and what is not such a file is refused.
#include "sim/store/results_db.hpp"

#include "orrery/base/diagnostics.hpp"
#include "sim/store/result_problem.hpp"
#include "sim/store/sqlite.hpp"
#include "sim/store/stored_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace results_db_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("metrics and postings come back as they were") {
    TemporaryFolder folder;
    Findings f;
    f.name = "x'; drop table metric; --";
    Metric m;
    m.value = 0.1;
    m.unit = "s";
    m.lo = 0.05;
    m.n = 7;
    m.formula = "a / b";
    f.metrics.set("b.second", m);
    f.metrics.count("a.first", 12);
    Ledger ledger;
    Charge charge;
    charge.site = "hall";
    charge.kind = ChargeKind::purchase;
    charge.cash = false;
    ledger.charges.push_back(charge);
    Posting p;
    p.month = 2026 * 12 + 10;
    p.from = kHour;
    p.amount = {Money{1}, Money{2}, Money{3}, Money{-4}};
    ledger.postings.push_back(p);
    const std::string path = folder.file("results.db");
    write_results_db(path, f, ledger);
    write_results_db(path, f, ledger);  // again over the old one
    const StoredResults r = read_results_db(path);
    REQUIRE(r.metrics.all().size() == 2);
    CHECK(r.metrics.all()[0].first == "b.second");
    CHECK(r.metrics.find("b.second")->value == 0.1);
    CHECK(r.metrics.find("b.second")->lo == 0.05);
    CHECK_FALSE(r.metrics.find("b.second")->hi.has_value());
    CHECK(r.metrics.find("a.first")->is_count);
    REQUIRE(r.ledger.postings.size() == 1);
    const Posting& back = r.ledger.postings[0];
    CHECK(back.amount[3].micros == -4);
    CHECK(month_name(back.month) == "2026-11");
    CHECK(back.from == kHour);
    CHECK(r.ledger.of(back).site == "hall");
    CHECK(r.ledger.of(back).kind == ChargeKind::purchase);
    CHECK_FALSE(r.ledger.of(back).cash);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what figures rest on comes back, and each figure has its error") {
    TemporaryFolder folder;
    const std::string path = folder.file("results.db");
    Findings f;
    Metric m;
    m.unit = "s";
    f.metrics.set("latency.ttft.p99", m);
    f.metrics.set("cost.total", m);
    f.bases.push_back({"latency and throughput",
                       {"latency", "slo"},
                       RestsOn::calibrated,
                       4.1,
                       {{"engine of 'chat'", RestsOn::calibrated, 4.1, "calibrated from a.csv"},
                        {"kernels", RestsOn::measured, 0, "measured"}}});
    write_results_db(path, f, {});
    const StoredResults r = read_results_db(path);
    REQUIRE(r.bases.size() == 1);
    CHECK(r.bases[0].paths == f.bases[0].paths);
    REQUIRE(r.bases[0].inputs.size() == 2);
    CHECK(r.bases[0].inputs[0].what == "engine of 'chat'");
    CHECK(r.bases[0].inputs[1].basis == RestsOn::measured);
    CHECK(r.metrics.find("latency.ttft.p99")->error_pct == 4.1);
    CHECK(r.metrics.find("latency.ttft.p99")->basis == "calibrated");
    CHECK(r.metrics.find("cost.total")->basis == "modelled");
}

TEST_CASE("other files are refused") {
    TemporaryFolder folder;
    CHECK_THROWS_AS(read_results_db(folder.file("missing.db")), EnvironmentError);
    CHECK_THROWS_AS(read_results_db(folder.write("text.db", "hello")), EnvironmentError);
    CHECK_THROWS_AS(write_results_db(folder.file("no/folder.db"), {}, {}), EnvironmentError);
}

TEST_CASE("results of another version are refused") {
    TemporaryFolder folder;
    const std::string path = folder.file("results.db");
    write_results_db(path, {}, {});
    CHECK(read_results_db(path).ledger.postings.empty());
    store::Database(path, SQLITE_OPEN_READWRITE).run("pragma user_version = 2");
    CHECK_THROWS_AS(read_results_db(path), EnvironmentError);
}

TEST_CASE("a part of a study: none in the folder, and the name that was meant") {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder.file("part1"));
    const auto empty = part_problem(folder.file("part1"));
    REQUIRE(empty);
    CHECK(empty->code == "E0904");
    CHECK(empty->message == "the folder holds no part of a study");
    folder.write("part1/study.db", "");
    CHECK_FALSE(part_problem(folder.file("part1")));
    CHECK(part_problem(folder.file("prt1"))->hint == "did you mean " + folder.file("part1") + "?");
}

TEST_CASE("a folder's result: none, of another version, edited, and one that can be read") {
    TemporaryFolder folder;
    const auto at = [&](const std::string& name) {
        std::filesystem::create_directories(folder.file(name));
        return folder.file(name);
    };
    const auto code = [](const std::string& of) {
        const auto problem = result_problem(of);
        return problem ? problem->code : std::string();
    };
    const std::string plan = at("plan");
    CHECK(code(plan) == "E0904");
    Findings f;
    f.currency = "USD";
    StoredRun run;
    run.layers.push_back({false, "plan.yaml", "orrery: 1\nname: plan\n"});
    run.packed.emplace_back("x");
    write_results_db(plan + "/results.db", f, {}, &run);
    CHECK(code(plan).empty());
    CHECK(result_problem(folder.file("pln"))->hint == "did you mean " + plan + "?");
    CHECK(result_problem(folder.file("pln") + "/")->code == "E0904");
    const auto json = [&](const std::string& text) {
        folder.write("plan/result.json", text);
        return code(plan);
    };
    CHECK(json("{\"schema_version\": 1, \"currency\": \"USD\"}").empty());
    CHECK(json("{\"schema_version\": 2, \"currency\": \"USD\"}") == "E0905");
    CHECK(json("{\"schema_version\": 1, \"currency\": \"EUR\"}") == "E0906");
    CHECK(json("not JSON").empty());  // no figure is taken from it
    // Of the scenario itself: the default is USD, and settings go over it.
    f.currency = "EUR";
    write_results_db(plan + "/results.db", f, {}, &run);
    CHECK(code(plan) == "E0906");
    run.layers.push_back({true, "--set", "currency=EUR"});
    write_results_db(plan + "/results.db", f, {}, &run);
    CHECK(code(plan).empty());
    store::Database(plan + "/results.db", SQLITE_OPEN_READWRITE).run("pragma user_version = 2");
    CHECK(code(plan) == "E0905");
}

}  // namespace results_db_test
