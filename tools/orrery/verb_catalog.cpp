// `catalog list|show|check`: the facts and their sources.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/scenario/catalog/show.hpp"
#include "tools/orrery/frozen_catalog.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct CatalogVerb {
    std::vector<std::string> folders;
    std::string kind;
    std::string name;
    bool strict = false;
};

void finish(const Diagnostics& diagnostics, Outcome& outcome) {
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
}

void check(const CatalogVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const std::vector<std::string> names = catalog_folders(verb.folders);
    std::vector<CatalogFolder> folders;
    for (const std::string& name : names) folders.push_back(catalog_folder(name));
    const Catalog catalog = read_catalog_folders(folders, diagnostics);
    check_catalog(catalog, today(), diagnostics);
    const std::size_t before = diagnostics.warning_count();
    compare_with_frozen(names.front(), folders.front(), frozen_catalog(), diagnostics);
    const std::size_t differ = diagnostics.warning_count() - before;
    finish(diagnostics, outcome);
    const std::size_t entries =
        catalog.accelerators.size() + catalog.servers.size() + catalog.models.size() +
        catalog.engines.size() + catalog.training.size() + catalog.offers.size() +
        catalog.regions.size() + catalog.grids.size() + catalog.egress.size() +
        catalog.transfers.size() + catalog.coefficients.size();
    fmt::print("{} entries as of {}: {} errors, {} warnings\nsha256 {}\n", entries, catalog.as_of,
               diagnostics.error_count(), diagnostics.warning_count(), catalog.hash);
    fmt::print("{}\n", differ == 0 ? "The catalog of this release, as it was built."
                                   : fmt::format("Not the catalog of this release (sha256 {}): {} "
                                                 "file{}.",
                                                 frozen_catalog().sha256, differ,
                                                 differ == 1 ? " differs" : "s differ"));
    if (verb.strict && diagnostics.warning_count() > 0 && outcome.code == kOk) {
        outcome.code = kInvalid;
    }
}

}  // namespace

void add_catalog(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<CatalogVerb>();
    CLI::App* catalog = app.add_subcommand("catalog", "The facts and their sources");
    catalog->require_subcommand(1);
    catalog->add_option("--catalog", verb->folders, "Folder of facts that override");
    CLI::App* list = catalog->add_subcommand("list", "Entries of a kind, or the kinds");
    list->add_option("kind", verb->kind, "accelerators, servers, models, offers, regions …");
    list->callback([verb, &outcome] {
        Diagnostics diagnostics;
        const Catalog facts = load_catalog(verb->folders, diagnostics);
        fmt::print("{}", list_catalog(facts, verb->kind, diagnostics));
        finish(diagnostics, outcome);
    });
    CLI::App* show = catalog->add_subcommand("show", "One entry with its source");
    show->add_option("name", verb->name, "Name, or kind/name")->required();
    show->callback([verb, &outcome] {
        Diagnostics diagnostics;
        const Catalog facts = load_catalog(verb->folders, diagnostics);
        fmt::print("{}", show_entry(facts, verb->name, diagnostics));
        finish(diagnostics, outcome);
    });
    for (CLI::App* sub : {list, show}) sub->fallthrough();
    CLI::App* checker = catalog->add_subcommand("check", "Recompute what can be, warn of age");
    checker->fallthrough();
    checker->add_flag("--strict", verb->strict, "Warnings are errors");
    checker->callback([verb, &outcome] { check(*verb, outcome); });
}

}  // namespace orrery::cli
