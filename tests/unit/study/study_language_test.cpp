// Study files: what a careful reader would refuse before any run, and how it is said.
#include <catch2/catch.hpp>

#include "sim/scenario/overlay.hpp"
#include "sim/study/plan/check_units.hpp"
#include "sim/study/plan/inputs.hpp"
#include "sim/study/plan/nearest_path.hpp"
#include "tests/support/study_bases.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::study_language_test {
namespace {

const std::string& kBase = test::kSmallHall;

const char* kStudy = R"(study: 1
name: small
question: What does it cost?
goal: {metric: cost, at_most: budget}
flags:
  - {name: budget, help: Most of it, value: 10 USD}
metrics:
  - {name: cost, formula: cost.total, format: money}
  - {name: ttft, formula: latency.ttft.p99}
inputs:
  - name: demand
    path: "workloads[*].demand.synthetic.rate"
    law: {uniform: {low: 0.5, high: 1.5}}
  - name: losses
    path: "sites[hall].pue"
    change: set
    law: {triangular: {low: 1.1, mode: 1.2, high: 1.4}}
steps:
  - replicate: {replications: 2}
answer: "{p50(cost) | money} at the median"
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string said(const Diagnostics& diagnostics) {
    std::string all;
    for (const Diagnostic& d : diagnostics.items()) {
        all += d.code + " " + std::to_string(d.at.line) + " " + d.message + " | " + d.hint + "\n";
    }
    return all;
}

/// All that is said of a study with one text in place of another, up to its binding to the base.
std::string told(const std::string& from, const std::string& to, const char* text = kStudy) {
    Diagnostics diagnostics;
    const auto spec = read_study_text(replaced(text, from, to), "small.yaml", diagnostics);
    const auto base = parse_document(kBase, "base.yaml", diagnostics);
    if (spec) {
        const StudySpec bound = bound_study(*spec, *base, "base.yaml", diagnostics);
        inputs_on(bound, *base, diagnostics);
    }
    return said(diagnostics);
}

/// What its flags and thresholds are told with these flags of the user; "" if nothing is wrong.
std::string flags_told(const std::string& text,
                       const std::vector<std::pair<std::string, std::string>>& flags = {}) {
    test::Lab lab(text, kBase);
    StudyRequest request;
    request.flags = flags;
    const StudyPage page = answer_study(lab.spec, request, *lab.rounds, "USD", lab.diagnostics);
    CHECK((lab.diagnostics.has_errors() || !page.answer.empty()));
    std::string all;
    for (const Diagnostic& d : lab.diagnostics.items()) {
        all += d.at.file + ":" + std::to_string(d.at.line) + " " + d.code + " " + d.message +
               " | " + d.hint + "\n";
    }
    // A unit that does not go is refused before anything runs.
    if (lab.diagnostics.has_errors()) CHECK(lab.rounds->computed() == 0);
    return all;
}

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("flags: a unit of another kind is refused before any run", "[study][language]") {
    CHECK(flags_told(kStudy, {{"budget", "9 kW"}}) ==
          "--budget:1 E0930 \"9 kW\" is in W, and cost is in USD | units that go with cost: USD, "
          "kUSD, MUSD\n");
    CHECK(flags_told(kStudy, {{"budget", "abc"}}) ==
          "--budget:1 E0930 \"abc\" is no number, and --budget is one | a number with its unit, as "
          "400 kUSD, 30 d or 95 %\n");
    CHECK(flags_told(kStudy, {{"budget", "400000"}}) ==
          "--budget:1 E0931 \"400000\" has no unit; it is taken as 400,000 USD, like cost | write "
          "its unit: 400000 USD\n");
    CHECK(flags_told(kStudy, {{"budget", "4 kUSD"}}).empty());
    CHECK_THAT(flags_told(kStudy, {{"budget", "4 kEUR"}}), Contains("no rate of EUR"));
    CHECK(flags_told(kStudy).empty());
    CHECK_THAT(flags_told(replaced(kStudy, "value: 10 USD", "value: 9 kW")),
               StartsWith("small.yaml:6 E0930 \"9 kW\" is in W") ||
                   StartsWith("study.yaml:6 E0930 \"9 kW\" is in W"));
    CHECK_THAT(flags_told(replaced(kStudy, "{metric: cost, at_most: budget}",
                                   "{metric: ttft, at_most: 9 kW}")),
               Contains("\"9 kW\" is in W, and ttft is in s"));
    CHECK_THAT(flags_told(replaced(kStudy, "formula: latency.ttft.p99",
                                   "formula: cost.total + latency.ttft.p99")),
               Contains("study.yaml:9 E0930 \"cost.total\" is in USD, and \"latency.ttft.p99\" is "
                        "in s: they cannot be added"));
}

TEST_CASE("metrics: a stated unit converts, another kind is refused", "[study][language]") {
    const auto stated = [](const std::string& unit) {
        return replaced(replaced(kStudy, "latency.ttft.p99}", "latency.ttft.p99, " + unit + "}"),
                        "{p50(cost) | money}", "{mean(ttft)}");
    };
    test::Lab plain(replaced(kStudy, "{p50(cost) | money}", "{mean(ttft)}"), kBase);
    test::Lab scaled(stated("unit: ms"), kBase);
    const double s = std::stod(plain.answered().answer);
    const std::string ms = scaled.answered().answer;
    CHECK_THAT(ms, Contains(" ms"));
    CHECK(std::stod(ms) == Approx(1000 * s).epsilon(0.01));  // figures have three digits
    CHECK_THAT(flags_told(stated("unit: USD")),
               StartsWith("study.yaml:9 E0930 \"latency.ttft.p99\" is in s, and ttft is stated in "
                          "USD") &&
                   Contains("units that go with ttft: s, min, h"));
    CHECK_THAT(flags_told(stated("format: money")), Contains("is stated in USD"));
    // What is multiplied by a number alone is what its author says.
    test::Lab own(stated("unit: images"), kBase);
    own.spec.metrics[1].formula = parse_formula("latency.ttft.p99 * 4");
    CHECK_THAT(own.answered().answer, Contains(" images"));
}

TEST_CASE("comparisons: a least difference is of the metric's kind", "[study][language]") {
    const auto with = [](const std::string& amount) {
        std::string text = replaced(kStudy, "replicate: {replications: 2}",
                                    "compare: {metric: ttft, replications: 3, most: 6, select: "
                                    "{indifference: " +
                                        amount + "}}");
        text = replaced(text, "inputs:",
                        "alternatives:\n  - {name: low}\n  - {name: high, set: "
                        "[\"pools[own].servers=3\"]}\ninputs:");
        return replaced(text, "{p50(cost) | money}", "{compare.best}");
    };
    CHECK_THAT(flags_told(with("9 kW")),
               Contains("E0930 \"9 kW\" is in W, and ttft is in s | units that go with ttft: s"));
    CHECK_THAT(flags_told(with("10 %")), Contains("\"10 %\" is in %, and ttft is in s"));
    CHECK_THAT(flags_told(with("150")),
               Contains("E0931 \"150\" has no unit; it is taken as 150 s, like ttft"));
    CHECK(flags_told(with("150 ms")).empty());
}

TEST_CASE("shares: a bare number above 1 is refused", "[study][language]") {
    const std::string text =
        replaced(replaced(kStudy, "{metric: cost, at_most: budget}", "{metric: ok, at_least: 50}"),
                 "inputs:", "  - {name: ok, formula: slo.attainment, format: share}\ninputs:");
    CHECK_THAT(flags_told(text),
               Contains("E0930 \"50\" beside a share is 5,000.0 % | write 50 %, or the share"));
    CHECK_THAT(told("inputs:",
                    "alternatives:\n  - {name: a, probability: -0.1}\n  - {name: b, "
                    "probability: 0.7}\ninputs:"),
               Contains("-0.1"));
}

TEST_CASE("settings: a change on the command line is told", "[study][language]") {
    Diagnostics diagnostics;
    auto base = parse_document(kBase, "base.yaml", diagnostics);
    apply_set(*base, "pools[own].servers *= 2", diagnostics);
    CHECK_THAT(said(diagnostics), Contains("\"*=\" changes what stands there, and this sets"));
}

TEST_CASE("sentences: a format refuses another kind", "[study][language]") {
    test::Lab lab(replaced(kStudy, "{p50(cost) | money}", "{mean(ttft) | money}"), kBase);
    lab.answered();
    CHECK_THAT(said(lab.diagnostics),
               Contains("E0930 20 \"mean(ttft)\" is in s, and the format money writes amounts in "
                        "USD | leave out the format"));
}

TEST_CASE("amounts: another currency is converted at the base's rate", "[study][language]") {
    test::Lab lab(replaced(kStudy, "at_most: budget", "at_most: 11 USD"),
                  std::string(kBase) + "currency: EUR\nexchange_rate: 1.1\n");
    REQUIRE(lab.spec.goal->at_most);
    const Value limit = evaluate(*lab.spec.goal->at_most, Values{}).value;
    CHECK(*limit.number() == Approx(10));  // 11 USD at 1.1 USD for one EUR
    CHECK(limit.unit == "EUR");
}

TEST_CASE("units: paths of results have those of a run", "[study][language]") {
    test::Lab lab(kStudy, kBase);
    Diagnostics diagnostics;
    std::size_t known = 0;
    for (const std::string& path : result_paths(*lab.bed, Point{})) {
        const auto expected = leaf_unit(path, "USD");
        if (!expected) continue;
        ++known;
        lab.bed->question.leaves = {path};
        const UnitResult unit = run_unit(*lab.bed, Point{}, 0);
        INFO(path);
        CHECK(unit.units[0] == (*expected == kNoUnit ? "" : *expected));
    }
    CHECK(known > 30);
}

TEST_CASE("laws: what is too much, too little or without width", "[study][language]") {
    const char* law = "{uniform: {low: 0.5, high: 1.5}}";
    CHECK_THAT(told(law, "{uniform: {low: 1.5, high: 0.5}}"),
               Contains("E0911 13 low is 1.5 and high is 0.5: its width is negative | low lies "
                        "below high: exchange them"));
    CHECK_THAT(told(law, "{lognormal: {p10: 1.3, p90: 0.8}}"), Contains("p10 is 1.3 and p90"));
    CHECK_THAT(told(law, "{normal: {mean: 1, sd: -0.1}}"), Contains("sd is -0.1: a spread is"));
    CHECK_THAT(told(law, "{lognormal: {mean: 1, cv: -1}}"), Contains("cv is -1: a spread is"));
    CHECK_THAT(told(law, "{lognormal: {p10: 0.8, p50: 1, p90: 1.3}}"),
               Contains("{p10, p50, p90} does not state one lognormal law | lognormal takes {mean, "
                        "cv} or {p10, p90} or {p50, p90}"));
    CHECK_THAT(told(law, "{uniform: {low: 1, high: 2, mode: 1.5}}"),
               Contains("\"mode\" is no parameter of uniform | uniform takes {low, high}"));
    CHECK_THAT(told(law, "{pert: {low: 1, mod: 1.2, high: 2}}"), Contains("did you mean mode?"));
    CHECK_THAT(told(law, "{uniform: {low: 1, high: 2, values: [1]}}"),
               Contains("\"values\" is no parameter of uniform"));
    CHECK_THAT(told(law, "{discrete: {values: [1, 2], probabilities: [0.5, 0.4]}}"),
               Contains("its probabilities sum to 0.900000, not to 1"));
    CHECK(told(law, "{normal: {p10: 0.8, p90: 1.2, low: 0.9}}").empty());
}

TEST_CASE("laws: a normal by quantiles is truncated, too", "[study][language]") {
    Diagnostics diagnostics;
    const auto spec = read_study_text(replaced(kStudy, "{uniform: {low: 0.5, high: 1.5}}",
                                               "{normal: {p10: 0.8, p90: 1.2, low: 0.9}}"),
                                      "small.yaml", diagnostics);
    const auto base = parse_document(kBase, "base.yaml", diagnostics);
    const Inputs inputs = inputs_on(*spec, *base, diagnostics);
    CHECK(inputs.value(0, 1e-9) >= 0.9);
    CHECK(inputs.value(0, 0.5) > 1);  // the median moves up with what is cut off below
}

TEST_CASE("correlations: the entry that contradicts is named", "[study][language]") {
    const auto with = [](const std::string& entries) {
        return told("steps:",
                    "  - {name: third, path: \"pools[own].servers\", law: {constant: "
                    "{value: 1}}}\ncorrelations:\n" +
                        entries + "steps:");
    };
    const std::string first = "  - {first: demand, second: losses, rank: 0.9}\n";
    CHECK_THAT(with(first + "  - {first: losses, second: demand, rank: 0.2}\n"),
               Contains("E0911 21 \"losses\" and \"demand\" are correlated twice, in line 20 too"));
    CHECK_THAT(with("  - {first: demand, second: demand, rank: 0.9}\n"),
               Contains("E0911 20 \"demand\" is correlated with itself"));
    // Two at 0.9 to one are at least 2·0.9² − 1 = 0.62 to each other.
    const std::string third =
        "  - {first: demand, second: third, rank: 0.9}\n"
        "  - {first: losses, second: third, rank: -0.5}\n";
    const std::string message = with(first + third);
    // Of the entry that is named: 0.91² ∓ (1 − 0.91²).
    CHECK_THAT(message, Contains("E0911 22 not positive definite: with demand at 0.91 to losses "
                                 "and 0.91 to third, these two lie between 0.6"));
    CHECK_THAT(message, Contains("and 1.00, not at -0.52"));
    // Only all together decide: the first two exclude a third of 0, and allow one of 0.85.
    CHECK(with(first + "  - {first: demand, second: third, rank: 0.9}\n"
                       "  - {first: losses, second: third, rank: 0.85}\n")
              .empty());
}

TEST_CASE("definitions hide nothing", "[study][language]") {
    const auto with = [](const std::string& name) {
        return told("answer:", "define:\n  " + name + ": 1\nanswer:");
    };
    CHECK_THAT(with("cost"), Contains("E0913 21 a metric has the name \"cost\" already"));
    CHECK_THAT(with("budget"), Contains("a flag has the name \"budget\" already"));
    CHECK_THAT(with("p90"), Contains("a function has the name \"p90\" already"));
    CHECK(with("other").empty());
    CHECK(flags_told(replaced(kStudy, "answer:", "define:\n  ttft.x: 1\nanswer:")).empty());
}

TEST_CASE("goals: between two limits", "[study][language]") {
    const std::string band =
        replaced(kStudy, "at_most: budget", "at_least: 0 USD, at_most: budget");
    test::Lab lab(replaced(band, "value: 10 USD", "value: 10 kUSD"), kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    CHECK_THAT(page.goal, StartsWith("cost between 0.00 USD and 10,000 USD: met"));
    CHECK_THAT(flags_told(replaced(band, "at_least: 0 USD", "at_least: 1 kUSD")),
               Contains("nothing lies between at_least: 1 kUSD and at_most: 10 USD"));
    test::Lab missed(replaced(band, "value: 10 USD", "value: 0.0001 USD"), kBase);
    CHECK_THAT(missed.answered().goal, Contains("missed, it fails in 2 of 2"));
}

TEST_CASE("inputs: paths that are not there have a suggestion", "[study][language]") {
    CHECK_THAT(told("workloads[*].demand.synthetic.rate", "workloads[*].demand.syntetic.rate"),
               Contains("did you mean workloads[*].demand.synthetic.rate?"));
    CHECK_THAT(told("workloads[*].demand", "workload[*].demand"),
               Contains("did you mean workloads[*].demand.synthetic.rate?"));
    CHECK_THAT(told("sites[hall].pue", "sites[hal].pue"),
               Contains("did you mean sites[hall].pue?"));
    CHECK_THAT(told("replicate: {replications: 2}",
                    "grid: {vary: [{name: n, path: \"pools[ownn].servers\", values: [1, 2]}]}"),
               Contains("did you mean own?"));
    Diagnostics diagnostics;
    const auto base = parse_document(kBase, "base.yaml", diagnostics);
    CHECK(nearest_path(*base, "sites[0].pue").empty());
    CHECK_THAT(nearest_path(*base, "sites[hall].zzzzzz"), StartsWith("sites[hall] has name, kind"));
}

TEST_CASE("inputs: a law beyond what the base allows is refused before any run",
          "[study][language]") {
    const std::string message =
        told("{uniform: {low: 0.5, high: 1.5}}", "{normal: {mean: 1, sd: 0.8}}");
    CHECK_THAT(message, Contains("E0911 13 it draws -2.803 too, and the base refuses that"));
    CHECK_THAT(message, Contains("the law reaches all numbers; truncate it: low: 0"));
    CHECK(
        told("{uniform: {low: 0.5, high: 1.5}}", "{normal: {mean: 1, sd: 0.8, low: 0.1}}").empty());
    CHECK(told("{uniform: {low: 0.5, high: 1.5}}", "{normal: {mean: 1, sd: 0.1}}").empty());
    const std::string both = told("rate\"\n    law: {uniform: {low: 0.5, high: 1.5}}",
                                  "rat\"\n    law: {uniform: {low: 1.5, high: 0.5}}");
    CHECK_THAT(both, Contains("its width is negative"));
    CHECK_THAT(both, Contains("did you mean workloads[*].demand.synthetic.rate?"));
    CHECK_THAT(told("{triangular: {low: 1.1, mode: 1.2, high: 1.4}}",
                    "{triangular: {low: 0.9, mode: 1.2, high: 1.4}}"),
               Contains("E0911 17"));
}

TEST_CASE("inputs: a draw that cannot be run is named with its input", "[study][language]") {
    test::Lab lab(kStudy, kBase);
    // Past the check of laws: what only one future shows is told of that future.
    lab.bed->inputs.all[0].law = statistics::uniform_law(-1, 1.2);
    Diagnostics& d = lab.diagnostics;
    lab.spec.steps[0].replications = 8;
    answer_study(lab.spec, {}, *lab.rounds, "USD", d);
    REQUIRE(d.error_count() == 1);
    CHECK(d.items()[0].code == "E0915");
    CHECK_THAT(d.items()[0].message, Contains("of 8 runs of base are not possible; the first: in "
                                              "replication "));
    CHECK_THAT(d.items()[0].message, Contains("demand at -0."));
    CHECK_THAT(d.items()[0].message, Contains("its law reaches -1 to 1.2"));
    CHECK(d.items()[0].at.line > 1);
}

TEST_CASE("inputs: one path changed twice is said", "[study][language]") {
    const std::string again =
        "  - {name: growth, path: \"workloads[*].demand.synthetic.rate\", law: {constant: {value: "
        "2}}}\nsteps:";
    const std::string message = told("steps:", again);
    CHECK_THAT(message, StartsWith("E0932 18 \"growth\" and \"demand\" both change "
                                   "workloads[talk].demand.synthetic.rate"));
    test::Lab lab(replaced(kStudy, "steps:", again), kBase);
    // 0.5 /s · 1 · 2: the second changes what the first leaves.
    const auto sets = lab.bed->inputs.sets({0.5, 0.5, 0.5}, lab.bed->base(), lab.bed->base());
    CHECK(sets.back() == "workloads[talk].demand.synthetic.rate=1 /s");
    CHECK_THAT(
        told("replicate: {replications: 2}",
             "grid: {vary: [{name: n, path: \"sites[hall].pue\", values: [1.2, 1.3]}]}"),
        Contains("the axis and the input \"losses\" both change sites[hall].pue | the axis's "
                 "values stand"));
}

TEST_CASE("comparisons: a scenario tree has its expected value", "[study][language]") {
    std::string text = replaced(kStudy, "replicate: {replications: 2}",
                                "compare: {metric: cost, replications: 3}");
    text = replaced(text, "inputs:", R"(alternatives:
  - {name: low, probability: 25 %}
  - {name: high, set: ["pools[own].servers=3"], probability: 75 %}
inputs:)");
    test::Lab lab(replaced(text, "{p50(cost) | money}", "{compare.expected | money}"), kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE(page.tables.size() == 1);
    const auto& rows = page.tables[0].rows;
    REQUIRE(rows.size() == 3);
    CHECK(rows[2][0].text == "expected (by probability)");
    CHECK(*rows[2][1].number == Approx(0.25 * *rows[0][1].number + 0.75 * *rows[1][1].number));
    CHECK_FALSE(rows[2][2].number);  // no P90 of a mean
    CHECK_THAT(told("inputs:",
                    "alternatives:\n  - {name: a, probability: 20 %}\n  - {name: b, "
                    "probability: 70 %}\ninputs:"),
               Contains("the probabilities sum to 0.9, not to 1") ||
                   Contains("the probabilities sum to 0.8999999999999999, not to 1"));
}

TEST_CASE("figures that are not there are told where the sentence stands", "[study][language]") {
    test::Lab lab(replaced(kStudy, "{p50(cost)", "{p50(costs)"), kBase);
    lab.answered();
    REQUIRE(lab.diagnostics.error_count() == 1);
    CHECK(lab.diagnostics.items()[0].at.line == 20);
    CHECK(lab.diagnostics.items()[0].hint == "did you mean cost?");
}

}  // namespace
}  // namespace orrery::study_language_test
