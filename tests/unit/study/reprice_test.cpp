// Repricing: what may change on a stored run, which policies are named, and that figures are the
// re-run's.
#include "sim/study/reprice.hpp"

#include "sim/store/observation_bytes.hpp"
#include "sim/study/replicate.hpp"
#include "sim/study/reprice_paths.hpp"
#include "sim/study/reprice_policies.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace reprice_test {

using namespace orrery;

namespace {

const std::string kRoot = source_dir();

std::string plan(const std::string& router) {
    return "orrery: 1\nname: plan\nstart: 2026-11-02\nhorizon: 3 h\n"
           "sites:\n"
           "  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}\n"
           "  - {name: north, kind: on_prem, country: SE, grid: SE-SE3, pue: 1.2}\n"
           "pools:\n"
           "  - {name: a, site: hall, server: l40s-8x, servers: 1}\n"
           "  - {name: b, site: north, server: l40s-8x, servers: 1}\n"
           "deployments:\n"
           "  - {name: da, model: llama-3.1-8b, pool: a, replicas: 2}\n"
           "  - {name: db, model: llama-3.1-8b, pool: b, replicas: 2}\n"
           "workloads:\n"
           "  - name: chat\n"
           "    deployments: [da, db]\n"
           "    router: " +
           router +
           "\n"
           "    slo: {ttft: 2 s}\n"
           "    demand: {synthetic: {rate: 1 /s, prompt: {constant: {mean: 300}},"
           " output: {constant: {mean: 60}}}}\n";
}

std::vector<ScenarioLayer> layers_from(const std::string& text,
                                       const std::vector<std::string>& sets) {
    std::vector<ScenarioLayer> layers{{false, "plan.yaml", text}};
    for (const std::string& set : sets) layers.push_back({true, "--set", set});
    return layers;
}

CompileOptions options() {
    CompileOptions o;
    o.data_folder = "";
    return o;
}

/// A run of the plan with the settings, as it would be stored.
StoredRun stored(const std::string& text, const std::vector<std::string>& sets, int replications) {
    StoredRun run;
    run.layers = layers_from(text, sets);
    run.folder = "/nowhere";
    run.catalog = {catalog_folder(kRoot + "/scenarios/catalog")};
    run.replications = replications;
    Diagnostics diagnostics;
    const auto scenario = read_scenario_layers(run.layers, diagnostics);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, read_catalog_folders(run.catalog, diagnostics),
                                     options(), diagnostics);
    REQUIRE(world);
    RunOptions how;
    how.seed = 5;
    for (const Observations& o : replicate(*world, how, replications, 1)) {
        run.packed.push_back(pack_observations(o));
    }
    return run;
}

std::optional<Repriced> repriced(StoredRun run, const std::vector<std::string>& sets,
                                 Diagnostics& diagnostics) {
    RepriceQuestion q;
    for (const std::string& set : sets) q.layers.push_back({true, "--set", set});
    q.compile = options();
    return reprice(std::move(run), q, diagnostics);
}

std::vector<std::string> codes_of(const Diagnostics& diagnostics) {
    std::vector<std::string> codes;
    for (const Diagnostic& d : diagnostics.items()) codes.push_back(d.code + " " + d.path);
    return codes;
}

void check_equal(const Repriced& priced, const AnalysedRuns& again) {
    REQUIRE(priced.results.ledger.postings.size() == again.ledger.postings.size());
    for (std::size_t i = 0; i < again.ledger.postings.size(); ++i) {
        CHECK(priced.results.ledger.postings[i].amount[3].micros ==
              again.ledger.postings[i].amount[3].micros);
    }
    const auto& ours = priced.results.findings.metrics.all();
    const auto& theirs = again.findings.metrics.all();
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        CHECK(ours[i].first == theirs[i].first);
        CHECK(ours[i].second.value == theirs[i].second.value);
        CHECK(ours[i].second.lo == theirs[i].second.lo);
    }
}

}  // namespace

TEST_CASE("new prices on a stored run are the re-run at those prices") {
    const std::string text = plan("least_outstanding");
    const std::vector<std::string> change{"pools[a].capex=77 kUSD", "sites[north].grid=PL",
                                          "sites[hall].electricity=0.4 USD/kWh", "currency=EUR",
                                          "exchange_rate=1.1"};
    Diagnostics diagnostics;
    const auto priced = repriced(stored(text, {}, 3), change, diagnostics);
    REQUIRE(priced);
    CHECK(priced->may_differ.empty());
    CHECK(priced->results.totals.size() == 3);
    StoredRun whole = stored(text, change, 3);
    const auto scenario = read_scenario_layers(whole.layers, diagnostics);
    const auto world = compile_world(*scenario, read_catalog_folders(whole.catalog, diagnostics),
                                     options(), diagnostics);
    const auto again = [&](std::size_t i) { return unpack_observations(whole.packed[i]); };
    check_equal(*priced, analyse_runs(*world, 3, 2, again));
    CHECK(priced->run.layers.size() == 1 + change.size());
}

TEST_CASE("what acts on the simulation is refused by its name") {
    const StoredRun run = stored(plan("least_outstanding"), {}, 1);
    Diagnostics diagnostics;
    CHECK_FALSE(
        repriced(run, {"pools[a].servers=2", "horizon=4 h", "sites[hall].pue=1.1"}, diagnostics));
    CHECK(codes_of(diagnostics) ==
          std::vector<std::string>{"E0901 horizon", "E0901 pools[a].servers"});
    Diagnostics value;
    CHECK_FALSE(repriced(run, {"workloads[chat].value={per_month: 5 kUSD}"}, value));
    CHECK(codes_of(value) == std::vector<std::string>{"E0901 workloads[chat].value"});
}

TEST_CASE("a router that looks at what changes is named") {
    Diagnostics cheap;
    const auto by_price = repriced(stored(plan("cheapest_within_slo"), {}, 1),
                                   {"sites[hall].electricity=0.5 USD/kWh"}, cheap);
    REQUIRE(by_price);
    REQUIRE(by_price->may_differ.size() == 1);
    CHECK(by_price->may_differ[0].find("workloads[chat].router cheapest_within_slo") == 0);
    CHECK(by_price->may_differ[0].find("da") != std::string::npos);
    CHECK(by_price->may_differ[0].find("db") == std::string::npos);
    // The price of hardware is no marginal price: it does not look at it.
    Diagnostics quiet;
    const auto capex =
        repriced(stored(plan("cheapest_within_slo"), {}, 1), {"pools[a].capex=9 kUSD"}, quiet);
    REQUIRE(capex);
    CHECK(capex->may_differ.empty());
    Diagnostics green;
    const auto by_grams =
        repriced(stored(plan("greenest_within_slo"), {}, 1), {"sites[north].grid=PL"}, green);
    REQUIRE(by_grams);
    CHECK(by_grams->may_differ.size() == 1);
}

TEST_CASE("the median replication is the one with the median total") {
    AnalysedRuns runs;
    runs.counted = {0, 1, 2};
    runs.totals = {Money{30}, Money{10}, Money{20}};
    CHECK(runs.median() == 2);
    runs.counted = {0, 2, 5};  // the others were cut
    CHECK(runs.median() == 5);
    runs.counted = {0, 1, 2, 3};
    runs.totals = {Money{30}, Money{10}, Money{20}, Money{40}};
    CHECK(runs.median() == 2);  // the lower of 20 and 30
}

TEST_CASE("paths of the accounts are told from those of the simulation") {
    CHECK(accounts_alone("pools[].maintenance"));
    CHECK_FALSE(accounts_alone("pools[].maintenance_windows[].at"));
    CHECK(accounts_alone("contracts.reserved[].term"));
    CHECK_FALSE(accounts_alone("pools[].servers"));
    CHECK_FALSE(accounts_alone("workloads[].slo.ttft"));
    CHECK_FALSE(accounts_alone("namespace"));
}

}  // namespace reprice_test
