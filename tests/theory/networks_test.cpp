// Processor sharing, open and closed networks of queues, through the whole engine: batches that
// share a replica, conversations that come back.
#include <cmath>
#include <memory>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"
#include "tests/theory/systems.hpp"

namespace networks_test {

using namespace orrery;
using namespace orrery::theory;

namespace {

/// M/G/1-PS: E[T] = E[S]/(1 − ρ) whatever the law (L. Kleinrock, Queueing Systems II, 4.4).
void check_sharing(const Law& law, double load, const Run& run, double relative) {
    INFO("processor sharing, " << law.name << ", load " << load);
    // A thousand tokens in the mean: steps of a thousandth of the service are nearly a fluid.
    const Demand demand{load, 1, 1e-3, law};
    const auto seen =
        measure(processor_sharing(demand, run.customers), demand, run, {mean_sojourn});
    INFO("theory " << 1 / (1 - load) << ", simulated " << seen[0].mean << " ± " << seen[0].error);
    CHECK(std::fabs(seen[0].mean - 1 / (1 - load)) <= relative / (1 - load));
}

constexpr int kStations = 3;
constexpr double kThink = 2;  ///< s, in the mean
constexpr double kTurns = 3;

/// Three stations with exponential service of 1 s, one picked at random for each turn; between two
/// turns somebody thinks.
World network_world(const Demand& demand, double turns, double customers) {
    World world = station(demand, 1, kStations, customers);
    world.deployments[0].service = ServiceKind::exponential;
    world.deployments[0].service_s = 1;
    ConversationSpec conversation;
    conversation.turns = turns;
    conversation.think_time = Nanos::from_seconds(kThink);
    conversation.prompt.mean = conversation.output.mean = 1;
    world.workloads[0].spec.conversation = conversation;
    return world;
}

/// J. R. Jackson, Networks of waiting lines, 1957: each station is an M/M/1 of its own, and a
/// conversation of n turns takes n sojourns and n − 1 thoughts.
void check_jackson(double load, const Run& run, double relative) {
    const Demand demand{load * kStations / kTurns, 1, 1, deterministic()};
    World world = network_world(demand, kTurns, run.customers);
    const auto conversation = [](const Observations& o) { return o.tasks[0].e2e.mean(); };
    const auto seen = measure(world, demand, run, {mean_wait, mean_sojourn, conversation});
    const double sojourn = 1 / (1 - load);
    agrees(seen[0], load * sojourn, relative);
    agrees(seen[1], sojourn, relative);
    agrees(seen[2], kTurns * sojourn + (kTurns - 1) * kThink, relative);
}

/// Mean value analysis of a closed network (M. Reiser, S. Lavenberg, JACM 27, 1980): turns a
/// second of `people` that think for kThink and then go to one of three stations.
double mva_throughput(int people) {
    double queue = 0;  // at each station
    double turns_s = 0;
    for (int n = 1; n <= people; ++n) {
        const double residence = 1 * (1 + queue);
        turns_s = n / (kThink + residence);
        queue = turns_s * residence / kStations;
    }
    return turns_s;
}

/// All come at once and never go.
class Crowd final : public RequestSource {
public:
    explicit Crowd(int people) : left_(people) {}
    bool next(TraceRequest& out) override {
        out = test::request_at(Nanos{kSecond.ns}, 1, 1);
        return left_-- > 0;
    }

private:
    int left_;
};

void check_closed(int people, const Run& run, double relative) {
    INFO("closed network of " << people);
    const Demand any{1, 1, 1, deterministic()};
    World world = network_world(any, 1e9, run.customers / mva_throughput(people));
    std::vector<double> rates;
    Measured seen;
    for (int r = 0; r < run.replications; ++r) {
        RunOptions options;
        options.replication = static_cast<std::uint64_t>(r);
        RequestSources sources;
        sources.push_back(std::make_unique<Crowd>(people));
        const Observations o = simulate(world, std::move(sources), options);
        const double span = (world.horizon - world.warmup).seconds();
        rates.push_back(static_cast<double>(o.serving[0][0].measured) / span);
        seen.mean += rates.back() / run.replications;
    }
    for (const double rate : rates) seen.error += (rate - seen.mean) * (rate - seen.mean);
    seen.error = std::sqrt(seen.error / (run.replications - 1) / run.replications);
    agrees(seen, mva_throughput(people), relative);
}

std::vector<Law> sharing_laws() {
    return {deterministic(), erlang_3(), exponential_law(), hyperexponential_law()};
}

}  // namespace

TEST_CASE("a replica that batches is a processor that is shared, whatever the law") {
    for (const Law& law : sharing_laws()) check_sharing(law, .6, {6, 10'000}, .05);
}

TEST_CASE("conversations over three stations are a network of Jackson's") {
    check_jackson(.7, {10, 15'000}, .04);
}

TEST_CASE("people who never go are a closed network") {
    for (const int people : {1, 3, 10}) check_closed(people, {10, 10'000}, .02);
}

TEST_CASE("the full grid: processor sharing", "[.full]") {
    for (const Law& law : sharing_laws()) {
        for (const double load : {.3, .6}) check_sharing(law, load, {20, 100'000}, .015);
        check_sharing(law, .8, {20, 300'000}, .015);
    }
}

TEST_CASE("the full grid: open and closed networks", "[.full]") {
    for (const double load : {.3, .5, .7, .85}) check_jackson(load, {20, 200'000}, .015);
    // A conversation has 100,000 turns at most: fewer customers than that.
    for (const int people : {1, 2, 5, 10, 30}) check_closed(people, {20, 60'000}, .005);
}

}  // namespace networks_test
