// The numbers of a scenario that a user may turn, and the marks of the live page.
#include "sim/scenario/inputs.hpp"

#include "sim/scenario/effective.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/what_if.hpp"
#include "tests/support/catch.hpp"

namespace inputs_test {

using namespace orrery;

namespace {

constexpr const char* kText = R"(orrery: 1
name: inputs
start: 2026-11-02
horizon: 40 min
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: own, site: hall, server: dgx-h100, servers: 2, staff: 30 kUSD/y}
deployments:
  - name: chat
    model: llama-3.1-8b
    pool: own
    replicas: {min: 1, max: 4}
    autoscaler: {}
network:
  rtt:
    - {from: home, to: hall, rtt: 12 ms}
workloads:
  - name: load
    origin: home
    deployments: [chat]
    demand:
      synthetic:
        rate: 2 /s
        weekly: [1, 1, 1, 1, 1, 0, 0]
        prompt: {lognormal: {mean: 500, cv: 1}}
what_if:
  - {path: "pools[0].servers", from: 1, to: 8, label: servers}
)";

struct Read {
    Node document;
    Scenario scenario;
    std::vector<NumericInput> inputs;
};

Read read() {
    Diagnostics d;
    Read r;
    r.document = parse_document(kText, "inputs.yaml", d).value();
    r.scenario = read_scenario_node(r.document, "inputs.yaml", d).value();
    r.inputs = numeric_inputs(r.document, r.scenario);
    return r;
}

const NumericInput* at(const Read& r, const std::string& path) {
    for (const NumericInput& input : r.inputs) {
        if (input.path == path) return &input;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a number with its unit, and what is none") {
    const auto unit = [](const char* text) {
        const auto n = number_with_unit(text);
        return n ? n->unit : "none";
    };
    CHECK(unit("8").empty());
    CHECK(unit("40 min") == "min");
    CHECK(unit("20%") == "%");
    CHECK(unit("300 gCO2e/kWh") == "gCO2e/kWh");
    CHECK(unit("0.02 USD/GB-month") == "USD/GB-month");
    CHECK(number_with_unit("-1.5e3 W")->value == -1500);
    for (const char* text : {"", "eight", "2026-11-02", "2026-11-02T00:00:00Z", "nan", "inf",
                             "1e400", "1 2", "[1, 2]", "1: 2", "1 s # why", "4,5", "1.2.3"}) {
        INFO(text);
        CHECK(unit(text) == "none");
    }
}

TEST_CASE("every number stands at a path that --set takes") {
    const Read r = read();
    const NumericInput* servers = at(r, "pools[own].servers");
    REQUIRE(servers);
    CHECK(servers->value == 2);
    CHECK(servers->whole);
    CHECK(servers->min == 0.0);
    CHECK(servers->origin == "inputs.yaml:8");
    CHECK_FALSE(servers->doc.empty());
    const NumericInput* staff = at(r, "pools[own].staff");
    REQUIRE(staff);
    CHECK(staff->value == 30);
    CHECK(staff->unit == "kUSD/y");
    CHECK(staff->text(45) == "45 kUSD/y");
    REQUIRE(at(r, "sites[hall].pue"));
    CHECK(at(r, "sites[hall].pue")->min == 1.0);
    CHECK(at(r, "workloads[load].demand.synthetic.rate")->unit == "/s");
    CHECK(at(r, "workloads[load].demand.synthetic.prompt.lognormal.mean")->value == 500);
    CHECK(at(r, "deployments[chat].replicas.max")->value == 4);  // a shape of its own
    CHECK(at(r, "network.rtt[0].rtt")->unit == "ms");
    CHECK(at(r, "horizon")->unit == "min");
    for (const NumericInput& input : r.inputs) {
        INFO(input.path);
        Node changed = r.document;
        Diagnostics d;
        apply_set(changed, input.path + "=" + input.text(input.value), d);
        CHECK(read_scenario_node(changed, "inputs.yaml", d));
        CHECK_FALSE(d.has_errors());
    }
}

TEST_CASE("defaults are there, keys that are no inputs are not") {
    const Read r = read();
    const NumericInput* interval = at(r, "deployments[chat].autoscaler.interval");
    REQUIRE(interval);
    CHECK(interval->origin == "default");
    for (const char* path : {"orrery", "seed", "start", "limits.max_events", "name", "what_if",
                             "workloads[load].demand.synthetic.weekly"}) {
        INFO(path);
        CHECK(at(r, path) == nullptr);
    }
}

TEST_CASE("values in the unit of an input") {
    const Read r = read();
    const NumericInput& horizon = *at(r, "horizon");
    CHECK(in_unit_of(horizon, "2 h") == 120.0);
    CHECK(in_unit_of(horizon, "90") == 90.0);
    CHECK_FALSE(in_unit_of(horizon, "2 kW"));
    CHECK_FALSE(in_unit_of(horizon, "soon"));
    CHECK_FALSE(in_unit_of(*at(r, "pools[own].servers"), "2 h"));
    CHECK(in_unit_of(*at(r, "pools[own].staff"), "1 MUSD/y").has_value() == false);
    CHECK(in_unit_of(*at(r, "pools[own].staff"), "60000 USD/y") == 60.0);
}

TEST_CASE("marks are kept by the effective scenario and mean items by number or name") {
    const Read r = read();
    const auto marks = read_what_if(r.document);
    REQUIRE(marks.size() == 1);
    CHECK(marks[0].label == "servers");
    CHECK(find_input(r.inputs, r.document, "pools[0].servers") == at(r, "pools[own].servers"));
    CHECK(find_input(r.inputs, r.document, "pools[1].servers") == nullptr);
    const std::string text = effective_scenario(r.scenario);
    CHECK(text.find(
              "what_if: [{path: \"pools[0].servers\", from: \"1\", to: \"8\", label: servers}]") !=
          std::string::npos);
    Diagnostics d;
    const auto again = read_scenario_text(text, "again.yaml", d);
    REQUIRE(again);
    CHECK(effective_rows(*again) == effective_rows(r.scenario));
}

}  // namespace inputs_test
