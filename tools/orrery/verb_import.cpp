// `import inventory|demand|prices|bill`: one's own world into a scenario or an overlay.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct ImportVerb {
    std::string kind;
    std::string file;
    std::string out;
    std::string into;
    std::vector<std::string> catalogs;
};

std::vector<std::string> deployments_of(const std::string& scenario, Outcome& outcome) {
    std::vector<std::string> names;
    Diagnostics diagnostics;
    const auto read = read_scenario({scenario, {}, {}}, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (!read) return names;
    for (const DeploymentSpec& d : read->deployments) names.push_back(d.name);
    return names;
}

ImportResult import_one(const ImportVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    if (verb.kind == "prices") return import_prices(verb.file);
    if (verb.kind == "demand") {
        if (verb.into.empty()) {
            throw EnvironmentError(
                "import demand needs --into SCENARIO, whose deployments serve it");
        }
        const auto names = deployments_of(verb.into, outcome);
        const auto folder = std::filesystem::path(verb.into).parent_path();
        const auto path = std::filesystem::proximate(verb.file, folder.empty() ? "." : folder);
        return import_demand(verb.file, path.string(), names);
    }
    const Catalog catalog = load_catalog(verb.catalogs, diagnostics);
    print(diagnostics);
    if (verb.kind == "bill") return import_bill(verb.file, catalog);
    return import_inventory(verb.file, catalog, today());
}

void execute(const ImportVerb& verb, Outcome& outcome) {
    const ImportResult result = import_one(verb, outcome);
    fmt::print("{}", result.report);
    if (!result.not_understood.empty()) {
        fmt::print(stderr, "Not understood:\n");
        for (const std::string& line : result.not_understood) fmt::print(stderr, "  {}\n", line);
    }
    if (result.yaml.empty()) {
        if (verb.kind == "bill" && !result.report.empty()) return;
        fmt::print(stderr, "orrery: nothing in {} could be imported\n", verb.file);
        outcome.code = kInvalid;
        return;
    }
    if (verb.out.empty()) {
        fmt::print("\n{}", result.yaml);
        return;
    }
    write_file(verb.out, result.yaml);
    const char* next = verb.kind == "inventory" ? "run it with `orrery run"
                       : verb.kind == "bill"    ? "use its folder with `--catalog"
                                                : "use it with `orrery run SCENARIO -f";
    fmt::print("\nWritten to {}; {} …`\n", verb.out, next);
}

}  // namespace

void add_import(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<ImportVerb>();
    CLI::App* sub = app.add_subcommand(
        "import", "CSV of one's own world into a scenario or overlay; lists what it did not take");
    sub->add_option("kind", verb->kind, "inventory, demand, prices or bill")
        ->required()
        ->check(CLI::IsMember({"inventory", "demand", "prices", "bill"}));
    sub->add_option("file", verb->file, "CSV file (demand: any trace)")->required();
    sub->add_option("-o,--out", verb->out, "Write here instead of printing");
    sub->add_option("--into", verb->into, "demand: scenario whose deployments serve it");
    sub->add_option("--catalog", verb->catalogs, "Folder of facts that override");
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
