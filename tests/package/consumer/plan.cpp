// Is it cheaper with fewer servers, and does it still answer in time?
#include <cstdio>
#include <orrery/orrery.hpp>

namespace api = orrery::api;

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    try {
        const api::Facts facts = api::Facts::installed();
        for (const char* servers : {"1", "2"}) {
            api::Scenario scenario = api::Scenario::read(argv[1]);
            scenario.set("pools[own-l40s].servers", servers).set("horizon", "2 h");
            const api::Result result = api::simulate(scenario, facts, {.replications = 2});
            const api::Figure cost = result.figure("cost.total");
            const api::Figure first_token = result.figure("latency.ttft.p99");
            std::printf("%s servers: %.2f %s, first token after %.2f s (%s)\n", servers, cost.value,
                        cost.unit.c_str(), first_token.value, first_token.formula.c_str());
        }
    } catch (const api::InvalidInput& e) {
        std::fputs(e.what(), stderr);  // everything that is wrong, with file, line and remedy
        return 3;
    }
}
