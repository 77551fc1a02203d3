// What follows from turned inputs: the same as a run says, whichever way it was found.
#include "tests/unit/serve/session.hpp"

#include "sim/analysis/analyse.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/overlay.hpp"

namespace session_test {

using namespace orrery;
using namespace orrery::serve;
using namespace orrery::test;

namespace {

double figure(const Answer& answer, const std::string& path) {
    const Metric* m = answer.findings.metrics.find(path);
    REQUIRE(m);
    return m->value;
}

/// As `run` does it: from the document, without a session.
Findings run_of(const SessionBase& base, const Sets& sets) {
    Diagnostics d;
    Node root = base.document;
    for (const auto& [path, value] : sets) apply_set(root, path + "=" + value, d);
    const auto scenario = read_scenario_node(root, base.file, d);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, base.catalog, base.compile, d);
    REQUIRE(world);
    RunOptions options;
    options.seed = world->seed;
    const Observations o = simulate(*world, options);
    return analyse(*world, o, account(*world, o));
}

void check_equal(const Findings& a, const Findings& b) {
    REQUIRE(a.metrics.all().size() == b.metrics.all().size());
    for (const auto& [path, metric] : a.metrics.all()) {
        const Metric* other = b.metrics.find(path);
        INFO(path);
        REQUIRE(other);
        CHECK(metric.value == other->value);
    }
}

}  // namespace

TEST_CASE("a mark of what an overlay took away has no slider, the others have theirs") {
    const Session session = session_of(
        quickstart({"what_if=[{path: 'pools[gone].servers', from: 1, to: 2}, {path: "
                    "'workloads[support-chat].demand.synthetic.rate', from: 1 /s, to: 9 /s}]"}));
    REQUIRE(session.sliders().size() == 1);
    CHECK(session.sliders()[0].to == Approx(9));
}

TEST_CASE("a turned input gives every figure of a run with it") {
    const SessionBase base = quickstart();
    const Session session = session_of(base);
    const Sets sets{{"workloads[support-chat].demand.synthetic.rate", "6 /s"}};
    Diagnostics d;
    REQUIRE(session.admits(sets, d));
    const auto point = session.compile(sets, d);
    REQUIRE(point);
    RunControl control;
    CHECK_FALSE(session.reprice(*point));  // nothing was run yet
    const Answer answer = session.simulate(*point, control);
    CHECK(answer.basis == Basis::simulated);
    check_equal(answer.findings, run_of(base, sets));
}

TEST_CASE("a price alone is put on the course of events that is known, with the figures of a run") {
    const SessionBase base = quickstart();
    const Session session = session_of(base);
    Diagnostics d;
    RunControl control;
    const auto first = session.compile({}, d);
    REQUIRE(first);
    const Answer written = session.simulate(*first, control);
    const Sets sets{{"pools[own-l40s].staff", "60000 USD/y"}};
    const auto point = session.compile(sets, d);
    REQUIRE(point);
    const auto priced = session.reprice(*point);
    REQUIRE(priced);
    CHECK(priced->basis == Basis::repriced);
    check_equal(priced->findings, run_of(base, sets));
    // 30 000 USD a year more, for one hour of 8,766.
    CHECK(figure(*priced, "cost.total") - figure(written, "cost.total") ==
          Approx(30000 / 8766.0).epsilon(1e-3));
    // More demand is another course of events.
    const auto moved =
        session.compile({{"workloads[support-chat].demand.synthetic.rate", "6 /s"}}, d);
    REQUIRE(moved);
    CHECK_FALSE(session.reprice(*moved));
}

TEST_CASE("nothing but numbers of the scenario is admitted") {
    const Session session = session_of(quickstart());
    const auto code = [&](const std::string& path, const std::string& value) {
        Diagnostics d;
        if (session.admits({{path, value}}, d)) return std::string("fine");
        return d.items().front().code;
    };
    CHECK(code("pools[own-l40s].servers", "2") == "fine");
    CHECK(code("workloads[support-chat].slo.ttft", "0.5 s") == "fine");
    CHECK(code("pools[own-l40s].server", "dgx-h100") == "E0218");  // a name, no number
    CHECK(code("workloads[support-chat].demand.trace.path", "1") == "E0218");
    CHECK(code("limits.max_events", "5") == "E0218");
    CHECK(code("pools[+]", "5") == "E0218");
    CHECK(code("", "5") == "E0218");
    CHECK(code("pools[own-l40s].servers", "/etc/passwd") == "E0205");
    CHECK(code("pools[own-l40s].servers", "{a: b}") == "E0205");
    CHECK(code("pools[own-l40s].servers", "1\nname: x") == "E0205");
    CHECK(code("pools[own-l40s].servers", "nan") == "E0205");
    CHECK(code("pools[own-l40s].servers", "1e999") == "E0205");
    Diagnostics d;
    CHECK_FALSE(session.admits({{"pools[own-l40s].server", "2"}}, d));
    CHECK(d.items().front().hint == "did you mean pools[own-l40s].servers?");
}

TEST_CASE("values that cannot be are refused with the messages of check") {
    const Session session = session_of(quickstart());
    Diagnostics d;
    CHECK_FALSE(session.compile({{"sites[frankfurt-hall].pue", "0.5"}}, d));
    REQUIRE(d.has_errors());
    CHECK(d.items().front().code == "E0206");
    CHECK(d.items().front().path == "sites[0].pue");
}

TEST_CASE("a run that turns out long gives way to a guess, which scales with what is asked") {
    // Three days of few requests are over before a guess would be, of 120 times as many they are
    // not.
    const Session session = session_of(quickstart({"horizon=3 d", "jobs=[]", "assert=[]"}));
    const std::string rate = "workloads[support-chat].demand.synthetic.rate";
    Diagnostics d;
    RunControl control;
    const auto few = session.compile({{rate, "0.1 /s"}}, d);
    const auto many = session.compile({{rate, "12 /s"}}, d);
    REQUIRE(few);
    REQUIRE(many);
    double whole_s = 0;
    // Nothing is known yet that a guess could be held against: it runs to its end.
    const auto known = session.attempt(*few, control, whole_s);
    REQUIRE(known);
    CHECK(whole_s == 0);
    CHECK_FALSE(session.attempt(*many, control, whole_s));
    CHECK(whole_s > 0.2);
    const auto guess = session.estimate(*many, control, whole_s);
    REQUIRE(guess);
    CHECK(guess->basis == Basis::estimated);
    CHECK(guess->horizon_s < 0.5 * 3 * 86400);
    // The run begins at night, where the others' steady requests weigh more than by day.
    const Metric* arrived = guess->findings.metrics.find("requests.arrived");
    const Metric* before = known->findings.metrics.find("requests.arrived");
    REQUIRE(arrived);
    REQUIRE(before);
    CHECK(arrived->value > 3 * before->value);
    CHECK(arrived->value < 12.0 * 3 * 86400 + before->value);
}

TEST_CASE("a cancelled run ends") {
    const Session session = session_of(quickstart({"horizon=30 d"}));
    Diagnostics d;
    const auto point = session.compile({}, d);
    REQUIRE(point);
    RunControl control;
    control.cancelled = true;
    CHECK_THROWS_AS(session.simulate(*point, control), Cancelled);
}

TEST_CASE("the overlay of turned inputs means the same as the sets") {
    const SessionBase base = quickstart();
    const Sets sets{{"pools[own-l40s].servers", "2"},
                    {"sites[virginia].pue", "1.2"},  // by default: a new key
                    {"network.rtt[1].rtt", "9 ms"},  // an item without a name
                    {"workloads[support-chat].demand.synthetic.prompt.lognormal.mean", "900"}};
    Diagnostics d;
    Node set = base.document;
    for (const auto& [path, value] : sets) apply_set(set, path + "=" + value, d);
    const std::string text = overlay_of(base.document, sets);
    const auto overlay = parse_document(text, "overlay", d);
    REQUIRE(overlay);
    Node merged = base.document;
    merge_overlay(merged, *overlay);
    CHECK(print_document(merged) == print_document(set));
    CHECK(text.size() < 700);  // what differs, not the scenario
    CHECK(overlay_of(base.document, {}) == "{}\n");
}

TEST_CASE("sliders are the author's marks, else what plans turn on") {
    const Session chosen = session_of(quickstart());
    REQUIRE(chosen.sliders().size() == 8);
    for (const Slider& s : chosen.sliders()) {
        INFO(s.label);
        CHECK_FALSE(s.marked);
        CHECK(s.from <= s.input.value);
        CHECK(s.input.value <= s.to);
        CHECK(s.from < s.to);
    }
    CHECK(chosen.sliders().front().input.path == "pools[own-l40s].servers");
    const Session marked = session_of(quickstart(
        {"what_if=[{path: 'workloads[0].slo.ttft', from: 200 ms, to: 2 s, label: patience}]"}));
    REQUIRE(marked.sliders().size() == 1);
    const Slider& s = marked.sliders().front();
    CHECK(s.input.path == "workloads[support-chat].slo.ttft");
    CHECK(s.input.unit == "s");
    CHECK(s.from == Approx(0.2));
    CHECK(s.to == Approx(2));
    CHECK(s.label == "patience");
}

}  // namespace session_test
