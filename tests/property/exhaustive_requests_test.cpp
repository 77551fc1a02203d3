// All arrivals of at most four requests on two accelerators: every run with all checkers on, and
// first come, first served against a reference that a reader can check by eye.
#include <algorithm>
#include <functional>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace exhaustive_requests_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Instant of arrival in units, and which of the sizes it has.
struct SmallRequest {
    int at = 0;
    std::size_t size = 0;
};

/// All lists of at most four requests with arrivals 0…3, in order, and sizes out of three.
void for_all_small_loads(const std::function<void(const std::vector<SmallRequest>&)>& act) {
    std::vector<SmallRequest> load;
    const std::function<void(int)> extend = [&](int from) {
        if (!load.empty()) act(load);
        if (load.size() == 4) return;
        for (int at = from; at < 4; ++at) {
            for (std::size_t size = 0; size < 3; ++size) {
                load.push_back({at, size});
                extend(at);
                load.pop_back();
            }
        }
    };
    extend(0);
}

/// (arrivals at one of 4 instants in order, 3 sizes): Σ over n of C(n + 3, 3) · 3ⁿ.
constexpr int kSmallLoads = 4 * 3 + 10 * 9 + 20 * 27 + 35 * 81;

struct Served {
    std::int64_t finish_ns = 0;
    std::uint32_t replica = 0;
    bool operator==(const Served&) const = default;
};

/// One queue for both servers: the first in it goes to the server that is free first.
std::vector<Served> one_queue(const std::vector<SmallRequest>& load, std::int64_t unit,
                              const std::vector<std::int64_t>& service) {
    std::vector<Served> served;
    std::int64_t free_at[2] = {0, 0};
    for (const SmallRequest& request : load) {
        std::int64_t& server = free_at[0] <= free_at[1] ? free_at[0] : free_at[1];
        server = std::max(server, (1 + request.at) * unit) + service[request.size];
        served.push_back({server, 0});
    }
    return served;
}

/// A queue each: an arrival goes where fewer are present, to the first of equals; what leaves at
/// the instant of an arrival is still there for it.
std::vector<Served> two_queues(const std::vector<SmallRequest>& load, std::int64_t unit,
                               const std::vector<std::int64_t>& service) {
    std::vector<Served> served;
    std::vector<std::int64_t> leaves[2];
    for (const SmallRequest& request : load) {
        const std::int64_t now = (1 + request.at) * unit;
        const auto present = [&](std::uint32_t r) {
            return std::count_if(leaves[r].begin(), leaves[r].end(),
                                 [now](std::int64_t t) { return t >= now; });
        };
        const std::uint32_t r = present(1) < present(0) ? 1 : 0;
        const std::int64_t begins = leaves[r].empty() ? now : std::max(now, leaves[r].back());
        leaves[r].push_back(begins + service[request.size]);
        served.push_back({leaves[r].back(), r});
    }
    return served;
}

class Finishes final : public RequestSink {
public:
    explicit Finishes(std::size_t n) : by_id(n, Served{-1, 99}) {}
    void row(const RequestRow& row) override {
        by_id[static_cast<std::size_t>(row.request_id)] = {row.finish.ns, row.replica.value};
    }
    std::vector<Served> by_id;
};

using Lengths = std::vector<std::pair<int, int>>;  ///< prompt and output tokens by size

std::vector<Served> through_engine(const World& world, const std::vector<SmallRequest>& load,
                                   std::int64_t unit, const Lengths& lengths) {
    std::vector<TraceRequest> list;
    for (const SmallRequest& request : load) {
        const auto [prompt, output] = lengths[request.size];
        list.push_back(request_at(Nanos{(1 + request.at) * unit}, prompt, output));
    }
    Finishes finishes(load.size());
    RunOptions options;
    options.sink = &finishes;
    const Observations o = simulate(world, sources_of(std::move(list)), options);
    REQUIRE(o.workloads[0].completed == static_cast<std::int64_t>(load.size()));
    return finishes.by_id;
}

/// A second a token; one station of two slots, or two of one.
World station_world(bool together) {
    World world = small_world(2, 1, Nanos{60 * kSecond.ns});
    Deployment& d = add_station(world, "stations", together ? 2 : 1, 1);
    d.service = ServiceKind::per_token;
    d.load_time = Nanos{0};
    d.replicas_min = d.replicas_max = together ? 1 : 2;
    add_workload(world, "w");
    return world;
}

/// Two replicas that batch: 10 ms an iteration, 0.1 ms a token, 1 µs a token of context.
World batches_world(int max_num_seqs, std::int64_t kv_tokens) {
    World world = small_world(2, 1, Nanos{60 * kSecond.ns});
    world.tables.push_back(simple_table(max_num_seqs, 256, kv_tokens));
    Deployment& d = add_deployment(world, "chat", 2, 1);
    d.max_num_seqs = max_num_seqs;
    d.token_budget = 256;
    d.load_time = Nanos{0};
    add_workload(world, "w");
    return world;
}

/// Alone on a replica of that world, in ns: the prompt in chunks of 256, then a token an iteration.
std::int64_t alone_ns(int prompt, int output) {
    std::int64_t us = 10'000 * ((prompt + 255) / 256) + 100 * prompt;
    for (int j = 1; j < output; ++j) us += 10'100 + prompt + j;
    return us * 1000;
}

}  // namespace

TEST_CASE("four requests on a station of two slots: first come, first served") {
    const World world = station_world(true);
    int tried = 0;
    for_all_small_loads([&](const std::vector<SmallRequest>& load) {
        const auto expected =
            one_queue(load, kSecond.ns, {kSecond.ns, 2 * kSecond.ns, 3 * kSecond.ns});
        const auto seen = through_engine(world, load, kSecond.ns, {{1, 1}, {1, 2}, {1, 3}});
        if (seen != expected) REQUIRE(tried == -1);
        ++tried;
    });
    CHECK(tried == kSmallLoads);
}

TEST_CASE("four requests on two stations: to the one with fewer, then first come, first served") {
    const World world = station_world(false);
    int tried = 0;
    for_all_small_loads([&](const std::vector<SmallRequest>& load) {
        const auto expected =
            two_queues(load, kSecond.ns, {kSecond.ns, 2 * kSecond.ns, 3 * kSecond.ns});
        const auto seen = through_engine(world, load, kSecond.ns, {{1, 1}, {1, 2}, {1, 3}});
        if (seen != expected) REQUIRE(tried == -1);
        ++tried;
    });
    CHECK(tried == kSmallLoads);
}

TEST_CASE("four requests on two replicas that batch one at a time: a queue each, to the ns") {
    const World world = batches_world(1, 16 * 400);
    // 12 ms, the time of the shortest, is the unit: arrivals meet boundaries.
    const Lengths lengths{{20, 1}, {20, 3}, {300, 2}};
    const std::int64_t unit = alone_ns(20, 1);
    CHECK(unit == 12'000'000);
    std::vector<std::int64_t> service;
    for (const auto& [prompt, output] : lengths) service.push_back(alone_ns(prompt, output));
    int tried = 0;
    for_all_small_loads([&](const std::vector<SmallRequest>& load) {
        if (through_engine(world, load, unit, lengths) != two_queues(load, unit, service)) {
            REQUIRE(tried == -1);
        }
        ++tried;
    });
    CHECK(tried == kSmallLoads);
}

TEST_CASE("four requests share batches and too little memory: all is conserved, none is lost") {
    // Four blocks of 16 tokens for prompts of one or two blocks that grow: preemptions are the
    // rule.
    const World world = batches_world(4, 4 * 16);
    const Lengths lengths{{16, 2}, {16, 30}, {31, 20}};
    std::int64_t preemptions = 0;
    int tried = 0;
    for_all_small_loads([&](const std::vector<SmallRequest>& load) {
        std::vector<TraceRequest> list;
        for (const SmallRequest& request : load) {
            const auto [prompt, output] = lengths[request.size];
            list.push_back(request_at(kSecond + Nanos{request.at * 12'000'000}, prompt, output));
        }
        const Observations o = simulate(world, sources_of(std::move(list)), {});
        if (o.workloads[0].completed != static_cast<std::int64_t>(load.size())) {
            REQUIRE(tried == -1);
        }
        preemptions += o.workloads[0].preemptions;
        ++tried;
    });
    CHECK(tried == kSmallLoads);
    CHECK(preemptions > 100);
}

}  // namespace exhaustive_requests_test
