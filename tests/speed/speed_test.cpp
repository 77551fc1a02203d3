// Speed as ratios of two ways in one process, so that no machine is too slow or too busy for it: a
// bound holds with slack at the best of a few tries, each the median of interleaved pairs.
#include <algorithm>
#include <memory>
#include <vector>

#include "orrery/base/cpu_time.hpp"
#include "sim/engine/simulation.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"
#include "tools/bench/kernel_workloads.hpp"

namespace speed_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr int kTries = 4;
constexpr int kPairs = 9;

template <class Work>
double seconds_of(Work work) {
    const double before = cpu_seconds();
    work();
    return cpu_seconds() - before;
}

/// CPU time of the first over that of the second: the least of the tries, which end at `enough`.
template <class First, class Second>
double least_ratio(First first, Second second, double enough) {
    double least = 1e9;
    for (int n = 0; n < kTries && least > enough; ++n) {
        std::vector<double> ratios;
        for (int pair = 0; pair < kPairs; ++pair) {
            const double a = seconds_of(first);
            ratios.push_back(a / seconds_of(second));
        }
        std::nth_element(ratios.begin(), ratios.begin() + kPairs / 2, ratios.end());
        least = std::min(least, ratios[kPairs / 2]);
    }
    return least;
}

/// M/M/8 at load 0.75: 6 requests a second, 100,000 of them.
World busy_world() {
    World world = small_world(1, 1, Nanos::from_seconds(1e5 / 6));
    add_station(world, "station", 8, 1.0);
    SyntheticSpec demand;
    demand.rate = 6;
    add_workload(world, "load").spec.synthetic = demand;
    return world;
}

void run(const World& world, bool checked) {
    RunOptions options;
    Simulation simulation(world, open_sources(world, options.seed, 0), options);
    if (!checked) simulation.without_checks();
    CHECK(simulation.run().workloads[0].completed > 90'000);
}

}  // namespace

TEST_CASE("the event queue beside std::priority_queue, 10,000 pending") {
    bench::Hold<bench::OwnQueue> own(10'000, bench::Law::exponential);
    bench::Hold<bench::StdQueue> standard(10'000, bench::Law::exponential);
    // 1.5 times as fast is what DESIGN asks for, and 1.6 what a quiet machine shows.
    const double enough = 1 / 1.25;
    const auto a = [&] { own.run(200'000); };
    const auto b = [&] { standard.run(200'000); };
    CHECK(least_ratio(a, b, enough) < enough);
}

TEST_CASE("the checks of a run cost next to nothing") {
    const World world = busy_world();
    // 1 % is what a quiet machine shows; 3 % is the bound, 3 more are its noise.
    const double enough = 1.06;
    const auto with = [&] { run(world, true); };
    const auto without = [&] { run(world, false); };
    CHECK(least_ratio(with, without, enough) < enough);
}

}  // namespace speed_test
