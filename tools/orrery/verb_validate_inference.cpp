// `validate inference`: the analytic iteration model beside measured rows.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/evidence/inference_calibrate.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct InferenceVerb {
    std::string against;
    std::string format = "text";
    std::string holdout;
    std::string operators;
    std::vector<std::string> folders;
    std::uint64_t seed = 20261122;
};

void inference(const InferenceVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.folders, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return;
    const auto rows = read_measured_inference(verb.against);
    InferenceCases cases = resolve_inference(rows, catalog);
    std::vector<ScoredInference> scored;
    if (!verb.operators.empty()) {
        scored = score_with_operators(cases, catalog, verb.operators, cases.skipped);
    } else if (verb.holdout.empty()) {
        scored = score_with_catalog(cases, catalog, cases.skipped);
    } else {
        const auto kind = verb.holdout == "curves" ? HoldOut::curves : HoldOut::configurations;
        scored = cross_validate(cases, kind, verb.seed).scored;
    }
    if (verb.format == "json") {
        fmt::print("{}", scores_json(scored, cases.skipped, rows));
        return;
    }
    fmt::print("{}\n\n",
               !verb.operators.empty() ? "Predicted from measured operator tables, nothing refitted"
               : verb.holdout.empty()  ? "Predicted with the catalog, nothing refitted"
                                       : "Each half predicted with a fit that saw only the other");
    fmt::print("{}{}", render_scores(scored, rows), render_skipped(cases.skipped));
}

}  // namespace

void add_validate_inference(CLI::App& validate, Outcome& outcome) {
    auto verb = std::make_shared<InferenceVerb>();
    CLI::App* kind =
        validate.add_subcommand("inference", "Throughput and latency of serving engines, measured");
    kind->add_option("--against", verb->against, "Measured rows: CSV, plain or compressed")
        ->required();
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    kind->add_option("--holdout", verb->holdout, "Refit without what is predicted")
        ->check(CLI::IsMember({"random", "curves"}));
    kind->add_option("--operators", verb->operators,
                     "Folder of measured operator tables in place of the analytic model");
    kind->add_option("--catalog", verb->folders, "Folder of facts that override");
    kind->add_option("--seed", verb->seed, "Of the split in halves");
    kind->callback([verb, &outcome] { inference(*verb, outcome); });
}

}  // namespace orrery::cli
