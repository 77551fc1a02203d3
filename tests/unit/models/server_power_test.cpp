// Power of a whole server from its parts, and what a power cap does: by hand and against
// measurements.
#include "models/hardware/server_power.hpp"

#include "models/hardware/power_cap.hpp"
#include "tests/support/catch.hpp"

namespace server_power_test {

using namespace orrery;
using orrery::test::near;

namespace {

HostParts parts() {
    HostParts p;
    p.fixed_idle = Power{100};
    p.fixed_busy = Power{300};
    p.network = Power{50};
    p.fans = Power{160};
    p.fan_idle = 0.25;
    p.fan_busy = 0.75;
    p.supplies = Power{2000};
    p.efficiency = {.8, .9, .92, .95, .94};
    return p;
}

}  // namespace

TEST_CASE("supplies are linear between their measured loads and keep their loss below the first") {
    const HostParts p = parts();
    CHECK(near(supply_efficiency(p, .1), .9, 1e-12));
    CHECK(near(supply_efficiency(p, .15), .91, 1e-12));
    CHECK(near(supply_efficiency(p, .35), .935, 1e-12));
    CHECK(near(supply_efficiency(p, 3), .94, 1e-12));
    // At 5 % of 2 kW: 100 W / 0.8 = 125 W, 25 W lost. At 2 %: 40 W + 25 W.
    CHECK(near(supply_efficiency(p, .02), 40.0 / 65, 1e-12));
}

TEST_CASE("a server's power at the plug, by hand") {
    // Accelerators at half their 800 W: fans at 0.25 + 0.5·0.5 = 0.5, 160·0.125 = 20 W.
    // Host half busy: 100 + 200·0.5 = 200 W. Direct: 400 + 200 + 50 + 20 = 670 W, 33.5 % of 2 kW:
    // efficiency 0.92 + 0.03·(0.335 − 0.2)/0.3 = 0.9335.
    const ServerPower s = server_power(parts(), 400, 800, .5);
    CHECK(near(s.fixed, 200, 1e-12));
    CHECK(near(s.fans, 20, 1e-12));
    CHECK(near(s.total(), 670 / .9335, 1e-12));
    CHECK(near(s.host(), 670 / .9335 - 400, 1e-12));
}

TEST_CASE("fans draw the cube of their speed, and nothing falls with load") {
    const HostParts p = parts();
    // 0.75³ / 0.25³ = 27.
    CHECK(near(server_power(p, 800, 800, 1).fans / server_power(p, 0, 800, 0).fans, 27, 1e-9));
    double before = 0;
    for (int i = 0; i <= 100; ++i) {
        const double total = server_power(p, 8.0 * i, 800, i / 100.0).total();
        CHECK(total > before);
        before = total;
    }
}

TEST_CASE("a cap above the draw changes nothing, one below keeps its watts") {
    const PowerCapLaw law{.3, 2.5, .2};
    const PowerCapEffect none = power_cap_effect(law, .8, 1, .7);
    CHECK(none.slowdown == 1);
    CHECK(none.power_share == 1);
    const PowerCapEffect e = power_cap_effect(law, .6, 1);
    // 0.6 = 0.3 + 0.7·x^2.5: x = (3/7)^0.4 = 0.712540.
    CHECK(near(e.clock, 0.712540, 1e-5));
    CHECK(near(e.slowdown, 1 / e.clock, 1e-12));
    CHECK(near(e.power_share, .6, 1e-12));
    // Memory's clock stays: work that waits for it all the time takes no longer.
    CHECK(power_cap_effect(law, .6, 0).slowdown == 1);
    CHECK(near(power_cap_effect(law, .6, .5).slowdown, 1 + .5 * (1 / e.clock - 1), 1e-12));
}

TEST_CASE("a deeper cap is never faster and never draws more, the lowest clock ends it") {
    const PowerCapLaw law{.3, 2.5, .4};
    double slowdown = 1;
    double power = 1;
    for (int i = 100; i > 0; --i) {
        const PowerCapEffect e = power_cap_effect(law, i / 100.0, .6);
        CHECK(e.slowdown >= slowdown);
        CHECK(e.power_share <= power);
        slowdown = e.slowdown;
        power = e.power_share;
    }
    CHECK(near(power_cap_effect(law, .01, 1).clock, .4, 1e-12));
    CHECK(near(power, .3 + .7 * 0.101193, 1e-5));  // 0.4^2.5 = 0.101193
}

}  // namespace server_power_test
