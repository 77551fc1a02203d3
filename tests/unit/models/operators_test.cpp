// Measured operators: curves, grids with their holes, and the cost of an iteration by hand.
#include <cmath>

#include "models/operators/lookup_step.hpp"
#include "models/operators/profile_step.hpp"
#include "tests/support/catch.hpp"

namespace operators_test {

using namespace orrery;
using namespace orrery::operators;

namespace {

/// Decodes 1 and 4 at contexts 100 and 200; chunks 16, 32, 48; both: time is their sum.
std::vector<AttentionPoint> full_grid() {
    std::vector<AttentionPoint> points;
    for (const double n : {1.0, 4.0}) {
        for (const double kv : {100.0, 200.0}) {
            points.push_back({{0, 0, n, kv}, n * kv * 1e-6, 0});
            for (const double c : {16.0, 32.0, 48.0}) {
                points.push_back({{c, 0, n, kv}, n * kv * 1e-6 + c * 1e-5, 0});
                points.push_back({{c, 64, n, kv}, n * kv * 1e-6 + c * 2e-5, 0});
            }
        }
    }
    for (const double c : {16.0, 32.0, 48.0}) {
        points.push_back({{c, 0, 0, 0}, c * 1e-5, 0});
        points.push_back({{c, 64, 0, 0}, c * 2e-5, 0});
    }
    return points;
}

}  // namespace

TEST_CASE("curves are linear between points, never fall, and go on beyond the last") {
    Curve curve;
    for (const auto& [x, y] : {std::pair{4.0, 8.0}, {1.0, 2.0}, {2.0, 1.0}}) curve.add(x, y);
    curve.finish();
    CHECK(curve.at(0) == 2);
    CHECK(curve.at(2) == 2);  // a dip is noise: lifted to the running maximum
    CHECK(curve.at(3) == 5);
    CHECK(curve.at(6) == 14);
}

TEST_CASE("an attention grid is linear along each axis, and names its holes") {
    AttentionGrid grid;
    REQUIRE(grid.build(full_grid()) == "");
    const AttentionTime decode = grid.at(0, 0, 2, 150);  // bilinear: n·kv is met exactly
    CHECK(test::near(decode.seconds, 300e-6, 1e-12));
    CHECK(test::near(decode.per_token, 2e-6, 1e-12));
    CHECK(decode.kv_until > 1e15);
    CHECK(test::near(grid.at(24, 32, 4, 100).seconds, 400e-6 + 24 * 1.5e-5, 1e-12));
    CHECK(test::near(grid.at(8, 0, 4, 100).seconds, 400e-6 + 8e-5, 1e-12));
    std::vector<AttentionPoint> holed = full_grid();
    std::erase_if(holed, [](const AttentionPoint& p) {
        return p.at == std::array<double, 4>{32, 64, 4, 200};
    });
    CHECK(AttentionGrid().build(holed) ==
          "no point at prefill_chunk 32, kv_prefill 64, n_decode 4, kv_decode 200");
}

TEST_CASE("an iteration of a layer profile, with skewed contexts, by hand") {
    LayerProfile profile;
    profile.layers = 10;
    profile.per_layer.add(1, 1e-3);
    profile.per_layer.add(3, 3e-3);
    profile.once.add(1, 5e-3);
    profile.per_sequence.add(1, 7e-3);
    REQUIRE(profile.attention.build(full_grid()) == "");
    profile.skew.push_back({0, 4, 1.0, 1e9, 0, 0.5});
    const ProfileStep step(profile);
    llm::StepBatch batch;
    std::vector<llm::PromptChunk> none;
    batch.decodes = 2;
    batch.sum_context = 300;
    batch.spread = 50;  // one at 100, one at 200
    batch.chunks = &none;
    const llm::StepCost cost = step.cost(batch);
    // Layer: 2 tokens padded to 3, 3 ms; attention half way from 300 µs (all at 150) to 400 µs (all
    // at 200): 350 µs.
    CHECK(test::near(cost.first, 10 * (3e-3 + 350e-6) + 5e-3 + 7e-3, 1e-12));
    CHECK(test::near(cost.step, 10 * 2e-6, 1e-12));
}

TEST_CASE("two contexts of the same mean, spread and skewness, by hand") {
    // 100, 100, 100, 500: mean 200, variance (3·100² + 300²)/4 = 30,000, third moment
    // (3·(−100)³ + 300³)/4 = 6e6; of them one in four is long.
    const double spread = std::sqrt(30000.0);
    const TwoContexts two = two_contexts(200, spread, 6e6 / (30000 * spread));
    CHECK(test::near(two.low, 100, 1e-9));
    CHECK(test::near(two.high, 500, 1e-9));
    CHECK(test::near(two.share, 0.25, 1e-9));
}

TEST_CASE("mixed batches: decodes change kernel once an iteration, chunks add their work") {
    LayerProfile profile;
    profile.layers = 1;
    profile.per_layer.add(8, 1e-3);
    profile.per_layer.add(64, 3e-3);
    profile.once.add(1, 0);
    profile.per_sequence.add(1, 0);
    profile.exchange = 1e-4;
    profile.exchange_token = 1e-6;
    std::vector<AttentionPoint> points = full_grid();
    for (AttentionPoint& p : points) {
        if (p.at[0] > 0 && p.at[2] > 0) p.seconds += 1e-3;  // the kernel of prompts
    }
    REQUIRE(profile.attention.build(points) == "");
    std::vector<llm::PromptChunk> chunks{{32, 0}, {16, 64}};
    llm::StepBatch batch;
    batch.decodes = 4;
    batch.sum_context = 400;
    batch.chunks = &chunks;
    batch.chunk_tokens = 48;
    // Dense: 52 tokens are padded to 64: 3 ms. Exchanges 0.1 ms + 52 µs. Attention: decodes with
    // the smallest chunk 0.4 + 1 + 0.16 ms; 16 tokens more 0.16 ms; 16 tokens over 64 earlier ones
    // 0.32 − 0.16 ms.
    CHECK(test::near(ProfileStep(profile).cost(batch).first,
                     3e-3 + 0.152e-3 + 1.56e-3 + 0.16e-3 + 0.16e-3, 1e-12));
}

TEST_CASE("looked-up iterations: contexts round up, and a row holds until the next") {
    LookupTables t;
    t.layers = 2;
    t.kv_step = 64;
    t.group_factor = 1.1;
    t.per_token = {0, 1, 2, 3, 4};
    t.decode_columns = 3;
    t.decode = {0, 0, 0, 10, 20, 30, 100, 200, 300};
    t.chunk_columns = 6;
    t.prefill = std::vector<double>(12, 0.0);
    t.prefill[6 + 5] = 50;  // context 1 to 64, root of squares 5
    const LookupStep step(t);
    std::vector<llm::PromptChunk> chunks;
    llm::StepBatch batch;
    batch.chunks = &chunks;
    batch.decodes = 2;
    batch.sum_context = 121;  // mean 60: column 1, which holds for 60 … 64
    const llm::StepCost cost = step.cost(batch);
    CHECK(test::near(cost.first, 2 * (2 + 200 * 1.1), 1e-12));
    CHECK(cost.valid == 5);
    chunks = {{3, 10}, {4, 0}};  // contexts 64 and 0, √(9 + 16) = 5; two requests
    batch.decodes = 0;
    batch.chunk_tokens = 4;
    CHECK(test::near(step.cost(batch).first, 2 * (4 + 50 * 1.1), 1e-12));
}

}  // namespace operators_test
