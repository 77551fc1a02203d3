// What studies reckon: misses, flips, shares of variance, rounds, and inputs over what a point
// says.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/scenario/overlay.hpp"
#include "sim/study/kinds/state.hpp"
#include "tests/support/study_bases.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::study_figures_test {
namespace {

using test::Lab;

const std::string& kBase = test::kSmallHall;

std::string study(const std::string& rest, const std::string& budget = "10 USD") {
    return "study: 1\nname: small\nquestion: What does it cost?\n"
           "goal: {metric: cost, at_most: budget}\n"
           "flags:\n  - {name: budget, help: Most of it, value: " +
           budget + "}\nmetrics:\n  - {name: cost, formula: cost.total, format: money}\n" + rest;
}

const std::string kLosses = R"(inputs:
  - name: losses
    path: "sites[hall].pue"
    change: set
    law: {uniform: {low: 1.1, high: 1.5}}
  - name: patience
    path: "workloads[talk].slo.ttft"
    law: {uniform: {low: 0.5, high: 1.5}}
)";

TEST_CASE("a future without the figure misses, one at the threshold does not", "[study][file]") {
    const double none = std::nan("");
    CHECK(study::miss_share({1, none, 3, 2}, {none, 2}) == 0.5);  // the missing one and 3
    CHECK(study::miss_share({1, none, 3, 2}, {2, none}) == 0.5);  // the missing one and 1
    CHECK(study::miss_share({2, 2}, {2, none}) == 0);
    CHECK(study::miss_share({2, 2}, {none, 2}) == 0);
    // Between both: 1 and 4 lie outside of 2 … 3.
    CHECK(study::miss_share({1, 2, 3, 4}, {2, 3}) == 0.5);
}

TEST_CASE("an alternative without the figure is not ranked, and that is said", "[study][file]") {
    // Without a request the second has no cost of one, and would be the least of nothing.
    Lab lab(study(R"(  - {name: each, formula: cost.total / requests.completed, format: money}
alternatives:
  - {name: as it is}
  - {name: nobody comes, set: ["workloads[talk].demand.synthetic.rate=0.0000001 /s"]}
steps:
  - compare: {metric: each, replications: 3}
answer: "{compare.best}"
)"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    CHECK(page.answer == "as it is");
    REQUIRE(page.notes.size() >= 2);
    CHECK(page.notes[0] == "nobody comes has no each in 3 of 3 futures: it is not ranked.");
}

TEST_CASE("a family's own total is no part of it", "[study][file]") {
    Lab lab(study(R"(  - {name: waiting, formula: waits.total}
alternatives:
  - {name: as it is}
  - {name: crowd, set: ["workloads[talk].demand.synthetic.rate *= 8"]}
steps:
  - compare: {metric: waiting, replications: 2, explain: waits}
answer: "{compare.best}"
)"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE(page.tables.size() == 2);
    double parts = 0;
    for (const auto& row : page.tables[1].rows) {
        CHECK(row[0].text != "total");
        CHECK(row[0].text != "not in these");
        if (row[0].text != "together") parts += *row[1].number;
    }
    CHECK(parts > 0);
    CHECK(parts == Approx(*page.tables[1].rows.back()[1].number).epsilon(1e-9));
}

TEST_CASE("a goal flips on the side where it is held or missed", "[study][file]") {
    const std::string rest = kLosses +
                             "steps:\n  - replicate: {replications: 8}\n"
                             "answer: \"{p10(cost)} {p90(cost)}\"\n";
    Lab first(study(rest), kBase);
    const StudyPage whole = first.answered();
    REQUIRE_FALSE(first.diagnostics.has_errors());
    const auto& row = whole.tables[0].rows[0];
    const double low = *row[3].number;
    const double high = *row[5].number;
    REQUIRE(high > low);  // more losses cost more
    const auto flips = [&](double share) {
        const std::string budget = print_number(low + share * (high - low)) + " USD";
        Lab lab(study(rest, budget), kBase);
        return lab.answered().flips_if;
    };
    // The budget lies below what the median costs: missed, and met only with fewer losses.
    CHECK_THAT(flips(0.2), Catch::Matchers::StartsWith("losses is below") &&
                               Catch::Matchers::Contains("then the goal is met"));
    CHECK_THAT(flips(0.8), Catch::Matchers::StartsWith("losses is above") &&
                               Catch::Matchers::Contains("then the goal is missed"));
}

TEST_CASE("the input that moves the cost has all of its variance", "[study][file]") {
    Lab lab(study(kLosses + R"(steps:
  - sensitivity: {metric: cost, replications: 1, samples: 12, sobol: 16}
answer: "{first(sensitivity.input)}"
)"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    CHECK(page.answer == "losses");
    // Cost is linear in the losses and does not know the patience.
    REQUIRE(page.tables[0].rows.size() == 2);
    const auto& moves = page.tables[0].rows[0];
    const auto& rests = page.tables[0].rows[1];
    REQUIRE(moves.size() == 12);    // …, rank, partial, first order, its interval, total
    CHECK(*moves[6].number > 0.9);  // arrivals differ from future to future, too
    CHECK(*moves[8].number == Approx(1).margin(0.15));
    CHECK(*moves[11].number == Approx(1).margin(0.15));
    CHECK(*rests[8].number == Approx(0).margin(0.15));
    CHECK(*rests[11].number == Approx(0).margin(1e-9));
    // At its P10 and P90, 1.14 and 1.46, the swing is 0.32 of a cost of one unit of PUE.
    const auto& row = page.tables[0].rows[0];
    CHECK(*row[1].number == Approx(1.14));
    CHECK(*row[2].number == Approx(1.46));
    CHECK(*row[5].number == Approx(*row[4].number - *row[3].number));
}

TEST_CASE("what moves nothing is told", "[study][file]") {
    // Nobody's patience changes what is paid; of what one input moves, the other is named.
    const std::string step =
        "steps:\n  - sensitivity: {metric: cost, replications: 1, samples: 4}\n"
        "answer: \"{first(sensitivity.input)}\"\n";
    const std::string patience = "inputs:\n" + kLosses.substr(kLosses.find("  - name: patience"));
    Lab still(study(patience + step), kBase);
    still.answered();
    INFO(render(still.diagnostics));
    REQUIRE(still.diagnostics.error_count() == 1);
    CHECK(still.diagnostics.items()[0].code == "E0918");
    CHECK_THAT(still.diagnostics.items()[0].message, Catch::Matchers::Contains("(patience)"));

    Lab both(study(kLosses + step), kBase);
    const StudyPage page = both.answered();
    CHECK_FALSE(both.diagnostics.has_errors());
    REQUIRE_FALSE(page.notes.empty());
    CHECK(page.notes[0] == "Moves cost not at all, in no replication: patience.");
}

TEST_CASE("rounds go on to the most, and it is said that this was not enough", "[study][file]") {
    Lab lab(study(kLosses + R"(steps:
  - replicate: {replications: 4, metric: cost, within: 0.0001 %, most: 10}
answer: "{replications}"
)"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    CHECK(page.answer == "10");
    CHECK_THAT(page.tables[0].title, Catch::Matchers::Contains("10 replications"));
    REQUIRE_FALSE(page.notes.empty());
    CHECK_THAT(page.notes[0], Catch::Matchers::Contains("not known as well as asked"));
}

TEST_CASE("inputs act on what a point states", "[study][file]") {
    Lab lab(study(R"(inputs:
  - {name: losses, path: "sites[hall].pue", change: set, law: {constant: {value: 1.2}}}
  - name: demand
    path: "workloads[*].demand.synthetic.rate"
    law: {constant: {value: 150 %}}
alternatives:
  - {name: as it is}
  - {name: surge, set: ["workloads[*].demand.synthetic.rate *= 3", "sites[hall].pue=1.4"]}
steps:
  - replicate: {replications: 2}
answer: "{replications}"
)"),
            kBase);
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    const std::vector<std::string> sets = lab.spec.alternatives[1].sets;
    CHECK(sets == std::vector<std::string>{"workloads[talk].demand.synthetic.rate=1.5 /s",
                                           "sites[hall].pue=1.4"});
    const auto document = [&](const Point& point) {
        const std::vector<double> middle{0.5, 0.5};
        Diagnostics diagnostics;
        return *lab.bed->document(point, &middle, diagnostics);
    };
    const auto at = [](const Node& root, const char* path) {
        return find_path(root, path)->scalar;
    };
    const Node plain = document(Point{});
    CHECK(at(plain, "sites[hall].pue") == "1.2");
    CHECK(at(plain, "workloads[talk].demand.synthetic.rate") == "0.75 /s");
    Point surge;
    surge.sets = sets;
    const Node changed = document(surge);
    CHECK(at(changed, "sites[hall].pue") == "1.4");  // what is stated wins over what is set
    CHECK(at(changed, "workloads[talk].demand.synthetic.rate") == "2.25 /s");  // 3 · 1.5 · 0.5
}

TEST_CASE("every replication is a unit of its own", "[study][file]") {
    Lab lab(study("steps:\n  - replicate: {replications: 2}\nanswer: \"{replications}\"\n"), kBase);
    CHECK(lab.bed->key(Point{}, 0) == lab.bed->key(Point{}, 0));
    CHECK(lab.bed->key(Point{}, 0) != lab.bed->key(Point{}, 1));
    Point other;
    other.sets = {"sites[hall].pue=1.4"};
    CHECK(lab.bed->key(Point{}, 0) != lab.bed->key(other, 0));
}

}  // namespace
}  // namespace orrery::study_figures_test
