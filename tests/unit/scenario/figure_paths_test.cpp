// Paths of figures: slips are told with what was meant, and nothing is told of what may be.
#include "sim/scenario/figure_paths.hpp"

#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace figure_paths_test {

using namespace orrery;

namespace {

std::string hint(const std::string& path) {
    const auto none = no_such_figure(path);
    return none ? none->hint : "there may be one";
}

std::string hint(const std::string& path, const FigureNames& names) {
    const auto none = no_such_figure(path, names);
    return none ? none->hint : "there may be one";
}

const std::string kMay = "there may be one";

}  // namespace

TEST_CASE("a slip in a fixed part of a path is told, with what was meant") {
    CHECK(hint("latency.tftt.p99") == "did you mean latency.ttft.p99?");
    CHECK(hint("latency.ttft.p95").rfind("did you mean latency.ttft.p9", 0) == 0);
    CHECK(hint("cost.totl") == "did you mean cost.total?");
    CHECK(hint("csot.by_site.hall") == "did you mean cost.by_site.hall?");
    CHECK(hint("slo.by_workload.a.b.atainment") == "did you mean slo.by_workload.a.b.attainment?");
    CHECK(hint("jbos.by_name.train.wait") == "did you mean jobs.by_name.train.wait?");
    CHECK(hint("peu") == "did you mean pue?");
    CHECK(hint("speed").find("`orrery explain DIR`") != std::string::npos);
    CHECK(hint("") != kMay);
    CHECK(hint("cost.") != kMay);
    CHECK(hint("cost.by_site.") != kMay);
    CHECK(hint(".") != kMay);
}

TEST_CASE("whatever a name may be in a path, nothing is told") {
    for (const char* path :
         {"latency.ttft.p99", "latency.by_workload.a.b-c.e2e.mean", "cost.by_site.no site",
          "cost.by_vendor.aws", "cost.commitment.h100-1y.utilisation", "pue", "sites.hall.pue",
          "waits.supply", "finance.npv", "jobs.by_name.x.training.step.tp", "carbon.scope1",
          "carbon.market_based.hourly", "carbon.scope3.category_1", "cfe.by_site.x.carbon_free",
          "energy.by_part.hosts", "network.by_partition.1.requests_cut", "tasks.w.e2e.p99"}) {
        INFO(path);
        CHECK(hint(path) == kMay);
    }
}

TEST_CASE("names in paths are those of the scenario") {
    const FigureNames names{{"hall", "edge.1"}, {"own"}, {"chat", "notes"}, {"train"}};
    CHECK(hint("cost.by_site.hal", names) == "did you mean cost.by_site.hall?");
    CHECK(hint("cost.by_site.edge.1", names) == kMay);
    CHECK(hint("cost.by_site.no site", names) == kMay);
    CHECK(hint("utilisation.by_pool.onw.idle", names) ==
          "did you mean utilisation.by_pool.own.idle?");
    CHECK(hint("latency.by_workload.caht.ttft.p99", names) ==
          "did you mean latency.by_workload.chat.ttft.p99?");
    CHECK(hint("slo.by_workload.somebody.attainment", names) == "workloads: chat, notes");
    CHECK(hint("jobs.by_name.trian.training.mfu", names) ==
          "did you mean jobs.by_name.train.training.mfu?");
    CHECK(hint("jobs.by_name.train.training.mfu", names) == kMay);
    CHECK(hint("jobs.by_name.x.wait", {}) == "the scenario has no jobs");
}

TEST_CASE("an assertion about a name that is not there warns, and is no error") {
    const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    Diagnostics d;
    const auto scenario = read_scenario_text(
        "orrery: 1\nname: names\nhorizon: 1 h\n"
        "sites: [{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}]\n"
        "pools: [{name: own, site: hall, server: dgx-h100, servers: 1}]\n"
        "assert: [cost.by_site.hall < 5 MUSD, energy.by_site.hal < 5]\n",
        "names.yaml", d);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, catalog, {}, d);
    REQUIRE(world);
    const std::size_t before = d.warning_count();
    check_assert_names(*world, d);
    CHECK(!d.has_errors());
    REQUIRE(d.warning_count() == before + 1);
    CHECK(d.items().back().path == "assert[1]");
    CHECK(d.items().back().hint == "did you mean energy.by_site.hall?");
}

}  // namespace figure_paths_test
