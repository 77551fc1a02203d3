// `reprice`: new prices, contracts and intensities on a stored result, without simulating again.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

#include "orrery/base/cpu_time.hpp"
#include "sim/report/changes.hpp"
#include "sim/store/stored_run.hpp"
#include "sim/study/reprice.hpp"
#include "tools/orrery/output_folder.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/results.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct RepriceVerb : ResultOptions {
    std::string folder;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::string format = "text";
    bool allow_path = false;
    bool strict = false;
};

RepriceQuestion question_of(const RepriceVerb& verb) {
    RepriceQuestion q;
    for (const std::string& overlay : verb.overlays) {
        q.layers.push_back(layers_of({overlay, {}, {}}).front());
    }
    for (const std::string& set : verb.sets) q.layers.push_back({true, "--set", set});
    for (const std::string& folder : verb.catalogs) q.catalog.push_back(catalog_folder(folder));
    q.compile = {data_folder(), verb.allow_path, today()};
    return q;
}

void show(const RepriceVerb& verb, const Metrics& before, const Repriced& priced) {
    const Findings& findings = priced.results.findings;
    if (verb.format == "json") {
        fmt::print("{}", render_repriced_json(findings, figure_changes(before, findings.metrics),
                                              priced.may_differ));
        return;
    }
    fmt::print("{}", render_text(findings, terminal_width()));
    fmt::print("{}", render_changes(before, findings.metrics, terminal_width()));
    fmt::print("\nReport: {}/report.html\n", verb.out);
}

/// The stored folder stays as it is: the new result never goes there.
std::string out_folder(const RepriceVerb& verb) {
    const std::string out = verb.out.empty() ? verb.folder + "/repriced" : verb.out;
    std::error_code ignored;
    if (std::filesystem::equivalent(out, verb.folder, ignored)) {
        throw EnvironmentError(out + ": the stored result lies there; give another folder to -o");
    }
    return out;
}

void execute(RepriceVerb& verb, Outcome& outcome) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    verb.out = out_folder(verb);
    want_result(verb.folder);
    StoredPricing stored = read_stored_pricing(verb.folder + "/results.db");
    const auto kept = static_cast<int>(stored.run.packed.size());
    if (kept < stored.run.replications) {
        fmt::print(
            stderr,
            "orrery: the result keeps {} of {} replications: what follows is of them alone\n", kept,
            stored.run.replications);
    }
    Diagnostics diagnostics;
    auto priced = reprice(std::move(stored.run), question_of(verb), diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    ScenarioOptions strict;
    strict.strict = verb.strict;
    apply_strict(strict, diagnostics, outcome);
    if (!priced || outcome.code != kOk) return;
    OutputFolder folder(verb.out);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const Manifest manifest =
        manifest_of(priced->run, priced->world, priced->results, wall.count(), cpu_seconds() - cpu);
    folder.put(
        [&](const std::string& beside) {
            ResultOptions options = verb;
            options.out = beside;
            write_results(options, priced->world, priced->results, manifest, priced->run, {},
                          stored.slow);
        },
        optional_files(false));
    show(verb, stored.metrics, *priced);
    outcome.code = exit_code(priced->results.findings, priced->results.end);
}

}  // namespace

void add_reprice(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<RepriceVerb>();
    CLI::App* sub = app.add_subcommand(
        "reprice", "New prices, contracts or intensities on a stored result, without a run");
    sub->add_option("folder", verb->folder, "Folder that `run` or `reprice` wrote")->required();
    sub->add_option("-f,--overlay", verb->overlays, "Overlay over what was run; repeatable");
    sub->add_option("--set", verb->sets, "path=value, or path[+]=value to append; repeatable")
        ->take_all();
    sub->add_option("--catalog", verb->catalogs,
                    "Folder of offers, grids, egress and transfers that override the run's");
    add_result_options(*sub, *verb, "default DIR/repriced");
    sub->add_option("--format", verb->format, "text or json on stdout")
        ->check(CLI::IsMember({"text", "json"}));
    sub->add_flag("--allow-path", verb->allow_path,
                  "Allow files outside the scenario's folder and ORRERY_DATA");
    sub->add_flag("--strict", verb->strict, "Warnings are errors");
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
