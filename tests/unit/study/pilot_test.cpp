// A pilot's log into a study of stages: the gates of the next stage see a narrower demand.
#include "sim/study/plan/pilot.hpp"

#include <algorithm>
#include <cmath>

#include "sim/study/kinds/stage_plans.hpp"
#include "tests/support/files.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::test::pilot_test {
namespace {

const std::string kBase = R"(orrery: 1
name: growing
start: 2026-11-02T00:00:00Z
horizon: 4 h
seed: 1
sites: [{name: cloud, kind: cloud, region: aws/us-east-1}]
pools:
  - {name: a, site: cloud, server: aws-g6e-xlarge, servers: 2, contract: on_demand, price: 4 USD/h}
deployments:
  - name: on-a
    pool: a
    tp: 1
    replicas: 2
    service: {exponential: 2 s}
    engine: {profile: vllm, max_num_seqs: 4}
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
    law: {pert: {low: 0.5, mode: 1, high: 2}}
steps:
  - stage:
      metric: cost
      replications: 40
      stages:
        - name: more
          at: 2 h
          gate: "rate > 0.48 /s"
          overlay:
            contracts:
              reserved:
                - {name: more, pools: [a], servers: 1, start: "{at}", term: 365 d, discount: 40 %}
answer: "{mean(stage.gated)}"
)";

/// The share of futures in which the gate opens, and how far the demand spreads.
struct Seen {
    double opens = 0;
    double p10 = 0;
    double p90 = 0;
};
Seen seen_by(const std::string& study) {
    Lab lab(study, kBase);
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    const auto dates = study::stage_dates(lab.state(), lab.spec.steps[0]);
    REQUIRE(dates);
    study::Staged staged{
        lab.spec.steps[0], study::metric_named(lab.state(), "cost"), *dates, {}, {}, {}, {}, {}};
    REQUIRE(study::run_plans(lab.state(), staged));
    Seen out;
    for (const bool passes : staged.passes[0]) out.opens += passes ? 1.0 / 40 : 0;
    out.p10 = statistics::quantile(lab.bed->inputs.all[0].law, .1);
    out.p90 = statistics::quantile(lab.bed->inputs.all[0].law, .9);
    return out;
}

}  // namespace

TEST_CASE("pilot: the law of the input narrows by the formula, and the gate decides by it") {
    Diagnostics d;
    const auto spec = read_study_text(kStudy, "study.yaml", d);
    const auto root = parse_document(kBase, "base.yaml", d);
    INFO(render(d));
    REQUIRE(spec);
    const Inputs inputs = inputs_on(*spec, *root, d);
    std::vector<std::string> notes;
    // 40 % above the plan, known to 5 %.
    const demand::Belief pilot{std::log(1.4), .05};
    const auto updates = pilot_updates(
        *spec, inputs, *root,
        {{"workloads[chat].demand.synthetic.rate", pilot, "calibrated: pilot.csv"}}, notes);
    REQUIRE(updates.size() == 1);
    const PilotUpdate& u = updates[0];
    CHECK(u.prior.sd > .2);
    const double precision = 1 / (u.prior.sd * u.prior.sd) + 1 / (.05 * .05);
    CHECK(u.posterior.sd == Approx(1 / std::sqrt(precision)));
    CHECK(
        u.posterior.mean ==
        Approx((u.prior.mean / (u.prior.sd * u.prior.sd) + pilot.mean / (.05 * .05)) / precision));
    CHECK(render_pilot(updates).find("as planned") != std::string::npos);

    // Through the file, over a law of another kind.
    TemporaryFolder folder;
    const std::string study = folder.write("study.yaml", kStudy);
    const auto after = read_study(study, {folder.write("pilot.yaml", pilot_yaml(updates))}, d);
    INFO(render(d));
    REQUIRE(after);
    CHECK(after->inputs[0].law.kind == "lognormal");
    CHECK(after->inputs[0].source == "calibrated: pilot.csv");
    CHECK(after->inputs[0].paths == spec->inputs[0].paths);
    Diagnostics wrong;
    CHECK_FALSE(
        read_study(study, {folder.write("other.yaml", "inputs: [{name: demmand}]\n")}, wrong));
    CHECK(wrong.items()[0].message.find("no input \"demmand\"") != std::string::npos);
    CHECK(wrong.items()[0].hint == "did you mean demand?");
}

TEST_CASE("pilot: a gate that was open in some futures is open in nearly all, or in none") {
    const auto with_law = [](const std::string& law) {
        std::string text = kStudy;
        const std::string before = "pert: {low: 0.5, mode: 1, high: 2}";
        return text.replace(text.find(before), before.size(), law);
    };
    const Seen plan = seen_by(kStudy);
    CHECK(plan.opens > .1);
    CHECK(plan.opens < .7);
    // The gate lies at 1.2 times what is planned.
    const Seen high = seen_by(with_law("lognormal: {p10: 1.3, p90: 1.45}"));
    const Seen low = seen_by(with_law("lognormal: {p10: 0.95, p90: 1.05}"));
    CHECK(high.opens > .9);
    CHECK(low.opens < .1);
    CHECK(high.p90 - high.p10 < (plan.p90 - plan.p10) / 2);
}

}  // namespace orrery::test::pilot_test
