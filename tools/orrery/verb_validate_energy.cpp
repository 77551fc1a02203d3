// `validate energy`: joules a token and watts while serving, beside measured ones.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/evidence/energy_validate.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct EnergyVerb {
    std::string against;
    std::string format = "text";
    std::string hold_out = "model";
    std::vector<std::string> folders;
    std::uint64_t seed = 20261125;
    bool host_bound = false;
};

/// The collection's file under ORRERY_DATA where none is named.
std::string file_of(const EnergyVerb& verb) {
    if (!verb.against.empty()) return verb.against;
    const std::string root = data_folder();
    if (root.empty()) {
        throw EnvironmentError("validate energy: name a file with --against, or set ORRERY_DATA");
    }
    return root + "/measured/energy.csv.gz";
}

EnergyHoldOut energy_hold_out(const std::string& name) {
    if (name == "none") return EnergyHoldOut::none;
    return name == "random" ? EnergyHoldOut::random : EnergyHoldOut::model;
}

void energy(const EnergyVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.folders, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (diagnostics.has_errors()) return;
    const std::string file = file_of(verb);
    const EnergyCases cases = resolve_energy(read_measured_energy(file), catalog, verb.host_bound);
    EnergyValidation v = validate_energy(cases, catalog, energy_hold_out(verb.hold_out), verb.seed);
    v.report.against = file;
    fmt::print("{}", verb.format == "json" ? energy_json(v) : energy_text(v));
}

}  // namespace

void add_validate_energy(CLI::App& validate, Outcome& outcome) {
    auto verb = std::make_shared<EnergyVerb>();
    CLI::App* kind = validate.add_subcommand("energy", "Joules a token and watts while serving");
    kind->add_option("--against", verb->against,
                     "Measured rows: CSV, plain or compressed; default: measured/energy.csv.gz "
                     "under ORRERY_DATA");
    kind->add_option("--holdout", verb->hold_out, "What a prediction has not seen")
        ->check(CLI::IsMember({"model", "random", "none"}));
    kind->add_option("--format", verb->format)->check(CLI::IsMember({"text", "json"}));
    kind->add_option("--catalog", verb->folders, "Folder of facts that override");
    kind->add_option("--seed", verb->seed, "Of the split in halves");
    kind->add_flag("--host-bound", verb->host_bound,
                   "Keep runs whose accelerators wait for their host");
    kind->callback([verb, &outcome] { energy(*verb, outcome); });
}

}  // namespace orrery::cli
