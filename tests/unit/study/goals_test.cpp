// Whether goals are met: shares of yes and no, alternatives, points, parts of a round, other bases.
#include <cmath>
#include <regex>

#include "sim/study/kinds/goal.hpp"
#include "sim/study/ready_study.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/study_bases.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::test::goals_test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

std::string study(const std::string& goal, const std::string& steps) {
    return "study: 1\nname: small\nquestion: Is it met?\ngoal: " + goal +
           "\nmetrics:\n  - {name: cost, formula: cost.total, format: money}\n"
           "  - {name: fits, formula: slo.attainment, format: share, larger_is_better: true}\n" +
           steps + "answer: \"{replications | whole}\"\n";
}

const std::string kReplicate = "steps:\n  - replicate: {replications: 4}\n";
const std::string kTwo =
    "alternatives:\n  - {name: a}\n  - {name: b}\nsteps:\n"
    "  - compare: {metric: cost, replications: 2}\n";

std::string judged(Lab& lab) {
    study::judge_goal(lab.state());
    return lab.page.goal;
}

TEST_CASE("yes or no in every future is judged by its share, other figures future by future",
          "[study][goal]") {
    Lab three(study("{metric: fits, at_least: 70 %}", kReplicate), kSmallHall);
    three.values["fits"] = Value(Numbers{1, 1, 1, 0});  // 75 % of futures
    CHECK_THAT(judged(three), Contains("at least 70.0 %: met, it fails in 1 of 4 futures"));
    CHECK(three.page.goal_met == true);
    Lab more(study("{metric: fits, at_least: 80 %}", kReplicate), kSmallHall);
    more.values["fits"] = Value(Numbers{1, 1, 1, 0});
    CHECK_THAT(judged(more), Contains("missed"));
    CHECK(more.page.goal_met == false);
    // No yes and no: a quarter of the futures misses, and a tenth is accepted.
    Lab share(study("{metric: fits, at_least: 70 %}", kReplicate), kSmallHall);
    share.values["fits"] = Value(Numbers{.9, .9, .9, .1});
    CHECK_THAT(judged(share), Contains("missed"));
}

TEST_CASE("a goal about another metric than the compared one tells which alternatives meet it",
          "[study][goal]") {
    Lab lab(study("{metric: fits, at_least: 70 %, statement: it fits}", kTwo), kSmallHall);
    lab.values["a.fits"] = Value(Numbers{.9, .9});
    lab.values["b.fits"] = Value(Numbers{.9, .5});
    CHECK(judged(lab) == "fits at least 70.0 %: met by a; missed by b; it fits.");
    CHECK_FALSE(lab.page.goal_met);
    lab.values["b.fits"] = Value(Numbers{.8, .8});
    CHECK(judged(lab) == "fits at least 70.0 %: met by a, b; it fits.");
    CHECK(lab.page.goal_met == true);
    // Of both the cheaper one is to be taken; of one alone that one.
    lab.values["a.cost"] = Value(Numbers{30, 34}, "USD");
    lab.values["b.cost"] = Value(Numbers{20, 24}, "USD");
    CHECK(judged(lab) ==
          "fits at least 70.0 %: met by a, b; of these b has the lowest cost, 22.00 "
          "USD; it fits.");
    CHECK(*lab.values["goal.best"].text() == "b");
    CHECK(*lab.values["goal.second"].text() == "a");
    lab.values["b.fits"] = Value(Numbers{.8, .5});
    CHECK(judged(lab) == "fits at least 70.0 %: met by a; missed by b; it fits.");
    CHECK(*lab.values["goal.best"].text() == "a");
    CHECK(*lab.values["goal.second"].text() == "none");
    lab.values["b.fits"] = Value(Numbers{.8, .8});
    lab.values.erase("a.cost");
    lab.values.erase("b.cost");
    // What the goal means is of the study's own base.
    lab.state().foreign = true;
    CHECK_THAT(judged(lab), EndsWith("met by a, b."));
}

TEST_CASE("beside means stands in how many futures the goal is missed, and that it is judged so",
          "[study][goal]") {
    const auto first = [](const std::string& goal, const std::string& steps) {
        Lab lab(study(goal, steps), kSmallHall);
        const StudyPage page = lab.answered();
        INFO(render(lab.diagnostics));
        REQUIRE_FALSE(page.tables.empty());
        return page.tables[0];
    };
    const auto share = [](const StudyTable& table) {
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            if (table.columns[k].key == "p_miss") return table.rows[0][k].number.value_or(-1);
        }
        return -1.0;
    };
    const std::string missed = "{metric: cost, at_most: 0.01 USD}";
    const std::string fits = "{metric: fits, at_least: 70 %}";
    const StudyTable compared = first(missed, kTwo);
    CHECK(share(compared) == 1);
    CHECK_THAT(compared.note, Contains("judged future by future, not by the mean"));
    CHECK(share(first(fits, kTwo)) == 0);  // of a metric that is not the compared one
    const std::string grid =
        "steps:\n  - grid: {vary: [{name: rate, path: \"workloads[talk].demand.synthetic.rate\", "
        "values: "
        "[0.4 /s, 0.5 /s]}], replications: 2}\n";
    const StudyTable points = first(missed, grid);
    CHECK(share(points) == 1);
    CHECK(points.note == compared.note);
    // One future has no mean, and nothing but its figure to be judged by.
    CHECK(first(missed, "steps:\n  - replicate: {replications: 1}\n").note.empty());
    CHECK(first(missed, kReplicate).note == compared.note);
}

TEST_CASE("runs that another part makes are no misses", "[study][goal]") {
    Lab lab(study("{metric: cost, at_most: 1 MUSD}", "steps:\n  - replicate: {replications: 8}\n"),
            kSmallHall);
    lab.rounds->shard = {1, 2};
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.rounds->complete());
    REQUIRE_FALSE(page.tables.empty());
    CHECK(page.tables[0].title == "cost over 4 replications");
    CHECK(page.tables[0].columns.back().key == "p_miss");
    CHECK(*page.tables[0].rows[0].back().number == 0);
}

TEST_CASE("totals of different demand are told, figures per request are not", "[study][compare]") {
    const std::string twice =
        "alternatives:\n  - {name: a}\n"
        "  - {name: b, set: [\"workloads[talk].demand.synthetic.rate=1 /s\"]}\nsteps:\n"
        "  - compare: {metric: cost, replications: 2}\n";
    Lab totals(study("{metric: cost, at_most: 1 MUSD}", twice), kSmallHall);
    const StudyPage page = totals.answered();
    REQUIRE_FALSE(page.notes.empty());
    CHECK(std::regex_search(
        page.notes[0], std::regex("^[0-9,]+ requests come to \"a\", [0-9,]+ to \"b\": the totals "
                                  "are of different work; figures per request or per token "
                                  "compare[.]$")));
    std::string each = study("{metric: cost, at_most: 1 MUSD}", twice);
    const std::string total = "formula: cost.total";
    each.replace(each.find(total), total.size(), "formula: cost.total / requests.completed");
    Lab ratios(each, kSmallHall);
    for (const std::string& note : ratios.answered().notes) {
        CHECK_THAT(note, !Contains("requests come to"));
    }
}

TEST_CASE("demand is what came: a shape that differs tells, one seed in two plans does not",
          "[study][compare]") {
    const auto notes = [](const std::string& set) {
        Lab lab(study("{metric: cost, at_most: 1 MUSD}",
                      "alternatives:\n  - {name: a}\n  - {name: b, set: [\"" + set +
                          "\"]}\nsteps:\n  - compare: {metric: cost, replications: 1}\n"),
                kSmallHall);
        std::string all;
        for (const std::string& note : lab.answered().notes) all += note + "\n";
        INFO(render(lab.diagnostics));
        CHECK_FALSE(lab.diagnostics.has_errors());
        return all;
    };
    // The rate at the start is the same in both.
    CHECK_THAT(notes("workloads[talk].demand.synthetic.growth={law: steps, steps: [{at: 0 s, "
                     "multiple: 3}]}"),
               Contains("requests come to"));
    CHECK_THAT(notes("deployments[chat].engine.max_num_seqs=32"), !Contains("requests come to"));
}

TEST_CASE("a study is on its own base by its path, whoever names it", "[study][goal]") {
    StudySpec spec;
    spec.file = std::string(source_dir()) + "/scenarios/studies/tornado.yaml";
    spec.base = "../examples/quickstart.yaml";
    StudyRequest request;
    CHECK(on_own_base(spec, request));
    request.base.file = std::string(source_dir()) + "/scenarios/examples/quickstart.yaml";
    CHECK(on_own_base(spec, request));
    request.base.file = std::string(source_dir()) + "/scenarios/examples/roi.yaml";
    CHECK_FALSE(on_own_base(spec, request));
}

}  // namespace
}  // namespace orrery::test::goals_test
