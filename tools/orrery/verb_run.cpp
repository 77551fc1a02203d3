// `run`: simulate a scenario, print the summary, write the results.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "orrery/base/cpu_time.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/report.hpp"
#include "sim/report/requests_csv.hpp"
#include "sim/report/text_page.hpp"
#include "sim/report/trace_json.hpp"
#include "sim/store/data_files.hpp"
#include "sim/study/next_bottleneck.hpp"
#include "sim/study/parallel.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/output_folder.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/progress.hpp"
#include "tools/orrery/results.hpp"
#include "tools/orrery/tee_sink.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct RunVerb : ResultOptions {
    ScenarioOptions scenario;
    std::string format = "text";
    std::string fidelity = "event";
    int sampled_days = 0;
    std::uint64_t seed = 0;
    bool seed_given = false;
    int replications = 1;
    int jobs = processors_here();
    bool requests = false;
    bool trace = false;
    TraceBounds trace_bounds;
    std::string trace_from = "0 s";
    bool quick = false;  ///< no second run for the next bottleneck
};

AnalysedRuns analyse_all(const RunVerb& verb, const World& world, const RunOptions& options,
                         std::vector<std::string>& packed) {
    const auto count = static_cast<std::size_t>(verb.replications);
    PackedRuns runs(count);
    AnalysedRuns r =
        analyse_runs(world, count, verb.jobs, simulated_runs(world, options),
                     [&runs](std::size_t i, const Observations& o) { runs.add(i, o); });
    packed = runs.take();
    if (!verb.quick) r.findings.next = next_bottleneck(world, r, options);
    return r;
}

/// What the result can be priced from again.
StoredRun stored_run(const RunVerb& verb, const Loaded& loaded) {
    StoredRun run;
    const ScenarioOptions& from = verb.scenario;
    run.layers = layers_of({from.scenario, from.overlays, from.sets});
    run.folder = std::filesystem::absolute(from.scenario).parent_path().string();
    run.allow_any_path = from.allow_path;
    for (const std::string& folder : catalog_folders(from.catalogs)) {
        run.catalog.push_back(catalog_folder(folder));
    }
    run.data = data_files(loaded.scenario, data_folder());
    run.replications = verb.replications;
    return run;
}

/// Who looks at the requests of the first replication.
struct Watchers {
    Watchers(const RunVerb& verb, const World& world, const std::string& folder) : slow(world) {
        tee.add(slow);
        if (verb.requests) {
            requests = std::make_unique<RequestsCsv>(world, folder + "/requests.csv");
            tee.add(*requests);
        }
        if (verb.trace) {
            trace = std::make_unique<TraceJson>(world, folder + "/trace.json", verb.trace_bounds);
            tee.add(*trace);
        }
    }
    /// Of one reader no stream has to be shared: it is called for every request.
    [[nodiscard]] RequestSink* sink() {
        if (requests || trace) return &tee;
        return &slow;
    }
    /// Puts their files in place.
    void commit(const Observations& first) {
        if (requests) requests->commit();
        if (trace) trace->finish(first);
    }

    SlowRequests slow;
    std::unique_ptr<RequestsCsv> requests;
    std::unique_ptr<TraceJson> trace;
    TeeSink tee;
};

/// "trace.json: 300,000 events; left out: …"
void tell_trace(const RunVerb& verb, const TraceJson& trace) {
    const TraceLeftOut& out = trace.left_out();
    std::vector<std::string> left;
    const auto add = [&left](std::int64_t n, const char* what) {
        if (n > 0) left.push_back(fmt::format("{} {}", n, what));
    };
    add(out.requests, "requests beyond the bound (--trace-events)");
    add(out.earlier, "requests before --trace-from");
    add(out.jobs, "jobs");
    add(out.marks, "outages, deliveries and other marks");
    if (out.intervals_each == 0) left.emplace_back("all counters");
    fmt::print(stderr, "{}/trace.json: {} events{}{}; open it in ui.perfetto.dev\n", verb.out,
               trace.events(),
               left.empty() ? ", nothing left out" : "; left out: ", fmt::join(left, ", "));
    if (out.intervals_each > 1) {
        fmt::print(stderr, "  a value of its counters stands for {} meter intervals\n",
                   out.intervals_each);
    }
}

bool read_flags(RunVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const double from = quantity(verb.trace_from, Measure::duration, "--trace-from", diagnostics);
    if (!diagnostics.has_errors() && from < 0) {
        complain(diagnostics, "--trace-from", "a time before the run", "'6 h' after its start");
    }
    verb.trace_bounds.from = Nanos::from_seconds(from);
    print(diagnostics);
    if (diagnostics.has_errors()) outcome.code = kUsage;
    return !diagnostics.has_errors();
}

RunOptions options_of(const RunVerb& verb, const World& world) {
    RunOptions options;
    options.seed = verb.seed_given ? verb.seed : world.seed;
    if (verb.fidelity == "sampled") options.fidelity = Fidelity::sampled;
    options.sampled_days = verb.sampled_days;
    return options;
}

/// Simulates, and writes all of it into the folder.
AnalysedRuns run_into(const RunVerb& verb, const Loaded& loaded, const std::string& folder) {
    const World& world = loaded.world;
    StoredRun run = stored_run(verb, loaded);
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    RunOptions options = options_of(verb, world);
    Watchers watchers(verb, world, folder);
    options.sink = watchers.sink();
    AnalysedRuns results;
    {
        Progress progress(world.horizon);
        options.progress = Progress::report;
        options.progress_context = &progress;
        results = analyse_all(verb, world, options, run.packed);
        options.progress = nullptr;
        options.progress_context = nullptr;
    }
    watchers.commit(results.first);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const Manifest manifest = manifest_of(run, world, results, wall.count(), cpu_seconds() - cpu);
    run.next = results.findings.next;
    options.sink = nullptr;
    ResultOptions beside = verb;
    beside.out = folder;
    write_results(beside, world, results, manifest, run, simulated_runs(world, options),
                  watchers.slow.take());
    if (watchers.trace) tell_trace(verb, *watchers.trace);
    return results;
}

void show(const RunVerb& verb, const Findings& findings) {
    if (verb.format == "json") {
        fmt::print("{}", render_json(findings));
    } else if (verb.format == "md") {
        fmt::print("{}", render_markdown(findings));
    } else {
        fmt::print("{}", render_text(findings, terminal_width()));
        // The path stays whole, to be copied; what is beside it fits the window.
        text::Page beside(terminal_width());
        beside.paragraph(
            "(result.json, plan.md, ledger.csv, timeline.csv, results.db, manifest.json beside "
            "it)",
            "  ");
        fmt::print("\nReport: {}/report.html\n{}", verb.out, beside.out);
    }
}

/// Whether a run that came to its end has left its result there.
bool has_whole_result(const std::string& folder) {
    std::ifstream file(folder + "/result.json");
    if (!file) return false;
    const auto json = nlohmann::json::parse(file, nullptr, false);
    return json.is_object() && json.contains("partial") && json["partial"] == false;
}

/// Thrown so that the folder keeps what it has.
struct KeepsOld {};

void execute(RunVerb& verb, Outcome& outcome) {
    if (!read_flags(verb, outcome)) return;
    const auto loaded = load(verb.scenario, outcome);
    if (!loaded) return;
    if (verb.out.empty()) verb.out = "out/" + loaded->world.name;
    OutputFolder folder(verb.out);
    AnalysedRuns results;
    try {
        folder.put(
            [&](const std::string& beside) {
                results = run_into(verb, *loaded, beside);
                const bool cut = results.end == RunEnd::interrupted;
                if (cut && has_whole_result(verb.out)) throw KeepsOld();
            },
            optional_files(true));
        show(verb, results.findings);
    } catch (const KeepsOld&) {
        fmt::print(stderr,
                   "orrery: interrupted; nothing was written: {} keeps the whole result that is "
                   "there\n",
                   verb.out);
    }
    outcome.code = exit_code(results.findings, results.end);
}

}  // namespace

void add_run(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<RunVerb>();
    CLI::App* sub = app.add_subcommand(
        "run", "Simulate a scenario; print the summary; write results and report");
    add_scenario_options(*sub, verb->scenario);
    add_result_options(*sub, *verb, "default out/<scenario>");
    CLI::Option* seed = sub->add_option("--seed", verb->seed, "Seed of all random streams");
    sub->add_option("--replications", verb->replications, "Independent runs; adds 95 % intervals")
        ->check(CLI::Range(1, 100000));
    sub->add_option("--jobs", verb->jobs, "Threads for replications, default one a processor")
        ->check(CLI::Range(1, 1024));
    sub->add_option("--format", verb->format, "text, json or md (for a pull request) on stdout")
        ->check(CLI::IsMember({"text", "json", "md"}));
    sub->add_option("--fidelity", verb->fidelity,
                    "event: every request; sampled: those of representative days")
        ->check(CLI::IsMember({"event", "sampled"}));
    sub->add_option("--sampled-days", verb->sampled_days, "Days that stand for others, about (40)")
        ->check(CLI::Range(2, 10000));
    sub->add_flag("--requests", verb->requests, "Write requests.csv, a row a request");
    CLI::Option* trace =
        sub->add_flag("--trace", verb->trace,
                      "Write trace.json: requests, jobs, outages and queues over time (Perfetto)");
    sub->add_option("--trace-events", verb->trace_bounds.events, "At most so many in it (300000)")
        ->check(CLI::Range(100, 10'000'000))
        ->needs(trace);
    sub->add_option("--trace-from", verb->trace_from, "Its requests from then on: '6 h' of the run")
        ->needs(trace);
    sub->add_flag("--no-next", verb->quick, "Do not re-run without the first bottleneck");
    sub->callback([verb, seed, &outcome] {
        verb->seed_given = seed->count() > 0;
        execute(*verb, outcome);
    });
}

}  // namespace orrery::cli
