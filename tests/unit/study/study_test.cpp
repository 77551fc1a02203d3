// Studies on top of runs: the next bottleneck, replications on any number of threads.
#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/study/analyse_runs.hpp"
#include "sim/study/next_bottleneck.hpp"
#include "sim/study/replicate.hpp"
#include "tests/support/chat.hpp"

namespace study_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Filled from the back: threads end in any order.
FigureTable table_of(const std::vector<Metrics>& all) {
    FigureTable table(all.size());
    for (std::size_t i = all.size(); i-- > 0;) table.add(i, all[i]);
    return table;
}

/// Two workloads of drawn arrivals: replications differ.
World busy_chat() {
    World world = chat_world(4, 16 * 200);
    for (Workload& w : world.workloads) {
        w.spec.synthetic.emplace();
        w.spec.synthetic->rate = 2;
        w.spec.synthetic->prompt.mean = 100;
        w.spec.synthetic->output.mean = 20;
    }
    return world;
}

}  // namespace

TEST_CASE("removing a bottleneck relaxes just that and names the next") {
    const World world = chat_world(8, 160);
    const Findings f = find(world, 1.2, 100, 40);
    const auto other = without_bottleneck(world, f.bottlenecks[0]);
    REQUIRE(other);
    CHECK(other->tables[other->deployments[0].table].kv_tokens == 640);
    CHECK(world.tables[0].kv_tokens == 160);
    const Findings after = find(*other, 1.2, 100, 40);
    CHECK(value(after, "latency.ttft.p99") < value(f, "latency.ttft.p99"));
    CHECK(after.bottlenecks[0].cause != "kv_memory");
}

TEST_CASE("the probability of exceeding a budget is the share of replications that do") {
    Findings first;
    first.finance.emplace();
    first.finance->budgets.resize(1);
    first.finance->budgets[0].name = "ops";
    first.finance->budgets[0].period = "2026-11";
    const std::string path = "finance.budgets.ops.periods.2026-11.p_over";
    std::vector<Metrics> all(4);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Metric m;
        m.value = i < 3 ? 1 : 0;
        all[i].set(path, m);
    }
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    analysis::retell_budgets(first);
    CHECK(first.finance->budgets[0].p_over == 0.75);
    CHECK(first.metrics.find(path)->n == 4);
}

TEST_CASE("replications: the same in any number of threads, with intervals that cover the mean") {
    World world = busy_chat();
    RunOptions options;
    const auto one = replicate(world, options, 6, 1);
    const auto three = replicate(world, options, 6, 3);
    std::vector<Metrics> all;
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].workloads[0].arrived == three[i].workloads[0].arrived);
        CHECK(one[i].serving[0][0].e2e.quantile(0.9) == three[i].serving[0][0].e2e.quantile(0.9));
        all.push_back(analyse(world, one[i], account(world, one[i])).metrics);
        sum += static_cast<double>(one[i].workloads[0].arrived + one[i].workloads[1].arrived);
    }
    CHECK(one[0].workloads[0].arrived != one[1].workloads[0].arrived);
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    const Metric* arrived = first.metrics.find("requests.arrived");
    CHECK(near(arrived->value, sum / 6, 1e-12));
    CHECK(arrived->lo < arrived->value);
    CHECK(arrived->n == 6);
    CHECK(first.metrics.find("cost.total")->lo == first.metrics.find("cost.total")->hi);
}

TEST_CASE("a figure that some replications lack is the mean of those that have it, and says so") {
    std::vector<Metrics> all(3);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Metric m;
        m.value = static_cast<double>(i);
        all[i].set("carbon.total", m);
        if (i != 1) all[i].set("finance.irr", m);
        if (i > 0) all[i].set("jobs.by_name.train.end", m);
    }
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    CHECK(first.metrics.find("carbon.total")->value == 1);
    CHECK(first.metrics.find("carbon.total")->n == 3);
    CHECK(first.metrics.find("finance.irr")->value == 1);  // (0 + 2) / 2
    CHECK(first.metrics.find("finance.irr")->n == 2);
    const Metric* end = first.metrics.find("jobs.by_name.train.end");
    REQUIRE(end);  // of the second and third, though the first has none
    CHECK(end->value == 1.5);
    CHECK(analysis::known_text(first.metrics, *end) == " (in 2 of 3 runs)");
    CHECK(analysis::known_text(first.metrics, *first.metrics.find("carbon.total")).empty());
    // A run without a figure does not keep what is asserted of it.
    World world = busy_chat();
    world.asserts.push_back({{}, "finance.irr >= 0", "finance.irr", ">=", 0, {}});
    const Observations o = simulate(world, RunOptions{});
    first.asserts.clear();
    analysis::add_asserts({world, o, account(world, o)}, first);
    REQUIRE(first.asserts.size() == 1);
    CHECK_FALSE(first.asserts[0].holds);
    CHECK(first.asserts[0].problem == "1 of 3 runs have no finance.irr");
}

TEST_CASE("what a token costs over replications is all cost by all tokens") {
    std::vector<Metrics> all(2);
    const auto put = [&](std::size_t i, const std::string& path, double value) {
        Metric m;
        m.value = value;
        all[i].set(path, m);
    };
    // 10 USD for 5 Mtok, 12 USD for 1 Mtok: 22 by 6, not the mean of 2 and 12.
    put(0, "tokens.output", 5e6);
    put(0, "cost.per_million_tokens", 2);
    put(1, "tokens.output", 1e6);
    put(1, "cost.per_million_tokens", 12);
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    const Metric* m = first.metrics.find("cost.per_million_tokens");
    CHECK(near(m->value, 22.0 / 6, 1e-12));
    // Errors 10 − 5 · 22/6 and 12 − 22/6 by 3 Mtok in the mean: ∓ 2.778; Student's 12.706 · 2.778.
    CHECK(near(*m->hi - m->value, 12.7062 * 2.77778, 1e-4));
}

TEST_CASE("how often something happens has Wilson's interval, which ends at 0 and 1") {
    std::vector<Metrics> all(4);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const char* path : {"jobs.by_name.train.deadline_met", "jobs.completed"}) {
            Metric m;
            m.value = i < 2 ? 1 : 0;
            all[i].set(path, m);
        }
    }
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    const Metric* met = first.metrics.find("jobs.by_name.train.deadline_met");
    CHECK(met->value == .5);
    // z = 1.96: half-width z·√(p(1 − p)/n + z²/4n²) / (1 + z²/n) = 0.3499 about 0.5
    CHECK(near(*met->lo, 0.1500, 1e-3));
    CHECK(near(*met->hi, 0.8500, 1e-3));
    CHECK(*first.metrics.find("jobs.completed")->lo == 0.0);  // Student's begins at −0.42
}

TEST_CASE(
    "a part of a whole that a replication lacks is none there, and the parts sum to the whole") {
    std::vector<Metrics> all(2);
    const auto put = [&](std::size_t i, const std::string& path, double value) {
        Metric m;
        m.value = value;
        m.unit = "s";
        all[i].set(path, m);
    };
    put(0, "lost.total", 3);
    put(0, "lost.slots.a", 1);
    put(0, "lost.outage.a", 2);
    put(1, "lost.total", 9);
    put(1, "lost.slots.a", 5);
    put(1, "lost.network.a", 4);
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    const auto mean = [&](const std::string& path) { return first.metrics.find(path)->value; };
    CHECK(mean("lost.slots.a") == 3);
    CHECK(mean("lost.outage.a") == 1);   // (2 + 0) / 2
    CHECK(mean("lost.network.a") == 2);  // (0 + 4) / 2
    CHECK(mean("lost.total") == 6);
    CHECK(first.metrics.find("lost.network.a")->unit == "s");
}

TEST_CASE("no interval of what cannot be negative begins below 0, none of a share ends above 1") {
    std::vector<Metrics> all(3);
    const std::vector<double> values{0.1, 0.1, 0.99};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const char* path : {"latency.ttft.p99", "slo.attainment", "finance.npv"}) {
            Metric m;
            m.value = values[i];
            all[i].set(path, m);
        }
    }
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    // Mean 0.397, standard deviation 0.514, Student's 4.303 of 2 degrees: ± 1.277.
    CHECK(near(*first.metrics.find("finance.npv")->lo, 0.3967 - 1.2766, 1e-3));
    CHECK(first.metrics.find("latency.ttft.p99")->lo == 0.0);
    CHECK(near(*first.metrics.find("latency.ttft.p99")->hi, 0.3967 + 1.2766, 1e-3));
    CHECK(first.metrics.find("slo.attainment")->lo == 0.0);
    CHECK(first.metrics.find("slo.attainment")->hi == 1.0);
}

TEST_CASE("assertions and the answer are of the means, not of the first replication") {
    World world = busy_chat();
    const auto runs = [&] { return analyse_runs(world, 6, 2, simulated_runs(world, {})); };
    const AnalysedRuns before = runs();
    const double mean = before.findings.metrics.find("requests.arrived")->value;
    const double first =
        static_cast<double>(before.first.workloads[0].arrived + before.first.workloads[1].arrived);
    REQUIRE(mean != first);
    // Between the two: it holds of the one and not of the other.
    const double level = (mean + first) / 2;
    AssertSpec below;
    below.text = "requests.arrived < level";
    below.path = "requests.arrived";
    below.op = "<";
    below.value = level;
    world.asserts.push_back(below);
    const AnalysedRuns after = runs();
    REQUIRE(after.findings.asserts.size() == 1);
    CHECK(after.findings.asserts[0].value == mean);
    CHECK(after.findings.asserts[0].holds == (mean < level));
    CHECK(after.findings.answer.front().find(analysis::grouped(mean, 0) + " requests") !=
          std::string::npos);
    CHECK(after.findings.answer.back().rfind("Figures are means of 6 runs", 0) == 0);
    // One run alone says nothing of means.
    CHECK(analyse_runs(world, 1, 1, simulated_runs(world, {}))
              .findings.answer.back()
              .rfind("Figures are means", 0) == std::string::npos);
}

namespace {

/// Runs of the world, of which some end at a limit of 50 events.
RunSource with_cut(const World& world, const World& limited, std::vector<std::size_t> cut) {
    return [&world, &limited, cut = std::move(cut)](std::size_t i) {
        const bool ends = std::find(cut.begin(), cut.end(), i) != cut.end();
        return simulated_runs(ends ? limited : world, {})(i);
    };
}

World with_few_events(World world) {
    world.limits.max_events = 50;
    return world;
}

}  // namespace

TEST_CASE("replications that a limit cut are left out of the means, and the result says so") {
    const World world = busy_chat();
    const World limited = with_few_events(world);
    const AnalysedRuns r = analyse_runs(world, 5, 2, with_cut(world, limited, {2}));
    CHECK(r.counted == std::vector<std::size_t>{0, 1, 3, 4});
    CHECK(r.totals.size() == 4);
    CHECK(r.courses.size() == 4);
    CHECK(r.end == RunEnd::events);
    CHECK(r.findings.partial);
    double mean = 0;
    for (const std::size_t i : r.counted) {
        const Observations o = simulated_runs(world, {})(i);
        mean += static_cast<double>(o.workloads[0].arrived + o.workloads[1].arrived) / 4;
    }
    CHECK(near(r.findings.metrics.find("requests.arrived")->value, mean, 1e-12));
    CHECK(r.findings.metrics.find("requests.arrived")->n == 4);
    CHECK(r.findings.answer.front().rfind(
              "PARTIAL: 1 of 5 replications are left out, the first of them as the limit of events "
              "was reached after ",
              0) == 0);
    CHECK(r.findings.answer.back().rfind("Figures are means of 4 runs", 0) == 0);
    CHECK(r.median() != 2);
    const AnalysedRuns whole = analyse_runs(world, 5, 2, simulated_runs(world, {}));
    CHECK(whole.end == RunEnd::horizon);
    CHECK(!whole.findings.partial);
    CHECK(whole.counted.size() == 5);
}

TEST_CASE("where the first replication was cut, its figures stand alone") {
    const World world = busy_chat();
    const World limited = with_few_events(world);
    const AnalysedRuns r = analyse_runs(world, 3, 1, with_cut(world, limited, {0, 1}));
    CHECK(r.counted == std::vector<std::size_t>{0});
    CHECK(r.end == RunEnd::events);
    CHECK(r.findings.partial_reason ==
          "figures are of the first of 3 replications alone: the limit of events was reached");
    const Metric& arrived = *r.findings.metrics.find("requests.arrived");
    CHECK(arrived.value ==
          static_cast<double>(r.first.workloads[0].arrived + r.first.workloads[1].arrived));
    CHECK(!arrived.lo);
}

TEST_CASE("an interrupt in a later replication makes the result partial") {
    const World world = busy_chat();
    const RunSource runs = simulated_runs(world, {});
    const AnalysedRuns r = analyse_runs(world, 4, 1, [&](std::size_t i) {
        if (i == 2) request_interrupt();
        return runs(i);
    });
    clear_interrupt();
    CHECK(r.end == RunEnd::interrupted);
    CHECK(r.counted == std::vector<std::size_t>{0, 1});
    CHECK(r.findings.partial_reason.find("2 of 4 replications are left out, the first of them as "
                                         "it was interrupted after") == 0);
}

TEST_CASE("of a second run that a limit cuts no next bottleneck is told") {
    const World world = busy_chat();
    const AnalysedRuns runs = analyse_runs(world, 1, 1, simulated_runs(world, {}));
    CHECK(next_bottleneck(world, runs, {}));
    CHECK(!next_bottleneck(with_few_events(world), runs, {}));
}

}  // namespace study_test
