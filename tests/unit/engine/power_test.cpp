// Caps of sites: paces, who yields how much, jobs and replicas that wait for power.
#include "sim/engine/facility/pace.hpp"
#include "sim/engine/facility/throttle.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace power_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Nanos s(double seconds) {
    return Nanos::from_seconds(seconds);
}

/// Half the dynamic power at 0.8 of the speed; no slower step.
std::vector<ThrottleStep> steps(double full_w) {
    return {{1, full_w}, {.8, full_w / 2}};
}

/// Servers of 8 × (50 W idle, 400 W) and hosts of 100 to 200 W: a gang of `servers` that steps at
/// utilisation 1 draws 3,400 W a server, standing still 600 W, with nothing on it 500 W.
Job& add_job(World& world, const char* name, int servers, double work_s) {
    Job job;
    job.name = name;
    job.pool = PoolId(0u);
    job.servers = servers;
    job.spec.step_time = s(10);
    job.spec.steps = static_cast<std::int64_t>(work_s / 10);
    job.spec.utilisation = 1;
    job.throttle = steps(350);
    world.jobs.push_back(job);
    return world.jobs.back();
}

void cap(World& world, std::vector<double> watts) {
    watts.resize(world.intervals(), watts.back());
    world.sites[0].power_cap_w = std::move(watts);
}

double seconds(DeviceTime ns) {
    return static_cast<double>(ns) / 1e9;
}

PowerClaim claim(std::uint32_t job, int priority, Nanos slack) {
    PowerClaim c;
    c.job = job;
    c.priority = priority;
    c.slack = slack;
    c.site_w_per_w = 1;
    c.steps = steps(100);
    return c;
}

}  // namespace

TEST_CASE("a pace turns wall time into work and back, to the nanosecond") {
    Pace pace(7);
    pace.change(1'000, 333'333, 3);
    pace.change(4'000, 0, 0);
    pace.change(9'000, kFullSpeed, 7);
    CHECK(pace.worked(1'000) == 1'000);
    CHECK(pace.worked(4'000) == 1'999);  // 3,000 × 0.333333, down
    CHECK(pace.worked(8'000) == 1'999);
    CHECK(pace.worked(10'000) == 2'999);
    CHECK(pace.reached(1'999) <= 4'000);
    CHECK(pace.reached(2'000) == 9'001);
    CHECK(pace.slow_ns(10'000) == 8'000);
    for (std::int64_t w = 0; w < 3'000; ++w) CHECK(pace.worked(pace.reached(w)) == w);
    pace.change(10'000, 0, 0);
    CHECK(pace.reached(3'000) == INT64_MAX);
}

TEST_CASE("power between two steps is shared in proportion, and below the slowest none is used") {
    CHECK(fastest_within(steps(100), 100).speed == 1);
    CHECK(fastest_within(steps(100), 75).speed == Approx(.9));
    CHECK(fastest_within(steps(100), 50).speed == Approx(.8));
    CHECK(fastest_within(steps(100), 49).speed == 0);
    CHECK(least_for(steps(100), .9).dynamic_w == Approx(75));
    CHECK(least_for(steps(100), .1).dynamic_w == Approx(50));
}

TEST_CASE("the highest priority number yields first, then most slack") {
    PowerView view;
    view.cap_w = view.firm_cap_w = 225;
    view.remaining = s(3600);
    view.claims = {claim(0, 0, Nanos::never()), claim(1, 5, s(7200)), claim(2, 0, s(90'000))};
    // 300 W are wanted: of 75 W job 1 gives 50 W at its slowest step and stands still for the rest.
    PowerDecision d = share_power(view);
    CHECK(d.steps[1].speed == 0);
    CHECK(d.steps[0].speed == 1);
    CHECK(d.steps[2].speed == 1);
    CHECK(d.cap_met);
    view.cap_w = view.firm_cap_w = 275;
    CHECK(share_power(view).steps[1].speed == Approx(.9));
    view.claims[1].priority = 0;  // now the one without a deadline has most slack
    d = share_power(view);
    CHECK(d.steps[0].speed == Approx(.9));
    CHECK(d.steps[1].speed == 1);
}

TEST_CASE("a job without slack yields only to the firm cap, and not to an agreement") {
    PowerView view;
    view.cap_w = 75;
    view.firm_cap_w = 300;
    view.remaining = s(3600);
    view.claims = {claim(0, 0, s(0))};
    PowerDecision d = share_power(view);
    CHECK(!d.agreement_met);
    CHECK(d.cap_met);
    CHECK(d.steps[0].speed == 1);
    view.firm_cap_w = 75;
    d = share_power(view);
    CHECK(d.steps[0].speed == Approx(.9));
    CHECK(d.cap_met);
    // Slack of 360 s in an hour: a tenth of its speed may be lost, and the power of 0.9 is 75 W.
    view.claims[0].slack = s(360);
    view.cap_w = 74;
    view.firm_cap_w = 300;
    CHECK(!share_power(view).agreement_met);
    view.cap_w = 75.001;
    CHECK(share_power(view).agreement_met);
}

TEST_CASE("a job at the cap is slower for the hours of the cap, and its time still adds up") {
    World world = small_world(1, 8, Nanos{kDay});
    add_job(world, "train", 1, 7200);
    // 3,400 W at full speed; 8 × 350 W above idle: 2,700 W leave 2,100 of 2,800 W, so 0.9.
    cap(world, {2700, 1e9});
    const Observations out = simulate(world, RequestSources{}, {});
    const JobRecord& r = out.jobs[0];
    // 3,240 s of work in the first hour; the other 3,960 s at full speed.
    CHECK(r.end == s(3600 + 3960));
    CHECK(seconds(r.time.useful) == 8 * 7200);
    CHECK(seconds(r.time.throttled) == 8 * 360);
    CHECK(r.throttled_ns == kHour.ns);
    CHECK(out.pools[0][0].throttled_ns == s(360).ns * 8);
    // 8 accelerators: 50 W idle and 262.5 W while they step.
    CHECK(out.pools[0][0].job_energy_j == Approx(8 * (50 + 262.5) * 3600));
    CHECK(out.pools[0][0].yielded_j == Approx(8 * (350 - 262.5) * 3600));
    REQUIRE(out.run_events.size() == 1);
    CHECK(out.run_events[0].kind == "throttled");
    CHECK(out.run_events[0].until == Nanos{kHour});
}

TEST_CASE("a job that gets less than its slowest step stands still, and loses nothing") {
    World world = small_world(1, 8, Nanos{kDay});
    add_job(world, "train", 1, 7200);
    cap(world, {1e9, 1999, 1e9});
    const Observations out = simulate(world, RequestSources{}, {});
    CHECK(out.jobs[0].end == s(7200 + 3600));
    CHECK(out.jobs[0].steps_done == 720);
    CHECK(seconds(out.jobs[0].time.throttled) == 8 * 3600);
    CHECK(seconds(out.jobs[0].time.lost) == 0);
    // Idle accelerators alone.
    CHECK(out.pools[0][1].job_energy_j == Approx(8 * 50 * 3600));
}

TEST_CASE("a job whose servers are free waits for power, and says so") {
    World world = small_world(2, 8, Nanos{kDay});
    add_job(world, "a", 1, 3600);
    add_job(world, "b", 1, 3600);
    world.jobs[1].spec.submit = s(60);
    for (Job& job : world.jobs) job.throttle = {{1, 350}, {.8, 210}};
    // Hosts and idle accelerators of both 1,200 W; one at full speed 2,800 W, at its slowest step
    // 1,680 W: one fits, two do not, not even slowly.
    cap(world, {4010});
    const Observations out = simulate(world, RequestSources{}, {});
    CHECK(out.jobs[0].end == s(3600));
    CHECK(out.jobs[0].time.throttled == 0);
    CHECK(out.jobs[1].start == s(3600));
    CHECK(out.jobs[1].power_wait_ns == s(3540).ns);
    CHECK(out.jobs[1].wait_ns == out.jobs[1].power_wait_ns);
    // With priority over `a`, it makes `a` stand still instead.
    world.jobs[0].spec.priority = 1;
    const Observations urgent = simulate(world, RequestSources{}, {});
    CHECK(urgent.jobs[1].start == s(60));
    CHECK(urgent.jobs[1].time.throttled == 0);
    CHECK(urgent.jobs[0].end == s(7200));
}

TEST_CASE("replicas are not slowed, one more is refused when jobs cannot make room") {
    World world = small_world(2, 8, Nanos{kHour});
    world.tables.push_back(simple_table(4, 64, 1 << 20));
    world.shapes.emplace_back();
    Deployment& d = add_deployment(world, "chat", 1, 8);
    d.replicas_max = 2;
    d.max_num_seqs = 4;
    d.token_budget = 64;
    d.peak_w = 8 * 400;
    d.autoscaler = AutoscalerSpec{AutoscaleMetric::queue, 1, s(10), Nanos{kHour}};
    add_workload(world, "users");
    std::vector<TraceRequest> requests;
    for (int i = 0; i < 200; ++i) requests.push_back(request_at(s(1 + i * 0.01), 16, 100));
    // Two idle servers 1,000 W, a replica 2,900 W more: 3,900 W; two would draw 6,800 W.
    cap(world, {5000});
    const Observations out = simulate(world, sources_of(requests), {});
    CHECK(out.workloads[0].completed == 200);
    bool refused = false;
    for (const RunEvent& e : out.run_events) refused = refused || e.kind == "refused";
    CHECK(refused);
    CHECK(out.deployments[0][0].ready_ns == kHour.ns);
    cap(world, {7000});
    CHECK(simulate(world, sources_of(requests), {}).deployments[0][0].ready_ns > kHour.ns);
}

TEST_CASE("sleeping accelerators are metered, and wake for a job after a while") {
    World world = small_world(1, 8, Nanos{2 * kHour.ns});
    world.pools[0].sleep_after = s(600);
    world.pools[0].wake = s(30);
    add_job(world, "train", 1, 600).spec.submit = s(3600);
    const Observations out = simulate(world, RequestSources{}, {});
    // Asleep from 600 s to 3,600 s; done at 4,230 s and asleep again from 4,830 s on.
    CHECK(out.jobs[0].end == s(3600 + 30 + 600));
    CHECK(out.pools[0][0].sleep_ns == s(3000).ns * 8);
    CHECK(out.pools[0][1].sleep_ns == s(7200 - 4830).ns * 8);
    CHECK(seconds(out.jobs[0].time.restart) == 8 * 30);
    world.jobs[0].spec.submit = s(300);
    CHECK(simulate(world, RequestSources{}, {}).jobs[0].end == s(900));
}

}  // namespace power_test
