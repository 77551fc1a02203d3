// The façade: the same bits as the rooms behind it, and every problem of an input at once.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "orrery/orrery.hpp"
#include "tests/support/source_dir.hpp"

namespace facade_test {

using namespace orrery::api;

namespace {

const std::string kExamples = std::string(orrery::source_dir()) + "/scenarios/examples/";

/// Two hours of the quickstart, without its job and assertions.
Scenario short_quickstart() {
    Scenario s = Scenario::read(kExamples + "quickstart.yaml");
    s.set("horizon", "2 h").set("jobs", "[]").set("assert", "[]");
    return s;
}

}  // namespace

TEST_CASE("a program gets figures with unit, formula and interval") {
    const Facts facts = Facts::installed();
    CHECK(facts.sha256().size() == 64);
    CHECK(facts.as_of().size() == 10);
    const Result one = simulate(short_quickstart(), facts);
    const Figure cost = one.figure("cost.total");
    CHECK(cost.unit == "USD");
    CHECK(cost.value > 0);
    CHECK_FALSE(cost.formula.empty());
    CHECK_FALSE(cost.low);
    CHECK_FALSE(one.find("cost.nothing"));
    CHECK_THROWS_WITH(one.figure("cost.totl"), Catch::Contains("did you mean cost.total?"));
    const Result three = simulate(short_quickstart(), facts, {.replications = 3, .threads = 2});
    const Figure ttft = three.figure("latency.ttft.p99");
    REQUIRE(ttft.low);
    CHECK(*ttft.low < ttft.value);
    CHECK(ttft.value < *ttft.high);
}

TEST_CASE("the same seed gives the same bytes, another one others, on any threads") {
    const Facts facts = Facts::installed();
    const auto json = [&](std::uint64_t seed, int threads) {
        return simulate(short_quickstart(), facts,
                        {.seed = seed, .replications = 2, .threads = threads})
            .json();
    };
    const std::string first = json(7, 1);
    CHECK(first == json(7, 2));
    CHECK(first != json(8, 1));
}

TEST_CASE("settings and overlays go over the scenario in their order") {
    const Facts facts = Facts::installed();
    Scenario dearer = short_quickstart();
    dearer.overlay("pools:\n  - {name: own-l40s, staff: 60000 USD/y}\n");
    const double before = simulate(short_quickstart(), facts).figure("cost.total").value;
    const double after = simulate(dearer, facts).figure("cost.total").value;
    // 30,000 USD more a year of 8760 h, for two hours.
    CHECK(after - before == Approx(30000.0 / 8760 * 2).epsilon(1e-3));
    dearer.set("pools[own-l40s].staff", "30000 USD/y");
    CHECK(simulate(dearer, facts).figure("cost.total").value == Approx(before));
}

TEST_CASE("everything that is wrong is named at once, with place and remedy") {
    const Facts facts = Facts::installed();
    Scenario wrong = short_quickstart();
    wrong.set("pools[own-l40s].serer", "2").set("sites[munich-edge].pue", "0.5 kg");
    const std::vector<Problem> problems = wrong.check(facts);
    std::set<std::string> paths;
    for (const Problem& p : problems) {
        if (p.error) paths.insert(p.path);
    }
    CHECK(paths.size() >= 2);
    CHECK_THROWS_AS(simulate(wrong, facts), InvalidInput);
    CHECK_THROWS_AS(Scenario::read("/no/such/file.yaml"), Unavailable);
    // A fine one may still be warned of: its outage and its flash crowd begin after two hours.
    const std::vector<Problem> fine = short_quickstart().check(facts);
    REQUIRE(fine.size() == 2);
    CHECK_FALSE(fine[0].error);
    CHECK(fine[0].code == "E0308");
    CHECK_FALSE(fine[0].hint.empty());
}

TEST_CASE("a program asks a study and reads its answer") {
    const std::string studies = share_folder() + "/scenarios/studies/";
    StudyOptions options;
    options.replications = 3;
    options.flags = {{"budget", "1 kUSD"}};
    options.sets = {{"horizon", "2 h"}};
    const Answer a = answer(studies + "tornado.yaml", Facts::installed(), options);
    CHECK_THAT(a.sentence, Catch::Contains("moves the cost most"));
    CHECK_THAT(a.goal, Catch::Contains("1,000 USD"));
    CHECK_THAT(a.text, Catch::StartsWith("Answer: "));
    CHECK(a.json.front() == '{');
    CHECK_THROWS_AS(answer(studies + "vendors.yaml", Facts::installed()), InvalidInput);
}

}  // namespace facade_test
