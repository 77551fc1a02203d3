// Runs of representative days: weights by hand arithmetic, rare days in full, days filled in.
#include <algorithm>
#include <cmath>

#include "sim/engine/sampled/fill.hpp"
#include "sim/engine/sampled/gate.hpp"
#include "sim/engine/sampled/plan.hpp"
#include "sim/engine/sampled/sessions.hpp"
#include "sim/engine/workload/open_sources.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace sampled_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// One replica, requests of 100 and 20 tokens at `rate` a second.
World chat_days(int days, double rate) {
    World world = small_world(1, 1, kDay * days);
    world.tables.push_back(simple_table(16, 256, 16 * 400));
    Deployment& d = add_deployment(world, "chat", 1, 1);
    d.max_num_seqs = 16;
    d.token_budget = 256;
    Workload& w = add_workload(world, "load");
    SyntheticSpec demand;
    demand.rate = rate;
    demand.prompt = {LengthLaw::constant, 100};
    demand.output = {LengthLaw::constant, 20};
    w.spec.synthetic = demand;
    return world;
}

RunOptions sampled(int days = 0) {
    RunOptions options;
    options.fidelity = Fidelity::sampled;
    options.sampled_days = days;
    return options;
}

std::int64_t days_of(const SampledPlan& plan) {
    std::int64_t days = 0;
    for (const SampledUnit& unit : plan.units) days += unit.stands_for;
    return days;
}

std::int64_t sum(const Observations& o, std::int64_t PoolUsage::*field) {
    std::int64_t total = 0;
    for (const auto& pool : o.pools) {
        for (const PoolUsage& usage : pool) total += usage.*field;
    }
    return total;
}

}  // namespace

TEST_CASE("constant demand: each representative stands for as many days, the sum is the horizon") {
    const World world = chat_days(101, 0.1);
    const SampledPlan plan = plan_sampled(world, 1, 0, 10);
    CHECK(plan.all_because.empty());
    // The first day is in full; the other hundred are one stratum of ten parts of ten days.
    REQUIRE(plan.units.size() == 11);
    CHECK(plan.units[0].day == 0);
    CHECK(plan.units[0].stands_for == 1);
    CHECK(plan.strata == 1);
    CHECK(days_of(plan) == 101);
    for (std::size_t u = 1; u < plan.units.size(); ++u) {
        CHECK(plan.units[u].day == static_cast<int>(6 + 10 * (u - 1)));  // 1 + the middle of ten
        CHECK(std::abs(plan.units[u].stands_for - 10) <= 5);
        // Equal demands: a request stands for as many as the day for days.
        CHECK(near(plan.units[u].weight[0], plan.units[u].stands_for, 1e-9));
    }
    // An hour before each of them requests arrive and do not count.
    REQUIRE(plan.spans.size() == 21);
    CHECK(plan.spans[1].unit == -1);
    CHECK(plan.spans[1].until - plan.spans[1].from == kHour);
    CHECK(plan.spans[2].unit == 1);
    CHECK(plan.spans[2].until - plan.spans[2].from == kDay);
}

TEST_CASE("growing demand: the lightest and the heaviest day are simulated, no volume is lost") {
    World world = chat_days(200, 0.1);
    world.workloads[0].spec.synthetic->growth = {GrowthLaw::exponential, 3};
    const SampledPlan plan = plan_sampled(world, 1, 0, 8);
    CHECK(plan.simulated(1));
    CHECK(plan.simulated(199));
    CHECK(days_of(plan) == 200);
    double weighted = 0;
    double expected = 0;
    for (const SampledUnit& unit : plan.units) {
        const double own = plan.calendar.requests[0][static_cast<std::size_t>(unit.day)];
        weighted += unit.weight[0] * own;
    }
    for (const double day : plan.calendar.requests[0]) expected += day;
    CHECK(near(weighted, expected, 1e-9));
    // ∫ 0.1 · 4^(t/y) dt over 200 days = 0.1 · y / ln 4 · (4^(200/365.25) − 1), y in seconds.
    const double year = 365.25 * 86400;
    CHECK(near(expected, 0.1 * year / std::log(4.0) * (std::pow(4.0, 200 / 365.25) - 1), 1e-3));
    // A day goes to one of its two neighbours among the simulated.
    for (std::size_t day = 1; day < 200; ++day) {
        const int stands = plan.units[static_cast<std::size_t>(plan.unit_of[day])].day;
        const int low = std::min<int>(stands, static_cast<int>(day));
        const int high = std::max<int>(stands, static_cast<int>(day));
        for (int between = low + 1; between < high; ++between) {
            CHECK_FALSE(plan.simulated(static_cast<std::size_t>(between)));
        }
    }
}

TEST_CASE("weekdays and weekends are strata of their own") {
    World world = chat_days(70, 0.1);
    world.workloads[0].spec.synthetic->weekly = {1, 1, 1, 1, 1, 0.5, 0.5};
    world.start_unix_s = 4 * 86400;  // 1970-01-05, a Monday
    const SampledPlan plan = plan_sampled(world, 1, 0, 4);
    CHECK(plan.strata == 2);
    for (std::size_t day = 1; day < 70; ++day) {
        const int stands = plan.units[static_cast<std::size_t>(plan.unit_of[day])].day;
        CHECK((stands % 7 >= 5) == (day % 7 >= 5));
    }
}

TEST_CASE("a request stands for whole ones, on average its day's weight") {
    SampledPlan plan;
    plan.units.push_back({0, 0, 2, {2.5}});
    plan.spans.push_back({Nanos{0}, kDay, 0});
    plan.spans.push_back({kDay * 3, kDay * 3 + kHour, -1});
    DayGate gate(&plan, 1);
    std::vector<int> counts;
    for (int i = 0; i < 4; ++i) counts.push_back(gate.count_for(WorkloadId(0u), kHour));
    CHECK(counts == std::vector<int>{3, 2, 3, 2});  // 0.5 + 2.5 = 3, 0 + 2.5 = 2 and 0.5 left …
    CHECK(gate.count_for(WorkloadId(0u), kDay * 2) == 0);
    CHECK(gate.count_for(WorkloadId(0u), kDay * 3) == 0);  // a warm-up
    CHECK(gate.opens(kHour) == kHour);
    CHECK(gate.opens(kDay) == kDay * 3);
    CHECK(gate.opens(kDay * 4) == Nanos::never());
    CHECK(DayGate(nullptr, 1).count_for(WorkloadId(0u), kDay) == 1);
}

TEST_CASE("a day has the same requests whatever other days are simulated") {
    const World world = chat_days(40, 0.05);
    const auto arrivals = [&](const std::vector<SimulatedSpan>& spans, Nanos from) {
        SampledPlan plan;
        plan.spans = spans;
        auto source = open_days(open_source(world, world.workloads[0], 7, 0), plan);
        std::vector<std::int64_t> list;
        TraceRequest request;
        while (source->next(request)) {
            CHECK(std::any_of(spans.begin(), spans.end(), [&](const SimulatedSpan& s) {
                return request.arrival >= s.from && request.arrival < s.until;
            }));
            if (request.arrival >= from) list.push_back(request.arrival.ns);
        }
        return list;
    };
    const SimulatedSpan third{kDay * 2, kDay * 3, 0};
    const auto alone = arrivals({third}, kDay * 2);
    CHECK(alone == arrivals({{Nanos{0}, kHour, -1}, third}, kDay * 2));
    CHECK(alone == arrivals({{kDay, kDay * 2, -1}, third}, kDay * 2));
    // 0.05/s · 86,400 s = 4,320 expected; four standard deviations are 263.
    CHECK(std::abs(static_cast<double>(alone.size()) - 4320) < 263);
}

TEST_CASE("server sessions of days made of other days, joined at midnight") {
    const PoolId pool(0u);
    // Day 0: a server all day and one from 12 to 15 h; day 1: the first until 6 h.
    const std::vector<ServerSession> own{{pool, Nanos{0}, kHour * 30},
                                         {pool, kHour * 12, kHour * 15},
                                         {PoolId(1u), kHour, kHour * 2}};
    // Days 0 and 2 are as day 0, day 1 too, day 3 as day 1.
    const auto made = sessions_by_days(own, pool, {0, 0, 0, 1});
    REQUIRE(made.size() == 5);
    CHECK(made[0].from == Nanos{0});
    CHECK(made[0].until == kDay * 3 + kHour * 6);  // 0 … 72 h, and six more of day 3
    for (std::size_t day = 0; day < 3; ++day) {
        CHECK(made[day + 1].from == kDay * static_cast<std::int64_t>(day) + kHour * 12);
        CHECK(made[day + 1].until - made[day + 1].from == kHour * 3);
    }
    CHECK(made[4].pool == PoolId(1u));
}

TEST_CASE("constant demand: a sampled run is a full one but for the draws of arrivals") {
    const World world = chat_days(61, 0.2);
    RunOptions event;
    event.seed = 3;
    RunOptions some = sampled(12);
    some.seed = 3;
    const Observations full = simulate(world, event);
    const Observations part = simulate(world, some);
    CHECK(part.sampled.days == 61);
    CHECK(part.sampled.simulated.size() == 13);
    CHECK(part.events < full.events / 4);
    // Servers are there all the time; nothing of it is sampled.
    CHECK(sum(part, &PoolUsage::server_ns) == sum(full, &PoolUsage::server_ns));
    // 1,054,080 requests expected; 13 days of 17,280 give a standard deviation of 0.21 %.
    const auto expected = 0.2 * 61 * 86400;
    CHECK(near(static_cast<double>(part.workloads[0].arrived), expected, 0.009));
    CHECK(near(static_cast<double>(sum(part, &PoolUsage::useful_ns)),
               static_cast<double>(sum(full, &PoolUsage::useful_ns)), 0.009));
    CHECK(near(static_cast<double>(sum(part, &PoolUsage::decode_tokens)),
               static_cast<double>(sum(full, &PoolUsage::decode_tokens)), 0.009));
    CHECK(
        near(part.serving[0][0].ttft.quantile(0.99), full.serving[0][0].ttft.quantile(0.99), 0.02));
    // Whoever arrived is somewhere, in whole requests.
    const WorkloadCounts& c = part.workloads[0];
    CHECK(c.arrived == c.completed + c.rejected + c.timed_out + c.lost + c.in_flight);
    CHECK(part.serving[0][0].ttft.count() == c.completed);
}

TEST_CASE("growing demand: a sampled run has the full one's volume, start and end") {
    World world = chat_days(61, 0.2);
    world.workloads[0].spec.synthetic->growth.law = GrowthLaw::exponential;
    world.workloads[0].spec.synthetic->growth.per_year = 10;
    RunOptions event;
    event.seed = 3;
    RunOptions some = sampled(12);
    some.seed = 3;
    const Observations full = simulate(world, event);
    const Observations part = simulate(world, some);
    CHECK(part.events < full.events / 3);
    // 11^(61/365) − 1: half as many again at the end. Of each day alone the draws differ by 0.8 %
    // (one standard deviation of 17,280 requests), of months by less.
    const auto month = [](const Observations& o, std::size_t from) {
        std::int64_t tokens = 0;
        const std::size_t intervals = o.pools[0].size();
        for (std::size_t i = from * intervals / 2; i < (from + 1) * intervals / 2; ++i) {
            tokens += o.pools[0][i].decode_tokens;
        }
        return static_cast<double>(tokens);
    };
    for (const std::size_t half : {0, 1}) CHECK(near(month(part, half), month(full, half), 0.02));
    CHECK(month(full, 1) > 1.15 * month(full, 0));
    CHECK(near(static_cast<double>(part.workloads[0].arrived),
               static_cast<double>(full.workloads[0].arrived), 0.012));
}

TEST_CASE("the day of an outage is simulated in full, and so is the day on which it ends") {
    World world = chat_days(90, 0.05);
    world.workloads[0].spec.timeout = Nanos{kMinute};
    world.sites[0].outages.push_back({kDay * 40 + kHour * 20, kDay * 41 + kHour * 2, "flood"});
    const SampledPlan plan = plan_sampled(world, 1, 0, 6);
    CHECK(plan.simulated(40));
    CHECK(plan.simulated(41));
    CHECK(plan.units[static_cast<std::size_t>(plan.unit_of[40])].stratum == -1);
    const Observations part = simulate(world, sampled(6));
    const Observations full = simulate(world, {});
    // Six hours of 180 an hour: 1,080 lost in either run, ± 4 · √(2 · 1,080).
    const auto lost = [](const Observations& o) { return o.workloads[0].timed_out; };
    CHECK(std::abs(static_cast<double>(lost(full)) - 1080) < 140);
    CHECK(std::abs(static_cast<double>(lost(part) - lost(full))) < 190);
    CHECK(sum(part, &PoolUsage::failed_ns) == sum(full, &PoolUsage::failed_ns));
}

TEST_CASE("many failures are a stratum, few are in full, the run's own seed decides when") {
    World world = chat_days(365, 0.01);
    world.pools[0].servers = world.pools[0].max_servers = 4;
    world.deployments[0].replicas_min = world.deployments[0].replicas_max = 4;
    world.pools[0].failures.mtbf = kDay * 400;  // 4 servers: 3.65 failures a year
    world.pools[0].failures.mttr = kHour * 4;
    const SampledPlan few = plan_sampled(world, 2, 0, 20);
    const Observations idle = simulate_idle(world, 2, 0);
    REQUIRE_FALSE(idle.run_events.empty());
    for (const RunEvent& event : idle.run_events) {
        CHECK(few.simulated(static_cast<std::size_t>(event.at.ns / kDay.ns)));
    }
    CHECK(plan_sampled(world, 3, 0, 20).unit_of != few.unit_of);
    world.pools[0].failures.mtbf = kDay * 20;  // 73 a year: sampled among their like
    const SampledPlan many = plan_sampled(world, 2, 0, 20);
    CHECK(many.all_because.empty());
    CHECK(many.units.size() < 90);
    CHECK(days_of(many) == 365);
}

TEST_CASE("an autoscaled pool: rented server time is that of the days that stand in") {
    // An answer of 300 tokens takes 3.3 s and more: by day 3.4/s want two replicas, at night one.
    World world = chat_days(40, 1.5);
    world.pools[0].max_servers = 6;
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    world.workloads[0].spec.synthetic->output.mean = 300;
    world.workloads[0].spec.synthetic->daily = {1, 1, 1, 1, 1, 1, 2, 4, 8, 9, 9, 9,
                                                9, 9, 9, 8, 6, 4, 2, 1, 1, 1, 1, 1};
    Deployment& d = world.deployments[0];
    d.replicas_max = 6;
    d.autoscaler = AutoscalerSpec{AutoscaleMetric::utilisation, 0.5};
    const Observations full = simulate(world, {});
    const Observations part = simulate(world, sampled(8));
    const auto servers = [](const Observations& o) {
        return static_cast<double>(sum(o, &PoolUsage::server_ns));
    };
    CHECK(servers(full) > 1.05 * static_cast<double>(world.horizon.ns));  // it scales at all
    CHECK(near(servers(part), servers(full), 0.02));
    std::int64_t present = 0;
    for (const ServerSession& s : part.sessions) present += (s.until - s.from).ns;
    CHECK(present == sum(part, &PoolUsage::server_ns));
}

TEST_CASE("what is not sampled says why") {
    CHECK(simulate(chat_days(31, 0.01), sampled()).sampled.all_because ==
          "the horizon is not longer than 31 days");
    World none = small_world(1, 1, kDay * 100);
    CHECK(simulate(none, sampled()).sampled.all_because == "there are no requests");
    const Observations whole = simulate(chat_days(31, 0.01), sampled());
    CHECK(whole.sampled.days == 0);
    CHECK(whole.workloads[0].arrived == simulate(chat_days(31, 0.01), {}).workloads[0].arrived);
}

}  // namespace sampled_test
