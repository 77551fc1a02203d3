// Staged plans: nothing sees the future, gates that fail spend nothing, what the choice is worth.
#include <cmath>

#include "models/finance/options.hpp"
#include "models/statistics/interval.hpp"
#include "sim/study/kinds/stage_plans.hpp"
#include "sim/study/kinds/stage_undated.hpp"
#include "sim/study/plan/stage_change.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::test::stage_test {
namespace {

/// A fleet on demand; the stage adds a commitment that pays where the fleet is used.
const std::string kBase = R"(orrery: 1
name: growing
start: 2026-11-02T00:00:00Z
horizon: 4 h
seed: 1
sites: [{name: cloud, kind: cloud, region: aws/us-east-1}]
pools:
  - name: a
    site: cloud
    server: aws-g6e-xlarge
    servers: 1
    contract: on_demand
    price: 4 USD/h
    supply: {max_servers: 6, delay: 1 min}
deployments:
  - name: on-a
    pool: a
    tp: 1
    replicas: {min: 1, max: 6}
    service: {exponential: 20 s}
    engine: {profile: vllm, max_num_seqs: 4}
    autoscaler: {metric: utilisation, target: 0.7, interval: 1 min, scale_down_after: 5 min}
workloads:
  - name: chat
    deployments: [on-a]
    demand:
      synthetic:
        rate: 0.4 /s
        prompt: {constant: {mean: 100}}
        output: {constant: {mean: 10}}
)";

const std::string kStudy = R"(study: 1
name: rollout
question: Staged rollout or all in?
goal: {metric: cost, at_most: 60 USD}
metrics:
  - {name: cost, formula: cost.total, format: money}
  - {name: rate, formula: throughput.requests}
inputs:
  - name: demand
    path: "workloads[*].demand.synthetic.rate"
    law: {discrete: {values: [0.25, 2.5], probabilities: [0.5, 0.5]}}
steps:
  - stage:
      metric: cost
      replications: 12
      stages:
        - name: commit
          at: 1 h
          gate: "rate > 0.5 /s"
          approval: 30 min
          set:
            - "contracts.reserved[+]={name: more, pools: [a], servers: 6, start: '{at}',
               term: 365 d, discount: 50 %}"
answer: "{stage.best_fixed}; {mean(stage.gated)}; {stage.option}"
)";

study::Staged staged(Lab& lab) {
    const StepSpec& step = lab.spec.steps[0];
    const auto dates = study::stage_dates(lab.state(), step);
    INFO(render(lab.diagnostics));
    REQUIRE(dates);
    study::Staged s{step, study::metric_named(lab.state(), step.metric), *dates, {}, {}, {}, {},
                    {}};
    const bool fine = study::run_plans(lab.state(), s);
    INFO(render(lab.diagnostics));
    REQUIRE(fine);
    return s;
}

std::string with(std::string text, const std::string& what, const std::string& by) {
    const std::size_t i = text.find(what);
    REQUIRE(i != std::string::npos);
    return text.replace(i, what.size(), by);
}

TEST_CASE("a gate's plan is the fixed plan that its signal picks", "[study][stage]") {
    Lab lab(kStudy, kBase);
    const study::Staged s = staged(lab);
    REQUIRE(s.fixed.size() == 3);  // none, always, all at the start
    std::size_t taken = 0;
    for (std::size_t r = 0; r < s.futures(); ++r) {
        taken += s.taken[r];
        // Half the futures ask for a tenth of what the others do: 0.1 and 1 request a second.
        const bool high = s.passes[0][r];
        CHECK(s.values[r] == s.fixed[high ? 1 : 0].values[r]);
        // 6 servers at half the price pay where they are used, and cost where they are not.
        CHECK((s.fixed[1].values[r] < s.fixed[0].values[r]) == high);
    }
    CHECK(taken > 0);
    CHECK(taken < s.futures());
    // A signal that tells the futures apart: two-stage choice in closed form.
    std::vector<finance::StagedPlan> plans;
    for (std::size_t p = 0; p < 3; ++p) {
        finance::StagedPlan plan;
        plan.first = p == 2 ? 1 : 0;
        for (const double v : s.fixed[p].values) plan.npv.push_back(-v);
        plans.push_back(plan);
    }
    std::vector<double> probability(s.futures(), 1.0 / static_cast<double>(s.futures()));
    std::vector<int> signal;
    for (const std::size_t k : s.taken) signal.push_back(static_cast<int>(k));
    const auto truth = finance::staged_plans(plans, probability, signal);
    const double gated = statistics::moments(s.values).mean;
    const double fixed = statistics::moments(s.fixed[s.best_fixed()].values).mean;
    CHECK(-truth.fixed == Approx(fixed).epsilon(1e-12));
    // All at the start may beat waiting for the gate; else the gates are the best there is.
    if (truth.after.front() != 2) CHECK(-truth.gated == Approx(gated).epsilon(1e-12));
    CHECK(truth.option >= 0);
}

TEST_CASE("no decision sees what comes after its date", "[study][stage]") {
    Lab lab(kStudy, kBase);
    const study::Staged before = staged(lab);
    // Forty times the load and a region that fails, from the second hour on.
    const std::string crowd =
        with(kBase, "rate: 0.4 /s",
             "rate: 0.4 /s\n        flash_crowds: [{at: 2 h, duration: 20 min, multiple: 40}]");
    const std::string later = with(crowd, "region: aws/us-east-1",
                                   "region: aws/us-east-1, outages: [{at: 3 h, duration: 30 min}]");
    Lab other(kStudy, later);
    const study::Staged after = staged(other);
    CHECK(after.taken == before.taken);
    CHECK(after.passes == before.passes);
    // It did happen: what is paid in the end differs.
    CHECK(after.fixed[0].values != before.fixed[0].values);
    // And the same before the date does change decisions.
    const std::string early =
        with(kBase, "rate: 0.4 /s",
             "rate: 0.4 /s\n        flash_crowds: [{at: 30 min, duration: 20 min, multiple: 40}]");
    Lab third(kStudy, early);
    CHECK(staged(third).taken != before.taken);
}

TEST_CASE("a gate that does not hold spends nothing later", "[study][stage]") {
    Lab lab(with(kStudy, "rate > 0.5", "rate > 500"), kBase);
    const study::Staged s = staged(lab);
    for (std::size_t r = 0; r < s.futures(); ++r) {
        CHECK(s.taken[r] == 0);
        CHECK(s.values[r] == s.fixed[0].values[r]);
    }
    // Of two stages the second is not asked when the first fails, though its own gate would hold.
    const std::string two =
        with(with(kStudy, "rate > 0.5", "rate > 500"), "answer:",
             "        - {name: next, at: 2 h, gate: \"rate > 0\", "
             "set: [\"disruptions[+]={name: cheaper, kind: price, at: '{at}', factor: 0.25}\"]}\n"
             "answer:");
    Lab second(two, kBase);
    const study::Staged t = staged(second);
    REQUIRE(t.fixed.size() == 4);
    CHECK(t.values == t.fixed[0].values);
    CHECK(t.fixed[2].values != t.fixed[1].values);
}

TEST_CASE("a change comes into force after the approval", "[study][stage]") {
    Diagnostics diagnostics;
    const auto base = parse_document(kBase, "base.yaml", diagnostics);
    StageSpec stage;
    stage.at = "2026-11-02T01:00:00Z";
    stage.approval = "30 min";
    stage.sets = {"a.b={at}", "c=1", "d={date}"};
    CHECK(stage_moment(stage.at, *base)->seconds() == 3600);
    CHECK(stage_start(stage, *base)->seconds() == 5400);
    const StageChange change = change_at(stage, Nanos{90 * kMinute.ns}, *base);
    CHECK(change.sets == std::vector<std::string>{"a.b=5400 s", "c=1", "d=2026-11-02T01:30:00Z"});
    CHECK_FALSE(stage_moment("soon", *base));

    Lab late(with(kStudy, "at: 1 h", "at: 5 h"), kBase);
    late.answered();
    REQUIRE(late.diagnostics.error_count() == 1);
    CHECK(late.diagnostics.items()[0].code == "E0919");
}

TEST_CASE("a stage that would act before its gate is refused", "[study][stage]") {
    const std::string now =
        with(with(kStudy,
                  "contracts.reserved[+]={name: more, pools: [a], servers: 6, start: '{at}',\n"
                  "               term: 365 d, discount: 50 %}",
                  "pools[a].price=1 USD/h"),
             "answer:", "        - {name: later, at: 2 h, set: [\"pools[a].servers=2\"]}\nanswer:");
    Lab lab(now, kBase);
    lab.answered();
    INFO(now << render(lab.diagnostics));
    REQUIRE(lab.diagnostics.error_count() == 2);  // all at once
    for (const Diagnostic& d : lab.diagnostics.items()) CHECK(d.code == "E0920");
    CHECK_THAT(lab.diagnostics.items()[0].message,
               Catch::Matchers::StartsWith("pools[a].price has no date"));
    CHECK_THAT(lab.diagnostics.items()[0].hint, Catch::Matchers::Contains("kind: price"));
}

TEST_CASE("what a stage dates, and what it does not", "[study][stage]") {
    Diagnostics diagnostics;
    const auto base = parse_document(kBase, "base.yaml", diagnostics);
    const auto undated = [&](const std::vector<std::string>& sets, const std::string& overlay) {
        StageSpec stage;
        stage.sets = sets;
        if (!overlay.empty()) stage.overlay = parse_document(overlay, "piece.yaml", diagnostics);
        REQUIRE_FALSE(diagnostics.has_errors());
        return study::undated_changes(stage, *base);
    };
    using Paths = std::vector<std::string>;
    // A setting of an item that another setting of the stage dates is dated with it.
    CHECK(undated({"contracts.reserved[+]={name: b, start: '{at}'}",
                   "contracts.reserved[b].term=9 d", "contracts.reserved[bc].term=9 d"},
                  "") == Paths{"contracts.reserved[bc].term"});
    // Of an item that the base lacks, a date anywhere is enough; of one that it has, it must stand
    // beside or above.
    CHECK(undated({}, "pools:\n  - {name: new, servers: 2, purchase: {date: '{date}'}}\n").empty());
    CHECK(undated({}, "pools:\n  - {name: a, servers: 2, purchase: {date: {date}}}\n") ==
          Paths{"pools[a].servers"});
    // What stays as it is changes nothing.
    CHECK(undated({}, "pools:\n  - {name: a, price: 4 USD/h}\n").empty());
    CHECK(undated({}, "horizon: 5 h\n") == Paths{"horizon"});
}

TEST_CASE("a plan that cannot be run in all futures is no plan", "[study][stage]") {
    // Signed for a pool that the base does not have.
    Lab lab(with(kStudy, "pools: [a], servers: 6", "pools: [b], servers: 6"), kBase);
    lab.answered();
    REQUIRE(lab.diagnostics.error_count() == 1);
    const Diagnostic& d = lab.diagnostics.items().back();
    CHECK(d.code == "E0923");
    CHECK_THAT(d.message, Catch::Matchers::Contains("cannot be run in 12 of 12 futures"));
    CHECK(d.path == "stages[commit]");
}

TEST_CASE("a gate without its figures is told", "[study][stage]") {
    // 1 / 0 is not there: in no future, and in those with little demand.
    const auto odd = [](const std::string& formula) {
        return with(with(kStudy, "- {name: rate,",
                         "- {name: odd, formula: \"" + formula + "\"}\n" + "  - {name: rate,"),
                    "gate: \"rate > 0.5 /s\"", "gate: \"odd > 0\"");
    };
    Lab never(odd("1 / (throughput.requests * 0)"), kBase);
    never.answered();
    REQUIRE(never.diagnostics.error_count() == 1);
    CHECK(never.diagnostics.items()[0].code == "E0920");
    CHECK_THAT(never.diagnostics.items()[0].message, Catch::Matchers::Contains("odd > 0"));

    Lab some(odd("1 / (throughput.requests > 0.5 ? 1 : 0)"), kBase);
    const study::Staged s = staged(some);
    std::size_t low = 0;
    for (const bool passes : s.passes[0]) low += passes ? 0 : 1;
    CHECK(s.blind[0] == low);
    REQUIRE(some.page.notes.size() == 1);
    CHECK(some.page.notes[0] == "The gate of commit has no value in " + std::to_string(low) +
                                    " of 12 futures, and does not hold there.");
}

TEST_CASE("the answer of a staged plan: option, regrets, warning", "[study][stage]") {
    Lab lab(kStudy, kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    REQUIRE(page.tables.size() == 3);
    const StudyTable& regret = page.tables[1];
    REQUIRE(regret.rows.size() == 4);
    for (const auto& row : regret.rows) {
        CHECK(*row[4].number >= 0);
        CHECK(*row[5].number >= *row[4].number);  // the greatest is no less than the mean
        // Thirds of 12 futures are 4 each: their mean is the whole's.
        CHECK((*row[1].number + *row[2].number + *row[3].number) / 3 == Approx(*row[4].number));
    }
    bool told = false;
    for (const std::string& note : page.notes) told = told || note.rfind("Early warning", 0) == 0;
    CHECK(told);
}

}  // namespace
}  // namespace orrery::test::stage_test
