// Comparisons: what may not be held against what, what is told of alternatives, the best selected.
#include <algorithm>
#include <cmath>

#include "sim/kernel/samplers.hpp"
#include "sim/study/kinds/select.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::test::compare_test {
namespace {

const std::string kBase = R"(orrery: 1
name: base
start: 2026-11-02
horizon: 20 min
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
  - {name: cloud, kind: cloud, region: aws/us-east-1}
pools:
  - {name: own, site: hall, server: l40s-8x, servers: 1, contract: owned}
  - {name: rented, site: cloud, server: aws-g6e-xlarge, servers: 1, contract: on_demand}
deployments:
  - name: chat
    pool: own
    tp: 8
    replicas: 1
    engine: {profile: vllm, max_num_seqs: 64}
    service: {exponential: 20 s}
workloads:
  - name: talk
    deployments: [chat]
    slo: {ttft: 1 s}
    demand:
      synthetic: {rate: 0.5 /s, prompt: {constant: {mean: 500}}, output: {constant: {mean: 50}}}
)";

/// Two alternatives, the second with a setting more.
std::string study(const std::string& second, const std::string& formula = "cost.total",
                  const std::string& more = "", const std::string& answer = "{compare.best}") {
    return "study: 1\nname: two\nquestion: Which?\ngoal: {metric: figure, at_most: 1 kUSD}\nflags: "
           "[{name: least, help: matters, value: "
           "\"0.001 USD\"}]\nmetrics:\n  - {name: figure, formula: \"" +
           formula +
           "\", format: money}\nalternatives:\n  - {name: first}\n  - {name: second, set: [\"" +
           second + "\"]}\nsteps:\n  - compare: {metric: figure, replications: 4" + more +
           "}\nanswer: \"" + answer + "\"\n";
}

std::vector<std::string> codes(const Diagnostics& diagnostics) {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics.items()) all.push_back(d.code);
    return all;
}

TEST_CASE("sums over different spans are not compared, ratios are", "[study][compare]") {
    Lab totals(study("horizon=40 min"), kBase);
    totals.answered();
    CHECK(codes(totals.diagnostics) == std::vector<std::string>{"E0921"});
    CHECK_THAT(totals.diagnostics.items()[0].hint, Catch::Matchers::Contains("horizon="));
    Lab ratios(study("horizon=40 min", "cost.total / requests.completed"), kBase);
    ratios.answered();
    INFO(render(ratios.diagnostics));
    CHECK_FALSE(ratios.diagnostics.has_errors());
}

TEST_CASE("a single replication is told in the singular", "[study][compare]") {
    Lab lab(study("horizon=20 min"), kBase);
    lab.spec.steps[0].replications = 1;
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(page.tables.empty());
    CHECK(page.tables[0].title == "Alternatives, 1 replication of each");
    CHECK(study::replications_text(5) == "5 replications");
}

TEST_CASE("amounts in two currencies are not compared", "[study][compare]") {
    Lab lab(study("currency=EUR\", \"exchange_rate=1.08"), kBase);
    lab.answered();
    INFO(render(lab.diagnostics));
    CHECK(codes(lab.diagnostics) == std::vector<std::string>{"E0921"});
    CHECK_THAT(lab.diagnostics.items()[0].message,
               Catch::Matchers::Contains("in USD in \"first\""));
}

TEST_CASE("options of which one is taken are not added up", "[study][compare]") {
    const std::string options = kBase +
                                "finance:\n  alternatives:\n    - {name: buy, sites: [hall]}\n"
                                "    - {name: rent, sites: [cloud]}\n";
    Lab sum(study("sites[hall].pue=1.5"), options);
    sum.answered();
    CHECK(codes(sum.diagnostics) == std::vector<std::string>{"E0922"});
    CHECK_THAT(sum.diagnostics.items()[0].hint,
               Catch::Matchers::Contains("cost.alternatives.buy.total"));
    Lab one(study("sites[hall].pue=1.5", "cost.alternatives.buy.total"), options);
    CHECK(one.answered().answer == "first");
    CHECK_FALSE(one.diagnostics.has_errors());
    // Disruptions likewise.
    Lab shocks(
        "study: 1\nname: s\nquestion: Which?\ngoal: {metric: cost, at_most: 99 USD}\nmetrics: "
        "[{name: cost, formula: cost.total}]\n"
        "steps:\n  - inject: {metric: cost, replications: 1, disruptions: [{name: pue, "
        "set: [\"sites[hall].pue=1.5\"]}]}\nanswer: \"{inject.worst}\"\n",
        options);
    shocks.answered();
    CHECK(codes(shocks.diagnostics) == std::vector<std::string>{"E0922"});
}

TEST_CASE("what an alternative's text adds in warnings is shown once, with its name",
          "[study][compare]") {
    // The base warns as well: that was told when it was read.
    const std::string late = "sites[hall].outages[+]={at: 3 d, duration: 1 h, reason: late}";
    Lab lab(study(late), kBase);
    lab.answered();
    REQUIRE(codes(lab.diagnostics) == std::vector<std::string>{"E0308"});
    CHECK_THAT(lab.diagnostics.items()[0].message, Catch::Matchers::StartsWith("in \"second\": "));
    std::string warns = kBase;
    warns.replace(warns.find("pue: 1.3"), 8,
                  "pue: 1.3, outages: [{at: 3 d, duration: 1 h, reason: late}]");
    Lab known(study("sites[hall].pue=1.5"), warns);
    known.answered();
    CHECK(known.diagnostics.items().empty());
}

TEST_CASE("differences carry no dust", "[study][compare]") {
    MetricSpec money;
    money.format = FigureFormat::money;
    const MetricSpec plain;
    CHECK(study::settled(0.1 + 0.2, 0.3, plain) == 0);
    CHECK(study::settled(100.004, 100, money) == 0);  // less than half a cent
    CHECK_FALSE(std::signbit(study::settled(99.9999996, 100, money)));
    CHECK(study::settled(100.006, 100, money) == Approx(.006).epsilon(1e-9));
    CHECK(study::settled(.0500004, .05, money) == 0);  // less than half a micro-unit
    CHECK(study::settled(.0500016, .05, money) == Approx(2e-6).epsilon(1e-9));
    CHECK(study::settled(100.0000004, 100, plain) == Approx(4e-7).epsilon(1e-6));
}

TEST_CASE("alternatives that differ in nothing are told so", "[study][compare]") {
    Lab lab(study("workloads[talk].slo.ttft=2 s", "requests.arrived - requests.arrived"), kBase);
    const StudyPage page = lab.answered();
    REQUIRE_FALSE(page.notes.empty());
    CHECK_THAT(page.notes[0], Catch::Matchers::Contains("is the same in all alternatives"));
}

/// A draw of normal values, each alternative and experiment with a stream of its own.
study::Draw normal_draw(const Numbers& means, const Numbers& deviations, std::uint64_t experiment) {
    return [=](std::size_t a, int first, int count) {
        Numbers out;
        for (int r = first; r < first + count; ++r) {
            Stream dice(experiment, "rinott", std::to_string(a), static_cast<std::uint64_t>(r));
            out.push_back(means[a] + deviations[a] * normal(dice));
        }
        return out;
    };
}

TEST_CASE("two stages select the best with the stated probability", "[study][compare]") {
    // The least favourable case: the best is better than all others by just the difference that
    // matters. 95 % of 1,000 experiments ± 3 · √(0.95 · 0.05 / 1000) = 2.1 %.
    const Numbers means{10, 9, 10, 10};
    const Numbers deviations{1, 2, 3, 1.5};
    study::SelectionRules rules;
    rules.most = 100'000;
    int right = 0;
    int at_first = 0;
    for (std::uint64_t e = 0; e < 1000; ++e) {
        const auto s = study::select_in_two_stages(4, rules, normal_draw(means, deviations, e));
        REQUIRE(s);
        CHECK(s->reached);
        right += s->index == 1 ? 1 : 0;
        for (std::size_t a = 0; a < 4; ++a) {
            CHECK(static_cast<std::int64_t>(s->values[a].size()) == s->asked[a]);
        }
        // Means of the first stage alone would not do.
        std::size_t best = 0;
        Numbers first;
        for (const Numbers& v : s->values) {
            first.push_back(statistics::moments(std::span<const double>(v).first(10)).mean);
            if (first.back() < first[best]) best = first.size() - 1;
        }
        at_first += best == 1 ? 1 : 0;
    }
    CHECK(right >= 950 - 21);
    CHECK(at_first < 900);

    rules.most = 12;
    const auto capped = study::select_in_two_stages(4, rules, normal_draw(means, deviations, 1));
    REQUIRE(capped);
    CHECK_FALSE(capped->reached);
    CHECK(capped->values[2].size() == 12);
    CHECK(capped->asked[2] > 12);
}

TEST_CASE("a comparison that selects says so, with as many runs as that takes",
          "[study][compare]") {
    Lab lab(study("sites[hall].pue=1.5", "cost.total", ", select: {indifference: least}",
                  "{compare.selected}"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    CHECK(page.answer == "first");
    REQUIRE(page.tables.size() == 2);
    CHECK(page.tables[1].name == "compare_selection");
    CHECK(page.tables[1].rows[0][5].text == "selected");
    for (const auto& row : page.tables[1].rows) CHECK(*row[3].number >= 4);
    const std::string& note = page.notes.front();
    CHECK_THAT(note, Catch::Matchers::StartsWith("Selected in two stages"));
    // The first alternative's first runs are those of the table above; the other's are its own.
    CHECK(page.tables[1].rows[0][3].number.has_value());

    Lab wrong(study("sites[hall].pue=1.5", "cost.total", ", select: {indifference: \"0 USD\"}"),
              kBase);
    wrong.answered();
    CHECK(codes(wrong.diagnostics) == std::vector<std::string>{"E0912"});
}

TEST_CASE("the second stage of a selection goes on behind the seeds of the first",
          "[study][compare]") {
    Lab lab(study("sites[hall].pue=1.5", "cost.total",
                  ", most: 8, select: {indifference: 0.0000001 USD}", "{compare.selected}"),
            kBase);
    const StudyPage page = lab.answered();
    INFO(render(lab.diagnostics));
    REQUIRE(page.tables.size() == 2);
    const auto& row = page.tables[1].rows[0];
    REQUIRE(row[3].number == 8.0);
    const auto& leaves = lab.bed->question.leaves;
    const auto leaf = std::find(leaves.begin(), leaves.end(), "cost.total") - leaves.begin();
    const UnitTable runs = lab.rounds->run({Point{"first"}}, 0, 8);
    double sum = 0;
    for (const UnitResult& u : runs[0]) sum += u.values[static_cast<std::size_t>(leaf)];
    CHECK(*row[1].number == Approx(sum / 8).epsilon(1e-12));
    CHECK(runs[0][0].values != runs[0][4].values);
}

}  // namespace
}  // namespace orrery::test::compare_test
