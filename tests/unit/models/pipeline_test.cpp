// Input pipelines by hand: the slowest stage, Little's law, what starves the accelerators.
#include "models/queueing/pipeline.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

namespace pipeline_test {

using namespace orrery;
using queueing::Stage;

TEST_CASE("a stage passes what its workers, its bandwidth and its depth allow") {
    CHECK(test::near(queueing::stage_rate({32, 0.010}), 3200, 1e-12));
    // Images of 110 kB from 1 GB/s: 9,091 a second.
    CHECK(test::near(queueing::stage_rate({32, 0.001, 110e3, 1e9}), 1e9 / 110e3, 1e-12));
    // 16 reads in flight of 8 ms and 0.11 ms each: Little's law, 16 / 8.11 ms.
    CHECK(test::near(queueing::stage_rate({1e9, 0.008, 110e3, 1e9, 16}), 16 / 0.00811, 1e-12));
    CHECK(std::isinf(queueing::stage_rate({1, 0})));
}

TEST_CASE("the slowest stage sets the rate of a training input pipeline") {
    // Eight accelerators at 400 images a second each want 3,200; storage passes 9,091, 24 cores of
    // 10 ms an image 2,400.
    const std::vector<Stage> stages{{1, 0, 110e3, 1e9}, {24, 0.010}, {8, 0.0025}};
    const auto flow = queueing::flow_through(stages, 3200);
    CHECK(test::near(flow.items_s, 2400, 1e-12));
    CHECK(flow.slowest == 1);
    CHECK(flow.limited);
    CHECK(test::near(flow.starved, 0.25, 1e-12));
    CHECK(test::near(flow.needed[1], 32, 1e-12));
    CHECK(test::near(flow.busy[1], 1, 1e-12));
    CHECK(test::near(flow.busy[2], 0.75, 1e-12));
    // 0.11 + 10 + 2.5 ms an image, 2,400 a second: 30.264 present.
    CHECK(test::near(flow.in_flight, 2400 * 0.01261, 1e-12));
}

TEST_CASE("a pipeline that keeps up is not limited") {
    const auto flow = queueing::flow_through({{40, 0.010}, {8, 0.0025}}, 3200);
    CHECK_FALSE(flow.limited);
    CHECK(flow.starved == 0);
    CHECK(test::near(flow.items_s, 3200, 1e-12));
    CHECK(queueing::flow_through({}, 5).items_s == 5);
}

}  // namespace pipeline_test
