// Published anchors, and the roofline of fixed shapes by hand.
#include "sim/evidence/anchors.hpp"

#include "models/fixed/fixed_shape.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace anchors_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("a batch of equal items: the slower of arithmetic and memory") {
    Accelerator a;
    a.bf16 = FlopRate{100e12};
    a.memory_bandwidth = Bandwidth{1e12};
    const fixed::Shape shape{10e9, 1e8, 1e9};
    // 64 · 10 G / (100 T · 0.5) = 12.8 ms; (1 G + 6.4 G) / 1 T = 7.4 ms.
    const fixed::Batch big = fixed::batch_time(shape, a, {0.5, 1}, 64);
    CHECK(near(big.seconds, 0.0128, 1e-12));
    CHECK(near(big.items_s, 5000, 1e-12));
    CHECK_FALSE(big.memory_bound);
    // One item: 0.2 ms against 1.1 ms.
    const fixed::Batch one = fixed::batch_time(shape, a, {0.5, 1}, 1);
    CHECK(near(one.seconds, 0.0011, 1e-12));
    CHECK(one.memory_bound);
}

TEST_CASE("the anchors of MLSys·im agree, and a missing fact is named") {
    const std::string root = source_dir();
    Diagnostics diagnostics;
    Catalog catalog = read_catalog({root + "/scenarios/catalog"}, diagnostics);
    const auto anchors = read_anchors(root + "/scenarios/studies/anchors.yaml", diagnostics);
    REQUIRE_FALSE(diagnostics.has_errors());
    REQUIRE(anchors.size() == 4);
    const auto rows = validate_anchors(anchors, catalog);
    for (const AnchorRow& row : rows) {
        INFO(row.anchor.name << ": " << row.predicted << " " << row.problem);
        CHECK(row.holds());
    }
    // 312 T · 0.26 / (3 · 8.2 G) = 3,297.6 and 989 T · 0.13 / 24.6 G = 5,228.
    CHECK(near(rows[0].predicted, 3297.6, 0.001));
    CHECK(near(rows[1].predicted, 5228, 0.001));
    catalog.coefficients.erase("fixed.resnet-50.forward_flops");
    const auto without = validate_anchors(anchors, catalog);
    CHECK_FALSE(without[0].holds());
    CHECK(without[0].problem.find("forward_flops") != std::string::npos);
}

}  // namespace anchors_test
