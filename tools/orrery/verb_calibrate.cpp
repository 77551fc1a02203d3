// `calibrate inference`: engine coefficients from measured rows, with held-out errors.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/inference_calibrate.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/verb_calibrate_demand.hpp"

namespace orrery::cli {
namespace {

struct CalibrateVerb {
    std::string against;
    std::string output;
    std::string operators;
    std::vector<std::string> folders;
    std::uint64_t seed = 20261122;
};

void print_validation(const char* title, const CrossValidation& validation,
                      const std::vector<MeasuredInference>& rows) {
    fmt::print("{}: throughput and token times\n", title);
    fmt::print("{:<34}{:>6}{:>9}{:>9}{:>9}{:>9}\n", "absolute error, percent", "rows", "mean",
               "median", "p90", "bias");
    for (const CalibrationRung& r : validation.ladder) {
        fmt::print("{}", render_summary(r.name, r.errors));
    }
    fmt::print("\n{}\n", render_scores(validation.scored, rows));
}

void inference(const CalibrateVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.folders, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return;
    const auto rows = read_measured_inference(verb.against);
    const InferenceCases cases = resolve_inference(rows, catalog);
    if (cases.cases.empty()) throw EnvironmentError(verb.against + ": no row can be predicted");
    const auto random = cross_validate(cases, HoldOut::configurations, verb.seed);
    print_validation("Random half of the configurations held out", random, rows);
    const auto curves = cross_validate(cases, HoldOut::curves, verb.seed);
    print_validation("Half of the curves held out, every load of them", curves, rows);
    fmt::print("{}", render_skipped(cases.skipped));
    if (verb.output.empty()) return;
    std::vector<const InferenceCase*> all;
    for (const InferenceCase& c : cases.cases) all.push_back(&c);
    const InferenceFit fit = fit_inference(fit_points(all));
    std::map<std::string, OperatorLevel> kernels;
    if (!verb.operators.empty()) {
        kernels = fit_operator_levels(fit, cases, catalog, verb.operators);
    }
    write_file(verb.output, engines_yaml(fit, cases, rows, random.scored, kernels, today()));
    fmt::print(stderr, "wrote {} levels to {}\n", fit.levels.size(), verb.output);
}

}  // namespace

void add_calibrate(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<CalibrateVerb>();
    CLI::App* calibrate = app.add_subcommand("calibrate", "Fit parameters to measured points");
    calibrate->require_subcommand(1);
    add_calibrate_collectives(*calibrate, outcome);
    CLI::App* fit = calibrate->add_subcommand(
        "inference", "Engine coefficients of the analytic iteration model, with held-out errors");
    fit->add_option("--against", verb->against, "Measured rows: CSV, plain or compressed")
        ->required();
    fit->add_option("-o,--output", verb->output, "Write the entries of engines.yaml here");
    fit->add_option("--operators", verb->operators,
                    "Folder of operator tables, for accelerators and formats without rows");
    fit->add_option("--catalog", verb->folders, "Folder of facts that override");
    fit->add_option("--seed", verb->seed, "Of the split in halves");
    fit->callback([verb, &outcome] { inference(*verb, outcome); });
    add_calibrate_training(*calibrate, outcome);
    add_calibrate_demand(*calibrate, outcome);
    add_calibrate_bill(*calibrate, outcome);
    add_calibrate_performance(*calibrate, outcome);
    add_calibrate_jobs(*calibrate, outcome);
    add_calibrate_gates(*calibrate, outcome);
}

}  // namespace orrery::cli
