// Replications: latencies of all runs together, intervals of quantiles, and one long run instead.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/engine/run.hpp"
#include "sim/study/kinds/replicate_parts.hpp"
#include "sim/study/plan/pooled.hpp"
#include "tests/support/study_lab.hpp"

namespace orrery::replicate_test {
namespace {

using test::Lab;

/// One exponential server, or several: queues whose means are known.
std::string queue(const std::string& horizon, const std::string& rate, const std::string& more) {
    return R"(orrery: 1
name: queue
start: 2026-11-02
horizon: )" +
           horizon + R"(
sites:
  - name: hall
    kind: on_prem
    country: DE
    grid: DE
    pue: 1.3
)" + more + R"(pools:
  - {name: own, site: hall, server: l40s-8x, servers: 1, contract: owned}
deployments:
  - name: desk
    pool: own
    replicas: 1
    tp: 8
    load_time: 0 s
    service: {exponential: 1 s}
    engine: {profile: vllm, max_num_seqs: 1}
workloads:
  - name: talk
    deployments: [desk]
    demand:
      synthetic: {rate: )" +
           rate +
           R"(, prompt: {constant: {mean: 100}}, output: {constant: {mean: 10}}}
)";
}

std::string question(const std::string& rest) {
    return "study: 1\nname: small\nquestion: How long does it take?\n"
           "goal: {metric: time, at_most: 2.5 s}\nmetrics:\n"
           "  - {name: time, formula: latency.e2e.mean}\n" +
           rest;
}

class Latencies : public RequestSink {
public:
    void row(const RequestRow& row) override {
        if (std::string(row.status) == "completed") all.push_back(row.finish - row.arrival);
    }
    std::vector<Nanos> all;
};

/// End-to-end latencies of so many replications, each request once, in ascending order.
std::vector<Nanos> union_of(const Lab& lab, std::uint64_t runs) {
    Latencies sink;
    for (std::uint64_t r = 0; r < runs; ++r) {
        Diagnostics diagnostics;
        const auto world = lab.bed->world(Point{}, r, diagnostics);
        REQUIRE(world);
        RunOptions options;
        options.seed = lab.bed->seed;
        options.replication = r;
        options.sink = &sink;
        simulate(*world, options);
    }
    std::sort(sink.all.begin(), sink.all.end());
    return sink.all;
}

const char* kPooled = R"(steps:
  - replicate: {replications: 6, pooled: latency.e2e}
define:
  tail: pooled.latency.e2e.p99.9
answer: "{pooled.latency.e2e.p99} {tail} {pooled.latency.e2e.count}"
)";

}  // namespace

TEST_CASE("names of pooled latencies", "[study][replicate]") {
    const auto one = pooled_name("pooled.latency.e2e.p99");
    REQUIRE(one);
    CHECK(one->latency == "latency.e2e");
    CHECK(one->quantile == Approx(0.99));
    const auto other = pooled_name("plan b.pooled.latency.by_workload.p1.ttft.p99.9");
    REQUIRE(other);
    CHECK(other->alternative == "plan b");
    CHECK(other->latency == "latency.by_workload.p1.ttft");
    CHECK(other->figure == "p99.9");
    CHECK(other->quantile == Approx(0.999));
    CHECK(pooled_name("pooled.latency.tpot.mean"));
    for (const char* wrong : {"latency.e2e.p99", "pooled.latency.e2e", "pooled.latency.foo.p99",
                              "pooled.latency.e2e.p0", "pooled.latency.e2e.p100",
                              "spooled.latency.e2e.p99", "pooled.latency.e2e.q99"}) {
        INFO(wrong);
        CHECK_FALSE(pooled_name(wrong));
    }
}

TEST_CASE("quantiles of all runs together are those of the union of their requests",
          "[study][replicate]") {
    const std::string base = queue("2 h", "0.7 /s", "");
    Lab lab(question(kPooled), base, 1);
    study::run_replicate(lab.state(), lab.spec.steps[0]);
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    const std::vector<Nanos> all = union_of(lab, 6);
    REQUIRE(all.size() > 25000);
    const auto value = [&](const std::string& figure) {
        return *lab.values.at("pooled.latency.e2e." + figure).number();
    };
    CHECK(value("count") == static_cast<double>(all.size()));
    double mean = 0;
    for (const Nanos t : all) mean += t.seconds() / static_cast<double>(all.size());
    CHECK(value("mean") == Approx(mean).epsilon(1e-9));
    // Nearest rank, as the sketch has it.
    for (const auto& [figure, p] :
         {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}) {
        const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(all.size())));
        const double exact = all[rank - 1].seconds();
        INFO(figure << " exactly " << exact);
        CHECK(std::fabs(value(figure) - exact) <= Sketch::kRelativeError * exact);
    }
    // Runs are of nearly one size: the mean of their means is near that of all.
    const double own = lab.values.at("replicate.time").numbers()->front();
    CHECK(own == Approx(mean).epsilon(0.05));
}

TEST_CASE("pooled figures are the same for any number of threads, and travel as bytes",
          "[study][replicate]") {
    const std::string base = queue("30 min", "0.7 /s", "");
    Lab one(question(kPooled), base, 1);
    Lab three(question(kPooled), base, 3);
    const StudyPage page = one.answered();
    INFO(render(one.diagnostics));
    CHECK(page.answer == three.answered().answer);
    const UnitTable table = one.rounds->run({Point{}}, 0, 1);
    REQUIRE(table[0][0].sketches.size() == 1);
    const std::string bytes = pack(table[0][0]);
    const UnitResult back = unpack(bytes);
    CHECK(pack(back) == bytes);
    CHECK(back.sketches[0].count() == table[0][0].sketches[0].count());
    CHECK(bytes.size() < 4000);  // kept in study.db for each run
    CHECK_THROWS_AS(unpack(bytes.substr(0, bytes.size() - 3)), EnvironmentError);
    // Nobody asks: nothing is kept.
    Lab none(question("steps:\n  - replicate: {replications: 2}\nanswer: \"{p50(time)}\"\n"), base);
    CHECK(none.rounds->run({Point{}}, 0, 1)[0][0].sketches.empty());
}

TEST_CASE("where a median of 20 lies: between the 6th and the 15th", "[study][replicate]") {
    // P(B(20, ½) ≤ 5) = 0.0207 ≤ 0.025 < P(B ≤ 6) = 0.0577.
    Lab lab(question("steps:\n  - replicate: {replications: 20}\nanswer: \"{p50(time)}\"\n"),
            queue("20 min", "0.5 /s", ""));
    study::run_replicate(lab.state(), lab.spec.steps[0]);
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    Numbers sorted = *lab.values.at("time").numbers();
    REQUIRE(sorted.size() == 20);
    std::sort(sorted.begin(), sorted.end());
    CHECK(*lab.values.at("base.time.p50.lo").number() == sorted[5]);
    CHECK(*lab.values.at("base.time.p50.hi").number() == sorted[14]);
    // 20 values may all lie above the P10: 0.9²⁰ = 0.12 > 0.025.
    CHECK(std::isnan(*lab.values.at("base.time.p10.lo").number()));
    CHECK(std::isfinite(*lab.values.at("base.time.p10.hi").number()));
    CHECK(*lab.values.at("base.time.p_miss.hi").number() > 0);
    REQUIRE(lab.page.tables.size() == 2);
    CHECK(lab.page.tables[1].name == "replicate_time_quantiles");
    REQUIRE(lab.page.tables[1].rows.size() == 3);
    CHECK_FALSE(lab.page.tables[1].rows[0][3].number);
    CHECK(*lab.page.tables[1].rows[1][3].number == sorted[5]);
}

TEST_CASE("one long run of a queue settles at its known mean", "[study][replicate]") {
    // M/M/1, λ = 0.5, µ = 1: E[T] = 1/(µ − λ) = 2 s; utilisation ρ = 0.5.
    Lab lab(question(R"(steps:
  - replicate: {name: steady, steady: {series: [latency.e2e, utilisation.own], span: 30 d}}
answer: "{steady.latency.e2e.mean} {steady.latency.e2e.half}"
)"),
            queue("1 h", "0.5 /s", ""));
    study::run_replicate(lab.state(), lab.spec.steps[0]);
    INFO(render(lab.diagnostics));
    REQUIRE_FALSE(lab.diagnostics.has_errors());
    const auto value = [&](const std::string& name) {
        return *lab.values.at("steady." + name).number();
    };
    CHECK(std::fabs(value("latency.e2e.mean") - 2) <= value("latency.e2e.half"));
    CHECK(value("latency.e2e.half") < 0.02);
    CHECK(value("latency.e2e.batches") == 40);
    CHECK(value("latency.e2e.dependent") == 0);
    CHECK(value("latency.e2e.too_short") == 0);
    CHECK(value("latency.e2e.observations") == Approx(0.5 * 30 * 86400).epsilon(0.01));
    CHECK(std::fabs(value("utilisation.own.mean") - 0.5) <= value("utilisation.own.half"));
    CHECK(value("utilisation.own.observations") == 720);
    CHECK(lab.page.notes == std::vector<std::string>{});
    REQUIRE(lab.page.tables.size() == 1);
    CHECK(lab.page.tables[0].rows.size() == 2);
}

TEST_CASE("an outage at the start is warm-up, a queue that only grows does not settle",
          "[study][replicate]") {
    const std::string step = R"(steps:
  - replicate: {name: steady, steady: {series: latency.e2e}}
answer: "{steady.latency.e2e.mean}"
)";
    Lab outage(
        question(step),
        queue("3 d", "0.5 /s", "    outages:\n      - {at: 0 s, duration: 1 h, reason: late}\n"));
    study::run_replicate(outage.state(), outage.spec.steps[0]);
    INFO(render(outage.diagnostics));
    REQUIRE_FALSE(outage.diagnostics.has_errors());
    // An hour's 1,800 requests wait; the surplus of 0.5 /s needs another hour to work them off.
    const double warm_up = *outage.values.at("steady.latency.e2e.warm_up").number();
    CHECK(warm_up > 5400);
    CHECK(warm_up < 4 * 3600);
    const double mean = *outage.values.at("steady.latency.e2e.mean").number();
    CHECK(mean == Approx(2).epsilon(0.05));  // with the outage it would be over 20
    Lab growing(question(step), queue("1 d", "1.2 /s", ""));
    const StudyPage page = growing.answered();
    REQUIRE_FALSE(page.notes.empty());
    CHECK_THAT(page.notes[0], Catch::Matchers::Contains("latency.e2e of base"));
}

TEST_CASE("series that no run has, and replications of one run, are refused",
          "[study][replicate]") {
    const std::string answer = "answer: \"{time}\"\n";
    Lab lab(question("steps:\n  - replicate: {steady: {series: longest_queue.dest}}\n" + answer),
            queue("1 h", "0.5 /s", ""));
    (void)lab.answered();
    REQUIRE(lab.diagnostics.items().size() == 1);
    CHECK(lab.diagnostics.items()[0].code == "E0914");
    CHECK(lab.diagnostics.items()[0].at.line == 8);
    CHECK(lab.diagnostics.items()[0].hint == "did you mean longest_queue.desk?");
    const auto codes = [&](const std::string& steps) {
        Diagnostics diagnostics;
        (void)read_study_text(question(steps + answer), "study.yaml", diagnostics);
        std::vector<std::string> all;
        for (const Diagnostic& d : diagnostics.items()) all.push_back(d.code + " " + d.message);
        return all;
    };
    CHECK(codes("steps:\n  - replicate: {replications: 3, steady: {series: latency.e2e}}\n") ==
          std::vector<std::string>{"E0912 one long run has no replications"});
    CHECK(codes("steps:\n  - replicate: {pooled: latency.e3e}\n") ==
          std::vector<std::string>{"E0913 \"latency.e3e\" is no latency"});
}

}  // namespace orrery::replicate_test
