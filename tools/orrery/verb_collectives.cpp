// `validate collectives` and `calibrate collectives`: measured exchanges beside the model.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/evidence/collective_validate.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/scenario/quantity.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct Verb {
    std::vector<std::string> against;
    std::string format = "text";
    std::string holdout;
    std::string output;
    std::vector<std::string> folders;
    std::vector<std::string> networks;
};

/// "a100-sxm-80=4x50Gb/s": four cards a server.
std::map<std::string, MeasuredNetwork> networks_of(const std::vector<std::string>& texts) {
    std::map<std::string, MeasuredNetwork> networks;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        const std::size_t times = text.find('x', equals == std::string::npos ? 0 : equals);
        const bool whole = equals != std::string::npos && times != std::string::npos;
        const std::int64_t cards =
            whole ? parse_whole(text.substr(equals + 1, times - equals - 1)).value_or(0) : 0;
        const Parsed rate = parse_quantity(whole ? text.substr(times + 1) : "", Measure::bandwidth);
        if (cards < 1 || !rate.problem.empty() || rate.value <= 0) {
            throw CLI::ValidationError("--network", text + " is not as a100-sxm-80=4x50Gb/s");
        }
        networks[text.substr(0, equals)] = {static_cast<int>(cards), rate.value};
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
    for (const std::string& path : verb.against) {
        const MeasuredCollectives more = read_measured_collectives(path);
        MeasuredCollectives& all = loaded->measured;
        all.rows.insert(all.rows.end(), more.rows.begin(), more.rows.end());
        all.skipped.insert(all.skipped.end(), more.skipped.begin(), more.skipped.end());
    }
    loaded->cases = resolve_collectives(loaded->measured, loaded->catalog, networks);
    return loaded;
}

void validate(const Verb& verb, Outcome& outcome) {
    const auto loaded = load_cases(verb, outcome);
    if (!loaded) return;
    if (loaded->cases.cases.empty() && loaded->measured.rows.empty()) {
        throw EnvironmentError(verb.against.front() + ": no collective is measured there");
    }
    const auto hold_out =
        verb.holdout == "groups" ? CollectiveHoldOut::groups : CollectiveHoldOut::sizes;
    ValidationReport report = verb.holdout.empty()
                                  ? validate_collectives(loaded->cases, loaded->catalog.collectives)
                                  : cross_validate_collectives(loaded->cases, hold_out);
    report.against = fmt::format("{}", fmt::join(verb.against, " "));
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
        throw EnvironmentError(verb.against.front() + ": no row can be predicted");
    }
    const auto sizes = cross_validate_collectives(loaded->cases, CollectiveHoldOut::sizes);
    fmt::print("Every other size predicted with a fit on the rest\n{}", validation_text(sizes));
    ValidationReport groups = cross_validate_collectives(loaded->cases, CollectiveHoldOut::groups);
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
                     "Tables of measured collectives, or folders of them")
        ->required();
    kind->add_option(
        "--network", verb->networks,
        "ACCELERATOR=CARDSxBANDWIDTH of each server in the tables, as h100-sxm-80=8x400Gb/s");
    kind->add_option("--catalog", verb->folders, "Folder of facts that override");
}

}  // namespace

void add_validate_collectives(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<Verb>();
    CLI::App* kind = app.add_subcommand("collectives", "All-reduce and other exchanges, measured");
    add_inputs(kind, verb);
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    kind->add_option("--holdout", verb->holdout, "Refit without what is predicted")
        ->check(CLI::IsMember({"sizes", "groups"}));
    kind->callback([verb, &outcome] { validate(*verb, outcome); });
}

void add_calibrate_collectives(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<Verb>();
    CLI::App* kind = app.add_subcommand("collectives",
                                        "Latencies and rates of collectives, with held-out errors");
    add_inputs(kind, verb);
    kind->add_option("-o,--output", verb->output, "Write the entries of collectives.yaml here");
    kind->callback([verb, &outcome] { calibrate(*verb, outcome); });
}

}  // namespace orrery::cli
