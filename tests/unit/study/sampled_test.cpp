// Sampled replications: the same bits for any threads, and stored and read back whole.
#include "sim/store/observation_bytes.hpp"
#include "sim/study/analyse_runs.hpp"
#include "sim/study/replicate.hpp"
#include "tests/support/chat.hpp"

namespace sampled_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// A quarter of two tenants' chat with failures and a weekly shape.
World quarter() {
    World world = chat_world(16, 16 * 400);
    world.horizon = kDay * 90;
    world.pools[0].failures.mtbf = kDay * 60;
    for (Workload& w : world.workloads) {
        SyntheticSpec demand;
        demand.rate = 0.01;
        demand.weekly = {1, 1, 1, 1, 1, 0.5, 0.4};
        demand.prompt = {LengthLaw::lognormal, 120};
        demand.output = {LengthLaw::lognormal, 30};
        w.spec.synthetic = demand;
    }
    return world;
}

RunOptions sampled() {
    RunOptions options;
    options.seed = 11;
    options.fidelity = Fidelity::sampled;
    options.sampled_days = 12;
    return options;
}

}  // namespace

TEST_CASE("sampled replications are the same bits for one thread and for two") {
    const World world = quarter();
    const auto one = replicate(world, sampled(), 3, 1);
    const auto two = replicate(world, sampled(), 3, 2);
    REQUIRE(one.size() == 3);
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].sampled.days == 90);
        const std::string bytes = pack_observations(one[i]);
        CHECK(bytes == pack_observations(two[i]));
        CHECK(bytes == pack_observations(unpack_observations(bytes)));
    }
    // Each has its own failures, and so its own days.
    CHECK(pack_observations(one[0]) != pack_observations(one[1]));
}

TEST_CASE("sampled runs are accounted for the whole calendar and say how far they may be off") {
    const World world = quarter();
    RunOptions event = sampled();
    event.fidelity = Fidelity::event;
    const AnalysedRuns part = analyse_runs(world, 1, 1, simulated_runs(world, sampled()));
    const AnalysedRuns full = analyse_runs(world, 1, 1, simulated_runs(world, event));
    CHECK(part.findings.fidelity == "sampled");
    CHECK(full.findings.fidelity == "event");
    CHECK(value(part.findings, "sampled.days") == 90);
    CHECK(value(part.findings, "sampled.simulated") < 45);
    // Two servers at 10 USD an hour for 90 days; rented whether used or not.
    CHECK(near(value(part.findings, "cost.total"), value(full.findings, "cost.total"), 1e-3));
    CHECK(near(value(part.findings, "cost.total"), 2 * 10 * 24 * 90, 0.05));
    CHECK(near(value(part.findings, "latency.ttft.p99"), value(full.findings, "latency.ttft.p99"),
               0.05));
    CHECK(near(value(part.findings, "energy.it"), value(full.findings, "energy.it"), 0.01));
}

}  // namespace sampled_test
