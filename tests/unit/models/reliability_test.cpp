// Reliability formulas against hand arithmetic and the optimum they approximate.
#include "models/reliability/reliability.hpp"

#include "tests/support/catch.hpp"

namespace reliability_test {

using namespace orrery::reliability;
using orrery::test::near;

TEST_CASE("availability and groups, by hand") {
    CHECK(near(availability(999, 1), 0.999, 1e-15));
    CHECK(availability(100, 0) == 1);
    CHECK(near(group_mtbf(50000, 16384), 3.0517578125, 1e-15));
}

TEST_CASE("k of n, by hand") {
    // 2 of 3 at 0.9: 3·0.81·0.1 + 0.729 = 0.972.
    CHECK(near(k_of_n(2, 3, 0.9), 0.972, 1e-13));
    // All 8 of 8 at 0.99: 0.99⁸ = 0.92274469442792.
    CHECK(near(k_of_n(8, 8, 0.99), 0.92274469442792, 1e-12));
    // 1 of 3 at 0.5: 1 − 0.125.
    CHECK(near(k_of_n(1, 3, 0.5), 0.875, 1e-13));
    CHECK(k_of_n(0, 5, 0.1) == 1);
    CHECK(k_of_n(6, 5, 0.9) == 0);
    CHECK(k_of_n(3, 5, 1) == 1);
    CHECK(k_of_n(3, 5, 0) == 0);
    // By symmetry at one half, k = 501 of 1,001: exactly a half.
    CHECK(near(k_of_n(501, 1001, 0.5), 0.5, 1e-10));
    // Large and rare: 1 of 100,000 at 1e-6 is 1 − e^{−0.1} to 1e-7.
    CHECK(near(k_of_n(1, 100000, 1e-6), 0.0951625820, 1e-6));
}

TEST_CASE("spares until the target is met") {
    // 2 of 2: 0.81; 2 of 3: 0.972; 2 of 4: 1 − 0.0001 − 4·0.9·0.001 = 0.9963.
    CHECK(parts_for(2, 0.9, 0.97, 10) == 3);
    CHECK(parts_for(2, 0.9, 0.99, 10) == 4);
    CHECK(parts_for(2, 0.9, 0.99, 3) == -1);
}

TEST_CASE("Young and Daly by hand") {
    // δ = 60 s, M = 3 h = 10,800 s: √(2·60·10,800) = √1,296,000 = 1138.4200.
    CHECK(near(young_interval(60, 10800), 1138.4199577, 1e-9));
    // δ/2M = 1/360: ·(1 + 0.0527046/3 + 1/3240) − 60 = 1138.42·1.01787687 − 60 = 1098.7714.
    CHECK(near(daly_interval(60, 10800), 1098.7714, 1e-6));
    CHECK(daly_interval(300, 100) == 100);
}

TEST_CASE("Daly's interval is nearly the one that slows a job least") {
    for (const double checkpoint : {5.0, 60.0, 600.0, 3000.0}) {
        const double mtbf = 10800;
        double best = 1e300;
        for (double t = 10; t < 4 * mtbf; t *= 1.002) {
            best = std::fmin(best, checkpoint_slowdown(t, checkpoint, 120, mtbf));
        }
        const double at = daly_interval(checkpoint, mtbf);
        CHECK(checkpoint_slowdown(at, checkpoint, 120, mtbf) <= best * 1.001);
        CHECK(best > 1);
    }
}

}  // namespace reliability_test
