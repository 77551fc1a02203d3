// Facts of power in the catalog against what was measured: a whole node, a capped accelerator.
#include "models/hardware/server_power.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/power_law.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace power_facts_test {

using namespace orrery;
using orrery::test::near;

namespace {

Catalog shipped() {
    Diagnostics diagnostics;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
}

}  // namespace

TEST_CASE("8 x H100: 8.4 kW at most and 7.75 kW in intensive training, as measured") {
    const Catalog c = shipped();
    const HostParts& p = c.servers.at("dgx-h100").parts;
    REQUIRE(p.known());
    const double limit = 8 * c.accelerators.at("h100-sxm-80").tdp.value;
    // Fans 835·0.97³ = 762 W; 5,600 + 1,272 + 405 + 762 = 8,039 W of 19.8 kW: 40.6 %, efficiency
    // 0.945 + 0.019·(0.406 − 0.2)/0.3 = 0.958; 8,391 W.
    const ServerPower most = server_power(p, limit, limit, 1);
    CHECK(near(most.total(), 8391, 1e-3));
    CHECK(near(most.total(), 8400, .05));
    // Training draws 0.9 of TDP (GEMMs without pause, exchanges between them): fans at 0.895,
    // 599 W; 5,040 + 1,272 + 405 + 599 = 7,316 W, efficiency 0.9557; 7,655 W.
    const ServerPower training = server_power(p, .9 * limit, limit, 1);
    CHECK(near(training.total(), 7655, 1e-3));
    CHECK(near(training.total(), 7750, .05));
    CHECK(most.total() < c.servers.at("dgx-h100").max_power.value);
}

TEST_CASE("parts without work agree with what the server's host draws idle") {
    const Catalog c = shipped();
    for (const auto& [name, server] : c.servers) {
        if (!server.parts.known()) continue;
        const Accelerator& a = c.accelerators.at(server.accelerator);
        const double limit = server.accelerators * a.tdp.value;
        const double resting = server.accelerators * a.idle.value;
        CAPTURE(name);
        CHECK(near(server_power(server.parts, resting, limit, 0).host(), server.host_idle.value,
                   .05));
        CHECK(server_power(server.parts, limit, limit, 1).total() <= server.max_power.value);
    }
}

TEST_CASE("an A100 of 250 W capped at 175 W: 23 % less energy in 6 to 7 % more time") {
    // LLaMA-65B in batches of 64 and more (Samsi et al. 2023): half of the time follows the clock
    // and half waits for memory; it draws 242 of 250 W uncapped. By hand:
    // 0.7 = 0.1 + 0.868·x³, x = 0.6912^(1/3) = 0.8841; 1 + 0.5·(1/0.8841 − 1) = 1.0655;
    // 0.7/0.968·1.0655 = 0.7705.
    const PowerCapLaw law = power_cap_law(shipped());
    const PowerCapEffect e = power_cap_effect(law, 175.0 / 250, .5, .968);
    CHECK(e.slowdown > 1.06);
    CHECK(e.slowdown < 1.07);
    CHECK(near(e.energy_share(), .77, .005));
}

TEST_CASE("an H100 at half its power: prompts take 1.3 times as long, tokens as long as before") {
    // Splitwise's profile of capped H100s has exactly these (Patel et al., ISCA 2024). By hand:
    // 0.5 = 0.1 + 0.9·x³, x = 0.4444^(1/3) = 0.7631.
    const PowerCapLaw law = power_cap_law(shipped());
    CHECK(near(power_cap_effect(law, .5, 1).slowdown, 1.3, .02));
    CHECK(power_cap_effect(law, .5, 0).slowdown == 1);
}

}  // namespace power_facts_test
