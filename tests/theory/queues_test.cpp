// M/M/c, M/M/c/K, Erlang's formulas and Pollaczek–Khinchine, through the whole engine. The bounds
// are wider here, where runs are short, than in the full grid.
#include <vector>

#include "models/queueing/queueing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"
#include "tests/theory/systems.hpp"

namespace queues_test {

using namespace orrery;
using namespace orrery::theory;

namespace {

Demand exponential_demand(double rate) {
    return {rate, 1, 1e-6, exponential_law()};
}

/// Waits of M/M/c: mean and probability.
void check_mmc(int servers, double load, const Run& run, double relative) {
    const double rate = load * servers;
    INFO("M/M/" << servers << " at " << load);
    const auto seen = measure(station(exponential_demand(rate), servers, 1, run.customers),
                              exponential_demand(rate), run, {mean_wait, share_waiting});
    agrees(seen[0], queueing::mmc_mean_wait(rate, 1, servers), relative, 2e-4);
    agrees(seen[1], queueing::erlang_c(rate, servers), relative, 2e-4);
}

/// Whoever cannot begin at once is lost: Erlang B. Whoever finds K present: M/M/c/K.
void check_losses(int servers, double offered, int queue, const Run& run, double absolute) {
    INFO("M/M/" << servers << "/" << servers + queue << ", " << offered << " erlangs");
    World world = station(exponential_demand(offered), servers, 1, run.customers);
    if (queue == 0) {
        world.workloads[0].spec.timeout = Nanos{1};
    } else {
        world.workloads[0].spec.max_queue = queue;
    }
    const double theory = queue == 0 ? queueing::erlang_b(offered, servers)
                                     : queueing::mmck_loss(offered, 1, servers, servers + queue);
    agrees(measure(world, exponential_demand(offered), run, {share_lost})[0], theory, 0, absolute);
}

void check_mg1(const Law& law, double load, const Run& run, double relative) {
    INFO("M/G/1, " << law.name << ", load " << load);
    const Demand demand{load, 1, 1e-6, law};
    const auto seen = measure(station(demand, 1, 1, run.customers), demand, run, {mean_wait});
    agrees(seen[0], queueing::mg1_mean_wait(load, 1, law.cv), relative);
}

/// Waits of two classes in M/M/c, the urgent one first without taking anybody's slot (A. Cobham,
/// Priority assignment in waiting line problems, 1954): C/(cμ)/((1 − σ_before)·(1 − σ)), σ the load
/// of a class and those before it.
void check_priorities(int servers, double urgent, double other, const Run& run, double relative) {
    INFO("M/M/" << servers << ", loads " << urgent << " and " << other);
    const Demand first = exponential_demand(urgent * servers);
    const Demand second = exponential_demand(other * servers);
    const Demand both = exponential_demand((urgent + other) * servers);
    World world = station(both, servers, 1, run.customers);
    test::add_workload(world, "others");
    world.workloads[0].spec.priority = -1;
    const auto others = [](const Observations& o) { return o.serving[1][0].wait.mean(); };
    const auto seen = measure(world, {first, second}, run, {mean_wait, others});
    const double blocked = queueing::erlang_c(both.rate, servers) / servers;
    agrees(seen[0], blocked / (1 - urgent), relative);
    agrees(seen[1], blocked / (1 - urgent) / (1 - urgent - other), relative);
}

std::vector<Law> four_laws() {
    return {deterministic(), erlang_3(), lognormal_law(), hyperexponential_law()};
}

}  // namespace

TEST_CASE("M/M/c waits as Erlang C says") {
    for (const int servers : {1, 4, 64}) {
        for (const double load : {.3, .7, .9}) check_mmc(servers, load, {10, 25'000}, .1);
    }
}

TEST_CASE("M/M/c/K and M/M/c/c lose as Erlang B and the birth-death chain say") {
    const Run run{10, 20'000};
    check_losses(1, .8, 0, run, .004);
    check_losses(10, 8, 0, run, .004);
    check_losses(100, 95, 0, run, .004);
    check_losses(1, .8, 4, run, .004);
    check_losses(4, 6, 3, run, .004);
}

TEST_CASE("two priorities in M/M/c wait as Cobham says") {
    check_priorities(1, .4, .3, {10, 40'000}, .1);
    check_priorities(4, .3, .5, {10, 40'000}, .1);
    check_priorities(4, .6, .2, {10, 40'000}, .1);
}

TEST_CASE("M/G/1 waits as Pollaczek and Khinchine say, for four laws") {
    for (const Law& law : four_laws()) check_mg1(law, .7, {10, 40'000}, .06);
}

TEST_CASE("the full grid: M/M/c", "[.full]") {
    for (const int servers : {1, 2, 4, 8, 16, 32, 64}) {
        for (const double load : {.3, .5, .7, .8}) check_mmc(servers, load, {20, 250'000}, .01);
        for (const double load : {.9, .95}) check_mmc(servers, load, {20, 500'000}, .05);
    }
    check_mmc(1, .95, {20, 4'000'000}, .01);
}

TEST_CASE("the full grid: two priorities", "[.full]") {
    for (const int servers : {1, 4, 16}) {
        for (const double urgent : {.2, .4, .6}) {
            check_priorities(servers, urgent, .2, {20, 500'000}, .03);
        }
    }
}

TEST_CASE("the full grid: losses up to 200 erlangs", "[.full]") {
    const Run run{20, 250'000};
    for (const double offered : {1., 10., 100., 200.}) {
        for (const double spare : {.8, 1., 1.2}) {
            const int servers = static_cast<int>(spare * offered + .5);
            if (servers == 0) continue;
            check_losses(servers, offered, 0, run, .002);
            check_losses(servers, offered, 10, run, .002);
        }
    }
}

TEST_CASE("the full grid: M/G/1", "[.full]") {
    for (const Law& law : four_laws()) {
        for (const double load : {.3, .5, .7}) check_mg1(law, load, {20, 500'000}, .015);
        check_mg1(law, .9, {20, 1'500'000}, .03);
    }
}

}  // namespace queues_test
