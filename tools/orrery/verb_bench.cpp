// `bench kernel`: the figures of the kernel on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/facts.hpp"
#include "tools/bench/facility.hpp"
#include "tools/bench/invariants.hpp"
#include "tools/bench/jobs.hpp"
#include "tools/bench/kernel.hpp"
#include "tools/bench/ledger.hpp"
#include "tools/bench/sampled.hpp"
#include "tools/bench/serving.hpp"
#include "tools/bench/studies.hpp"
#include "tools/bench/training.hpp"
#include "tools/bench/year.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

void add_bench(CLI::App& app, Outcome& outcome) {
    auto json = std::make_shared<bool>(false);
    CLI::App* bench = app.add_subcommand("bench", "Speed on this machine, beside a baseline");
    bench->require_subcommand(1);
    bench->add_flag("--json", *json, "JSON instead of a table");
    bench->add_subcommand("kernel", "Event queue beside std::priority_queue in the same run")
        ->callback([json, &outcome] { outcome.code = bench_kernel(*json); });
    bench->add_subcommand("serving", "Requests per CPU-second through router, batches and meters")
        ->callback([json, &outcome] { outcome.code = bench_serving(*json); });
    bench->add_subcommand("jobs", "Jobs per CPU-second through the gang scheduler")
        ->callback([json, &outcome] { outcome.code = bench_jobs(data_folder(), *json); });
    bench->add_subcommand("facility", "CPU time of a battery year at 5-minute steps")
        ->callback([json, &outcome] { outcome.code = bench_facility(*json); });
    bench->add_subcommand("ledger", "Postings per CPU-second of a year of hours under contracts")
        ->callback([json, &outcome] { outcome.code = bench_ledger(*json); });
    bench->add_subcommand("training", "Parallelism configurations per CPU-second in search")
        ->callback([json, &outcome] { outcome.code = bench_training(*json); });
    bench->add_subcommand("invariants", "Runs with and without their checks, in one process")
        ->callback(
            [json, &outcome] { outcome.code = bench_invariants(api::share_folder(), *json); });
    auto studies = std::make_shared<StudyBench>();
    studies->root = api::share_folder();
    CLI::App* grid = bench->add_subcommand(
        "studies", "What handing out runs costs, how threads scale, runs a second of a grid");
    grid->add_option("--points", studies->points, "Of the grid")->check(CLI::Range(1, 100000));
    grid->add_option("--threads", studies->threads)->check(CLI::Range(2, 1024));
    grid->add_option("--repeats", studies->repeats, "Of each measurement; the median counts")
        ->check(CLI::Range(1, 1000));
    grid->callback([json, studies, &outcome] {
        outcome.code = bench_studies(*studies, outcome.ranks, *json);
    });
    auto requests = std::make_shared<double>(1e8);
    CLI::App* year = bench->add_subcommand("year", "CPU time of a part of a year of ten sites");
    year->add_option("--requests", *requests, "Of the 1e9 that the year has (1e8)")
        ->check(CLI::Range(1e3, 1e10));
    year->callback([json, requests, &outcome] { outcome.code = bench_year(*requests, *json); });
    auto fast = std::make_shared<bool>(false);
    CLI::App* sampled = bench->add_subcommand(
        "sampled", "Sampled runs beside full ones: errors, estimated errors, CPU time");
    sampled->add_flag("--fast", *fast, "Only those that take seconds");
    sampled->callback([json, fast, &outcome] {
        outcome.code = bench_sampled(api::share_folder(), *fast, *json);
    });
}

}  // namespace orrery::cli
