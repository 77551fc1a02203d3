// Servers that fail and come back: how often, through how small a shop, and that nothing of what
// they lost is left.
#include "sim/engine/delivery.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace faults_test {

using namespace orrery;
using namespace orrery::test;

namespace {

World one_replica() {
    World world = small_world(1, 1, kHour);
    world.tables.push_back(simple_table(8, 256, 16 * 1000));
    Deployment& d = add_deployment(world, "chat", 1, 1);
    d.max_num_seqs = 8;
    d.token_budget = 256;
    add_workload(world, "w");
    return world;
}

class Rows final : public RequestSink {
public:
    void row(const RequestRow& row) override { rows.push_back(row); }
    std::vector<RequestRow> rows;
};

std::vector<RequestRow> rows_of(const World& world, std::vector<TraceRequest> requests) {
    Rows rows;
    RunOptions options;
    options.sink = &rows;
    simulate(world, sources_of(std::move(requests)), options);
    return rows.rows;
}

/// Mean servers that are up, of a pool whose servers fail every `mtbf` and take `mttr`.
double mean_up(int servers, Nanos mtbf, Nanos mttr, int repairs) {
    World world = small_world(servers, 1, kDay * 400);
    world.pools[0].failures.mtbf = mtbf;
    world.pools[0].failures.mttr = mttr;
    world.pools[0].failures.repairs = repairs;
    const Observations o = simulate(world, RequestSources{}, {});
    double down_s = 0;
    for (const PoolUsage& u : o.pools[0]) down_s += static_cast<double>(u.server_down_ns) * 1e-9;
    return servers - down_s / world.horizon.seconds();
}

}  // namespace

TEST_CASE("servers are up for MTBF / (MTBF + MTTR) of the time") {
    // 20 servers, 800 failures each: the share has a standard deviation of 0.002.
    CHECK(std::fabs(mean_up(20, kHour * 10, kHour * 2, 0) / 20 - 10. / 12) < .008);
}

TEST_CASE("a shop that is never idle sets the pace: servers up are its rate times the MTBF") {
    // Ten servers of 10 h, one repair at a time of 10 h: one is up in the mean; of two, two.
    CHECK(std::fabs(mean_up(10, kHour * 10, kHour * 10, 1) - 1) < .2);
    CHECK(std::fabs(mean_up(10, kHour * 10, kHour * 10, 2) - 2) < .3);
}

TEST_CASE("a replica that was lost serves as a fresh one, as if nothing had been there") {
    World world = one_replica();
    world.workloads[0].spec.retries = 1;
    const auto alone = rows_of(world, {request_at(Nanos{0}, 100, 500)});
    REQUIRE(alone.size() == 1);
    world.sites[0].outages.push_back({kSecond * 2, kSecond * 100, "fire"});
    const auto again = rows_of(world, {request_at(Nanos{0}, 100, 500)});
    REQUIRE(again.size() == 1);
    CHECK(again[0].status == std::string("completed"));
    // Up at 100 s, loaded at 130 s, then as long as alone, to the nanosecond.
    CHECK(again[0].finish == kSecond * 130 + alone[0].finish);
}

TEST_CASE("a replica that was lost has no prefix cache left") {
    World world = one_replica();
    world.deployments[0].rules.prefix_cache = true;
    world.workloads[0].spec.shared_prefix = 64;
    const std::vector<TraceRequest> requests{request_at(Nanos{0}, 100, 5),
                                             request_at(kSecond * 50, 100, 5),
                                             request_at(kSecond * 300, 100, 5)};
    const Observations whole = simulate(world, sources_of(requests), {});
    world.sites[0].outages.push_back({kSecond * 100, kSecond * 200, "fire"});
    const Observations cut = simulate(world, sources_of(requests), {});
    // The second and the third find the prefix of 64; after the outage only the second has.
    CHECK(whole.replicas[0].cached_tokens == 128);
    CHECK(cut.replicas[0].cached_tokens == 64);
}

TEST_CASE("small replicas fill a server that is begun, so that a whole one is left") {
    World world = small_world(2, 8, kHour);
    world.tables.push_back(simple_table(8, 256, 16 * 1000));
    for (const auto& [name, accelerators] : {std::pair("a", 4), {"b", 2}, {"c", 8}}) {
        Deployment& d = add_deployment(world, name, 1, accelerators);
        d.max_num_seqs = 8;
        d.token_budget = 256;
    }
    add_workload(world, "w");
    const Observations o = simulate(world, sources_of({}), {});
    for (std::size_t d = 0; d < 3; ++d) CHECK(o.deployments[d][0].ready_ns == kHour.ns);
}

TEST_CASE("a disruption holds from its first instant to the one before its end") {
    DisruptionSpec d;
    d.at = kDay * 10;
    d.duration = kDay * 5;
    CHECK_FALSE(holds(d, kDay * 10 - Nanos{1}));
    CHECK(holds(d, kDay * 10));
    CHECK(holds(d, kDay * 15 - Nanos{1}));
    CHECK_FALSE(holds(d, kDay * 15));
}

}  // namespace faults_test
