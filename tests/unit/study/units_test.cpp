// Units of studies: their bytes, the file that keeps them, and who runs which in rounds and shards.
#include "orrery/base/diagnostics.hpp"
#include "sim/store/sqlite.hpp"
#include "sim/study/units/results_file.hpp"
#include "sim/study/units/unit.hpp"
#include "tests/support/files.hpp"
#include "tests/support/study_bases.hpp"
#include "tests/support/study_lab.hpp"

namespace units_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const char* kStudy = R"(study: 1
name: rounds
question: How many requests come?
goal: {metric: cost, at_most: 1 kUSD}
metrics:
  - {name: cost, formula: cost.total, format: money}
  - {name: requests, formula: requests.arrived}
steps:
  - replicate: {replications: 2}
answer: "{p50(requests)} at the median"
)";

/// The base, and the same with twice the demand.
std::vector<Point> two_points() {
    Point once;
    once.name = "once";
    Point twice;
    twice.name = "twice";
    twice.sets = {"workloads[talk].demand.synthetic.rate=1 /s"};
    return {once, twice};
}

UnitResult some_result() {
    UnitResult r;
    r.values = {1.5, -2};
    r.units = {"USD", ""};
    r.members = {{"cost.by_site.hall", 7}};
    r.sketches.resize(1);
    r.sketches[0].add(Nanos{1000});
    r.problem = "does not fit";
    r.infeasible = true;
    return r;
}

}  // namespace

TEST_CASE("a unit's bytes give it back whole", "[study][units]") {
    const UnitResult r = some_result();
    const UnitResult back = unpack(pack(r));
    CHECK(back.values == r.values);
    CHECK(back.units == r.units);
    CHECK(back.members == r.members);
    REQUIRE(back.sketches.size() == 1);
    CHECK(back.sketches[0].mean() == r.sketches[0].mean());
    CHECK(back.problem == "does not fit");
    CHECK(back.infeasible);
    CHECK_FALSE(back.partial);
}

TEST_CASE("bytes of a unit that are cut, go on, or are of another version are refused",
          "[study][units]") {
    const std::string bytes = pack(some_result());
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        CHECK_THROWS_AS(unpack(bytes.substr(0, n)), EnvironmentError);
    }
    CHECK_THROWS_AS(unpack(bytes + '\0'), EnvironmentError);
    std::string other = bytes;
    ++other[0];
    CHECK_THROWS_AS(unpack(other), EnvironmentError);
}

TEST_CASE("results of two parts of a study are joined, those of two studies are not",
          "[study][units]") {
    const TemporaryFolder folder;
    ResultsFile one(folder.file("one.db"), "grid");
    ResultsFile two(folder.file("two.db"), "grid");
    ResultsFile foreign(folder.file("foreign.db"), "another");
    one.add("a", "1");
    one.add("b", "2");
    two.add("b", "not the first");
    two.add("c", "3");
    CHECK(one.take(two) == 1);
    CHECK(one.size() == 3);
    CHECK(one.find("b") == "2");  // what was there stays
    CHECK(one.find("c") == "3");
    CHECK_THROWS_AS(one.take(foreign), EnvironmentError);
    CHECK(one.size() == 3);
}

TEST_CASE("a replication is the same in whichever round it is run", "[study][units]") {
    Lab lab(kStudy, kSmallHall);
    const UnitTable first = lab.rounds->run(two_points(), 0, 2);
    const UnitTable later = lab.rounds->run(two_points(), 1, 2);
    for (std::size_t p = 0; p < 2; ++p) CHECK(later[p][0].values == first[p][1].values);
    CHECK(first[0][0].values != first[0][1].values);  // other futures
    CHECK(first[1][0].values.back() > first[0][0].values.back());
    CHECK(lab.rounds->complete());
}

TEST_CASE("amounts beyond money are their own run's, and the study goes on", "[study][units]") {
    // 1e9 USD/h of 60,000 servers for a third of an hour is 2e13 USD, and a ledger ends at 9.2e12.
    Point dear;
    dear.name = "dear";
    dear.sets = {"pools[own].contract=on_demand", "pools[own].price=1e9 USD/h",
                 "pools[own].servers=60000"};
    Lab lab(kStudy, kSmallHall);
    const UnitTable table = lab.rounds->run({dear, two_points()[0]}, 0, 1);
    CHECK_THAT(table[0][0].problem,
               Catch::Contains("an amount of 2e+13 is more than a ledger can hold") &&
                   Catch::Contains("[E0840]"));
    CHECK(std::isnan(table[0][0].values[0]));
    CHECK(table[1][0].problem.empty());
    CHECK(table[1][0].values[0] > 0);
    CHECK(result_paths(*lab.bed, dear).empty());
}

TEST_CASE("what the file knows is not run again", "[study][units]") {
    const TemporaryFolder folder;
    ResultsFile file(folder.file("study.db"), "rounds");
    Lab lab(kStudy, kSmallHall);
    lab.rounds->file = &file;
    const UnitTable fresh = lab.rounds->run(two_points(), 0, 2);
    CHECK(lab.rounds->computed() == 4);
    CHECK(lab.rounds->found() == 0);
    // One replication more of each: two are new.
    const UnitTable more = lab.rounds->run(two_points(), 0, 3);
    CHECK(lab.rounds->computed() == 6);
    CHECK(lab.rounds->found() == 4);
    CHECK(file.size() == 6);
    for (std::size_t p = 0; p < 2; ++p) {
        for (std::size_t r = 0; r < 2; ++r) CHECK(more[p][r].values == fresh[p][r].values);
    }
}

TEST_CASE("a bit of a stored run that changed is noticed", "[study][units]") {
    const TemporaryFolder folder;
    const std::string path = folder.file("study.db");
    {
        ResultsFile file(path, "rounds");
        Lab lab(kStudy, kSmallHall);
        lab.rounds->file = &file;
        lab.rounds->run(two_points(), 0, 1);
    }
    {
        store::Database db(path, SQLITE_OPEN_READWRITE);
        std::string bytes;
        {
            store::Statement get(db, "select bytes from unit order by key");
            REQUIRE(get.step());
            bytes = get.bytes(0);
        }
        bytes[40] = static_cast<char>(bytes[40] ^ 1);
        store::Statement set(db, "update unit set bytes = ?");
        set.bind_bytes(bytes).step();
    }
    ResultsFile file(path, "rounds");
    Lab lab(kStudy, kSmallHall);
    lab.rounds->file = &file;
    try {
        lab.rounds->run(two_points(), 0, 1);
        FAIL("it was taken as it is");
    } catch (const EnvironmentError& e) {
        CHECK_THAT(e.message(), Catch::EndsWith("study.db: a stored run is damaged; run it again"));
    }
}

TEST_CASE("a run that a limit cut has no figures, whatever it cost until then", "[study][units]") {
    Point cut;
    cut.name = "cut";
    cut.sets = {"limits.max_events=100"};
    Point slow;
    slow.name = "slow";
    slow.sets = {"limits.max_wall=1 us"};
    const TemporaryFolder folder;
    ResultsFile file(folder.file("study.db"), "rounds");
    Lab lab(kStudy, kSmallHall);
    lab.rounds->file = &file;
    const UnitTable whole = lab.rounds->run({two_points()[0]}, 0, 1);
    CHECK(!lab.rounds->cut());
    const UnitTable table = lab.rounds->run({cut, slow}, 0, 1);
    CHECK(lab.rounds->cut());
    CHECK_THAT(table[0][0].problem, Catch::StartsWith("the limit of events was reached after ") &&
                                        Catch::EndsWith(" of 20 minutes"));
    CHECK_THAT(table[1][0].problem, Catch::StartsWith("the limit of wall time was reached after "));
    for (const auto& row : table) {
        CHECK(row[0].partial);
        CHECK(row[0].values.size() == whole[0][0].values.size());
        for (const double v : row[0].values) CHECK(std::isnan(v));
    }
    // Another machine, or another hour, may come further: that is not kept.
    CHECK(!table[0][0].by_machine);
    CHECK(table[1][0].by_machine);
    CHECK(file.size() == 2);
    CHECK(unpack(pack(table[1][0])).by_machine);
}

TEST_CASE("three shards run each unit once, and count on through the rounds", "[study][units]") {
    std::vector<int> runs(8, 0);
    std::vector<std::size_t> computed;
    for (int index = 1; index <= 3; ++index) {
        Lab lab(kStudy, kSmallHall);
        lab.rounds->shard = {index, 3};
        std::size_t unit = 0;
        for (int round = 0; round < 2; ++round) {
            const UnitTable table = lab.rounds->run(two_points(), 2 * round, 2);
            for (const auto& row : table) {
                for (const UnitResult& u : row) runs[unit++] += u.problem == kNotRun ? 0 : 1;
            }
        }
        CHECK_FALSE(lab.rounds->complete());
        computed.push_back(lab.rounds->computed());
    }
    CHECK(runs == std::vector<int>(8, 1));
    // Units 0 … 7 in turn: the first has 0, 3, 6, the second 1, 4, 7, the third 2, 5.
    CHECK(computed == std::vector<std::size_t>{3, 3, 2});
}

}  // namespace units_test
