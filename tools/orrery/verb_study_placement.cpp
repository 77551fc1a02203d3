// `study placement`: where workloads and jobs run at the least cost, and what each constraint
// costs.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_placement.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct PlacementVerb {
    StudyBase base;
    double utilisation = 70;
    double budget = 0;
    bool verify = false;
};

void execute(const PlacementVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario(
        {v.base.scenario.scenario, v.base.scenario.overlays, v.base.scenario.sets}, diagnostics);
    const Catalog catalog = load_catalog(v.base.scenario.catalogs, diagnostics);
    if (scenario) refuse_options(*scenario, "placement", diagnostics);
    placement::Result result;
    if (scenario && !diagnostics.has_errors()) {
        placement::StudyOptions options;
        options.utilisation = v.utilisation / 100;
        options.budget_usd_h = v.budget;
        options.seed = v.base.seed_given ? v.base.seed : scenario->seed;
        options.verify = v.verify;
        result = placement::study(*scenario, catalog,
                                  {data_folder(), v.base.scenario.allow_path, today()}, options,
                                  diagnostics);
    }
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    apply_strict(v.base.scenario, diagnostics, outcome);
    if (outcome.code != kOk) return;
    finish_study(v.base,
                 {render_placement_text(result, terminal_width()), render_placement_json(result),
                  render_placement_csv(result)},
                 *scenario, catalog);
    if (!result.best.feasible) outcome.code = kInfeasible;
}

}  // namespace

void add_study_placement(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<PlacementVerb>();
    v->base.table = "placement.csv";
    CLI::App* sub = study.add_subcommand(
        "placement", "Cheapest placement under residency, latency, capacity and power");
    add_study_base(*sub, v->base, outcome);
    sub->add_option("--utilisation", v->utilisation,
                    "Share of a replica's closed-form rate that is used at peak, %")
        ->check(CLI::Range(1.0, 100.0));
    sub->add_option("--budget", v->budget, "At most so many USD an hour; 0: no limit")
        ->check(CLI::NonNegativeNumber);
    sub->add_flag("--verify", v->verify, "Simulate the chosen placement");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
