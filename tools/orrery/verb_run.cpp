// `run`: simulate a scenario, print the summary, write the results.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/sha256.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/report/focus.hpp"
#include "sim/report/impact_framework.hpp"
#include "sim/report/report.hpp"
#include "sim/report/requests_csv.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/store/results_db.hpp"
#include "sim/study/next_bottleneck.hpp"
#include "sim/study/replicate.hpp"
#include "tools/orrery/page.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/progress.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct RunVerb {
    ScenarioOptions scenario;
    std::string out;
    std::string format = "text";
    std::uint64_t seed = 0;
    bool seed_given = false;
    int replications = 1;
    int jobs = 1;
    bool requests = false;
    bool jobs_csv = false;
    bool impact = false;
    bool focus = false;
    bool quick = false;  ///< no second run for the next bottleneck
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string hash_of(const std::string& file) {
    std::FILE* in = std::fopen(file.c_str(), "rb");
    if (!in) return {};
    Sha256 hash;
    char buffer[1 << 16];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, in)) > 0;) {
        hash.update(std::string_view(buffer, n));
    }
    std::fclose(in);
    return hash.hex();
}

Manifest manifest_of(const RunVerb& verb, const World& world, const Observations& o, double wall_s,
                     double cpu_s) {
    Manifest m;
    m.scenario_file = std::filesystem::path(verb.scenario.scenario).filename().string();
    m.scenario_sha256 = hash_of(verb.scenario.scenario);
    m.catalog_sha256 = world.catalog_hash;
    m.catalog_as_of = world.catalog_as_of;
    for (const Workload& w : world.workloads) {
        for (const std::string& path : {w.trace_path, w.lengths_path}) {
            if (path.empty()) continue;
            m.data_sha256.emplace_back(std::filesystem::path(path).filename().string(),
                                       hash_of(path));
        }
    }
    m.seed = o.seed;
    m.replications = verb.replications;
    m.wall_s = wall_s;
    m.cpu_s = cpu_s;
    m.events = o.events;
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    m.host = host;
    m.compiler = __VERSION__;
    m.written_at = print_date(static_cast<std::int64_t>(std::time(nullptr)));
    m.assumptions = world.origins;
    return m;
}

struct Results {
    Observations observations;
    Ledger ledger;
    Findings findings;
};

Results analyse_all(const RunVerb& verb, const World& world, const RunOptions& options) {
    std::vector<Observations> runs = replicate(world, options, verb.replications, verb.jobs);
    Results r;
    std::vector<Metrics> all;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Ledger ledger = account(world, runs[i]);
        Findings findings = analyse(world, runs[i], ledger);
        all.push_back(findings.metrics);
        if (i > 0) continue;
        r.ledger = std::move(ledger);
        r.findings = std::move(findings);
    }
    r.observations = std::move(runs[0]);
    summarise_replications(r.findings, all);
    if (!verb.quick) r.findings.next = next_bottleneck(world, r.findings, options);
    return r;
}

/// The metadata carry the run's start, not the clock: the same run gives the same files.
void write_focus(const std::string& dir, const World& world, const Results& r) {
    AtomicFile csv(dir + "focus.csv");
    write_focus_csv(world, r.observations, r.ledger, [&](std::string_view t) { csv.write(t); });
    csv.commit();
    write_file(dir + "focus_metadata.json",
               render_focus_metadata(world, world.start_unix_s, false));
}

void write_results(const RunVerb& verb, const World& world, const Results& r,
                   const Manifest& manifest) {
    const std::string dir = verb.out + "/";
    write_file(dir + "result.json", render_json(r.findings));
    write_file(dir + "ledger.csv", render_ledger_csv(r.ledger));
    write_file(dir + "carbon.csv", render_carbon_csv(r.ledger));
    write_file(dir + "timeline.csv", render_timeline_csv(r.findings));
    if (!world.data_classes.empty() || !world.excluded_routes.empty()) {
        write_file(dir + "data_flows.csv", render_data_flows_csv(world));
    }
    if (verb.jobs_csv) write_file(dir + "jobs.csv", render_jobs_csv(world, r.observations));
    if (verb.impact) {
        write_file(dir + "impact.yaml",
                   render_impact_manifest(world, r.observations, r.ledger, r.findings));
    }
    if (verb.focus) write_focus(dir, world, r);
    write_file(dir + "manifest.json", render_manifest(manifest));
    write_file(dir + "report.html",
               render_html(r.findings, world.origins, page_template(), page_bundle()));
    write_results_db(dir + "results.db", r.findings, r.ledger);
}

int exit_code(const Findings& findings, RunEnd end) {
    if (end == RunEnd::interrupted) return kInterrupted;
    if (findings.partial) return kPartial;
    for (const AssertRow& row : findings.asserts) {
        if (!row.holds) return kAssertFailed;
    }
    return kOk;
}

void execute(RunVerb& verb, Outcome& outcome) {
    auto loaded = load(verb.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    if (verb.out.empty()) verb.out = "out/" + world.name;
    std::error_code error;
    std::filesystem::create_directories(verb.out, error);
    if (error) throw EnvironmentError(verb.out + ": cannot be created: " + error.message());
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    RunOptions options;
    options.seed = verb.seed_given ? verb.seed : world.seed;
    std::unique_ptr<RequestsCsv> requests;
    if (verb.requests) {
        requests = std::make_unique<RequestsCsv>(world, verb.out + "/requests.csv");
        options.sink = requests.get();
    }
    Results results;
    {
        Progress progress(world.horizon);
        options.progress = Progress::report;
        options.progress_context = &progress;
        results = analyse_all(verb, world, options);
    }
    if (requests) requests->commit();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const Manifest manifest =
        manifest_of(verb, world, results.observations, wall.count(), cpu_seconds() - cpu);
    write_results(verb, world, results, manifest);
    if (verb.format == "json") {
        fmt::print("{}", render_json(results.findings));
    } else {
        fmt::print("{}", render_text(results.findings, terminal_width()));
        fmt::print(
            "\nReport: {0}/report.html  (result.json, ledger.csv, timeline.csv, results.db, "
            "manifest.json beside it)\n",
            verb.out);
    }
    outcome.code = exit_code(results.findings, results.observations.end);
}

}  // namespace

void add_run(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<RunVerb>();
    CLI::App* sub = app.add_subcommand(
        "run", "Simulate a scenario; print the summary; write results and report");
    add_scenario_options(*sub, verb->scenario);
    sub->add_option("-o,--out", verb->out, "Output folder (default out/<scenario>)");
    CLI::Option* seed = sub->add_option("--seed", verb->seed, "Seed of all random streams");
    sub->add_option("--replications", verb->replications, "Independent runs; adds 95 % intervals")
        ->check(CLI::Range(1, 100000));
    sub->add_option("--jobs", verb->jobs, "Threads for replications")->check(CLI::Range(1, 1024));
    sub->add_option("--format", verb->format, "text or json on stdout")
        ->check(CLI::IsMember({"text", "json"}));
    sub->add_flag("--requests", verb->requests, "Write requests.csv, a row a request");
    sub->add_flag("--jobs-csv", verb->jobs_csv, "Write jobs.csv");
    sub->add_flag("--impact", verb->impact,
                  "Write impact.yaml: an Impact Framework manifest that recomputes our SCI");
    sub->add_flag("--focus", verb->focus,
                  "Write focus.csv and focus_metadata.json: the ledger as FOCUS 1.2");
    sub->add_flag("--no-next", verb->quick, "Do not re-run without the first bottleneck");
    sub->callback([verb, seed, &outcome] {
        verb->seed_given = seed->count() > 0;
        execute(*verb, outcome);
    });
}

}  // namespace orrery::cli
