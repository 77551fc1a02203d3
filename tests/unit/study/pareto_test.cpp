// The front of non-dominated variants and its knee, on points made by hand and drawn.
#include "sim/study/pareto.hpp"

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace pareto_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("no point of the front is dominated, and each point left out is") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Stream dice(seed, "points", "test");
        std::vector<Objectives> points(1 + uniform_int(dice, 60));
        for (Objectives& p : points) {
            for (double& x : p) x = 1 + std::floor(8 * dice.uniform());
        }
        const auto front = pareto_front(points);
        REQUIRE(!front.empty());
        std::size_t next = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            bool beaten = false;
            for (const Objectives& p : points) beaten = beaten || dominates(p, points[i]);
            const bool in_front = next < front.size() && front[next] == i;
            CHECK(in_front == !beaten);
            next += in_front ? 1 : 0;
        }
    }
}

TEST_CASE("equal points do not dominate each other") {
    CHECK(!dominates({1, 2, 3}, {1, 2, 3}));
    CHECK(dominates({1, 2, 3}, {1, 2, 4}));
    CHECK(!dominates({0, 2, 5}, {1, 2, 4}));
    CHECK(pareto_front({{1, 2, 3}, {1, 2, 3}}).size() == 2);
}

TEST_CASE("the knee is the point nearest to the best of every objective") {
    // Two ends, and one that gives up 1/20 of each objective's span; the last is dominated.
    const std::vector<Objectives> points{
        {100, 300, 30}, {300, 100, 30}, {110, 110, 11}, {200, 200, 10}, {400, 400, 40}};
    const auto front = pareto_front(points);
    CHECK(front == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(knee_of_front(points, front) == 2);
}

TEST_CASE("differences below a tenth hardly move the knee") {
    // The second is a fifth faster for half a percent more.
    const std::vector<Objectives> points{{1000, 200, 50}, {1005, 201, 40}};
    CHECK(knee_of_front(points, pareto_front(points)) == 1);
    CHECK(knee_shares(points, .05, 1000, 1)[1] > .9);
}

TEST_CASE("a pronounced knee stays one with every figure off by 5 %") {
    const std::vector<Objectives> points{
        {100, 300, 30}, {300, 100, 30}, {110, 110, 11}, {200, 200, 10}, {400, 400, 40}};
    const auto shares = knee_shares(points, .05, 1000, 1);
    CHECK(shares[2] > .99);
    double sum = 0;
    for (const double share : shares) sum += share;
    CHECK(sum == Approx(1));
    // Where two are alike, the shares say that neither is the knee for certain.
    const auto torn = knee_shares({{100, 101, 1}, {101, 100, 1}}, .05, 1000, 1);
    CHECK(torn[0] > .3);
    CHECK(torn[1] > .3);
}

TEST_CASE("a variant that leaves work undone is out, however cheap it is") {
    // One server costs less than two and starts no job that wants two.
    World two = small_world(2, 8, Nanos{48 * kHour.ns});
    two.sites[0].electricity_usd_kwh = .1;
    two.sites[0].grid_g_kwh.assign(48, 300);
    Job job;
    job.name = "train";
    job.pool = PoolId(0u);
    job.servers = 2;
    job.spec.step_time = Nanos{kMinute};
    job.spec.steps = 240;
    job.spec.utilisation = 1;
    two.jobs.push_back(job);
    World one = two;
    one.pools[0].servers = one.pools[0].max_servers = 1;
    const ParetoResult r = study_pareto({{"servers", {"1", "2"}}}, {one, two}, {});
    REQUIRE(r.rows.size() == 2);
    CHECK(r.rows[0].objectives[0] < r.rows[1].objectives[0]);
    CHECK(r.rows[0].outcome.jobs_left == 1);
    CHECK(!r.rows[0].does_work);
    CHECK(!r.rows[0].in_front);
    CHECK(r.rows[0].knee_share == 0);
    CHECK(r.knee == 1);
    CHECK(r.rows[1].in_front);
    CHECK(r.rows[1].knee_share == Approx(1));
}

TEST_CASE("the work that is done: jobs first, then requests refused, then those in flight") {
    const auto outcome = [](double jobs, double refused, double in_flight) {
        RunOutcome o;
        o.arrived = 10'000;
        o.jobs_left = jobs;
        o.refused = refused;
        o.in_flight = in_flight;
        return o;
    };
    // Room: 0.1 % of 10,000 refused, 1 % in flight. The first refuses least and leaves a job.
    const std::vector<bool> works =
        doing_work({outcome(1, 0, 0), outcome(0, 20, 5), outcome(0, 29, 0), outcome(0, 31, 0),
                    outcome(0, 20, 99), outcome(0, 20, 101)});
    CHECK(works == std::vector<bool>{false, true, true, false, true, false});
    // A handful in flight is chance where few arrive.
    RunOutcome few;
    few.arrived = 50;
    RunOutcome more = few;
    more.in_flight = 9;
    CHECK(doing_work({few, more}) == std::vector<bool>{true, true});
}

TEST_CASE("variations: commas in braces and brackets do not separate, the last runs fastest") {
    const Variation v = parse_variation("jobs[a].shift={signal: price, within: 1 h},{within: 2 h}");
    CHECK(v.path == "jobs[a].shift");
    REQUIRE(v.values.size() == 2);
    CHECK(v.values[0] == "{signal: price, within: 1 h}");
    CHECK(parse_variation("seed").values.empty());
    const auto grid = grid_of({{"a", {"1", "2"}}, {"b", {"x", "y"}}});
    REQUIRE(grid.size() == 4);
    CHECK(grid[1] == std::vector<std::string>{"a=1", "b=y"});
    CHECK(grid[2] == std::vector<std::string>{"a=2", "b=x"});
}

}  // namespace pareto_test
