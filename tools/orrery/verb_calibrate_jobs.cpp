// `calibrate jobs`: durations and failure rates of one's own cluster, into a pool of a scenario.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/job_rates.hpp"
#include "sim/scenario/quantity.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct JobsVerb {
    ScenarioOptions scenario;
    std::string log;
    std::string pool;
    std::string holdout = "25 %";
    std::string out;
};

const Pool* pool_of(const World& world, const std::string& name, Outcome& outcome) {
    std::string names;
    for (const Pool& p : world.pools) {
        if (p.name == name || (name.empty() && world.pools.size() == 1)) return &p;
        names += (names.empty() ? "" : ", ") + p.name;
    }
    fmt::print(stderr, "orrery: name the pool with --pool: {}\n", names);
    outcome.code = kUsage;
    return nullptr;
}

std::string period_of(const JobCalibration& c) {
    constexpr double kCalendarFrom_s = 1e9;
    if (c.origin_s < kCalendarFrom_s) return fmt::format("{:.1f} d", c.span_s / 86400);
    const auto day = [](double s) {
        return print_date(static_cast<std::int64_t>(s)).substr(0, 10);
    };
    return day(c.origin_s) + " to " + day(c.origin_s + c.span_s);
}

/// The jobs themselves are replayed; how their servers fail is a rate.
std::string overlay(const JobsVerb& v, const JobCalibration& c, const std::string& pool) {
    const fs::path folder = fs::path(v.scenario.scenario).parent_path();
    const auto path = fs::proximate(v.log, folder.empty() ? fs::path(".") : folder).string();
    const EventRate& s = c.all.servers;
    const std::string error =
        s.events > 0 ? fmt::format("MTBF 95 % {:.0f} to {:.0f} h", s.mean_low_h(), s.mean_high_h())
                     : std::string("no failure seen");
    std::string out = fmt::format(
        "# Written by `orrery calibrate jobs`.\ncalibrated: {{source: \"{}\", period: \"{}\", "
        "error: "
        "\"{}\"}}\n",
        fs::path(v.log).filename().string(), period_of(c), error);
    if (c.nodes_told && s.events > 0) {
        out += fmt::format("pools:\n  - {{name: {}, failures: {{mtbf: {:.1f} h}}}}\n", pool,
                           s.mean_h());
    }
    return out +
           fmt::format("job_traces:\n  - {{name: own-jobs, file: \"{}\", pool: {}}}\n", path, pool);
}

void calibrate(const JobsVerb& v, Outcome& outcome) {
    Diagnostics flags;
    const double holdout = held_out_share(v.holdout, flags);
    print(flags);
    outcome.code = flags_exit_code(flags);
    if (outcome.code != kOk) return;
    std::string pool = v.pool;
    int accelerators = 8;
    if (!v.scenario.scenario.empty()) {
        const auto loaded = load(v.scenario, outcome);
        if (!loaded) return;
        const Pool* found = pool_of(loaded->world, v.pool, outcome);
        if (!found) return;
        pool = found->name;
        accelerators = found->server.accelerators;
    } else if (!v.out.empty()) {
        fmt::print(stderr, "orrery: -o needs --base SCENARIO, whose pool it is about\n");
        outcome.code = kUsage;
        return;
    }
    const auto calibration = calibrate_jobs(v.log, holdout, std::max(accelerators, 1));
    if (!calibration) {
        fmt::print(stderr, "orrery: {} has fewer than 50 jobs that say how long they ran\n", v.log);
        outcome.code = kInvalid;
        return;
    }
    fmt::print("{}", render_job_rates(*calibration));
    if (v.out.empty()) return;
    write_file(v.out, overlay(v, *calibration, pool));
    fmt::print("\nThe jobs and the MTBF of {} are in {}; use it with -f\n", pool, v.out);
}

}  // namespace

void add_calibrate_jobs(CLI::App& calibrate_verb, Outcome& outcome) {
    auto v = std::make_shared<JobsVerb>();
    CLI::App* sub = calibrate_verb.add_subcommand(
        "jobs", "Durations and failure rates from one's own cluster's jobs (sacct and others)");
    sub->add_option("log", v->log, "Jobs in a format that `trace describe` knows")->required();
    sub->add_option("--base", v->scenario.scenario, "Scenario whose pool ran them");
    sub->add_option("-f,--overlay", v->scenario.overlays, "Overlay merged over it; repeatable");
    sub->add_option("--catalog", v->scenario.catalogs, "Folder of facts that override");
    sub->add_flag("--allow-path", v->scenario.allow_path,
                  "Allow files outside the scenario's folder and ORRERY_DATA");
    sub->add_option("--pool", v->pool, "Default: the only one");
    sub->add_option("--holdout", v->holdout, "Share held out from the end: 25 %");
    sub->add_option("-o,--out", v->out, "Write the overlay here");
    sub->callback([v, &outcome] { calibrate(*v, outcome); });
}

}  // namespace orrery::cli
