// Advice is given where a target is missed and nowhere else; how much more load would fit.
#include "sim/analysis/headroom.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/chat.hpp"

namespace headroom_test {

using namespace orrery;
using namespace orrery::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

World with_slo(double ttft_s) {
    World world = chat_world(4, 16 * 200);
    for (Workload& w : world.workloads) w.spec.slo.ttft_s = ttft_s;
    return world;
}

std::string said(const Findings& f, const std::string& part) {
    for (const std::string& s : f.answer) {
        if (s.find(part) != std::string::npos) return s;
    }
    return {};
}

bool advises(const Findings& f) {
    return said(f, "Most time is lost").find(f.bottlenecks.at(0).remedy) != std::string::npos;
}

const BoundRow& row_of(const Findings& f, const std::string& quantity) {
    const auto it = std::find_if(f.bounds.begin(), f.bounds.end(),
                                 [&](const BoundRow& b) { return b.quantity == quantity; });
    REQUIRE(it != f.bounds.end());
    return *it;
}

/// A request a second in the second half of an hour, none before.
RequestSources second_half(const World& world) {
    RequestSources sources;
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        std::vector<TraceRequest> list;
        for (int s = 1800; s < 3600 && w == 0; ++s) {
            list.push_back(request_at(Nanos::from_seconds(s), 100, 20));
        }
        sources.push_back(std::make_unique<ListSource>(list));
    }
    return sources;
}

Findings of_second_half(const World& world) {
    const Observations o = simulate(world, second_half(world), {});
    return analyse(world, o, account(world, o));
}

/// An API that lets a request a second pass, for 100 s.
World api_world() {
    World world = small_world(1, 1, Nanos{100 * kSecond.ns});
    add_deployment(world, "mini", 1, 1).requests_s_limit = 1;
    add_workload(world, "w");
    return world;
}

/// Of those that arrive there the routed ones pass, all others are turned away.
Observations refusals(std::int64_t routed, std::int64_t arrived) {
    Observations o;
    o.ended_at = Nanos{100 * kSecond.ns};
    o.serving.emplace_back(1);
    o.deployments = {{DeploymentUsage{}}};
    o.deployments[0][0].arrivals = routed;
    o.workloads.resize(1);
    o.workloads[0].arrived = arrived;
    o.workloads[0].rejected = arrived - routed;
    return o;
}

}  // namespace

TEST_CASE("where every level is kept, lost time is told and nothing is advised") {
    const Findings kept = find(with_slo(100), 1, 120, 60);
    CHECK(analysis::targets_of(kept) == analysis::Targets::kept);
    CHECK_FALSE(advises(kept));
    CHECK_THAT(said(kept, "Most time is lost"), EndsWith("; no target is missed by it."));
    // Alone a first token takes 10 ms, 0.1 ms a prompt token and what its context takes.
    const Findings missed = find(with_slo(0.05), 20, 120, 60);
    CHECK(analysis::targets_of(missed) == analysis::Targets::missed);
    CHECK(advises(missed));
    // What no fleet of these accelerators would keep, more of them do not mend.
    const Findings never = find(with_slo(1e-6), 1, 120, 60);
    CHECK(analysis::targets_of(never) == analysis::Targets::missed);
    CHECK_FALSE(advises(never));
    CHECK_THAT(said(never, "nobody else"), Contains("faster accelerators"));
    const Findings none = find(with_slo(-1), 1, 120, 60);
    CHECK(analysis::targets_of(none) == analysis::Targets::none);
    CHECK_THAT(said(none, "Most time is lost"), EndsWith("of all time lost)."));
}

TEST_CASE("time lost where a level is missed is that of the workloads that miss it") {
    const auto late_of = [](double one, double two) {
        World world = with_slo(one);
        world.workloads[1].spec.slo.ttft_s = two;
        const Findings f = find(world, 1, 120, 60);
        double lost = 0;
        double late = 0;
        for (const Bottleneck& b : f.bottlenecks) lost += b.lost_s, late += b.late_s;
        return std::pair{lost, late};
    };
    const auto [lost, none] = late_of(100, 100);
    const double first = late_of(1e-6, 100).second;
    const double second = late_of(100, 1e-6).second;
    CHECK(none == 0);
    CHECK(first > 0);
    CHECK(second > 0);
    CHECK(near(first + second, lost, 1e-9));
    CHECK(near(late_of(1e-6, 1e-6).second, lost, 1e-9));
}

TEST_CASE("advice is for what misses its level, not for what waits longest") {
    Findings f;
    f.bottlenecks = {{"Sequence slots of batch", "slots", "batch", 90, 0.9, "Raise A.", 2},
                     {"KV cache memory of chat", "kv_memory", "chat", 10, 0.1, "Raise B.", 6}};
    f.metrics.set("slo.by_workload.chat.attainment", {0.5});
    f.metrics.set("slo.by_workload.chat.target", {0.9});
    CHECK(analysis::bottleneck_sentence(f) ==
          "Most time is lost to sequence slots of batch (90 % of all time lost); where a service "
          "level is missed, to KV cache memory of chat (75 % of what is lost there). Raise B.");
    f.bottlenecks[0].late_s = 18;
    CHECK(analysis::bottleneck_sentence(f) ==
          "Most time is lost to sequence slots of batch (90 % of all time lost). Raise A.");
}

TEST_CASE("a failed assertion on latency and overload ask for advice, one on cost does not") {
    World world = with_slo(-1);
    world.asserts = {{{}, "cost.total < 1", "cost.total", "<", 1, ""}};
    CHECK_FALSE(advises(find(world, 1, 120, 60)));
    world.asserts = {{{}, "latency.ttft.p99 < 1e-6", "latency.ttft.p99", "<", 1e-6, ""}};
    CHECK(advises(find(world, 1, 120, 60)));
    CHECK(advises(find(with_slo(-1), 100, 120, 60)));
}

TEST_CASE("the busiest interval is what headroom is of") {
    World world = with_slo(100);
    world.meter_interval = Nanos{kHour.ns / 2};
    const Findings f = of_second_half(world);
    // Everything comes in one of two halves: the peak is twice the mean.
    const double mean = row_of(f, "offered work").simulated;
    CHECK(near(row_of(f, analysis::kPeakWork).simulated, 2 * mean, 1e-12));
    CHECK(near(value(f, "headroom.peak.chat"), 2 * mean, 1e-12));
    CHECK_THAT(said(f, "In its busiest"), Contains("In its busiest 30 minutes chat, the fullest"));
    CHECK_THAT(said(f, "In its busiest"),
               Contains(fmt::format("at most {:.3g} times that load fits", 0.5 / mean)));
    // Two replicas are ready, and an autoscaler may start eight: a quarter of the load.
    world.deployments[0].autoscaler.emplace();
    world.deployments[0].replicas_min = 2;
    world.deployments[0].replicas_max = 8;
    world.pools[0].max_servers = 8;
    const Findings scaled = of_second_half(world);
    CHECK(near(row_of(scaled, analysis::kPeakWork).simulated, 2 * mean / 4, 0.05));
}

TEST_CASE("a wait below the clock's resolution is none") {
    // 512 slots with less than one taken: Erlang C falls to 1e-300 and below.
    World world = chat_world(256, 256 * 200);
    const Findings f = find(world, 0.05, 120, 60);
    CHECK(row_of(f, "mean wait").bound == 0);
}

TEST_CASE("an API whose limits turn requests away is named, with how far") {
    World world = api_world();
    Observations o = refusals(90, 300);
    o.workloads[0].too_long = 10;  // those no limit turned away
    const Ledger ledger;
    Findings f;
    analysis::add_offered_work({world, o, ledger}, f);
    // (90 + 200) / 100 s of one a second.
    CHECK(analysis::limits_sentence(f) ==
          "Beyond the limits of an API: mini (2.90 times what its limits let pass); the rest is "
          "turned away.");
    world.deployments[0].requests_s_limit = 3;
    Findings enough;
    analysis::add_offered_work({world, o, ledger}, enough);
    CHECK(analysis::limits_sentence(enough).empty());
}

TEST_CASE("headroom is of what is fullest: an API's limit, or the gateway's") {
    World world = api_world();
    Observations o = refusals(80, 200);
    world.workloads[0].spec.limit.rate = 0.8;
    world.workloads[0].spec.limit.burst = 1;
    const Ledger ledger;
    const auto fullest = [&] {
        Findings f;
        analysis::add_offered_work({world, o, ledger}, f);
        analysis::add_headroom({world, o, ledger}, f);
        return f;
    };
    // 2 a second come, 0.8 pass the gateway; what it turns away never came to the API.
    const Findings gate = fullest();
    CHECK(near(value(gate, "headroom.gateway.w"), 2.5, 1e-12));
    CHECK(analysis::headroom_sentence(gate) ==
          "w is sent 250 % of what its limit lets pass: not one request more passes.");
    CHECK(analysis::limits_sentence(gate) ==
          "Beyond its rate limit: w (2.50 times what it lets pass); the gateway turns the rest "
          "away.");
    CHECK(analysis::targets_of(gate) == analysis::Targets::none);
    world.workloads[0].spec.limit.rate = 10;
    const Findings api = fullest();
    CHECK(near(value(api, "headroom.limit.mini"), 0.8, 1e-12));
    CHECK(analysis::headroom_sentence(api) ==
          "mini is sent 80 % of what its limit lets pass: at most 1.25 times that load fits.");
}

TEST_CASE("headroom counts no more replicas than the pool has accelerators for") {
    World world = with_slo(100);
    world.meter_interval = Nanos{kHour.ns / 2};
    const double mean = row_of(of_second_half(world), "offered work").simulated;
    world.deployments[0].autoscaler.emplace();
    world.deployments[0].replicas_min = 2;
    world.deployments[0].replicas_max = 8;
    const auto peak_with = [&](int servers) {
        world.pools[0].max_servers = servers;  // of one accelerator each, as a replica
        return row_of(of_second_half(world), analysis::kPeakWork).simulated;
    };
    const double alone = peak_with(8);
    const double tight = peak_with(3);
    CHECK(near(alone, 2 * mean / 4, 0.05));
    CHECK(near(tight / alone, 8.0 / 3, 1e-9));
}

}  // namespace headroom_test
