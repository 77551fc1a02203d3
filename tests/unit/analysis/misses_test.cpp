// Where service levels are missed, in words and figures.
#include "sim/analysis/misses.hpp"

#include "tests/support/catch.hpp"

namespace misses_test {

using namespace orrery;

namespace {

struct Row {
    const char* name;
    double missed;
    double alone;
    double completed = 1000;
};

/// A run of whose workloads below target `all` requests missed, some at deployments.
Findings of(double all, const std::vector<Row>& rows) {
    Findings f;
    f.metrics.set("slo.below_target.missed", {all});
    f.metrics.set("slo.by_workload.chat.attainment", {0.5});
    f.metrics.set("slo.by_workload.chat.target", {0.9});
    for (const Row& row : rows) {
        const std::string path = std::string("slo.below_target.by_deployment.") + row.name;
        f.metrics.set(path + ".completed", {row.completed});
        f.metrics.set(path + ".missed", {row.missed});
        f.metrics.set(path + ".missed_alone", {row.alone});
    }
    return f;
}

}  // namespace

TEST_CASE("where most misses are, and whether the place is too slow") {
    using analysis::misses_sentence;
    CHECK(misses_sentence(of(100, {{"a", 10, 0}, {"v1.5", 90, 81}})) ==
          "90 % of what misses its service level is served by v1.5, and 90 % of that would miss it "
          "there with nobody else: serve it elsewhere, or on faster accelerators.");
    CHECK(misses_sentence(of(100, {{"a", 10, 10, 50}, {"b", 90, 44, 101}, {"c", 1, 0, 200}})) ==
          "90 % of what misses its service level is served by b, where 10.9 % of the requests meet "
          "it; at c 99.5 % do: route more of it there while there is room.");
    // 80 % are less than the 90 % that the workload promises.
    CHECK(misses_sentence(of(100, {{"a", 10, 10, 50}, {"b", 90, 44, 101}})) ==
          "90 % of what misses its service level is served by b, where 10.9 % of the requests meet "
          "it; at a 80.0 % do.");
    // Nobody keeps more of his own, or served anything.
    CHECK(misses_sentence(of(100, {{"a", 10, 0, 10}, {"b", 90, 0}, {"c", 0, 0, 0}})).empty());
    CHECK(misses_sentence(of(100, {{"a", 100, 60}})) ==
          "60 % of what a serves too late would miss its service level with nobody else there: "
          "serve it on faster accelerators, or promise less.");
    CHECK(misses_sentence(of(100, {{"a", 100, 40}})).empty());  // the bottlenecks say it
    CHECK(misses_sentence(of(100, {{"a", 45, 45}, {"b", 44, 0}})).empty());
    CHECK(misses_sentence(of(100, {{"a", 20, 0}, {"b", 30, 0}})) ==
          "50 % of what misses its service level is not served at all.");
    CHECK(misses_sentence(of(0, {{"a", 0, 0}})).empty());
    Findings kept = of(100, {{"a", 10, 0}, {"b", 90, 90}});
    kept.metrics.set("slo.by_workload.chat.attainment", {0.95});
    CHECK(misses_sentence(kept).empty());
}

}  // namespace misses_test
