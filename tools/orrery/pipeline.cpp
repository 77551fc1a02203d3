// From the words on the command line to a World, and from a World to findings.
#include "tools/orrery/pipeline.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "orrery/facts.hpp"
#include "sim/ingest/trace.hpp"
#include "sim/scenario/compile/names.hpp"
#include "sim/scenario/figure_paths.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/shown_lines.hpp"
#include "sim/scenario/table.hpp"
#include "sim/store/result_problem.hpp"
#include "tools/orrery/program.hpp"

namespace orrery::cli {
namespace {

/// The part of a trace, within its clip, that not even the first pass reaches.
TraceSpan after_horizon(const World& world, const TraceSpec& t) {
    const Nanos reach = Nanos::from_seconds(world.horizon.seconds() * t.time_compression);
    return {t.clip_start + reach, t.clip_start + t.clip_length};
}

void tell_late(const World& world, const Workload& w, const TraceScan& scan,
               Diagnostics& diagnostics) {
    Diagnostic d;
    d.severity = Severity::note;
    d.at = w.spec.where;
    d.path = "workloads[" + w.name + "].demand.trace";
    d.message = fmt::format("{} of the {} recorded requests come after the horizon of {}: not run",
                            scan.within, scan.requests, print_span(world.horizon));
    d.hint = "lengthen horizon, or say with clip: {length: …} that they are left out";
    diagnostics.add(std::move(d));
}

/// Every row of every trace is read once before the run, so that all bad ones are shown at once.
void check_traces(const World& world, Diagnostics& diagnostics) {
    for (const Workload& w : world.workloads) {
        if (w.trace_path.empty()) continue;
        const TraceSpec& t = *w.spec.trace;
        const TraceSpan late = after_horizon(world, t);
        const TraceScan scan =
            scan_trace(w.trace_path, trace_kind(t.format), t.sort_window, diagnostics, late);
        if (scan.within > 0) tell_late(world, w, scan, diagnostics);
    }
}

bool colour_wanted() {
    const char* off = std::getenv("NO_COLOR");
    return (off == nullptr || *off == '\0') && isatty(STDERR_FILENO) == 1;
}

}  // namespace

void add_scenario_options(CLI::App& verb, ScenarioOptions& options) {
    verb.add_option("scenario", options.scenario, "Scenario file (YAML)")->required();
    verb.add_option("-f,--overlay", options.overlays, "Overlay merged over it; repeatable");
    verb.add_option("--set", options.sets, "path=value, or path[+]=value to append; repeatable")
        ->take_all();
    verb.add_option("--catalog", options.catalogs, "Folder of facts that override the catalog's");
    verb.add_flag("--allow-path", options.allow_path,
                  "Allow files outside the scenario's folder and ORRERY_DATA");
    verb.add_flag("--strict", options.strict, "Warnings are errors");
}

std::string data_folder() {
    const char* root = std::getenv("ORRERY_DATA");
    return root ? root : "";
}

std::string today() {
    const auto now = date::floor<date::days>(std::chrono::system_clock::now());
    return date::format("%F", now);
}

namespace {

/// A warning is said once, however many variants of a base repeat it.
bool said_before(const Diagnostic& d) {
    static std::set<std::string> said;
    return d.severity != Severity::error &&
           !said.insert(d.code + d.at.file + d.path + d.message).second;
}

}  // namespace

void print(const Diagnostics& diagnostics) {
    const bool colour = colour_wanted();
    for (const Diagnostic& d : as_shown(diagnostics)) {
        if (!said_before(d)) fmt::print(stderr, "{}", render(d, colour));
    }
    if (diagnostics.omitted() > 0) {
        fmt::print(stderr, "… and {} more\n", diagnostics.omitted());
    }
}

std::vector<std::string> catalog_folders(const std::vector<std::string>& folders) {
    std::vector<std::string> all{api::share_folder() + "/scenarios/catalog"};
    all.insert(all.end(), folders.begin(), folders.end());
    return all;
}

Catalog load_catalog(const std::vector<std::string>& folders, Diagnostics& diagnostics) {
    return read_catalog(catalog_folders(folders), diagnostics);
}

void want_result(const std::string& folder) {
    auto problem = result_problem(folder);
    if (!problem) return;
    Diagnostics all;
    all.add(std::move(*problem));
    print(all);
    throw Refused{all.exit_code()};
}

void apply_strict(const ScenarioOptions& options, const Diagnostics& diagnostics,
                  Outcome& outcome) {
    if (!options.strict || diagnostics.warning_count() == 0 || outcome.code != kOk) return;
    fmt::print(stderr, "orrery: --strict: {} warnings are errors\n", diagnostics.warning_count());
    outcome.code = kInvalid;
}

std::optional<Loaded> load(const ScenarioOptions& options, Diagnostics& diagnostics,
                           std::optional<Node>* merged) {
    Loaded loaded;
    std::optional<Node> document =
        merged_document_partly({options.scenario, options.overlays, options.sets}, diagnostics);
    std::optional<Scenario> scenario;
    if (document) scenario = read_scenario_node_partly(*document, options.scenario, diagnostics);
    if (merged) *merged = std::move(document);
    document.reset();
    const bool whole = !diagnostics.has_errors();
    loaded.catalog = load_catalog(options.catalogs, diagnostics);
    if (scenario && !whole) check_names(*scenario, loaded.catalog, diagnostics);
    std::optional<World> world;
    if (scenario && !diagnostics.has_errors()) {
        loaded.scenario = *scenario;
        CompileOptions compile{data_folder(), options.allow_path, today()};
        world = compile_world(loaded.scenario, loaded.catalog, compile, diagnostics);
        if (world) check_traces(*world, diagnostics);
        if (world) check_assert_names(*world, diagnostics);
    }
    if (!world || diagnostics.has_errors()) return std::nullopt;
    loaded.world = std::move(*world);
    return loaded;
}

std::optional<Loaded> load(const ScenarioOptions& options, Outcome& outcome,
                           std::optional<Node>* merged) {
    Diagnostics diagnostics;
    auto loaded = load(options, diagnostics, merged);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    apply_strict(options, diagnostics, outcome);
    if (outcome.code != kOk) return std::nullopt;
    return loaded;
}

}  // namespace orrery::cli
