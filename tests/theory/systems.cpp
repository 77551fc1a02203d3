// Queueing systems as worlds of the engine: what theory describes, run through router, replicas,
// batches and meters, and what replications of it measured.
#include "tests/theory/systems.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace orrery::theory {
namespace {

class PoissonDemand final : public RequestSource {
public:
    PoissonDemand(Demand demand, double horizon_s, const Run& run, int replication)
        : demand_(std::move(demand)),
          horizon_s_(horizon_s),
          gaps_(run.seed, "gaps", "theory", static_cast<std::uint64_t>(replication)),
          sizes_(run.seed, "sizes", "theory", static_cast<std::uint64_t>(replication)) {}

    bool next(TraceRequest& out) override {
        now_s_ += exponential(gaps_, 1 / demand_.rate);
        if (now_s_ >= horizon_s_) return false;
        const double tokens = demand_.law.draw(sizes_, demand_.mean_s) / demand_.token_s;
        out = test::request_at(Nanos::from_seconds(now_s_), 1,
                               std::max(1, static_cast<int>(tokens + .5)));
        return true;
    }

private:
    Demand demand_;
    double horizon_s_;
    double now_s_ = 0;
    Stream gaps_;
    Stream sizes_;
};

/// The first twentieth of the customers is not measured.
World empty_world(const Demand& demand, int servers, double customers) {
    World world = test::small_world(servers, 1, Nanos::from_seconds(customers / demand.rate));
    world.warmup = Nanos{world.horizon.ns / 20};
    world.meter_interval = kDay;
    return world;
}

}  // namespace

Law deterministic() {
    return {"deterministic", 0, [](Stream&, double mean) { return mean; }};
}
Law erlang_3() {
    return {"Erlang-3", std::sqrt(1. / 3),
            [](Stream& s, double mean) { return erlang(s, 3, mean); }};
}
Law exponential_law() {
    return {"exponential", 1, [](Stream& s, double mean) { return exponential(s, mean); }};
}
Law lognormal_law() {
    return {"lognormal", 1.5,
            [](Stream& s, double mean) { return lognormal_mean_cv(s, mean, 1.5); }};
}
Law hyperexponential_law() {
    return {"hyperexponential", 2,
            [](Stream& s, double mean) { return hyperexponential_mean_cv(s, mean, 2); }};
}

World station(const Demand& demand, int slots, int replicas, double customers) {
    World world = empty_world(demand, replicas, customers);
    Deployment& d = test::add_station(world, "station", slots, demand.token_s);
    d.service = ServiceKind::per_token;
    d.load_time = Nanos{0};
    d.replicas_min = d.replicas_max = replicas;
    d.balancer = replicas > 1 ? BalancerKind::random : BalancerKind::least_outstanding;
    test::add_workload(world, "customers");
    return world;
}

World processor_sharing(const Demand& demand, double customers) {
    constexpr int kMost = 2048;  // at once, never reached at the loads of these tests
    World world = empty_world(demand, 1, customers);
    llm::IterationTable table = test::simple_table(kMost, kMost, 16'000'000'000);
    std::fill(table.g.begin(), table.g.end(), 0);
    for (int b = 0; b <= kMost; ++b) {
        table.h[static_cast<std::size_t>(b)] = std::max(b * demand.token_s, 1e-9);
    }
    table.kappa = 0;
    world.tables.push_back(table);
    Deployment& d = test::add_deployment(world, "sharing", 1, 1);
    d.load_time = Nanos{0};
    d.max_num_seqs = d.token_budget = kMost;
    test::add_workload(world, "customers");
    return world;
}

double Measured::z(double theory) const {
    return error > 0 ? (mean - theory) / error : 0;
}

std::vector<Measured> measure(const World& world, const Demand& demand, const Run& run,
                              const std::vector<Figure>& figures) {
    return measure(world, std::vector<Demand>{demand}, run, figures);
}

std::vector<Measured> measure(const World& world, const std::vector<Demand>& demands,
                              const Run& run, const std::vector<Figure>& figures) {
    std::vector<std::vector<double>> values(figures.size());
    for (int r = 0; r < run.replications; ++r) {
        RunOptions options;
        options.seed = run.seed;
        options.replication = static_cast<std::uint64_t>(r);
        RequestSources sources;
        for (std::size_t w = 0; w < demands.size(); ++w) {
            const int stream = r + static_cast<int>(w) * run.replications;
            sources.push_back(
                std::make_unique<PoissonDemand>(demands[w], world.horizon.seconds(), run, stream));
        }
        const Observations o = simulate(world, std::move(sources), options);
        for (std::size_t f = 0; f < figures.size(); ++f) values[f].push_back(figures[f](o));
    }
    std::vector<Measured> out;
    const double n = run.replications;
    for (const std::vector<double>& figure : values) {
        Measured m;
        for (const double v : figure) m.mean += v / n;
        double squares = 0;
        for (const double v : figure) squares += (v - m.mean) * (v - m.mean);
        m.error = std::sqrt(squares / (n - 1) / n);
        out.push_back(m);
    }
    return out;
}

double mean_wait(const Observations& o) {
    return o.serving[0][0].wait.mean();
}
double mean_sojourn(const Observations& o) {
    return o.serving[0][0].e2e.mean();
}
double share_waiting(const Observations& o) {
    return 1 - o.serving[0][0].wait.share_within(Nanos{0});
}
double share_lost(const Observations& o) {
    const WorkloadCounts& c = o.workloads[0];
    return static_cast<double>(c.rejected + c.timed_out) / static_cast<double>(c.arrived);
}

void agrees(const Measured& seen, double theory, double relative, double absolute) {
    INFO("theory " << theory << ", simulated " << seen.mean << " ± " << seen.error << ", z "
                   << seen.z(theory));
    CHECK(std::fabs(seen.z(theory)) < 4);
    CHECK(std::fabs(seen.mean - theory) <= relative * theory + absolute);
}

}  // namespace orrery::theory
