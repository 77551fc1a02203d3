// `bench sampled`: sampled runs beside full ones, their true and their estimated errors.
#include "tools/bench/sampled.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

#include "orrery/base/cpu_time.hpp"
#include "sim/analysis/analyse.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery {
namespace {

struct Row {
    const char* name;
    const char* example;
    bool fast;  ///< both ways within seconds
    std::vector<std::string> sets;
};

/// What they have in common with the questions that long horizons are asked: failures, growth,
/// outages, autoscaling, batteries and carbon, carbon-aware routing, spot and stock.
std::vector<Row> rows() {
    return {
        {"saas-64, a year", "saas-64", true, {"horizon=365 d"}},
        {"solar-battery, a year", "solar-battery", true, {"horizon=365 d"}},
        {"edge-fallback, 60 days", "edge-fallback", true, {"horizon=60 d"}},
        {"runbook, 120 days", "runbook", true, {"horizon=120 d"}},
        {"control-plane-outage, 120 days", "control-plane-outage", true, {"horizon=120 d"}},
        {"partition, 90 days", "partition", true, {"horizon=90 d"}},
        {"retail-edge, 40 stores, 60 days",
         "retail-edge",
         true,
         {"horizon=60 d", "sites[store].count=40",
          "workloads[recognition].demand.synthetic.rate=0.2 /s"}},
        {"quickstart, a year", "quickstart", false, {"horizon=365 d"}},
        {"quickstart, a year, growing 60 %",
         "quickstart",
         false,
         {"horizon=365 d",
          "workloads[support-chat].demand.synthetic.growth={law: exponential, per_year: 60 %}"}},
    };
}

struct Outcome {
    double cost = 0;
    double p99 = 0;
    double cost_error = 0;
    double p99_error = 0;
    double cpu_s = 0;
    bool whole = false;  ///< no limit or interrupt cut it
    SampledRun sampled;
};

double value(const Findings& f, const std::string& path) {
    const Metric* metric = f.metrics.find(path);
    return metric ? metric->value : 0;
}

Outcome run(const World& world, Fidelity fidelity) {
    const double before = cpu_seconds();
    RunOptions options;
    options.seed = world.seed;
    options.fidelity = fidelity;
    const Observations o = simulate(world, options);
    const Findings f = analyse(world, o, account(world, o));
    Outcome out;
    out.cost = value(f, "cost.total");
    out.p99 = value(f, "latency.ttft.p99");
    out.cost_error = value(f, "sampled.cost_error");
    out.p99_error = value(f, "sampled.ttft_p99_error");
    out.cpu_s = cpu_seconds() - before;
    out.whole = o.end == RunEnd::horizon;
    out.sampled = o.sampled;
    return out;
}

std::optional<World> world_of(const std::string& root, const Row& row,
                              std::vector<std::string> more) {
    cli::ScenarioOptions options;
    options.scenario = root + "/scenarios/examples/" + row.example + ".yaml";
    options.sets = row.sets;
    options.sets.insert(options.sets.end(), more.begin(), more.end());
    cli::Outcome outcome;
    auto loaded = cli::load(options, outcome);
    if (!loaded) return std::nullopt;
    return std::move(loaded->world);
}

double error(double sampled, double full) {
    return full != 0 ? 100 * (sampled / full - 1) : 0;
}

void print(const Row& row, const Outcome& full, const Outcome& part, double years_s, bool json) {
    const auto days = part.sampled.simulated.size();
    if (json) {
        fmt::print(
            "{{\"name\": \"{}\", \"days\": {}, \"simulated\": {}, \"cost_error_pct\": {:.4f}, "
            "\"cost_estimate_pct\": {:.4f}, \"p99_error_pct\": {:.4f}, \"p99_estimate_pct\": "
            "{:.4f}, \"full_cpu_s\": {:.3f}, \"sampled_cpu_s\": {:.3f}, \"five_years_cpu_s\": "
            "{:.3f}}}\n",
            row.name, part.sampled.days, days, error(part.cost, full.cost), 100 * part.cost_error,
            error(part.p99, full.p99), 100 * part.p99_error, full.cpu_s, part.cpu_s, years_s);
        return;
    }
    fmt::print("{:<34}{:>4}{:>5}{:>+7.2f}{:>6.2f}{:>+7.2f}{:>6.2f}{:>8.2f}{:>7.2f}{:>7.2f}\n",
               row.name, part.sampled.days, days, error(part.cost, full.cost),
               100 * part.cost_error, error(part.p99, full.p99), 100 * part.p99_error, full.cpu_s,
               part.cpu_s, years_s);
}

}  // namespace

int bench_sampled(const std::string& root, bool fast, bool json) {
    if (!json) {
        fmt::print("{:<34}{:>9}{:>13}{:>13}{:>22}\n", "", "days", "cost, %", "P99 TTFT, %",
                   "CPU s");
        fmt::print("{:<34}{:>4}{:>5}{:>7}{:>6}{:>7}{:>6}{:>8}{:>7}{:>7}\n", "", "all", "run",
                   "error", "est.", "error", "est.", "full", "part", "5 y");
    }
    for (const Row& row : rows()) {
        if (fast && !row.fast) continue;
        const auto world = world_of(root, row, {});
        if (!world) return 1;
        const Outcome part = run(*world, Fidelity::sampled);
        const Outcome full = run(*world, Fidelity::event);
        const auto years = world_of(root, row, {"horizon=1826 d"});
        if (!years) return 1;
        const Outcome five = run(*years, Fidelity::sampled);
        if (!part.whole || !full.whole || !five.whole) return cli::kPartial;
        print(row, full, part, five.cpu_s, json);
    }
    return 0;
}

}  // namespace orrery
