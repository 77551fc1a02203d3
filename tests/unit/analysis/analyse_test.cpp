// Findings of hand-made runs: parts sum to wholes, planted bottlenecks rank first.
#include "sim/analysis/analyse.hpp"

#include <algorithm>

#include "sim/analysis/bottlenecks.hpp"
#include "sim/analysis/span.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/chat.hpp"

namespace analyse_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("waits by cause, costs by site, vendor, tenant and category sum to their totals") {
    const Findings f = find(chat_world(4, 16 * 200), 3, 120, 60);
    double waits = 0;
    for (const char* cause : kWaitCauseNames) waits += value(f, std::string("waits.") + cause);
    CHECK(near(waits, value(f, "waits.total"), 1e-12));
    CHECK(value(f, "waits.total") > 0);
    CHECK(value(f, "cost.total") == 20);  // 2 servers · 1 h · 10 USD
    for (const char* group :
         {"cost.by_site.", "cost.by_vendor.", "cost.by_category.", "cost.by_tenant."}) {
        CHECK(near(sum(f, group), 20, 1e-9));
    }
    CHECK(near(value(f, "cost.by_tenant.tenant-one"), 10, 0.1));
    const double shares = value(f, "utilisation.useful") + value(f, "utilisation.idle") +
                          value(f, "utilisation.overhead") + value(f, "utilisation.failed");
    CHECK(near(shares, 1, 1e-12));
    CHECK(value(f, "utilisation.useful_seconds") + value(f, "utilisation.idle_seconds") == 7200);
}

TEST_CASE("a commitment's list price counts once: with the hours that it covers") {
    const World world = small_world(1, 1, kHour);
    const Observations o = simulate(world, RequestSources{}, {});
    Ledger ledger;
    ledger.currency = "USD";
    const auto post = [&](ChargeKind kind, std::array<double, 4> usd) {
        Charge c;
        c.category = "compute";
        c.kind = kind;
        ledger.charges.push_back(c);
        Posting p;
        p.charge = static_cast<std::uint32_t>(ledger.charges.size() - 1);
        for (std::size_t i = 0; i < 4; ++i) p.amount[i] = round_money(usd[i]);
        ledger.postings.push_back(p);
    };
    post(ChargeKind::purchase, {60, 60, 60, 0});  // the commitment
    post(ChargeKind::usage, {55, 50, 0, 30});     // an hour under it
    post(ChargeKind::purchase, {7, 7, 7, 7});     // qualification: used up at once
    Findings f;
    analysis::add_cost({world, o, ledger}, f);
    CHECK(value(f, "cost.list") == 62);
    CHECK(value(f, "cost.contracted") == 57);
    CHECK(value(f, "cost.billed") == 67);
    CHECK(value(f, "cost.effective") == 37);
}

TEST_CASE("SLO attainment counts rejected requests as misses") {
    World world = chat_world(4, 16 * 200);
    for (Workload& w : world.workloads) w.spec.slo.ttft_s = 100;
    for (Workload& w : world.workloads) w.spec.max_queue = 1;
    const Findings f = find(world, 20, 120, 60);
    const double rejected = value(f, "requests.rejected");
    const double in_flight = value(f, "requests.in_flight");
    REQUIRE(rejected > 0);
    const double arrived = value(f, "requests.arrived");
    CHECK(near(value(f, "slo.attainment"), 1 - (rejected + in_flight) / arrived, 1e-12));
}

TEST_CASE("planted bottlenecks rank first among the waits") {
    // One slot a replica: slots. A cache of one request: KV memory.
    const Findings slots = find(chat_world(1, 16 * 200), 1.2, 100, 40);
    CHECK(slots.bottlenecks[0].cause == "slots");
    const Findings memory = find(chat_world(8, 160), 1.2, 100, 40);
    CHECK(memory.bottlenecks[0].cause == "kv_memory");
    double share = 0;
    for (const Bottleneck& b : slots.bottlenecks) share += b.share;
    CHECK(near(share, 1, 1e-12));
}

TEST_CASE("what studies rank is what a run ranks: the same list as metrics, in the same words") {
    const Findings f = find(chat_world(4, 16 * 200), 3, 120, 60);
    REQUIRE_FALSE(f.bottlenecks.empty());
    double all = 0;
    std::size_t members = 0;
    for (const auto& [path, m] : f.metrics.all()) {
        if (path.rfind("lost.", 0) != 0 || path == "lost.total") continue;
        ++members;
        all += m.value;
        CHECK(m.unit == "s");
        CHECK_FALSE(m.formula.empty());
    }
    CHECK(members == f.bottlenecks.size());
    CHECK(near(all, value(f, "lost.total"), 1e-12));
    bool beyond_waits = false;
    for (const Bottleneck& b : f.bottlenecks) {
        CHECK(value(f, "lost." + b.cause + "." + b.where) == b.lost_s);
        CHECK(analysis::lost_to(b.cause + "." + b.where) == analysis::in_sentence(b.name));
        beyond_waits = beyond_waits || b.cause == "contention" || b.cause == "network";
    }
    CHECK(beyond_waits);
    CHECK(value(f, "lost.total") > value(f, "waits.total"));
    CHECK(analysis::lost_to("contention.chat") == "shared accelerators of chat");
    CHECK(analysis::lost_to("kv_memory.chat") == "KV cache memory of chat");
    CHECK(analysis::lost_to("anything else") == "anything else");
}

TEST_CASE("a span of time has the unit that people would choose") {
    CHECK(analysis::seconds_text(0.5686) == "0.5686 s");
    CHECK(analysis::seconds_text(600) == "10 min");
    CHECK(analysis::seconds_text(9000) == "2.5 h");
    CHECK(analysis::seconds_text(3.5 * 86400) == "3.5 d");
    CHECK(analysis::seconds_text(70754926) == "26.92 months");
    CHECK(analysis::seconds_text(-600) == "−10 min");
}

TEST_CASE("assertions: met, broken, and of figures that do not exist") {
    World world = chat_world(4, 16 * 200);
    world.asserts = {{{}, "cost.total < 21", "cost.total", "<", 21, ""},
                     {{}, "cost.total > 21", "cost.total", ">", 21, ""},
                     {{}, "cost.totl > 1", "cost.totl", ">", 1, ""}};
    const Findings f = find(world, 1, 100, 10);
    REQUIRE(f.asserts.size() == 3);
    CHECK(f.asserts[0].holds);
    CHECK_FALSE(f.asserts[1].holds);
    CHECK(f.asserts[2].problem.find("did you mean cost.total?") != std::string::npos);
}

TEST_CASE("throughput and wait stand beside their bounds, and none is broken") {
    const Findings f = find(chat_world(4, 16 * 200), 3, 120, 60);
    // Throughput, offered load, mean wait; offered work, and that of the busiest interval.
    REQUIRE(f.bounds.size() == 5);
    for (const BoundRow& row : f.bounds) CHECK(row.holds);
    CHECK(f.bounds[0].simulated <= f.bounds[0].bound * 1.02);
}

TEST_CASE("demand beyond what a deployment can do is said, with how far") {
    // A token of output takes a quarter of an iteration of at least 10 ms at four sequences: one
    // replica emits fewer than 400 a second, and thousands are asked for.
    const Findings f = find(chat_world(4, 16 * 200), 100, 120, 60);
    const auto row = std::find_if(f.bounds.begin(), f.bounds.end(),
                                  [](const BoundRow& b) { return b.quantity == "offered work"; });
    REQUIRE(row != f.bounds.end());
    CHECK(row->simulated > 1);
    const auto said = std::find_if(f.answer.begin(), f.answer.end(), [](const std::string& s) {
        return s.rfind("Overloaded: ", 0) == 0;
    });
    CHECK(said != f.answer.end());
}

TEST_CASE("a run that a limit cut is marked partial and says so first") {
    World world = chat_world(4, 16 * 200);
    world.limits.max_events = 500;
    const Findings f = find(world, 3, 120, 60);
    CHECK(f.partial);
    CHECK(f.answer[0].rfind("PARTIAL", 0) == 0);
    CHECK(f.horizon_s < 3600);
}

namespace {

const BoundRow& row_of(const Findings& f, const std::string& deployment,
                       const std::string& quantity) {
    const auto row = std::find_if(f.bounds.begin(), f.bounds.end(), [&](const BoundRow& b) {
        return b.deployment == deployment && b.quantity == quantity;
    });
    REQUIRE(row != f.bounds.end());
    return *row;
}

}  // namespace

TEST_CASE("prompts and answers apart: each stage's work, the link's, and how they match") {
    World world = chat_world(4, 16 * 200);
    world.deployments[0].replicas_min = world.deployments[0].replicas_max = 1;
    Deployment prompts = world.deployments[0];
    prompts.name = "prompts";
    world.deployments.push_back(prompts);
    world.deployments[0].prefill = DeploymentId(1u);
    world.deployments[0].kv_bytes_token = 1e6;
    world.deployments[0].transfer_bandwidth = 1e9;
    const Findings f = find(world, 2, 256, 20);
    // A prompt of 256 tokens fills an iteration of 10 + 25.6 ms. 19 tokens after the first take a
    // quarter of iterations of 10.4 ms, and 1 µs for each of a mean of 266 tokens. 256 MB take
    // 256 ms. About 4 requests a second of both workloads.
    const double work = row_of(f, "prompts", "offered work").simulated;
    CHECK(near(work, 4 * 0.0356, 0.1));
    CHECK(near(row_of(f, "chat", "offered work").simulated / work,
               19 * (0.0104 / 4 + 266e-6) / 0.0356, 1e-6));
    CHECK(near(row_of(f, "prompts", "offered transfers").simulated / work, 0.256 / 0.0356, 1e-6));
    const BoundRow& match = row_of(f, "chat", "rate matching");
    CHECK(match.simulated == 1);
    CHECK(near(match.bound, 0.0356 / (19 * (0.0104 / 4 + 266e-6)), 1e-6));
    const std::string all = f.answer.size() > 2 ? f.answer[2] + f.answer[3] : "";
    CHECK(all.find("Overloaded: the KV link of prompts (1.0") != std::string::npos);
}

TEST_CASE("requests beyond every cache are said to be so") {
    const Findings f = find(chat_world(4, 16 * 5), 1, 120, 60);
    CHECK(value(f, "requests.too_long") == value(f, "requests.arrived"));
    const auto said = std::find_if(f.answer.begin(), f.answer.end(), [](const std::string& s) {
        return s.rfind("Rejected as longer than any context", 0) == 0;
    });
    CHECK(said != f.answer.end());
}

TEST_CASE("the energy split is of one whole, and idle machines are no host of work") {
    World world = chat_world(4, 16 * 200);
    for (Site& site : world.sites) site.pue = 1.25;
    const Findings f = find(world, 1, 120, 60);
    double whole = 0;
    for (const char* part : {"accelerators", "host", "idle", "facility"}) {
        whole += value(f, std::string("energy.split.") + part);
    }
    CHECK(near(whole, 1, 1e-9));
    CHECK(near(value(f, "energy.split.facility"), 1 - 1 / 1.25, 1e-9));
    // The same machines with less work: less for work, more for idling.
    const Findings less = find(world, 0.1, 120, 60);
    CHECK(value(less, "energy.split.idle") > value(f, "energy.split.idle"));
    CHECK(value(less, "energy.split.host") < value(f, "energy.split.host"));
}

}  // namespace analyse_test
