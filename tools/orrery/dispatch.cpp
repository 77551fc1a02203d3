// The command line: one table of verbs.
#include "tools/orrery/dispatch.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "orrery/base/version.hpp"
#include "tools/orrery/build_info.hpp"
#include "tools/orrery/frozen_catalog.hpp"
#include "tools/orrery/serve/verb.hpp"
#include "tools/orrery/study_files.hpp"
#include "tools/orrery/usage.hpp"
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

int dispatch(std::vector<std::string> arguments, HandOut* ranks) {
    CLI::App app{"Orrery: where to run AI, from whom to buy, when to order and what may go wrong."};
    app.name("orrery");
    app.set_version_flag("--version", [] {
        return fmt::format("orrery {} ({})\nscenario language {}, result schema {}\ncatalog {}",
                           kVersion, build_info(), kScenarioVersion, kResultSchemaVersion,
                           frozen_catalog().sha256);
    });
    app.require_subcommand(1);
    app.footer(
        "Start with `orrery run scenarios/examples/quickstart.yaml`; every verb has --help.");
    Outcome outcome;
    outcome.arguments = std::move(arguments);
    take_study_defaults(outcome);
    outcome.ranks = ranks;
    for (const auto add : {add_run, add_compare, add_check, add_schema, add_catalog, add_trace,
                           add_import, add_study, add_validate, add_calibrate, add_bench,
                           add_explain, add_reprice, add_merge, add_completion, add_serve}) {
        add(app, outcome);
    }
    refuse_negative_numbers(app);
    try {
        // CLI11 takes a list from its end.
        app.parse(std::vector<std::string>(outcome.arguments.rbegin(), outcome.arguments.rend()));
    } catch (const CLI::Success& e) {
        return app.exit(e);
    } catch (const CLI::ParseError& e) {
        fmt::print(stderr, "{}", usage_error(app, e, outcome.arguments));
        return kUsage;
    }
    return outcome.code;
}

}  // namespace orrery::cli
