// `bench kernel`: the figures of the kernel on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/bench/facility.hpp"
#include "tools/bench/jobs.hpp"
#include "tools/bench/kernel.hpp"
#include "tools/bench/ledger.hpp"
#include "tools/bench/serving.hpp"
#include "tools/bench/training.hpp"
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
}

}  // namespace orrery::cli
