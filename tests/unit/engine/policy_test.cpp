// Routers and autoscaler: what they decide from what they see.
#include "sim/engine/policy/autoscaler.hpp"
#include "sim/engine/policy/router.hpp"
#include "tests/support/catch.hpp"

namespace policy_test {

using namespace orrery;

namespace {

RouteView route(int outstanding, int rtt_ms, double usd, double ttft) {
    RouteView r;
    r.replica = ReplicaId(1u);
    r.outstanding = outstanding;
    r.rtt = Nanos{rtt_ms * 1'000'000};
    r.usd_per_million_tokens = usd;
    r.ttft_estimate_s = ttft;
    return r;
}

}  // namespace

TEST_CASE("nearest takes the shortest round trip that is not full, ties in order") {
    const auto router = make_router(RouterKind::nearest);
    std::vector<RouteView> routes{route(0, 30, 1, 1), route(9, 5, 1, 1), route(0, 5, 1, 1)};
    CHECK(router->decide(routes, -1) == 1);
    routes[1].full = true;
    CHECK(router->decide(routes, -1) == 2);
    routes[2].holds = false;
    CHECK(router->decide(routes, -1) == 0);
    routes[0].replica = {};
    CHECK(router->decide(routes, -1) == kNoRoute);
}

TEST_CASE("least outstanding breaks ties by distance") {
    const auto router = make_router(RouterKind::least_outstanding);
    CHECK(router->decide({route(3, 1, 1, 1), route(2, 50, 1, 1), route(2, 10, 1, 1)}, -1) == 2);
}

TEST_CASE("cheapest within the SLO: cheap while in time, else the fastest") {
    const auto router = make_router(RouterKind::cheapest_within_slo);
    CHECK(router->decide({route(0, 1, 5, 0.2), route(0, 1, 1, 0.9)}, 1.0) == 1);
    CHECK(router->decide({route(0, 1, 5, 0.2), route(0, 1, 1, 1.1)}, 1.0) == 0);
    CHECK(router->decide({route(0, 1, 5, 3.0), route(0, 1, 1, 2.0)}, 1.0) == 1);
    CHECK(router->decide({route(0, 1, 5, 3.0), route(0, 1, 1, 9.0)}, -1) == 1);
}

TEST_CASE("the autoscaler: up at once, down by one after the quiet time, within bounds") {
    Deployment d;
    d.replicas_min = 1;
    d.replicas_max = 6;
    AutoscalerSpec queue{AutoscaleMetric::queue, 4, kMinute, Nanos{10 * kMinute.ns}};
    ScalingView view;
    view.ready = 2;
    view.slots = 10;
    view.waiting = 17;  // ⌈17/4⌉ = 5
    CHECK(decide_scaling(queue, d, view).replicas == 5);
    view.waiting = 8;  // exactly the target of two replicas
    CHECK(decide_scaling(queue, d, view).replicas == 2);
    view.waiting = 400;
    CHECK(decide_scaling(queue, d, view).replicas == 6);
    view.waiting = 0;
    view.outstanding = 3;
    view.quiet_for = Nanos{9 * kMinute.ns};
    CHECK(decide_scaling(queue, d, view).replicas == 2);
    view.quiet_for = Nanos{10 * kMinute.ns};
    CHECK(decide_scaling(queue, d, view).replicas == 1);
    view.ready = 1;
    CHECK(decide_scaling(queue, d, view).replicas == 1);
    AutoscalerSpec share{AutoscaleMetric::utilisation, 0.5, kMinute, Nanos{10 * kMinute.ns}};
    view.ready = 2;
    view.outstanding = 16;  // 16/10 slots at half: 3.2 → 4 replicas
    CHECK(decide_scaling(share, d, view).replicas == 4);
    // A target of next to nothing wants more than any number holds: all that there may be.
    for (const AutoscaleMetric metric :
         {AutoscaleMetric::queue, AutoscaleMetric::utilisation, AutoscaleMetric::ttft}) {
        view.waiting = 17;
        view.mean_ttft_s = 3;
        CHECK(decide_scaling({metric, 1e-300, kMinute, kMinute}, d, view).replicas ==
              (metric == AutoscaleMetric::ttft ? 4 : 6));
    }
}

TEST_CASE("an empty deployment starts for those beside it, and goes when they would do") {
    Deployment d;
    d.replicas_min = 0;
    d.replicas_max = 4;
    const Nanos quiet{10 * kMinute.ns};
    const AutoscalerSpec queue{AutoscaleMetric::queue, 4, kMinute, quiet};
    const AutoscalerSpec ttft{AutoscaleMetric::ttft, 2, kMinute, quiet};
    const AutoscalerSpec share{AutoscaleMetric::utilisation, 0.5, kMinute, quiet};
    ScalingView view;
    view.slots = 10;
    const auto wanted = [&](const AutoscalerSpec& spec) {
        return decide_scaling(spec, d, view).replicas;
    };
    CHECK(wanted(queue) == 0);
    const auto beside = [](int ready, int waiting, int outstanding, int slots, double ttft_s) {
        LoadBeside out;
        out.ready = ready;
        out.waiting = waiting;
        out.outstanding = outstanding;
        out.slots = slots;
        out.mean_ttft_s = ttft_s;
        return out;
    };
    const LoadBeside idle = beside(2, 0, 0, 40, 0);
    view.beside = {idle, beside(2, 8, 20, 40, 2.0)};  // at its targets: 4 · 2, 2 s, 0.5 · 40
    CHECK(wanted(queue) == 0);
    CHECK(wanted(ttft) == 0);
    CHECK(wanted(share) == 0);
    view.beside = {idle, beside(2, 9, 21, 40, 2.1)};  // an idle workload does not make up for it
    CHECK(wanted(queue) == 1);
    CHECK(wanted(ttft) == 1);
    CHECK(wanted(share) == 1);
    view.beside = {idle};
    view.beside[0].turned_away = true;  // queues are shorter than the target, and full
    CHECK(wanted(queue) == 1);
    view.ready = 1;
    view.quiet_for = quiet;
    view.outstanding = 3;
    const auto goes = [&](const LoadBeside& one) {
        view.beside = {idle, one};
        return wanted(queue) == 0;
    };
    CHECK(goes(beside(2, 0, 29, 40, 0)));
    CHECK_FALSE(goes(beside(2, 0, 30, 40, 0)));  // 3 + 30 > 0.8 · 40
    CHECK_FALSE(goes(beside(2, 1, 29, 40, 0)));
    CHECK_FALSE(goes(beside(0, 0, 0, 0, 0)));  // the last that serves the workload
    LoadBeside full = beside(2, 0, 29, 40, 0);
    full.held = 39;  // caches let no more than 39 run: 3 + 29 > 0.8 · 39
    CHECK_FALSE(goes(full));
    LoadBeside api = beside(1, 0, 0, 1000, 0);
    api.bounded = false;
    CHECK_FALSE(goes(api));
    view.beside = {};
    CHECK(wanted(queue) == 1);
    view.outstanding = 0;  // nobody is there
    CHECK(wanted(queue) == 0);
    CHECK(goes(api));
    CHECK(goes(beside(0, 0, 0, 0, 0)));
    CHECK_FALSE(goes(beside(2, 0, 33, 40, 0)));  // it stands by while those beside it are busy
    view.outstanding = 1;
    view.beside = {beside(2, 0, 0, 40, 1.1)};  // above half of 2 s
    CHECK(wanted(ttft) == 1);
    view.beside[0].mean_ttft_s = 1;
    CHECK(wanted(ttft) == 0);
}

}  // namespace policy_test
