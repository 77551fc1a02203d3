// Searches against exhaustive ones, what they claim about constraints, and what has no answer.
#include <fmt/format.h>

#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/study/kinds/optimise_search.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::test::optimise_test {
namespace {

constexpr int kReplications = 8;

/// Fleets of three kinds of servers, each with its price and pace.
struct Instance {
    std::string base;
    std::string study;
    std::size_t points = 1;
    bool declared = true;
};

std::string base_of(Stream& dice, const std::string& limit_and_more) {
    std::string pools;
    std::string deployments;
    for (const char* name : {"a", "b", "c"}) {
        pools += fmt::format(
            "  - {{name: {}, site: cloud, server: aws-g6e-xlarge, servers: 1, contract: on_demand, "
            "price: {:.2f} USD/h}}\n",
            name, uniform_between(dice, 0.6, 4.0));
        deployments += fmt::format(
            "  - {{name: on-{0}, pool: {0}, tp: 1, replicas: 1, engine: {{profile: vllm, "
            "max_num_seqs: {1}}}, service: {{exponential: {2:.1f} s}}}}\n",
            name, 2 + uniform_int(dice, 3), uniform_between(dice, 1.5, 4.0));
    }
    return "orrery: 1\nname: fleets\nstart: 2026-11-02T00:00:00Z\nhorizon: 4 min\nseed: 1\n"
           "sites:\n  - {name: cloud, kind: cloud, region: aws/us-east-1}\n"
           "pools:\n" +
           pools + "deployments:\n" + deployments +
           "workloads:\n  - name: chat\n    deployments: [on-a, on-b, on-c]\n"
           "    slo: {ttft: 1 s}\n    demand:\n"
           "      synthetic: {rate: " +
           fmt::format("{:.2f}", uniform_between(dice, 2, 9)) +
           " /s, prompt: {constant: {mean: 100}}, output: {constant: {mean: 10}}}\n" +
           limit_and_more;
}

/// Two or three axes of 3 to 6 values; the objective is a cost, or a cost and waiting together.
Instance instance_of(std::uint64_t seed, bool large, bool declared) {
    Stream dice(seed, "instance", large ? "large" : "small");
    Instance out;
    out.declared = declared;
    out.base = base_of(dice, "");
    const bool soft = seed % 4 == 0;
    const int axes = large ? 3 : 2;
    std::string vary;
    for (int a = 0; a < axes; ++a) {
        const int values = large ? 5 + static_cast<int>(uniform_int(dice, 2))
                                 : 3 + static_cast<int>(uniform_int(dice, 4));
        std::string list;
        for (int v = 1; v <= values; ++v) list += (v > 1 ? ", " : "") + std::to_string(v);
        const char name = static_cast<char>('a' + a);
        vary += fmt::format(
            "        - {{name: {0}, path: [\"pools[{0}].servers\", "
            "\"deployments[on-{0}].replicas\"]"
            ", values: [{1}]{2}}}\n",
            name, list,
            declared ? fmt::format(", monotone: {{{}ttft: down}}", soft ? "" : "cost: up, ") : "");
        out.points *= static_cast<std::size_t>(values);
    }
    out.study = fmt::format(R"(study: 1
name: fleet
question: Which fleet?
goal: {{metric: cost, at_most: 100 USD}}
metrics:
  - {{name: cost, formula: "cost.total{}", unit: USD}}
  - {{name: ttft, formula: latency.ttft.p90}}
steps:
  - optimise:
      metric: cost
      replications: {}
      subject_to: ["ttft < {:.2f} s"]
      vary:
{}answer: "{{optimise.best}}"
)",
                            soft ? " + 0.05 * latency.ttft.mean" : "", kReplications,
                            uniform_between(dice, 0.3, 3.0), vary);
    return out;
}

/// The least mean cost of all combinations whose mean waiting is within the limit; infinite if none
/// is: every combination with every replication.
double exhaustive(Lab& lab) {
    const StepSpec& step = lab.spec.steps[0];
    const auto points = study::points_of(step.vary, study::combinations_of(step.vary));
    const UnitTable table = lab.rounds->run(points, 0, kReplications);
    const auto mean = [&](const char* name, const std::vector<UnitResult>& row) {
        const MetricSpec& m = study::metric_named(lab.state(), name);
        return statistics::moments(study::metric_of(lab.state(), m, row)).mean;
    };
    const double limit = *step.subject_to[0].root.parts[1].literal.number();
    double best = std::numeric_limits<double>::infinity();
    for (const auto& row : table) {
        if (mean("ttft", row) < limit) best = std::min(best, mean("cost", row));
    }
    return best;
}

struct Outcome {
    double share = 0;  ///< of exhaustive's runs
    bool feasible = false;
};

Outcome searched(const Instance& instance) {
    Lab lab(instance.study, instance.base);
    INFO(instance.base << instance.study << render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    study::Search search(lab.state(), lab.spec.steps[0]);
    search.run();
    const double truth = exhaustive(lab);
    Outcome out;
    out.feasible = std::isfinite(truth);
    // Every run counts, those without demand as well.
    out.share = static_cast<double>(search.evaluations() + search.screenings()) /
                static_cast<double>(instance.points * kReplications);
    CHECK(out.feasible == (search.best() >= 0));
    if (!out.feasible || search.best() < 0) return out;
    const study::Candidate& best = search.all()[static_cast<std::size_t>(search.best())];
    CHECK(search.value(best) == truth);
    CHECK(best.runs.size() == kReplications);
    CHECK(search.least_open() >= truth);
    return out;
}

/// 34 instances: 20 of 125 to 216 combinations, of which every fifth has no axis declared monotone,
/// and 14 of 9 to 36, half of them without. Some have no answer, and say so.
TEST_CASE("searches find what exhaustive ones find, in a tenth of the runs", "[study][optimise]") {
    double shares = 0;
    double undeclared = 0;
    double small = 0;
    int feasible = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const bool declared = seed % 5 != 0;
        const Outcome o = searched(instance_of(seed, true, declared));
        (declared ? shares : undeclared) += o.share / (declared ? 16 : 4);
        feasible += o.feasible ? 1 : 0;
    }
    for (std::uint64_t seed = 21; seed <= 34; ++seed) {
        const Outcome o = searched(instance_of(seed, false, seed % 2 == 0));
        small += o.share / 14;
        feasible += o.feasible ? 1 : 0;
    }
    WARN("share of exhaustive's runs, those without demand counted: "
         << 100 * shares << " % with axes declared monotone, " << 100 * undeclared << " % without; "
         << 100 * small << " % of the small; " << feasible << " of 34 instances have an answer");
    CHECK(shares <= 0.10);
    CHECK(undeclared <= 0.10);
    CHECK(feasible >= 24);
}

const std::string kBase = R"(orrery: 1
name: two
start: 2026-11-02T00:00:00Z
horizon: 4 min
seed: 1
sites: [{name: cloud, kind: cloud, region: aws/us-east-1}]
pools:
  - {name: a, site: cloud, server: aws-g6e-xlarge, servers: 1, contract: on_demand, price: 2 USD/h}
deployments:
  - name: on-a
    pool: a
    tp: 1
    replicas: 1
    service: {exponential: 2 s}
    engine: {profile: vllm, max_num_seqs: 2}
workloads:
  - name: chat
    deployments: [on-a]
    slo: {ttft: 1 s}
    demand:
      synthetic: {rate: 3 /s, prompt: {constant: {mean: 100}}, output: {constant: {mean: 10}}}
)";

std::string study_with(const std::string& step, const std::string& answer = "{optimise.best}") {
    return R"(study: 1
name: fleet
question: Which fleet?
goal: {metric: cost, at_most: 100 USD}
flags: [{name: patience, help: "Most to wait", value: 2 s}]
metrics:
  - {name: cost, formula: cost.total}
  - {name: ttft, formula: latency.ttft.p90}
  - {name: rate, formula: throughput.requests, larger_is_better: true}
steps:
  - optimise:
)" + step + "answer: \"" +
           answer + "\"\n";
}

const std::string kServers =
    "      vary: [{name: n, path: [\"pools[a].servers\", \"deployments[on-a].replicas\"], "
    "values: [1, 2, 3, 4, 5, 6]}]\n";

TEST_CASE("a search tells what binds, and what it would be worth without", "[study][optimise]") {
    Lab lab(study_with(
                "      metric: cost\n      subject_to: [\"ttft < patience\", \"cost < 9 USD\"]\n" +
                    kServers,
                "{optimise.best}; {optimise.binding}; {optimise.without}"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    // 3 requests a second of 2 s in 2 slots a server: three servers are full, and their queue
    // grows as a random walk; without the limit one server would do. A server of 2 USD/h costs
    // 2/15 USD in 4 minutes.
    INFO(page.answer);
    CHECK((page.answer.rfind("n 3", 0) == 0 || page.answer.rfind("n 4", 0) == 0));
    CHECK_THAT(page.answer, Catch::Matchers::Contains("ttft < patience"));
    REQUIRE(page.tables.size() == 2);
    CHECK(page.tables[0].rows[0][0].text == "best");
    CHECK_THAT(page.goal, Catch::Matchers::StartsWith("cost at most 100"));
}

TEST_CASE("constraints that exclude each other are named, and no others", "[study][optimise]") {
    Lab lab(
        study_with("      metric: cost\n      subject_to: [\"rate > 0.1 /s\", \"ttft < 0.2 s\", "
                   "\"cost < 0.45 USD\"]\n" +
                   kServers),
        kBase);
    lab.answered();
    REQUIRE(lab.diagnostics.error_count() == 1);
    const Diagnostic& d = lab.diagnostics.items()[0];
    CHECK(d.code == "E0917");
    CHECK(lab.diagnostics.exit_code() == 4);
    INFO(d.message << " / " << d.hint);
    CHECK_THAT(d.message, Catch::Matchers::Contains("\"ttft < 0.2 s\" and \"cost < 0.45 USD\""));
    CHECK_THAT(d.message, !Catch::Matchers::Contains("rate"));
    CHECK_THAT(d.hint, Catch::Matchers::Contains("relax"));
}

TEST_CASE("an objective that never varies is no objective", "[study][optimise]") {
    const std::string vary =
        "      vary: [{name: slots, path: \"deployments[on-a].engine.max_num_seqs\", values: [2, "
        "4]}]\n";
    Lab lab(study_with("      metric: cost\n" + vary), kBase);
    lab.answered();
    REQUIRE(lab.diagnostics.error_count() == 1);
    INFO(render(lab.diagnostics));
    CHECK(lab.diagnostics.items()[0].code == "E0918");
}

TEST_CASE("what is declared monotone and is not is given up", "[study][optimise]") {
    // The truth is the other way round: more servers cost more and wait less.
    const std::string wrong =
        "      vary: [{name: n, path: [\"pools[a].servers\", \"deployments[on-a].replicas\"], "
        "values: [1, 2, 3, 4, 5, 6], monotone: {cost: down, ttft: up}}]\n";
    Lab lab(study_with("      metric: cost\n      subject_to: [\"ttft < 2 s\"]\n" + wrong), kBase);
    study::Search search(lab.state(), lab.spec.steps[0]);
    search.run();
    Lab right(study_with("      metric: cost\n      subject_to: [\"ttft < 2 s\"]\n" + kServers),
              kBase);
    study::Search other(right.state(), right.spec.steps[0]);
    other.run();
    REQUIRE(search.best() >= 0);
    CHECK(search.best() == other.best());
    CHECK_FALSE(lab.page.notes.empty());
}

TEST_CASE("a front holds what nothing beats, and a knee", "[study][optimise]") {
    Lab lab(study_with("      objectives: [cost, ttft]\n      replications: 4\n" + kServers,
                       "{optimise.front} {optimise.knee}"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    REQUIRE(page.tables.size() == 1);
    const auto& rows = page.tables[0].rows;
    REQUIRE(rows.size() >= 3);
    int knees = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        knees += rows[i][0].text == "knee" ? 1 : 0;
        if (i == 0) continue;
        CHECK(*rows[i][2].number > *rows[i - 1][2].number);  // dearer along the front
        CHECK(*rows[i][3].number < *rows[i - 1][3].number);  // and quicker
    }
    CHECK(knees == 1);
}

}  // namespace
}  // namespace orrery::test::optimise_test
