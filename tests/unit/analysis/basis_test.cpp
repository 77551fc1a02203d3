// What figures rest on: the weakest input wins, is named, and carries its error.
#include "sim/analysis/basis.hpp"

#include "sim/accounts/ledger.hpp"
#include "tests/support/chat.hpp"

namespace basis_test {

using namespace orrery;
using namespace orrery::test;
using namespace orrery::analysis;

namespace {

const char* const kOwn =
    "calibrated from gateway.csv, 2026-01-01 to 2026-03-31, 4000 requests; held-out error ttft "
    "4.1 % (orrery calibrate performance)";

/// The chat service on an engine with that source and held-out error.
World served_by(const std::string& source, double error_pct) {
    World world = chat_world(8, 100000);
    llm::EngineProfile& p = world.shapes[0].profile;
    p.name = "vllm-own-chat";
    p.error_pct = error_pct;
    p.provenance = {source, "2026-04-01", "", "measured"};
    return world;
}

Findings findings_of(const World& world) {
    const Observations o = simulate(world, load(world, .5, 100, 20), {});
    Findings f = analyse(world, o, account(world, o));
    analysis::add_bases(world, f);
    return f;
}

FigureBasis family(const std::vector<FigureBasis>& bases, const std::string& path) {
    const FigureBasis* found = basis_of(bases, path);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("an origin says whether a value was read, fitted or supposed") {
    const BasisInput demand =
        input_of("demand",
                 "calibrated from gateway.csv, 2026-01-01 to 2026-02-01, error 12.3 % a day "
                 "(overlay.yaml):5");
    CHECK(demand.basis == RestsOn::calibrated);
    CHECK(demand.error_pct == 12.3);
    CHECK(demand.source ==
          "calibrated from gateway.csv, 2026-01-01 to 2026-02-01, error 12.3 % a day");

    // The 95 % of an interval is no error.
    const BasisInput jobs = input_of(
        "mtbf", "calibrated from sacct.txt, 30 d, error MTBF 95 % 100 to 200 h (jobs.yaml):3");
    CHECK(jobs.basis == RestsOn::calibrated);
    CHECK(jobs.error_pct == 0);

    CHECK(input_of("x", "recorded").basis == RestsOn::measured);
    CHECK(input_of("x", "catalog, as of 2026-01-31, measured: bill").basis == RestsOn::measured);
    CHECK(input_of("x", "catalog, as of 2026-01-31, published: list").basis == RestsOn::modelled);
    for (const char* written : {"/home/someone/secret/a.yaml:12", "--set pools[0].price=3", ""}) {
        const BasisInput input = input_of("x", written);
        CHECK(input.basis == RestsOn::modelled);
        CHECK(input.source == "stated in the scenario");  // no folder of a machine in a result
    }
}

TEST_CASE("the weakest input wins, whatever the order, and stands first") {
    const BasisInput fitted{"own", RestsOn::calibrated, 4.1, "calibrated from a"};
    const BasisInput worse{"own too", RestsOn::calibrated, 9.5, "calibrated from b"};
    const BasisInput known{"public", RestsOn::modelled, 6, "catalog, as of d, measured: rows"};
    const BasisInput guess{"guess", RestsOn::modelled, 0, "catalog, as of d, estimated: g"};

    const FigureBasis both = weakest_of("f", {"latency"}, {fitted, worse});
    CHECK(basis_text(both) == "calibrated ±9.5 %");
    CHECK(both.inputs.front().what == "own too");

    // A public fit is of other systems: modelled, with the error that is known of it.
    CHECK(basis_text(weakest_of("f", {}, {fitted, known, worse})) == "modelled ±6.0 %");
    // What was measured elsewhere is worth more than what is guessed, though its error is not
    // known.
    const BasisInput power{"power", RestsOn::modelled, 0, "catalog, as of d, measured: rows"};
    CHECK(weakest_of("f", {}, {power, guess}).inputs.front().what == "guess");
    // One guess, and no error is known of the whole.
    const FigureBasis any = weakest_of("f", {}, {fitted, known, guess, worse, guess});
    CHECK(basis_text(any) == "modelled");
    CHECK(weakest_text(any) == "guess: catalog, as of d, estimated: g");
    CHECK(any.inputs.size() == 4);  // the same input counts once

    // What a simulation made of measured inputs is computed, not measured.
    const BasisInput kernels{"kernels", RestsOn::measured, 0, "measured: tables"};
    CHECK(weakest_of("f", {}, {kernels}).basis == RestsOn::calibrated);
    CHECK(weakest_of("f", {}, {kernels}, RestsOn::measured).basis == RestsOn::measured);
}

TEST_CASE("a figure belongs to the longest path of a family") {
    const std::vector<FigureBasis> bases{weakest_of("demand", {"requests.arrived"}, {}),
                                         weakest_of("latency", {"requests", "latency"}, {})};
    CHECK(basis_of(bases, "requests.arrived")->family == "demand");
    CHECK(basis_of(bases, "requests.completed")->family == "latency");
    CHECK(basis_of(bases, "latency")->family == "latency");
    CHECK_FALSE(basis_of(bases, "latencies.p99"));
    CHECK_FALSE(basis_of(bases, "l"));
    CHECK_FALSE(basis_of(bases, ""));
}

TEST_CASE("a calibrated engine makes latency calibrated, the catalog's leaves it modelled") {
    const Findings own = findings_of(served_by(kOwn, 4.1));
    const Metric& latency = *own.metrics.find("latency.ttft.p99");
    CHECK(latency.basis == "calibrated");
    CHECK(latency.error_pct == 4.1);
    CHECK(weakest_text(family(own.bases, "slo.attainment")).rfind("engine of chat: calib", 0) == 0);
    // Two replicas at all times: how fast they answer changes no bill.
    CHECK(own.metrics.find("cost.total")->basis == "modelled");
    CHECK(own.metrics.find("carbon.total")->basis == "modelled");

    const Findings shipped = findings_of(served_by("Fit on 300 configurations", 5.2));
    CHECK(shipped.metrics.find("latency.ttft.p99")->basis == "modelled");
    CHECK(shipped.metrics.find("latency.ttft.p99")->error_pct == 5.2);
}

TEST_CASE("one deployment that nobody calibrated makes the whole modelled") {
    World world = served_by(kOwn, 4.1);
    world.tables.push_back(world.tables[0]);
    world.shapes.emplace_back();  // an engine of which nothing is said
    Deployment second = world.deployments[0];
    second.name = "spare";
    second.table = 1;
    world.deployments.push_back(second);
    const FigureBasis latency = family(bases_of(world), "latency.e2e.mean");
    CHECK(latency.basis == RestsOn::modelled);
    CHECK(latency.error_pct == 0);
    CHECK(latency.inputs.front().what == "engine of spare");
}

TEST_CASE("recorded demand is measured until it is scaled, fitted demand is calibrated") {
    World world = served_by(kOwn, 4.1);
    for (Workload& w : world.workloads) {
        w.trace_path = "/data/trace.csv";
        w.spec.trace.emplace();
        w.spec.trace->file = "data:trace.csv";
    }
    CHECK(family(bases_of(world), "requests.arrived").basis == RestsOn::measured);
    CHECK(weakest_text(family(bases_of(world), "requests.arrived")) ==
          "demand of one: recorded: data:trace.csv");
    world.workloads[1].spec.trace->scale = 2;
    CHECK(family(bases_of(world), "requests.arrived").basis == RestsOn::modelled);

    World fitted = served_by(kOwn, 4.1);
    for (const char* name : {"one", "two"}) {
        const std::string at = "workloads[" + std::to_string(name == std::string("two")) + "].";
        fitted.origins.push_back({at + "name", name, "chat.yaml:9"});
        fitted.origins.push_back({at + "demand.synthetic.rate", "3 /s",
                                  "calibrated from log.csv, May, error 7 % a day (o.yaml):4"});
    }
    CHECK(basis_text(family(bases_of(fitted), "requests.arrived")) == "calibrated ±7.0 %");
}

TEST_CASE("prices that a bill shows are records, elastic replicas pull the engine into cost") {
    World world = served_by("Fit on 300 configurations", 5.2);
    world.origins = {{"pools[0].name", "pool", "chat.yaml:3"},
                     {"pools[0].price", "10 USD/h",
                      "calibrated from bill.csv, 2026-01 to 2026-06 (prices.yaml):4"}};
    CHECK(family(bases_of(world), "cost.total").basis == RestsOn::calibrated);
    CHECK(family(bases_of(world), "cost.total").inputs.front().basis == RestsOn::measured);
    world.deployments[0].replicas_max = 5;
    CHECK(basis_text(family(bases_of(world), "cost.total")) == "modelled ±5.2 %");
}

TEST_CASE("an answer of single inputs counts what they rest on, and names the weakest") {
    const BasisInput demand = input_of("demand", "recorded");
    const BasisInput price =
        input_of("price", "calibrated from bill.csv, error 3 % a month (o.yaml):5");
    const BasisInput growth = input_of("growth", "assumed");
    CHECK(inputs_sentence({}).empty());
    CHECK(inputs_sentence({demand, growth, price, input_of("rate", "--rate")}) ==
          "Inputs of the answer: 1 measured (demand), 1 calibrated (price ±3.0 %), 2 modelled; the "
          "weakest is growth (assumed).");
    CHECK(inputs_sentence({demand, price}) ==
          "Inputs of the answer: 1 measured (demand), 1 calibrated (price ±3.0 %); the weakest is "
          "price ±3.0 % (calibrated from bill.csv, error 3 % a month).");
    // What people state is not called weak: flags, lines of a file, the scenario's contracts.
    for (const char* source : {"--rate", "base.yaml:12", "scenario, contract deal"}) {
        CHECK(inputs_sentence({input_of("rate", source)}) ==
              "Inputs of the answer: 1 modelled, as stated.");
    }
    // What is computed from a stated line is not stated.
    CHECK(inputs_sentence({input_of("replica", "closed-form bound of own, base.yaml:12")}) ==
          "Inputs of the answer: 1 modelled; the weakest is replica (closed-form bound of own, "
          "base.yaml:12).");
}

TEST_CASE("bases of several worlds together are as weak as the weakest of any") {
    const auto cost = [](const char* price, const char* origin) {
        return weakest_of("cost", {"cost"}, {input_of(price, origin)}, RestsOn::measured);
    };
    const FigureBasis read = cost("price of a", "recorded");
    const FigureBasis supposed = cost("price of b", "assumed");
    const FigureBasis alone = weakest_of("demand", {"requests.arrived"}, {});
    CHECK(family(merged({{read}, {read}}), "cost.total").basis == RestsOn::measured);
    for (const auto& both :
         {merged({{read, alone}, {supposed}}), merged({{supposed, alone}, {read}})}) {
        CHECK(both.size() == 2);
        CHECK(family(both, "cost.total").basis == RestsOn::modelled);
        CHECK(family(both, "cost.total").inputs.size() == 2);
        CHECK(family(both, "cost.total").inputs.front().what == "price of b");
    }
}

}  // namespace basis_test
