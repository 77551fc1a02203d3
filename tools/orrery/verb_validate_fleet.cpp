// `validate fleet`: planning cases of others, simulated with their own law over several seeds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "orrery/facts.hpp"
#include "sim/report/study_fleet.hpp"
#include "sim/study/parallel.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct FleetVerb {
    std::string file = api::share_folder() + "/scenarios/studies/fleet-sizing.yaml";
    std::vector<std::string> only;
    fleet::RunSettings settings;
    std::string format = "text";
};

void execute(const FleetVerb& verb, Outcome& outcome) {
    Diagnostics diagnostics;
    const fleet::Cases cases = fleet::read_cases(verb.file, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (outcome.code != kOk) return;
    std::vector<fleet::CaseRow> rows;
    for (const fleet::Case& c : cases.cases) {
        const bool wanted = verb.only.empty() ||
                            std::find(verb.only.begin(), verb.only.end(), c.id) != verb.only.end();
        if (wanted) rows.push_back(fleet::run_case(cases, c, verb.settings));
    }
    if (rows.empty()) {
        fmt::print(stderr, "orrery: no case of that name\n");
        outcome.code = kUsage;
        return;
    }
    const bool all = std::all_of(rows.begin(), rows.end(), [](const auto& r) { return r.holds(); });
    if (verb.format == "json") {
        fmt::print("{}", render_fleet_json(rows));
    } else {
        fmt::print("{}\n{}\n", render_fleet_text(rows),
                   all ? "Every fleet does what its conclusion rests on."
                       : "Fleets marked (!) do not do what the conclusion rests on.");
    }
    outcome.code = all ? kOk : kAssertFailed;
}

}  // namespace

void add_validate_fleet(CLI::App& validate, Outcome& outcome) {
    auto verb = std::make_shared<FleetVerb>();
    verb->settings.threads = processors_here();
    CLI::App* sub = validate.add_subcommand(
        "fleet", "Fleet-sizing cases of inference-fleet-sim: what holds and what does not");
    sub->add_option("--against", verb->file, "File of cases")->capture_default_str();
    sub->add_option("--case", verb->only, "Only these, with commas: S2,S6")->delimiter(',');
    sub->add_option("--replications", verb->settings.seeds)->check(CLI::Range(2, 1000));
    sub->add_option("--seed", verb->settings.seed);
    sub->add_option("--jobs", verb->settings.threads, "Threads, default one a processor")
        ->check(CLI::Range(1, 1024));
    sub->add_option("--format", verb->format, "text or json on stdout")
        ->check(CLI::IsMember({"text", "json"}));
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
