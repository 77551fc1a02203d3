// The files of a result, as `run` and `reprice` write them.
#pragma once
#include <string>
#include <vector>

#include "sim/report/report.hpp"
#include "sim/store/slow_requests.hpp"
#include "sim/store/stored_run.hpp"
#include "sim/study/analyse_runs.hpp"

namespace CLI {
class App;
}

namespace orrery::cli {

struct ResultOptions {
    std::string out;
    bool jobs_csv = false;
    bool impact = false;
    bool xlsx = false;
    bool focus = false;
};
void add_result_options(CLI::App& verb, ResultOptions& options, const std::string& default_folder);

Manifest manifest_of(const StoredRun& run, const World& world, const AnalysedRuns& results,
                     double wall_s, double cpu_s);

/// `again` brings observations of a replication that `run` does not keep; `slow` are the slowest
/// requests of the first one.
void write_results(const ResultOptions& options, const World& world, const AnalysedRuns& results,
                   const Manifest& manifest, const StoredRun& run, const RunSource& again = {},
                   const std::vector<SlowRequest>& slow = {});

/// What the findings mean for the exit code.
int exit_code(const Findings& findings, RunEnd end);

/// Files that only some results have: those of a simulation, and what of them depends on money.
std::vector<std::string> optional_files(bool simulated);

}  // namespace orrery::cli
