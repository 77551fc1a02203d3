// `trace describe|convert`: what a recorded workload looks like; into Orrery's format.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/jobs_describe.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "sim/ingest/open_pipe.hpp"
#include "sim/ingest/shape.hpp"
#include "sim/scenario/quantity.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct TraceVerb {
    std::string file;
    std::string out;
    std::string fit;
    std::string format = "text";
    double window_s = -1;  ///< below 0: ten seconds for requests, an hour for jobs
    [[nodiscard]] Nanos window(double otherwise_s) const {
        return Nanos::from_seconds(window_s < 0 ? otherwise_s : window_s);
    }
    std::uint64_t seed = 1;
};

/// What is wrong with the rows, all of it at once.
bool fine(const TraceVerb& verb, std::int64_t requests, Diagnostics& diagnostics,
          Outcome& outcome) {
    if (requests == 0 && !diagnostics.has_errors()) {
        scan_trace(verb.file, TraceKind::automatic, verb.window(10), diagnostics);
    }
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    return outcome.code == kOk;
}

void describe_job_trace(const TraceVerb& verb) {
    JobReader reader(verb.file, JobFormat::automatic, verb.window(3600));
    const JobsDescription jobs = describe_jobs(reader);
    fmt::print("{}", verb.format == "json" ? jobs_json(jobs) : render_jobs(jobs));
}

void describe(const TraceVerb& verb, Outcome& outcome) {
    const auto held = open_pipe(verb.file);
    if (recognise_jobs(verb.file) != JobFormat::automatic) {
        describe_job_trace(verb);
        return;
    }
    Diagnostics diagnostics;
    TraceReader reader(verb.file, TraceKind::automatic, verb.window(10), &diagnostics);
    const TraceDescription recorded = describe_recorded(reader);
    tell_unread(reader, verb.file, diagnostics);
    if (!fine(verb, recorded.requests, diagnostics, outcome)) return;
    if (!can_be_fitted(recorded)) {
        const bool json = verb.format == "json";
        fmt::print("{}", json ? description_json(recorded, nullptr) : render_description(recorded));
        fmt::print(stderr, "orrery: a generator needs two requests at different times\n");
        return;
    }
    const SyntheticSpec spec = fit_generator(recorded);
    const FitCheck check = check_fit(recorded, spec, verb.seed);
    if (!verb.fit.empty()) write_file(verb.fit, generator_yaml(spec));
    if (verb.format == "json") {
        fmt::print("{}", description_json(recorded, &check));
        return;
    }
    fmt::print("{}\n{}", render_description(recorded), render_fit(check));
    if (verb.fit.empty()) {
        fmt::print("\nIt reads, as a workload's demand (--fit FILE writes it):\n\n{}",
                   generator_yaml(spec));
    } else {
        fmt::print("\nThe fitted generator is in {}\n", verb.fit);
    }
}

void convert(const TraceVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const auto held = open_pipe(verb.file);
    TraceReader reader(verb.file, TraceKind::automatic, verb.window(10), &diagnostics);
    AtomicFile out(verb.out);
    std::string buffer = "arrival_s,prompt_tokens,output_tokens,max_tokens\n";
    TraceRequest r;
    std::int64_t rows = 0;
    while (reader.next(r)) {
        ++rows;
        buffer += fmt::format("{}.{:09},{},{},{}\n", r.arrival.ns / kSecond.ns,
                              r.arrival.ns % kSecond.ns, r.prompt_tokens, r.output_tokens,
                              r.max_tokens > 0 ? std::to_string(r.max_tokens) : "");
        if (buffer.size() < (1u << 18)) continue;
        out.write(buffer);
        buffer.clear();
    }
    if (!fine(verb, rows, diagnostics, outcome)) return;
    out.write(buffer);
    out.commit();
    fmt::print("{} requests written to {}\n", rows, verb.out);
}

}  // namespace

void add_trace(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<TraceVerb>();
    CLI::App* trace = app.add_subcommand("trace", "Recorded workloads");
    trace->require_subcommand(1);
    CLI::App* show = trace->add_subcommand(
        "describe",
        "Requests: rate, burstiness, lengths, daily shape, and a generator that reproduces "
        "them; jobs: sizes, durations, arrivals, GPU hours, ends");
    CLI::App* into = trace->add_subcommand("convert", "Into an Orrery CSV");
    for (CLI::App* sub : {show, into}) {
        sub->add_option(
               "file", verb->file,
               "Azure CSV, Mooncake JSONL, Orrery CSV; describe also reads jobs of Philly, "
               "Helios, Acme, PAI, openb, Gavel, Tiresias, GAIA, SWF, sacct; .gz, .zst; or a pipe")
            ->required();
        sub->add_option("--sort-window", verb->window_s, "Seconds by which rows may be late");
    }
    show->add_option("--fit", verb->fit, "Write the fitted generator to this file");
    show->add_option("--format", verb->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    show->add_option("--seed", verb->seed, "Of the generated comparison");
    into->add_option("-o,--out", verb->out, "Output file")->required();
    show->callback([verb, &outcome] { describe(*verb, outcome); });
    into->callback([verb, &outcome] { convert(*verb, outcome); });
}

}  // namespace orrery::cli
