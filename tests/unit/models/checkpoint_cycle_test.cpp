// The closed form of a training run between interruptions, beside a walk step by step.
#include "models/reliability/checkpoint_cycle.hpp"

#include "models/reliability/reliability.hpp"
#include "tests/support/catch.hpp"

namespace checkpoint_cycle_test {

using namespace orrery::reliability;
using orrery::test::near;

TEST_CASE("a waited-for checkpoint, by hand") {
    // Steps of 10, a checkpoint of 5 after every 3: |10 10 10|5|10 10 10|5| …
    const CheckpointCycle c{10, 3, 5, 0, 5};
    CHECK(c.worked_ns(32) == 30);
    CHECK(c.steps(34) == 3);
    CHECK(c.saved(34) == 0);
    CHECK(c.saved(35) == 3);
    CHECK(c.duration_ns(3) == 30);  // nothing is written after the last step
    CHECK(c.duration_ns(4) == 45);
    CHECK(c.duration_ns(7) == 80);
    CHECK(c.whole_stalls_ns(34) == 0);
    CHECK(c.whole_stalls_ns(35) == 5);
}

TEST_CASE("an asynchronous checkpoint counts once it is written") {
    // The pause is 1, the write 12 more: begun at 30, restorable at 43.
    const CheckpointCycle c{10, 3, 1, 12, 12};
    CHECK(c.saved(42) == 0);
    CHECK(c.saved(43) == 3);
    CHECK(c.duration_ns(4) == 41);
}

TEST_CASE("stops on purpose end a step and write in full") {
    const CheckpointCycle c{10, 3, 5, 0, 5};
    CHECK(stop_after(c, 12).boundary_ns == 20);
    CHECK(stop_after(c, 12).end_ns == 25);
    CHECK(stop_after(c, 25).end_ns == 35);  // the checkpoint that is due anyway
    CHECK(stop_after(c, 32).end_ns == 35);  // … and is being written
    CHECK(stop_after(c, 36).boundary_ns == 45);
    CHECK(stop_before(c, 0, 29).boundary_ns == 20);
    CHECK(stop_before(c, 12, 24).possible == false);
    CHECK(stop_before(c, 12, 25).boundary_ns == 20);
}

TEST_CASE("the closed form is the walk") {
    for (const CheckpointCycle c : {CheckpointCycle{7, 4, 3, 0, 3}, CheckpointCycle{5, 2, 1, 6, 6},
                                    CheckpointCycle{9, 0, 0, 0, 4}}) {
        std::int64_t t = 0;
        std::int64_t worked = 0;
        for (std::int64_t step = 1; step <= 40; ++step) {
            t += c.step_ns;
            worked += c.step_ns;
            CHECK(c.duration_ns(step) == t);
            CHECK(c.worked_ns(t) == worked);
            CHECK(c.steps(t) == step);
            if (c.every > 0 && step % c.every == 0) {
                CHECK(c.saved(t + c.stall_ns + c.commit_ns) == step);
                CHECK(c.saved(t + c.stall_ns + c.commit_ns - 1) == step - c.every);
                t += c.stall_ns;
            }
        }
    }
}

TEST_CASE("expected ETTR, by hand") {
    // An interruption every 100,000 s, 600 s to restart, 1,800 s between writes of 18 s:
    // (1 − 1e-5·(600 + 900)) / 1.01 = 0.985/1.01.
    CHECK(near(expected_ettr(1e-5, 600, 1800, 18), 0.985 / 1.01, 1e-12));
}

}  // namespace checkpoint_cycle_test
