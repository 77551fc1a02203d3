// The estimated error of a sampled run: Cochran's variance by hand on two strata.
#include <cmath>

#include "sim/analysis/analyse.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace sampled_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// 40 days of a rented pool: servers, and so cost, differ by day as told.
struct Made {
    World world = small_world(1, 1, kDay * 40);
    Observations o;

    Made() {
        world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
        world.pools[0].terms.vendor = "v";
        world.pools[0].terms.list_usd_server_h = 1;
        world.pools[0].terms.contracted_usd_server_h = 1;
        world.pools[0].server.host_idle = world.pools[0].server.host_busy = Power{0};
        world.pools[0].accelerator.idle = Power{0};
        world.sites[0].grid_g_kwh = {100};
        o = simulate(world, {}, RunOptions{});
        o.sampled.days = 40;
        o.sampled.strata = 1;
    }
    /// A simulated day with that many server hours in its first hour beyond its 24.
    void day(int number, int stands_for, double demand, int more_hours) {
        SampledDay d;
        d.day = number;
        d.stands_for = stands_for;
        d.demand = demand;
        o.sampled.simulated.push_back(d);
        o.pools[0][static_cast<std::size_t>(number) * 24].server_ns += more_hours * kHour.ns;
    }
    [[nodiscard]] Findings find() const { return analyse(world, o, account(world, o)); }
};

}  // namespace

TEST_CASE("sampled: error of cost from the variance between representatives, by hand") {
    Made made;
    made.day(3, 20, 5, 0);
    made.day(17, 20, 5, 6);
    const Findings f = made.find();
    CHECK(f.fidelity == "sampled");
    const Metric* total = f.metrics.find("cost.total");
    const Metric* error = f.metrics.find("sampled.cost_error");
    REQUIRE(total != nullptr);
    REQUIRE(error != nullptr);
    // 24 and 30 USD at the run's price: s² = 18; N = 40, n = 2: 18 · 40 · 38 / 2 = 13,680 USD².
    // Student, one degree: 12.706 · √13,680 = 1,486 USD. The hours are billed by session, so the
    // price of a metered hour is that of the ledger over the metered hours: 960 / 966.
    const double price = total->value / 966;
    const double half = 12.7062 * std::sqrt(13680.0) * price;
    CHECK(near(error->value, half / total->value, 1e-4));
    REQUIRE(total->lo.has_value());
    CHECK(near(*total->hi - total->value, half, 1e-4));
    CHECK(f.answer.back().find("2 of 40 days simulated") != std::string::npos);
}

TEST_CASE("sampled: what follows demand is no error") {
    Made made;
    made.day(3, 10, 10, 0);
    made.day(13, 10, 20, 2);
    made.day(23, 10, 30, 4);
    made.day(33, 10, 40, 6);
    const Findings f = made.find();
    const Metric* error = f.metrics.find("sampled.cost_error");
    REQUIRE(error != nullptr);
    CHECK(error->value < 1e-9);  // on a line: nothing is left of it
}

TEST_CASE("sampled: the error of P99 is none where days are equal, and grows where one is slow") {
    Made made;
    for (int d = 0; d < 4; ++d) made.day(3 + d, 10, 5, 0);
    made.o.workloads.resize(1);
    made.o.serving.assign(1, ServingRow(1));
    made.o.tasks.resize(1);
    made.world.workloads.resize(1);
    made.world.workloads[0].name = "load";
    Sketch& all = made.o.serving[0][0].ttft;
    for (SampledDay& day : made.o.sampled.simulated) {
        for (int i = 1; i <= 1000; ++i) {
            day.ttft.add(Nanos{i * 1'000'000});
            all.add(Nanos{i * 1'000'000}, 10);
        }
    }
    add_deployment(made.world, "chat", 1, 1);
    made.world.deployments[0].service = ServiceKind::exponential;
    made.o.deployments.assign(1, std::vector<DeploymentUsage>(made.world.intervals()));
    const auto error = [&] { return made.find().metrics.find("sampled.ttft_p99_error")->value; };
    CHECK(error() < 0.002);
    made.o.sampled.simulated[0].ttft.add(Nanos{2 * kSecond.ns}, 30);
    all.add(Nanos{2 * kSecond.ns}, 300);
    CHECK(error() > 0.005);
}

}  // namespace sampled_test
