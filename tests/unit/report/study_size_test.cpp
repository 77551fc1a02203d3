// The study `size` as it is printed: the whole ladder, the same bytes for any threads.
#include "sim/report/study_size.hpp"

#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace study_size_test {

using namespace orrery;
using namespace orrery::test;

namespace {

SloTarget target(const std::string& text) {
    std::string problem;
    const auto t = parse_slo(text, problem);
    REQUIRE(t);
    return *t;
}

SizeQuestion question() {
    SizeQuestion q;
    q.scenario.name = "t";
    q.scenario.file = "./t";
    q.scenario.horizon = Nanos{300 * kSecond.ns};
    q.scenario.warmup = Nanos{30 * kSecond.ns};
    WorkloadSpec w;
    w.name = "traffic";
    w.synthetic.emplace();
    w.synthetic->rate = 10;
    w.synthetic->prompt.mean = 800;
    w.synthetic->output.mean = 200;
    q.scenario.workloads = {w};
    q.deployment.name = "fleet";
    q.deployment.model = "llama-3.1-8b";
    q.precisions = {Precision::bf16};
    q.targets = {target("ttft.p99<1s"), target("tpot.p99<50ms")};
    q.hardware = {"slice-h100-sxm", "hgx-h100"};
    q.multiples = {1, 4};
    q.search_seeds = 1;
    q.verify_seeds = 2;
    return q;
}

}  // namespace

TEST_CASE("sizing: answer, next best, margins in order, the same bytes for any threads") {
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    SizeQuestion q = question();
    const SizeResult one = study_size(q, catalog, {}, diagnostics);
    q.threads = 3;
    const SizeResult three = study_size(q, catalog, {}, diagnostics);
    CHECK_FALSE(diagnostics.has_errors());
    CHECK(render_size_json(one) == render_size_json(three));
    REQUIRE(one.answered());
    const SizeRow& a = one.rows.front();
    REQUIRE(a.stages.size() == 4);
    for (std::size_t i = 1; i < a.stages.size(); ++i) {
        CHECK(a.stages[i].replicas >= a.stages[i - 1].replicas);
    }
    CHECK(a.stages[0].replicas >= a.bound_replicas);
    CHECK(a.replicas == a.stages.back().replicas);
    CHECK(a.error_pct > 0);
    CHECK(a.usd_h >= a.servers * a.usd_server_h * 0.999);
    for (const SizeRow& row : one.rows) {
        if (row.complete && row.holds) CHECK(row.usd_h >= a.usd_h);
    }
    CHECK(one.growth.size() == 2);
    CHECK(one.growth[1].replicas > one.growth[0].replicas);
    CHECK(one.knee >= 1);
    CHECK(one.knee <= one.knee_bound);
    for (const SloValue& v : a.verified) CHECK(v.value.lo);
    std::istringstream lines(render_size_text(one, 80));
    for (std::string line; std::getline(lines, line);) {
        const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        });
        INFO(line);
        CHECK(columns <= 80);
    }
    CHECK(render_size_csv(one).find("the answer") != std::string::npos);
}

TEST_CASE("what cannot be sized says why") {
    Diagnostics diagnostics;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
    SizeQuestion q = question();
    q.targets = {target("ttft.p99<1ms")};
    const SizeResult none = study_size(q, catalog, {}, diagnostics);
    CHECK_FALSE(none.answered());
    REQUIRE_FALSE(none.rows.empty());
    for (const SizeRow& row : none.rows) CHECK(row.why.find("cannot be met") != std::string::npos);
    q.hardware = {"hgx-h10"};
    study_size(q, catalog, {}, diagnostics);
    REQUIRE(diagnostics.has_errors());
    CHECK(diagnostics.items().back().hint == "did you mean hgx-h100?");
}

}  // namespace study_size_test
