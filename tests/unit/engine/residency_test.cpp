// No request goes where its data may not: random scenarios through the engine.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/world.hpp"

namespace residency_test {

using namespace orrery;
using namespace orrery::test;

namespace {

class Counter final : public RequestSink {
public:
    explicit Counter(const World& world) : world_(world) {}
    void row(const RequestRow& row) override {
        if (!row.deployment.valid()) return;
        ++routed;
        const auto& allowed = world_.workloads[row.workload.index()].allowed;
        if (!allowed.empty() && !allowed[row.deployment.index()]) ++violations;
    }
    std::int64_t routed = 0;
    std::int64_t violations = 0;

private:
    const World& world_;
};

}  // namespace

TEST_CASE("hundreds of random scenarios run without a request where its data may not be") {
    Diagnostics catalog_problems;
    const Catalog catalog =
        read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, catalog_problems);
    std::int64_t routed = 0;
    int ran = 0;
    for (std::uint32_t seed = 0; ran < 300; ++seed) {
        Diagnostics d;
        Scenario s = RandomPlaces(seed).scenario();
        s.sites[0].outages = {{{}, Nanos{100 * kSecond.ns}, Nanos{200 * kSecond.ns}, "power"}};
        const auto world = compile_world(s, catalog, {}, d);
        if (!world) continue;
        ++ran;
        Counter counter(*world);
        RunOptions options;
        options.seed = seed;
        options.sink = &counter;
        const Observations o = simulate(*world, options);
        REQUIRE(counter.violations == 0);
        routed += counter.routed;
        for (const Check& check : o.checks) {
            if (check.name == "residency") REQUIRE(check.holds);
        }
    }
    CHECK(routed > 100'000);
}

TEST_CASE("a World whose routes were tampered with stops at the first dispatch") {
    World world = small_world(1, 1, Nanos{60 * kSecond.ns});
    add_station(world, "only", 1, 0.1).load_time = Nanos{0};
    Workload& w = add_workload(world, "load");
    w.allowed = {false};
    const pid_t child = fork();
    if (child == 0) {  // the assert ends the process
        if (!std::freopen("/dev/null", "w", stderr)) _exit(1);
        simulate(world, sources_of({request_at(kSecond, 10, 10)}), {});
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 70);
}

}  // namespace residency_test
