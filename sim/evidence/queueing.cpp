// Theory beside the whole engine: M/M/1, M/M/c, M/G/1 through scenario, router, replicas and
// meters.
#include "sim/evidence/queueing.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>

#include "models/queueing/queueing.hpp"
#include "orrery/base/assert.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/scenario/reader/reader.hpp"

namespace orrery {
namespace {

/// A pool of one server, a station of `slots` servers, Poisson arrivals.
struct System {
    std::string name;
    int slots;
    double rate;
    std::string service;  ///< YAML
    std::string output;   ///< law of output lengths, YAML
};

std::string scenario_text(const System& s, double customers) {
    const double horizon = customers / s.rate;
    return fmt::format(
        "orrery: 1\nname: queue\nhorizon: {:.0f} s\nwarmup: {:.0f} s\nsites:\n"
        "  - {{name: hall, kind: on_prem, country: DE, grid: DE, pue: 1.2}}\n"
        "pools:\n  - {{name: pool, site: hall, server: dgx-h100, servers: 1}}\n"
        "deployments:\n  - {{name: station, pool: pool, service: {{{}}}, engine: {{max_num_seqs: "
        "{}}}}}\n"
        "workloads:\n  - name: load\n    deployments: [station]\n    demand:\n      synthetic:\n"
        "        rate: {} /s\n        prompt: {{constant: {{mean: 1}}}}\n        output: {}\n",
        horizon, horizon / 20, s.service, s.slots, s.rate, s.output);
}

/// The pieces of a catalog that the scenario needs; no fact of it enters a wait.
Catalog bare_catalog() {
    Catalog c;
    Accelerator a;
    a.name = "device";
    a.tdp = Power{1};
    c.accelerators["device"] = a;
    Server s;
    s.name = "dgx-h100";
    s.accelerator = "device";
    s.accelerators = 1;
    s.price_usd = 1;
    c.servers["dgx-h100"] = s;
    Grid g;
    g.name = "DE";
    g.time_zone = "UTC";
    c.grids["DE"] = g;
    c.coefficients["embodied.server_life"] = {"embodied.server_life", 5, "years", {}};
    return c;
}

World world_of(const System& system, double customers) {
    Diagnostics diagnostics;
    const auto scenario =
        read_scenario_text(scenario_text(system, customers), system.name, diagnostics);
    std::optional<World> world;
    if (scenario) world = compile_world(*scenario, bare_catalog(), {}, diagnostics);
    const std::string problems = render(diagnostics);
    ORRERY_ASSERT(world.has_value(), problems.c_str());
    return *world;
}

using Measure = std::function<double(const ServingStats&)>;

struct Question {
    std::string metric;
    std::string unit;
    double theory;
    Measure measure;
};

void ask(const System& system, const std::vector<Question>& questions, int replications,
         double customers, std::uint64_t seed, std::vector<QueueingRow>& rows) {
    const World world = world_of(system, customers);
    std::vector<std::vector<double>> values(questions.size());
    for (int r = 0; r < replications; ++r) {
        RunOptions options;
        options.seed = seed;
        options.replication = static_cast<std::uint64_t>(r);
        const Observations o = simulate_whole(world, options);
        for (std::size_t q = 0; q < questions.size(); ++q) {
            values[q].push_back(questions[q].measure(o.serving[0][0]));
        }
    }
    const auto n = static_cast<double>(replications);
    const boost::math::students_t law(n - 1);
    const double t = boost::math::quantile(boost::math::complement(law, 0.005));
    for (std::size_t q = 0; q < questions.size(); ++q) {
        double mean = 0;
        double squares = 0;
        for (const double v : values[q]) mean += v / n;
        for (const double v : values[q]) squares += (v - mean) * (v - mean);
        rows.push_back({system.name, questions[q].metric, questions[q].theory, mean,
                        t * std::sqrt(squares / (n - 1) / n), questions[q].unit});
    }
}

double mean_wait(const ServingStats& s) {
    return s.wait.mean();
}
double mean_sojourn(const ServingStats& s) {
    return s.e2e.mean();
}
double p99_wait(const ServingStats& s) {
    return s.wait.quantile(0.99);
}
/// Share that waited at all: longer than a nanosecond.
double waited(const ServingStats& s) {
    return 1 - s.wait.share_within(Nanos{0});
}

}  // namespace

bool QueueingRow::holds() const {
    return std::fabs(simulated - theory) <= half_width + Sketch::kRelativeError * theory;
}

std::vector<QueueingRow> validate_queueing(int replications, double customers, std::uint64_t seed) {
    namespace q = queueing;
    std::vector<QueueingRow> rows;
    const std::string any = "{constant: {mean: 1}}";
    for (const double load : {0.5, 0.7, 0.9}) {
        const System s{fmt::format("M/M/1, load {}", load), 1, load, "exponential: 1 s", any};
        ask(s,
            {{"mean wait", "s", q::mm1_mean_wait(load, 1), mean_wait},
             {"mean sojourn", "s", q::mm1_mean_sojourn(load, 1), mean_sojourn},
             {"P(wait)", "", load, waited},
             {"p99 wait", "s", q::mmc_wait_quantile(load, 1, 1, 0.99), p99_wait}},
            replications, customers, seed, rows);
    }
    for (const int c : {4, 16}) {
        const double rate = 0.85 * c;
        const System s{fmt::format("M/M/{}, load 0.85", c), c, rate, "exponential: 1 s", any};
        ask(s,
            {{"mean wait", "s", q::mmc_mean_wait(rate, 1, c), mean_wait},
             {"P(wait)", "", q::erlang_c(rate, c), waited},
             {"p99 wait", "s", q::mmc_wait_quantile(rate, 1, c, 0.99), p99_wait}},
            replications, customers, seed, rows);
    }
    // Tokens of 1 ms: constant 1000; 400 and 1600 equally likely, mean 1000, cv 0.6.
    const System md1{"M/D/1, load 0.7", 1, 0.7, "per_token: 1 ms", "{constant: {mean: 1000}}"};
    ask(md1, {{"mean wait", "s", q::mg1_mean_wait(0.7, 1, 0), mean_wait}}, replications, customers,
        seed, rows);
    const System mg1{"M/G/1, load 0.7, cv 0.6", 1, 0.7, "per_token: 1 ms",
                     "{empirical: {values: [400, 1600]}}"};
    ask(mg1, {{"mean wait", "s", q::mg1_mean_wait(0.7, 1, 0.6), mean_wait}}, replications,
        customers, seed, rows);
    // 90 % of 100, 10 % of 9100: mean 1000, E[S²] = 8.29 s², cv² = 7.29.
    const System heavy{"M/G/1, load 0.7, cv 2.7", 1, 0.7, "per_token: 1 ms",
                       "{empirical: {values: [100, 9100], weights: [9, 1]}}"};
    ask(heavy, {{"mean wait", "s", q::mg1_mean_wait(0.7, 1, 2.7), mean_wait}}, replications,
        customers, seed, rows);
    return rows;
}

std::string render_queueing(const std::vector<QueueingRow>& rows) {
    std::string out = fmt::format("{:<26}{:<14}{:>10}{:>11}{:>10}{:>8}\n", "system", "metric",
                                  "theory", "simulated", "± 99 %", "error");
    for (const QueueingRow& r : rows) {
        out +=
            fmt::format("{:<26}{:<14}{:>10.4f}{:>11.4f}{:>10.4f}{:>7.2f}%{}\n", r.system, r.metric,
                        r.theory, r.simulated, r.half_width, r.error_pct(), r.holds() ? "" : "  !");
    }
    return out;
}

}  // namespace orrery
