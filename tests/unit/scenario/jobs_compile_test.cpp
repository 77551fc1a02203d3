// Jobs and spot markets compiled: rates from failure mixes, intervals by formula, recorded markets.
#include <filesystem>

#include "models/reliability/reliability.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace jobs_compile_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World compiled(const std::string& file, Diagnostics& d) {
    const auto scenario = read_scenario({file, {}, {}}, d);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    INFO(render(d));
    REQUIRE(scenario);
    auto world = compile_world(*scenario, catalog, {}, d);
    INFO(render(d));
    REQUIRE(world);
    return std::move(*world);
}

std::string spot_scenario(const std::string& spot) {
    return "orrery: 1\nname: market\nhorizon: 2 d\nsites:\n"
           "  - {name: virginia, kind: cloud, region: aws/us-east-1}\npools:\n"
           "  - {name: spot, site: virginia, server: aws-p4d-24xlarge, servers: 8,\n"
           "     contract: on_demand, price: 8 USD/h, spot: {" +
           spot + "}}\n";
}

}  // namespace

TEST_CASE("Llama 3 405B compiled: rates from the mix, Daly's interval from them") {
    Diagnostics d;
    const World world =
        compiled(std::string(source_dir()) + "/scenarios/examples/train-405b.yaml", d);
    const Job& job = world.jobs[0];
    // 283 of 419 broke a server in 2,048 × 54 node-days, 130 the job alone.
    CHECK(near(world.pools[0].failures.mtbf.seconds() / 86400, 110592.0 / 283, 1e-9));
    CHECK(near(job.failures_per_server_s, 130 / 110592.0 / 86400, 1e-9));
    // 405.85 G parameters × 13.7 bytes / 2 TB/s.
    CHECK(near(job.write.seconds(), 405.85e9 * 13.7 / 2e12, 0.01));
    // 419 in 54 days, all hazards together: 3.09 h.
    CHECK(near(job.expected_mtti_s, 54 * 86400.0 / 419, 0.005));
    CHECK(near(job.spec.checkpoint_every.seconds(),
               reliability::daly_interval(job.write.seconds(), job.expected_mtti_s), 1e-6));
    CHECK(world.pools[0].maintenance.size() == 47);
}

TEST_CASE("ticks of availability: shares of the largest, equal ones joined, cut at the offset") {
    TemporaryFolder folder;
    folder.write("ticks.json",
                 R"({"metadata": {"gap_seconds": 600}, "data": [4, 4, 2, 2, 0, 3, 4]})");
    const std::string file =
        folder.write("market.yaml", spot_scenario("availability: ticks.json, offset: 10 min"));
    Diagnostics d;
    const World world = compiled(file, d);
    const auto& list = world.pools[0].spot->recorded;
    REQUIRE(list.size() == 5);
    const std::vector<std::pair<int, int>> expected{
        {0, 8}, {600, 4}, {1800, 0}, {2400, 6}, {3000, 8}};
    for (std::size_t i = 0; i < list.size(); ++i) {
        CHECK(list[i].at == Nanos{expected[i].first * kSecond.ns});
        CHECK(list[i].servers == expected[i].second);
    }
}

TEST_CASE("recorded prices: rows of the zone, in the order of time, servers below the bid") {
    TemporaryFolder folder;
    folder.write("prices.csv",
                 "timestamp,zone,price\n2026-01-01T02:00:00.000Z,a,9\n2026-01-01T00:00:00Z,a,7\n"
                 "2026-01-01T00:30:00Z,b,1\n2026-01-01T05:00:00Z,a,6.5\n");
    const std::string file =
        folder.write("market.yaml", spot_scenario("prices: prices.csv, zone: a, bid: 8 USD/h"));
    Diagnostics d;
    const World world = compiled(file, d);
    const SpotMarket& market = *world.pools[0].spot;
    REQUIRE(market.prices.size() == 3);
    CHECK(market.prices[1].at == Nanos{2 * kHour.ns});
    CHECK(market.prices[2].usd_server_h == 6.5);
    REQUIRE(market.recorded.size() == 3);
    CHECK(market.recorded[1].servers == 0);
    CHECK(market.recorded[2].at == Nanos{5 * kHour.ns});
}

TEST_CASE("a job that says what it trains: steps, step time, checkpoints and groups follow") {
    Diagnostics d;
    const World world =
        compiled(std::string(source_dir()) + "/scenarios/examples/train-70b.yaml", d);
    const Job& job = world.jobs[0];
    REQUIRE(job.training);
    // 15e12 tokens / (2,048 sequences × 8,192 tokens), rounded up; 2,048 / (tp 4 × pp 2) groups.
    CHECK(job.spec.steps == 894070);
    CHECK(job.spec.data_parallel == 256);
    // 70.55 G parameters × 13.7 bytes / 50 GB/s.
    CHECK(near(job.write.seconds(), 70.55e9 * 13.7 / 50e9, 0.01));
    double sum = 0;
    for (const training::Term& term : job.training->terms) {
        CHECK(!term.formula.empty());
        sum += term.seconds;
    }
    CHECK(near(sum, job.spec.step_time.seconds(), 1e-6));
    // 6 FLOPs a parameter without embeddings and token, and causal attention of 80 layers:
    // 6 · 69.5 G + 6 · 80 · 8192 · 8192, over 2,048 × 989 TFLOP/s.
    const double flops = (6 * 69.5e9 + 6.0 * 80 * 8192 * 8192) * 2048 * 8192;
    CHECK(near(job.training->mfu, flops / (2048 * 989.4e12 * job.spec.step_time.seconds()), 0.01));
    CHECK(job.training->memory_bytes < 85.5e9);
}

TEST_CASE("the slowest stage of the input bounds the step") {
    TemporaryFolder folder;
    const std::string file = folder.write("input.yaml", R"(orrery: 1
name: input
horizon: 1 d
sites:
  - {name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.3}
pools:
  - {name: own, site: hall, server: dgx-h100, servers: 1}
jobs:
  - name: vision
    pool: own
    accelerators: 8
    step_time: 1 s
    steps: 1000
    input:
      items_per_step: 1000
      stages:
        - {name: storage, item_size: 4 MB, bandwidth: 3.2 GB/s}
        - {name: decode, workers: 64, service: 50 ms}
)");
    Diagnostics d;
    const World world = compiled(file, d);
    const Job& job = world.jobs[0];
    REQUIRE(job.input);
    // Storage passes 3.2 GB/s / 4 MB = 800 items/s, decoding 64 / 50 ms = 1,280; 1,000 are wanted.
    CHECK(near(job.input->flow.items_s, 800, 1e-9));
    CHECK(near(job.input->flow.starved, 0.2, 1e-9));
    CHECK(job.input->stages[job.input->flow.slowest] == "storage");
    CHECK(near(job.spec.step_time.seconds(), 1.25, 1e-9));
    CHECK(near(job.spec.utilisation, 0.9 * 0.8, 1e-9));  // idle power in the waits
}

}  // namespace jobs_compile_test
