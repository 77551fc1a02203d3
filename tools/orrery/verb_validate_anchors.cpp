// `validate anchors`: published anchors of closed-form planners, predicted from the catalog.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/evidence/anchors.hpp"
#include "orrery/facts.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {

void add_validate_anchors(CLI::App& validate, Outcome& outcome) {
    struct Verb {
        std::string file = api::share_folder() + "/scenarios/studies/anchors.yaml";
        std::vector<std::string> catalogs;
    };
    auto verb = std::make_shared<Verb>();
    CLI::App* sub = validate.add_subcommand(
        "anchors", "ResNet-50 and other anchors of MLSys·im, from catalog facts");
    sub->add_option("--against", verb->file, "File of anchors");
    sub->add_option("--catalog", verb->catalogs, "Folder of facts that override the catalog's");
    sub->callback([verb, &outcome] {
        Diagnostics diagnostics;
        const std::vector<Anchor> anchors = read_anchors(verb->file, diagnostics);
        const Catalog catalog = load_catalog(verb->catalogs, diagnostics);
        print(diagnostics);
        outcome.code = diagnostics.exit_code();
        if (outcome.code != kOk) return;
        const std::vector<AnchorRow> rows = validate_anchors(anchors, catalog);
        fmt::print("{}", render_anchors(rows));
        const bool all =
            std::all_of(rows.begin(), rows.end(), [](const AnchorRow& row) { return row.holds(); });
        outcome.code = all ? kOk : kAssertFailed;
    });
}

}  // namespace orrery::cli
