// `validate training` and `calibrate training`: measured steps and runs beside the model.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/training_arithmetic.hpp"
#include "sim/evidence/training_score.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct TrainingVerb {
    std::vector<std::string> against;
    std::vector<std::string> fit_on;
    std::string format = "text";
    std::string holdout;
    std::string output;
    std::vector<std::string> folders;
    std::uint64_t seed = 20261125;
};

std::vector<MeasuredTraining> read_all(const std::vector<std::string>& files) {
    std::vector<MeasuredTraining> rows;
    for (const std::string& file : files) {
        auto more = read_measured_training(file);
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
}

std::optional<Catalog> catalog_of(const TrainingVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    Catalog catalog = load_catalog(verb.folders, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return std::nullopt;
    return catalog;
}

std::vector<const TrainingCase*> pointers(const TrainingCases& cases) {
    std::vector<const TrainingCase*> all;
    for (const TrainingCase& c : cases.cases) all.push_back(&c);
    return all;
}

TrainingHoldOut hold_out_of(const std::string& name) {
    if (name == "sizes") return TrainingHoldOut::sizes;
    if (name == "widths") return TrainingHoldOut::widths;
    return name == "tenths" ? TrainingHoldOut::tenths : TrainingHoldOut::random;
}

std::vector<ScoredTraining> scored(const TrainingVerb& verb, const TrainingCases& cases,
                                   const Catalog& catalog) {
    if (!verb.fit_on.empty()) {
        const auto rows = read_all(verb.fit_on);
        const TrainingCases seen = resolve_training(rows, catalog);
        const TrainingFit fit = fit_training(pointers(seen));
        return score_training(cases, [&](const TrainingCase& c) -> const training::Coefficients& {
            return fit.of(c);
        });
    }
    if (verb.holdout.empty()) return score_training_with_catalog(cases, catalog);
    return cross_validate_training(cases, hold_out_of(verb.holdout), verb.seed);
}

const char* how(const TrainingVerb& verb) {
    if (!verb.fit_on.empty()) return "Predicted with a fit on other rows alone";
    if (verb.holdout.empty()) return "Predicted with the catalog, nothing refitted";
    if (verb.holdout == "widths") return "Each hidden width predicted with a fit on the others";
    if (verb.holdout == "sizes") return "Each model size predicted with a fit on the others";
    return verb.holdout == "tenths" ? "Each tenth predicted with a fit on the rest"
                                    : "Each half predicted with a fit that saw only the other";
}

/// "240 rows: 183 predicted, 17 recomputed …": each row of the files once.
std::string counts_of(std::size_t rows, const TrainingCases& cases,
                      const ValidationReport& report) {
    std::set<std::string> predicted;
    for (std::size_t i = 0; i < cases.cases.size(); ++i) predicted.insert(report.rows[i].id);
    std::set<std::string> both;
    std::set<std::string> recomputed;
    for (std::size_t i = cases.cases.size(); i < report.rows.size(); ++i) {
        const std::string& id = report.rows[i].id;
        (predicted.count(id) > 0 ? both : recomputed).insert(id);
    }
    return fmt::format(
        "{} rows: {} predicted, {} of them recomputed from their own figures, too;\n{} only "
        "recomputed, which no fit changes; {} skipped",
        rows, cases.cases.size(), both.size(), recomputed.size(), report.skipped.size());
}

void validate(const TrainingVerb& verb, Outcome& outcome) {
    const auto catalog = catalog_of(verb, outcome);
    if (!catalog) return;
    const auto rows = read_all(verb.against);
    TrainingCases cases = resolve_training(rows, *catalog);
    auto report = training_report(fmt::format("{}", fmt::join(verb.against, ", ")), rows, cases,
                                  scored(verb, cases, *catalog));
    for (ValidationRow& row : training_arithmetic(rows, cases, *catalog, report.skipped)) {
        report.rows.push_back(std::move(row));
    }
    if (verb.format == "json") {
        fmt::print("{}", validation_json(report));
        return;
    }
    fmt::print("{}\n{}\n{}", how(verb), counts_of(rows.size(), cases, report),
               validation_text(report));
}

void print_folds(const char* title, const std::vector<MeasuredTraining>& rows,
                 const TrainingCases& cases, const std::vector<ScoredTraining>& scored) {
    const ValidationReport report = training_report("", rows, cases, scored);
    std::map<std::string, std::vector<const ValidationRow*>> parts;
    std::vector<const ValidationRow*> all;
    for (std::size_t i = 0; i < scored.size(); ++i) {
        const auto& c = *scored[i].question;
        parts[c.software.generation + " on " + c.family].push_back(&report.rows[i]);
        all.push_back(&report.rows[i]);
    }
    fmt::print("{}\n{:<40}{:>6}{:>9}{:>9}{:>9}{:>9}\n", title, "absolute error, percent", "rows",
               "mean", "median", "p90", "bias");
    parts["all rows"] = all;
    for (const auto& [name, members] : parts) {
        const NamedErrors e = summarise(name, members);
        fmt::print("{:<40}{:>6}{:>9.1f}{:>9.1f}{:>9.1f}{:>+9.1f}\n", e.name, e.rows, e.mape_pct,
                   e.median_pct, e.p90_pct, e.bias_pct);
    }
    fmt::print("\n");
}

void calibrate(const TrainingVerb& verb, Outcome& outcome) {
    const auto catalog = catalog_of(verb, outcome);
    if (!catalog) return;
    const auto rows = read_all(verb.against);
    const TrainingCases cases = resolve_training(rows, *catalog);
    if (cases.cases.empty()) {
        throw EnvironmentError(verb.against.front() + ": no row can be predicted");
    }
    const auto halves = cross_validate_training(cases, TrainingHoldOut::random, verb.seed);
    print_folds("Random half of the configurations held out", rows, cases, halves);
    const auto tenths = cross_validate_training(cases, TrainingHoldOut::tenths, verb.seed);
    print_folds("A tenth of the configurations held out, in turn", rows, cases, tenths);
    const auto sizes = cross_validate_training(cases, TrainingHoldOut::sizes, verb.seed);
    print_folds("A model size held out, in turn", rows, cases, sizes);
    if (verb.output.empty()) return;
    const TrainingFit fit = fit_training(pointers(cases));
    write_file(verb.output, training_yaml(fit, rows, tenths, today()));
    fmt::print(stderr, "wrote {} levels to {}\n", fit.levels.size(), verb.output);
}

CLI::App* add_kind(CLI::App& parent, const char* text, TrainingVerb& verb) {
    CLI::App* kind = parent.add_subcommand("training", text);
    kind->add_option("--against", verb.against,
                     "Measured rows: the collection's CSV or vTrain's table; repeatable")
        ->required();
    kind->add_option("--catalog", verb.folders, "Folder of facts that override");
    kind->add_option("--seed", verb.seed, "Of the random parts");
    return kind;
}

}  // namespace

void add_validate_training(CLI::App& validate_app, Outcome& outcome) {
    auto verb = std::make_shared<TrainingVerb>();
    CLI::App* kind =
        add_kind(validate_app, "Step time, tokens/s, MFU, hours and carbon of training", *verb);
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    auto* holdout = kind->add_option("--holdout", verb->holdout, "Refit without what is predicted")
                        ->check(CLI::IsMember({"random", "tenths", "sizes", "widths"}));
    kind->add_option("--fit-on", verb->fit_on, "Fit on these rows alone, then predict")
        ->excludes(holdout);
    kind->callback([verb, &outcome] { validate(*verb, outcome); });
}

void add_calibrate_training(CLI::App& calibrate_app, Outcome& outcome) {
    auto verb = std::make_shared<TrainingVerb>();
    CLI::App* kind =
        add_kind(calibrate_app, "Coefficients of a training step, with held-out errors", *verb);
    kind->add_option("-o,--output", verb->output, "Write the entries of training.yaml here");
    kind->callback([verb, &outcome] { calibrate(*verb, outcome); });
}

}  // namespace orrery::cli
