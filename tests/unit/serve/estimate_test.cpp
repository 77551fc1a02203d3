// A guess from two beginnings: right for what grows evenly, silent where they do not compare.
#include "tools/orrery/serve/estimate.hpp"

#include "tests/support/catch.hpp"

namespace estimate_test {

using namespace orrery;

namespace {

Findings findings(double cost, double p99, double attainment, double rejected) {
    Findings f;
    Metric m;
    m.value = cost;
    m.unit = "USD";
    f.metrics.set("cost.total", m);
    m.value = cost / 4;
    f.metrics.set("cost.by_category.energy", m);
    m.value = p99;
    m.unit = "s";
    f.metrics.set("latency.ttft.p99", m);
    m.value = attainment;
    m.unit = "";
    f.metrics.set("slo.attainment", m);
    f.metrics.count("requests.rejected", static_cast<std::int64_t>(rejected));
    f.costs.push_back({"hall", "own", "2026-11", "energy", cost / 4});
    f.answer = {"It costs so much."};
    return f;
}

}  // namespace

TEST_CASE("a guess is the whole run times how the beginnings differ") {
    // Of 100 days, ten: they cost 100 USD as written and 150 USD as asked for.
    const Findings full = findings(1000, 2, 0.9, 0);
    const Findings guess =
        serve::projected(full, findings(100, 1, 0.5, 0), findings(150, 3, 0.8, 0));
    CHECK(guess.metrics.find("cost.total")->value == Approx(1500));
    CHECK(guess.metrics.find("latency.ttft.p99")->value == Approx(6));
    CHECK(guess.metrics.find("slo.attainment")->value == Approx(1));  // 0.9 · 0.8 / 0.5 is no share
    CHECK(guess.metrics.find("requests.rejected")->value == 0);
    CHECK(guess.costs[0].amount == Approx(375));
    CHECK(guess.answer.empty());  // sentences have the figures of another run
}

TEST_CASE("from nothing to something is no factor") {
    const Findings guess = serve::projected(findings(1000, 2, 0.9, 5), findings(100, 1, 0.9, 0),
                                            findings(100, 1, 0.9, 3));
    CHECK(guess.metrics.find("requests.rejected") == nullptr);
    CHECK(guess.metrics.find("cost.total")->value == 1000);
}

}  // namespace estimate_test
