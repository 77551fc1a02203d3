// Study files: read, checked, bound to a base, run in units.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "sim/scenario/overlay.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/plan/read_study.hpp"
#include "sim/study/plan/tables_study.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/study_bases.hpp"

namespace orrery::study_file_test {
namespace {

const std::string kRoot = source_dir();

std::vector<std::string> messages(const Diagnostics& diagnostics) {
    std::vector<std::string> out;
    for (const Diagnostic& d : diagnostics.items()) out.push_back(d.code + " " + d.message);
    return out;
}

const char* kStudy = R"(study: 1
name: small
question: What does it cost?
goal: {metric: cost, at_most: budget}
flags:
  - {name: budget, help: Most of it, value: 10 USD}
metrics:
  - {name: cost, formula: cost.total, format: money}
inputs:
  - name: demand
    path: "workloads[*].demand.synthetic.rate"
    law: {uniform: {low: 0.5, high: 1.5}}
  - name: losses
    path: "sites[hall].pue"
    change: set
    law: {triangular: {low: 1.1, mode: 1.2, high: 1.4}}
correlations:
  - {first: demand, second: losses, rank: 0.5}
steps:
  - replicate: {replications: 4}
answer: "{p50(cost) | money} at the median"
)";

const std::string& kBase = test::kSmallHall;

Node document(const std::string& text) {
    Diagnostics diagnostics;
    auto root = parse_document(text, "base.yaml", diagnostics);
    REQUIRE(root);
    return *root;
}

StudySpec study(const std::string& text) {
    Diagnostics diagnostics;
    const auto spec = read_study_text(text, "small.yaml", diagnostics);
    INFO(render(diagnostics));
    REQUIRE(spec);
    return *spec;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::vector<std::string> problems(const std::string& from, const std::string& to) {
    Diagnostics diagnostics;
    const auto spec = read_study_text(replaced(kStudy, from, to), "small.yaml", diagnostics);
    if (spec) inputs_on(*spec, document(kBase), diagnostics);
    return messages(diagnostics);
}

TEST_CASE("study files: what contradicts itself is named", "[study][file]") {
    using Catch::Matchers::VectorContains;
    CHECK_THAT(problems("metric: cost, at", "metric: costs, at"),
               VectorContains(std::string("E0913 there is no metric \"costs\"")));
    CHECK_THAT(problems(", at_most: budget", ""),
               VectorContains(std::string("E0912 the goal has no threshold")));
    CHECK_THAT(problems("goal: {metric: cost, at_most: budget}\n", ""),
               VectorContains(std::string("E0201 the key \"goal\" is missing")));
    CHECK_THAT(problems("low: 0.5, high: 1.5", "low: 1.5, high: 0.5").front(),
               Catch::Matchers::StartsWith("E0911"));
    CHECK_THAT(problems("uniform", "unifrom"),
               VectorContains(std::string("E0911 there is no law \"unifrom\"")));
    CHECK_THAT(
        problems("sites[hall].pue", "sites[hal].pue").size(),
        Catch::Matchers::Predicate<std::size_t>([](std::size_t n) { return n == 0; },
                                                "a path that is set is tried when it is bound"));
    CHECK_THAT(problems("workloads[*].demand.synthetic.rate", "workloads[*].demand.syntetic.rate"),
               VectorContains(std::string("E0914 the base states no number at "
                                          "\"workloads[*].demand.syntetic.rate\"")));
    CHECK_THAT(problems("rank: 0.5", "rank: 1").front(), Catch::Matchers::StartsWith("E0911"));
    CHECK_THAT(problems("replicate: {", "replicat: {").front(),
               Catch::Matchers::Contains("replicat"));
    CHECK_THAT(problems("second: losses", "second: loses"),
               VectorContains(std::string("E0913 there is no input \"loses\"")));
}

TEST_CASE("study files: numbers with units", "[study][file]") {
    CHECK(split_number("2.35 USD/GPU-h")->unit == "USD/GPU-h");
    CHECK(split_number("2.35 USD/GPU-h")->value == 2.35);
    CHECK(split_number("80%")->unit == "%");
    CHECK(split_number("1e3 /s")->value == 1000);
    CHECK(split_number("3 EUR")->unit == "EUR");
    CHECK_FALSE(split_number("many"));
}

TEST_CASE("inputs: each has its own stream, correlation keeps the first", "[study][file]") {
    Diagnostics diagnostics;
    const Node base = document(kBase);
    const Inputs both = inputs_on(study(kStudy), base, diagnostics);
    const std::size_t from = std::string(kStudy).find("  - name: losses");
    const std::size_t until = std::string(kStudy).find("steps:");
    const std::string alone_text = std::string(kStudy).erase(from, until - from);
    const Inputs alone = inputs_on(study(alone_text), base, diagnostics);
    REQUIRE_FALSE(diagnostics.has_errors());
    double sum = 0;
    double products = 0;
    for (std::uint64_t r = 0; r < 2000; ++r) {
        const auto drawn = both.draw(3, r);
        // The first row of a Cholesky factor is 1 0 0 …: an input added later changes no draw.
        CHECK(drawn[0] == Approx(alone.draw(3, r)[0]).epsilon(1e-12));
        sum += drawn[1];
        products += (drawn[0] - 0.5) * (drawn[1] - 0.5) * 12;
    }
    CHECK(sum / 2000 == Approx(0.5).margin(0.03));
    // Spearman's correlation is Pearson's of the quantiles, whose variance is 1/12.
    CHECK(products / 2000 == Approx(0.5).margin(0.06));
    const auto sets = both.sets({0.5, 0.0}, base, base);
    CHECK(sets == std::vector<std::string>{"workloads[talk].demand.synthetic.rate=0.5 /s",
                                           "sites[hall].pue=1.1"});
}

/// Answers a study on the base of this file.
StudyPage answered(const StudySpec& spec, int threads, Diagnostics& diagnostics) {
    Catalog catalog = read_catalog({kRoot + "/scenarios/catalog"}, diagnostics);
    const Node base = document(kBase);
    const StudySpec bound = bound_study(spec, base, "base.yaml", diagnostics);
    Bed bed(base, "base.yaml", std::move(catalog), {});
    bed.question = question_of(bound);
    bed.inputs = inputs_on(bound, base, diagnostics);
    if (diagnostics.has_errors()) return {};
    ThreadHandOut hand_out(threads);
    Rounds rounds(bed, hand_out);
    return answer_study(bound, {}, rounds, "USD", diagnostics);
}

TEST_CASE("a study answers, the same on any number of threads", "[study][file]") {
    Diagnostics diagnostics;
    const StudyPage one = answered(study(kStudy), 1, diagnostics);
    const StudyPage three = answered(study(kStudy), 3, diagnostics);
    INFO(render(diagnostics));
    REQUIRE_FALSE(diagnostics.has_errors());
    CHECK(one.answer == three.answer);
    CHECK_THAT(one.answer, Catch::Matchers::EndsWith("at the median"));
    REQUIRE(one.tables.size() == 1);  // of four runs no quantile has both ends
    REQUIRE(one.tables[0].rows.size() == 1);
    CHECK(*one.tables[0].rows[0][1].number > 0);
    CHECK(*one.tables[0].rows[0][1].number == *three.tables[0].rows[0][1].number);
    CHECK(one.assumptions.size() == 3);  // --budget, demand, losses
    CHECK_THAT(one.goal,
               Catch::Matchers::StartsWith("cost at most 10.00 USD: met, it fails in 0 of 4 "
                                           "futures (95 %: 0 to "));
}

TEST_CASE("a study complains of results and paths that are not there", "[study][file]") {
    Diagnostics diagnostics;
    answered(study(replaced(kStudy, "formula: cost.total", "formula: cost.totl")), 1, diagnostics);
    REQUIRE(diagnostics.error_count() == 1);
    CHECK(diagnostics.items()[0].message == "no run has a result \"cost.totl\"");
    CHECK(diagnostics.items()[0].hint == "did you mean cost.total?");
    CHECK(diagnostics.items()[0].at.line == 8);

    Diagnostics other;
    const std::string grid =
        replaced(kStudy, "replicate: {replications: 4}",
                 "grid: {vary: [{name: n, path: \"pools[own].severs\", values: [1, 2]}]}");
    answered(study(replaced(grid, "p50(cost)", "min(grid.cost)")), 1, other);
    REQUIRE(other.error_count() == 1);
    CHECK_THAT(other.items()[0].message, Catch::Matchers::Contains("severs"));
    CHECK_THAT(other.items()[0].hint, Catch::Matchers::Contains("servers"));
    CHECK(other.items()[0].at.file == "small.yaml");

    Diagnostics words;
    answered(study(replaced(kStudy, "{p50(cost)", "{p50(costs)")), 1, words);
    REQUIRE(words.error_count() == 1);
    CHECK(words.items()[0].code == "E0916");
    CHECK_THAT(words.items()[0].hint, Catch::Matchers::Contains("did you mean"));
}

std::string told(const std::string& text) {
    Diagnostics diagnostics;
    const Node base = document(kBase);
    bound_study(study(text), base, "base.yaml", diagnostics);
    std::string all;
    for (const Diagnostic& d : diagnostics.items()) {
        all += d.code + " " + std::to_string(d.at.line) + " " + d.message + " | " + d.hint + "\n";
    }
    return all;
}

TEST_CASE("study files: a metric over a figure that no run has is told before any run") {
    const std::string text = replaced(kStudy, "formula: cost.total", "formula: cost.totl");
    CHECK(told(text) == "E0914 8 no run has a result \"cost.totl\" | did you mean cost.total?\n");
    // What a scenario may have, or not, is known after the runs.
    CHECK(told(replaced(kStudy, "cost.total", "cost.by_site.elsewhere")).empty());
}

TEST_CASE("what is wrong with a study is told in one go, before any run", "[study][file]") {
    using Catch::Matchers::Contains;
    std::string text =
        replaced(kStudy, "  - replicate: {replications: 4}",
                 "  - grid: {vary: [{name: n, path: \"pools[own].severs\", values: [1, 2]}]}");
    text = replaced(text, "low: 0.5, high: 1.5", "low: 1.5, high: 0.5");
    text = replaced(text, "value: 10 USD", "value: 9 kW");
    const std::string all = told(
        replaced(text, "at the median", "{foo} {grid.cost} {goal.p_miss} {prob(cost > 9 kW)}"));
    CHECK_THAT(all, Contains("E0911 12 low is 1.5 and high is 0.5"));
    CHECK_THAT(all, Contains("severs"));
    CHECK_THAT(all, Contains("E0916 21 there is no \"foo\" | there are: cost, budget"));
    CHECK_THAT(all, Contains("E0930 6 \"9 kW\" is in W, and cost is in USD"));
    CHECK_THAT(all, Contains("E0930 21 \"cost\" is in USD, and \"9 kW\" is in W"));
    CHECK_THAT(all, !Contains("grid.cost") && !Contains("grid.p_miss"));
    CHECK(told(kStudy).empty());
}

TEST_CASE("latencies of all runs together are not left by a comparison", "[study][file]") {
    const std::string text = replaced(
        replaced(replaced(kStudy, "replicate: {replications: 4}", "compare: {metric: cost}"),
                 "inputs:", "alternatives: [{name: one}, {name: two}]\ninputs:"),
        "{p50(cost) | money}", "{'two.pooled.latency.ttft.p99'}");
    CHECK_THAT(told(text), Catch::Matchers::Contains("E0916 22 no step leaves "
                                                     "\"two.pooled.latency.ttft.p99\""));
    CHECK(told(replaced(text, "steps:", "steps:\n  - replicate: {pooled: latency.ttft}")).empty());
}

TEST_CASE("comparisons: parts sum to the whole, order by cost", "[study][file]") {
    const std::string text = replaced(
        replaced(kStudy, "  - replicate: {replications: 4}",
                 "  - compare: {metric: cost, replications: 3, explain: cost.by_category}"),
        "inputs:", R"(alternatives:
  - {name: as it is}
  - {name: half the losses, set: ["sites[hall].pue=1.15"]}
  - {name: twice, set: ["pools[own].servers *= 2"]}
inputs:)");
    Diagnostics diagnostics;
    StudySpec spec = study(replaced(text, "p50(cost)", "compare.best.cost"));
    spec.inputs.pop_back();  // losses would override the alternative's
    spec.correlations.clear();
    const StudyPage page = answered(spec, 2, diagnostics);
    INFO(render(diagnostics));
    REQUIRE_FALSE(diagnostics.has_errors());
    REQUIRE(page.tables.size() == 2);
    const StudyTable& causes = page.tables[1];
    for (std::size_t column = 1; column < causes.columns.size(); ++column) {
        double parts = 0;
        for (std::size_t r = 0; r + 1 < causes.rows.size(); ++r) {
            parts += *causes.rows[r][column].number;
        }
        const double whole = *causes.rows.back()[column].number;
        CHECK(parts == Approx(whole).margin(1e-9));
        CHECK(whole == Approx(*page.tables[0].rows[column][3].number).margin(1e-9));
    }
    CHECK(*page.tables[0].rows[1][3].number < 0);  // lower losses cost less
    CHECK(*page.tables[0].rows[2][3].number > 0);  // twice the servers cost more
}

}  // namespace
}  // namespace orrery::study_file_test
