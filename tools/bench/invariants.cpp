// `bench invariants`: what the checks of a run cost, with and without them in one process.
#include "tools/bench/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "orrery/base/cpu_time.hpp"
#include "sim/accounts/checked.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/simulation.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery {
namespace {

constexpr int kPairs = 7;
constexpr double kLeastSeconds = 0.2;  ///< of one measurement: short runs are repeated

constexpr const char* kAuditedExamples[]{"quickstart",
                                         "saas-64",
                                         "multi-model",
                                         "vision",
                                         "agents",
                                         "runbook",
                                         "provisioned-throughput",
                                         "retail-edge",
                                         "partition",
                                         "hybrid-500"};

struct AuditCost {
    std::int64_t requests = 0;
    std::int64_t events = 0;
    double run_s = 0;    ///< with the checks, CPU
    double ratio = 0;    ///< with over without, the median of the pairs
    double books_s = 0;  ///< accounts and findings, CPU
    double balance = 0;  ///< share of the trial balances in that
};

Observations run_once(const World& world, bool checked) {
    RunOptions options;
    options.seed = world.seed;
    Simulation simulation(world, open_sources(world, options.seed, 0), options);
    if (!checked) simulation.without_checks();
    return simulation.run();
}

/// CPU seconds of one run, the mean of so many.
double run_seconds(const World& world, bool checked, int times) {
    const double before = cpu_seconds();
    for (int i = 0; i < times; ++i) run_once(world, checked);
    return (cpu_seconds() - before) / times;
}

double median_of(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

void measure_books(const World& world, const Observations& o, AuditCost& cost) {
    const double before = cpu_seconds();
    Ledger ledger = account(world, o);
    analyse(world, o, ledger);
    const double after = cpu_seconds();
    check_balance(ledger);
    cost.books_s = after - before;
    cost.balance = cost.books_s > 0 ? (cpu_seconds() - after) / cost.books_s : 0;
}

AuditCost measure_audits(const World& world) {
    AuditCost cost;
    const double first = cpu_seconds();
    const Observations o = run_once(world, true);
    const double once = cpu_seconds() - first;
    for (const WorkloadCounts& counts : o.workloads) cost.requests += counts.arrived;
    cost.events = o.events;
    const int times = std::max(1, static_cast<int>(kLeastSeconds / std::max(once, 1e-6)));
    std::vector<double> ratios;
    std::vector<double> seconds;
    for (int pair = 0; pair < kPairs; ++pair) {
        // The one that goes first takes turns: clocks and caches drift.
        const bool with_first = pair % 2 == 0;
        const double a = run_seconds(world, with_first, times);
        const double b = run_seconds(world, !with_first, times);
        const auto [with, without] = with_first ? std::pair(a, b) : std::pair(b, a);
        ratios.push_back(with / without);
        seconds.push_back(with);
    }
    cost.run_s = median_of(seconds);
    cost.ratio = median_of(ratios);
    measure_books(world, o, cost);
    return cost;
}

void print_audits(const char* name, const AuditCost& cost, bool json) {
    if (json) {
        fmt::print(
            "{{\"name\": \"{}\", \"requests\": {}, \"events\": {}, \"cpu_s\": {:.4g}, "
            "\"with_over_without\": {:.5f}, \"books_cpu_s\": {:.4g}, \"balance_share\": {:.5f}}}\n",
            name, cost.requests, cost.events, cost.run_s, cost.ratio, cost.books_s, cost.balance);
        return;
    }
    fmt::print("{:<24}{:>10}{:>11}{:>9.3f}{:>+10.2f} %{:>10.3f}{:>9.2f} %\n", name, cost.requests,
               cost.events, cost.run_s, 100 * (cost.ratio - 1), cost.books_s, 100 * cost.balance);
}

}  // namespace

int bench_invariants(const std::string& root, bool json) {
    if (!json) {
        fmt::print("{:<24}{:>10}{:>11}{:>9}{:>12}{:>10}{:>11}\n", "", "requests", "events",
                   "run, s", "its checks", "books, s", "balances");
    }
    std::vector<double> ratios;
    for (const char* example : kAuditedExamples) {
        cli::ScenarioOptions options;
        options.scenario = root + "/scenarios/examples/" + example + ".yaml";
        cli::Outcome outcome;
        const auto loaded = cli::load(options, outcome);
        if (!loaded) return 1;
        const AuditCost cost = measure_audits(loaded->world);
        print_audits(example, cost, json);
        ratios.push_back(cost.ratio);
    }
    const double all = median_of(ratios);
    if (json) {
        fmt::print("{{\"name\": \"median\", \"with_over_without\": {:.5f}}}\n", all);
    } else {
        fmt::print("median of the examples: the checks of a run take {:.2f} % more time\n",
                   100 * (all - 1));
    }
    return 0;
}

}  // namespace orrery
