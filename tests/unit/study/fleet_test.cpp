// Planning cases of others: their law by hand, conservation, and what their conclusions rest on.
#include "sim/study/fleet/run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace fleet_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const fleet::Cases& cases() {
    static const fleet::Cases all = [] {
        Diagnostics diagnostics;
        auto c = fleet::read_cases(
            std::string(source_dir()) + "/scenarios/studies/fleet-sizing.yaml", diagnostics);
        INFO(render(diagnostics));
        REQUIRE_FALSE(diagnostics.has_errors());
        return c;
    }();
    return all;
}

const fleet::Case& named(const std::string& id) {
    for (const fleet::Case& c : cases().cases) {
        if (c.id == id) return c;
    }
    FAIL("no case " << id);
    return cases().cases.front();
}

fleet::PoolLaw law(const std::string& lengths, const std::string& gpu, int context) {
    fleet::Pool pool;
    pool.gpu = gpu;
    pool.context = context;
    return fleet::pool_law(cases(), lengths, pool);
}

void check_case(const std::string& id) {
    const fleet::CaseRow row = fleet::run_case(cases(), named(id), {});
    for (const fleet::FleetRow& f : row.fleets) {
        INFO(id << ", " << f.fleet->name << ": P99 of its last pool " << f.pools.back().p99.value
                << " s, " << f.pools.back().failing << " beyond");
        CHECK(f.as_expected());
    }
    CHECK(row.holds());
}

}  // namespace

TEST_CASE("the slot law by hand") {
    const fleet::Gpu& a100 = cases().gpus.at("A100");
    CHECK(fleet::slots_of(a100, 8192) == 128);
    CHECK(fleet::slots_of(a100, 4096) == 256);
    CHECK(fleet::slots_of(a100, 65536) == 16);
    CHECK(fleet::slots_of(cases().gpus.at("A10G"), 65536) == 8);
    // 65,536 blocks / 512 blocks of a context of 8,192 hold 128, below the design's 256.
    CHECK(fleet::slots_of(cases().gpus.at("H100"), 8192) == 128);
    const llm::SlotLaw l = fleet::law_of(a100, 128);
    // 1,600 + 400 tokens: 4 chunks of 512 and 400 iterations of 8 ms + 0.65 ms · 2000/8192 · 128.
    CHECK(near(llm::iteration_seconds(l, 2000, 128), 0.008 + 0.00065 * 2000 / 8192 * 128, 1e-12));
    CHECK(near(llm::service_seconds(l, 1600, 400), 404 * 0.0283125, 1e-12));
    // Prefill: 4 iterations of one sequence, 8.65 ms each.
    CHECK(near(llm::prefill_seconds(l, 1600), 0.0346, 1e-12));
}

TEST_CASE("lengths: shares, their inverse, and halves of a bucket") {
    const fleet::Lengths l{{64, 128}, {0.25, 1}, "test"};
    CHECK(fleet::share_at(l, 32) == 0.125);
    CHECK(fleet::share_at(l, 64) == 0.25);
    CHECK(fleet::share_at(l, 96) == 0.625);
    CHECK(fleet::share_at(l, 1000) == 1);
    CHECK(fleet::length_at(l, 0) == 1);
    CHECK(fleet::length_at(l, 0.2499999) == 64);
    CHECK(fleet::length_at(l, 0.25) == 65);
    CHECK(fleet::length_at(l, 0.9999999) == 128);
    CHECK(fleet::prompt_of(10) == 8);
    CHECK(fleet::output_of(10) == 2);
    CHECK(fleet::output_of(1) == 1);
}

TEST_CASE("exact moments lie within the published ones' sampling error") {
    // Published on 3,000 draws: requests a second of one accelerator; E[S] has a standard error of
    // √(cv²/3000), 3.3 % for Azure and 4 % for agents.
    CHECK(near(law("azure", "A100", 8192).rate_per_gpu(), 10.051, 0.05));
    CHECK(near(law("azure", "H100", 8192).rate_per_gpu(), 20.429, 0.05));
    CHECK(near(law("azure", "A10G", 8192).rate_per_gpu(), 5.823, 0.05));
    CHECK(near(law("agent", "H100", 65536).rate_per_gpu(), 0.9959, 0.05));
    CHECK(near(law("azure", "A100", 8192).prefill_s, 0.0259, 0.03));
    CHECK(near(law("azure", "A100", 8192).cv2, 3.18, 0.05));
}

TEST_CASE("the sizing rule on exact moments") {
    const auto size = [](const char* lengths, const char* gpu, int context, double rate,
                         double slo) {
        return fleet::size_by_rule(law(lengths, gpu, context), rate, slo);
    };
    // 3,000 draws gave 24, 24 and 12: all 4 to 5 % light.
    CHECK(size("agent", "H100", 65536, 20, 1.0) == 25);
    CHECK(size("azure", "A100", 8192, 200, 0.5) == 25);
    CHECK(size("azure", "A100", 8192, 100, 0.5) == 13);
}

TEST_CASE("power over batch, and the slots that a cut leaves") {
    const fleet::Gpu& h100 = cases().gpus.at("H100");
    // 300 + 300 / (1 + e^{−(7 − 4.2)}) = 300 + 300 / 1.06081 = 582.8.
    CHECK(near(fleet::power_w(h100, 128), 582.8, 1e-3));
    CHECK(fleet::slots_within(h100, 128, 0) == 128);
    CHECK(fleet::slots_within(h100, 128, 0.05) == 84);
    CHECK(fleet::slots_within(h100, 128, 0.10) == 48);
    CHECK(fleet::slots_within(h100, 128, 0.30) == 13);
    CHECK(fleet::slots_within(h100, 128, 0.50) == 1);
}

TEST_CASE("an overloaded accelerator serves what its slots allow and no more") {
    // One A100, Azure, 16 requests a second against a capacity of 128 / E[S] = 9.6.
    fleet::Case what = named("S1b");
    what.requests = 20000;
    fleet::PoolRow row;
    row.pool.gpu = "A100";
    row.pool.context = 8192;
    row.count = 1;
    row.law = law("azure", "A100", 8192);
    row.load = fleet::utilisation(row.law, 16, 1);
    CHECK(row.load > 1.5);
    World world = fleet::pool_world(cases(), what, row, 16);
    world.horizon = Nanos::from_seconds(24000.0 / 16);  // as long as requests come
    world.warmup = Nanos{0};
    const Observations o = simulate(world, fleet::pool_requests(cases(), what, row, 16, 1, 0), {});
    const double served = static_cast<double>(o.workloads[0].completed) / 1500;
    CHECK(near(served, row.law.rate_per_gpu(), 0.02));
}

TEST_CASE("a pool refuses requests longer than its context") {
    fleet::Pool pool;
    pool.gpu = "A100";
    pool.context = 4096;
    const fleet::PoolLaw l = fleet::pool_law(cases(), "azure", pool);
    CHECK(near(l.refused, 1 - 0.8982082668085861, 1e-9));
    fleet::PoolRow row;
    row.pool = pool;
    row.count = 1;
    row.law = l;
    auto sources = fleet::pool_requests(cases(), named("S3"), row, 10, 1, 0);
    TraceRequest r;
    int longest = 0;
    for (int i = 0; i < 5000 && sources[0]->next(r); ++i) {
        longest = std::max(longest, r.prompt_tokens + r.output_tokens);
    }
    CHECK(longest <= 4096);
    CHECK(longest > 4000);
}

TEST_CASE("prefill and decode apart: the published formula") {
    const fleet::CaseRow row = fleet::run_case(cases(), named("S7"), {1, 3, 1});
    REQUIRE(row.disaggregated.size() == 3);
    for (const fleet::DisaggregatedRow& d : row.disaggregated) {
        INFO(d.fleet->name);
        CHECK(near(d.rate, d.fleet->published_rate, 0.001));
        CHECK(near(d.ttft_s, d.fleet->published_ttft_s, 0.005));
        CHECK(near(d.tpot_s, d.fleet->published_tpot_s, 0.005));
    }
    CHECK(row.holds());
}

TEST_CASE("conclusions of S1a and S1b") {
    check_case("S1a");
    check_case("S1b");
}
TEST_CASE("conclusions of S1c") {
    check_case("S1c");
}
TEST_CASE("conclusion of S2: 24 are marginal, 25 hold, no split is needed") {
    check_case("S2");
}
TEST_CASE("conclusions of S3, S4 and S6") {
    check_case("S3");
    check_case("S4");
    check_case("S6");
}
TEST_CASE("conclusions of S8 and S9") {
    check_case("S8");
    check_case("S9");
}

TEST_CASE("a case gives the same bits for any number of threads") {
    const fleet::CaseRow one = fleet::run_case(cases(), named("S6"), {3, 4, 1});
    const fleet::CaseRow four = fleet::run_case(cases(), named("S6"), {3, 4, 4});
    for (std::size_t f = 0; f < one.fleets.size(); ++f) {
        for (std::size_t p = 0; p < one.fleets[f].pools.size(); ++p) {
            CHECK(one.fleets[f].pools[p].p99.value == four.fleets[f].pools[p].p99.value);
            CHECK(one.fleets[f].pools[p].worst_s == four.fleets[f].pools[p].worst_s);
        }
    }
}

}  // namespace fleet_test
