// Models of fixed shape: a batch as an iteration, by hand.
#include "models/fixed/fixed_shape.hpp"
#include "tests/support/catch.hpp"

namespace fixed_test {

using namespace orrery;

TEST_CASE("a batch of fixed shapes as an iteration of a serving engine") {
    Accelerator a;
    a.bf16 = FlopRate{1e15};
    a.memory_bandwidth = Bandwidth{2e12};
    a.idle = Power{100};
    a.tdp = Power{700};
    const fixed::Shape shape{1e12, 1e8, 1e9};
    const llm::IterationTable t = fixed::fixed_table(shape, a, {0.5, 0.5}, 1e-3, 16, 8);
    REQUIRE(t.g.size() == 25);
    // One item: 2 ms of arithmetic, (1 GB + 0.1 GB) / 1 TB/s = 1.1 ms of memory; the longer, after
    // 1 ms of the host. Ten: 20 ms.
    CHECK(test::near(t.g[1], 3e-3, 1e-12));
    CHECK(test::near(t.g[10], 21e-3, 1e-12));
    CHECK(test::near(t.energy_g[10], 100 * 21e-3 + 600 * 20e-3, 1e-12));
    CHECK(t.kappa == 0);
    CHECK(t.h.size() == 9);
    // Little arithmetic: the weights are read once a batch.
    const fixed::Shape thin{1e9, 1e8, 1e9};
    CHECK(test::near(fixed::fixed_table(thin, a, {0.5, 0.5}, 0, 16, 8).g[10], 2e-3, 1e-12));
}

}  // namespace fixed_test
