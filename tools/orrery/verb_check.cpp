// `check`, `schema`: what a scenario means, and what it may say.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/report.hpp"
#include "sim/scenario/effective.hpp"
#include "sim/scenario/schema.hpp"
#include "sim/study/plan/read_study.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

std::string schema_named(const std::string& what) {
    if (what == "study") return schema_study();
    return what == "scenario" ? schema_scenario() : schema_result();
}

}  // namespace

void add_check(CLI::App& app, Outcome& outcome) {
    auto options = std::make_shared<ScenarioOptions>();
    auto what = std::make_shared<std::string>("scenario");
    CLI::App* verb = app.add_subcommand(
        "check", "Validate a scenario; print the effective one with the origin of every value");
    add_scenario_options(*verb, *options);
    verb->add_option("--print", *what, "document, scenario or world")
        ->check(CLI::IsMember({"document", "scenario", "world"}));
    verb->callback([options, what, &outcome] {
        std::optional<Node> document;
        const auto loaded = load(*options, outcome, &document);
        if (!loaded) return;
        if (*what == "document") return fmt::print("{}", print_document(*document));
        fmt::print("{}", *what == "world" ? print_world(loaded->world)
                                          : effective_scenario(loaded->scenario));
    });
}

void add_schema(CLI::App& app, Outcome&) {
    auto what = std::make_shared<std::string>();
    CLI::App* verb = app.add_subcommand("schema", "Print a JSON Schema (draft-07)");
    verb->add_option("what", *what, "scenario, study or result")
        ->required()
        ->check(CLI::IsMember({"scenario", "study", "result"}));
    verb->callback([what] { fmt::print("{}", schema_named(*what)); });
}

}  // namespace orrery::cli
