// `validate collectives` and `calibrate collectives`: measured exchanges beside the model.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/collective_validate.hpp"
#include "sim/scenario/quantity.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct Verb {
    std::string against;
    std::string format = "text";
    std::string holdout;
    std::string output;
    std::vector<std::string> folders;
    std::vector<std::string> networks;
};

/// "a100-sxm-80=50Gb/s" as B/s by accelerator.
std::map<std::string, double> networks_of(const std::vector<std::string>& texts) {
    std::map<std::string, double> networks;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        const bool pair = equals != std::string::npos;
        const Parsed parsed =
            parse_quantity(pair ? text.substr(equals + 1) : "", Measure::bandwidth);
        if (!pair || !parsed.problem.empty() || parsed.value <= 0) {
            throw CLI::ValidationError("--network", text + " is not as a100-sxm-80=50Gb/s");
        }
        networks[text.substr(0, equals)] = parsed.value;
    }
    return networks;
}

struct Loaded {
    Catalog catalog;
    MeasuredCollectives measured;
    CollectiveCases cases;
};

std::unique_ptr<Loaded> load_cases(const Verb& verb, Outcome& outcome) {
    auto loaded = std::make_unique<Loaded>();
    const auto networks = networks_of(verb.networks);
    Diagnostics diagnostics;
    loaded->catalog = load_catalog(verb.folders, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return nullptr;
    loaded->measured = read_measured_collectives(verb.against);
    loaded->cases = resolve_collectives(loaded->measured, loaded->catalog, networks);
    return loaded;
}

void validate(const Verb& verb, Outcome& outcome) {
    const auto loaded = load_cases(verb, outcome);
    if (!loaded) return;
    const auto hold_out =
        verb.holdout == "groups" ? CollectiveHoldOut::groups : CollectiveHoldOut::sizes;
    ValidationReport report =
        verb.holdout.empty() ? validate_collectives(loaded->cases, loaded->catalog.collectives)
                             : cross_validate_collectives(loaded->cases, hold_out);
    report.against = verb.against;
    if (verb.format == "json") {
        fmt::print("{}", validation_json(report));
        return;
    }
    fmt::print("{}{}",
               verb.holdout.empty()      ? "Predicted with the catalog, nothing refitted\n"
               : verb.holdout == "sizes" ? "Every other size predicted with a fit on the rest\n"
                                         : "Each group size predicted with a fit on the others\n",
               validation_text(report));
}

void calibrate(const Verb& verb, Outcome& outcome) {
    const auto loaded = load_cases(verb, outcome);
    if (!loaded) return;
    if (loaded->cases.cases.empty()) {
        throw EnvironmentError(verb.against + ": no row can be predicted");
    }
    const auto sizes = cross_validate_collectives(loaded->cases, CollectiveHoldOut::sizes);
    fmt::print("Every other size predicted with a fit on the rest\n{}", validation_text(sizes));
    ValidationReport groups =
        cross_validate_collectives(loaded->cases, CollectiveHoldOut::groups);
    groups.skipped.clear();
    fmt::print("\nEach group size predicted with a fit on the others\n{}", validation_text(groups));
    if (verb.output.empty()) return;
    std::vector<const CollectiveCase*> all;
    for (const CollectiveCase& c : loaded->cases.cases) all.push_back(&c);
    const CollectiveProfiles fit = fit_collectives(all);
    write_file(verb.output, collectives_yaml(loaded->cases, fit, sizes, today()));
    fmt::print(stderr, "wrote {} profiles to {}\n", fit.size(), verb.output);
}

void add_inputs(CLI::App* kind, const std::shared_ptr<Verb>& verb) {
    kind->add_option("--against", verb->against,
                     "A table of measured collectives, or a folder of them")
        ->required();
    kind->add_option("--network", verb->networks,
                     "ACCELERATOR=BANDWIDTH between the servers of the tables, of each, one way");
    kind->add_option("--catalog", verb->folders, "Folder of facts that override");
}

}  // namespace

void add_validate_collectives(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<Verb>();
    CLI::App* kind =
        app.add_subcommand("collectives", "All-reduce and other exchanges, measured");
    add_inputs(kind, verb);
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    kind->add_option("--holdout", verb->holdout, "Refit without what is predicted")
        ->check(CLI::IsMember({"sizes", "groups"}));
    kind->callback([verb, &outcome] { validate(*verb, outcome); });
}

void add_calibrate_collectives(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<Verb>();
    CLI::App* kind = app.add_subcommand(
        "collectives", "Latencies and rates of collectives, with held-out errors");
    add_inputs(kind, verb);
    kind->add_option("-o,--output", verb->output, "Write the entries of collectives.yaml here");
    kind->callback([verb, &outcome] { calibrate(*verb, outcome); });
}

}  // namespace orrery::cli
