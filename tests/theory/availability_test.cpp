// Servers that fail and are repaired: an alternating renewal process each, and k of n of them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "models/reliability/reliability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace availability_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World failing(int servers, double mtbf_h, double mttr_h, double hours) {
    World world = small_world(servers, 1, Nanos::from_seconds(hours * 3600));
    world.meter_interval = kDay;
    world.pools[0].failures.mtbf = Nanos::from_seconds(mtbf_h * 3600);
    world.pools[0].failures.mttr = Nanos::from_seconds(mttr_h * 3600);
    return world;
}

/// Share of server time up, over replications.
double share_up(const World& world, int replications) {
    double down_s = 0;
    for (int r = 0; r < replications; ++r) {
        RunOptions options;
        options.replication = static_cast<std::uint64_t>(r);
        const Observations o = simulate(world, RequestSources{}, options);
        for (const PoolUsage& u : o.pools[0])
            down_s += static_cast<double>(u.server_down_ns) * 1e-9;
    }
    return 1 - down_s / (world.horizon.seconds() * world.pools[0].servers * replications);
}

/// Share of time with at least k servers up, from the failures that a run tells.
double share_with(const World& world, int k, int replications) {
    double good_s = 0;
    for (int r = 0; r < replications; ++r) {
        RunOptions options;
        options.replication = static_cast<std::uint64_t>(r);
        const Observations o = simulate(world, RequestSources{}, options);
        REQUIRE(o.run_events_omitted == 0);
        std::vector<std::pair<std::int64_t, int>> steps;
        for (const RunEvent& e : o.run_events) {
            if (e.kind != "failure") continue;
            steps.emplace_back(e.at.ns, -1);
            if (e.until < world.horizon) steps.emplace_back(e.until.ns, 1);
        }
        steps.emplace_back(world.horizon.ns, 0);
        std::sort(steps.begin(), steps.end());
        int up = world.pools[0].servers;
        std::int64_t since = 0;
        for (const auto& [at, change] : steps) {
            if (up >= k) good_s += static_cast<double>(at - since) * 1e-9;
            since = at;
            up += change;
        }
    }
    return good_s / (world.horizon.seconds() * replications);
}

void check_availability(double mtbf_h, double mttr_h, double hours, int replications,
                        double absolute) {
    INFO("MTBF " << mtbf_h << " h, MTTR " << mttr_h << " h");
    const double theory = reliability::availability(mtbf_h, mttr_h);
    const double seen = share_up(failing(50, mtbf_h, mttr_h, hours), replications);
    INFO("theory " << theory << ", simulated " << seen);
    CHECK(std::fabs(seen - theory) <= absolute);
}

void check_k_of_n(int k, int n, double mttr_h, int replications, double absolute) {
    constexpr double kMtbf = 20;
    INFO(k << " of " << n << ", MTTR " << mttr_h << " h");
    // About 1,500 failures a run: all of them are told.
    const World world = failing(n, kMtbf, mttr_h, 1500 * (kMtbf + mttr_h) / n);
    const double theory = reliability::k_of_n(k, n, reliability::availability(kMtbf, mttr_h));
    const double seen = share_with(world, k, replications);
    INFO("theory " << theory << ", simulated " << seen);
    CHECK(std::fabs(seen - theory) <= absolute);
}

}  // namespace

TEST_CASE("servers are up for MTBF/(MTBF + MTTR) of the time, over a grid") {
    // 50 servers, 20,000 h: 1e6 server-hours; the standard error is below 0.0004 everywhere.
    for (const double mtbf_h : {50., 200., 1000.}) {
        for (const double mttr_h : {1., 5., 20.}) {
            const double hours = 40 * (mtbf_h + mttr_h) + 20'000;
            check_availability(mtbf_h, mttr_h, hours, 1, .005);
        }
    }
}

TEST_CASE("k of n servers are up as often as the binomial law says") {
    for (const int k : {2, 3, 4}) check_k_of_n(k, 4, 5, 20, .01);
    check_k_of_n(9, 10, 2, 20, .01);
}

TEST_CASE("the full grid: availability within 0.1 %", "[.full]") {
    for (const double mtbf_h : {50., 200., 1000.}) {
        for (const double mttr_h : {1., 5., 20., 50.}) {
            // At most 170 years: 64 bits of nanoseconds hold 292.
            const double hours = std::min(4000 * (mtbf_h + mttr_h), 1.5e6);
            check_availability(mtbf_h, mttr_h, hours, 4, .001);
        }
    }
    for (const int k : {2, 3, 4}) check_k_of_n(k, 4, 5, 1000, .002);
    for (const int k : {8, 9, 10}) check_k_of_n(k, 10, 2, 1000, .002);
}

}  // namespace availability_test
