// The verbs of the command line: each adds its subcommand and reports an exit code of DESIGN 7.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace orrery {
class HandOut;
struct StudySpec;
}  // namespace orrery

namespace orrery::cli {

/// Exit codes (DESIGN 7).
enum Exit : int {
    kOk = 0,
    kEnvironment = 1,
    kUsage = 2,
    kInvalid = 3,
    kInfeasible = 4,
    kAssertFailed = 5,
    kPartial = 6,
    kInterrupted = 130,
};

/// Set by the verb that ran; before it, what the program was started with.
struct Outcome {
    int code = kOk;
    std::vector<std::string> arguments = {};  ///< without the program's name
    HandOut* ranks = nullptr;                 ///< who computes units, where it is not threads
    /// What the file of a built-in study says that is asked for; none: another verb or study.
    std::shared_ptr<const StudySpec> asked = nullptr;
};

/// What every verb that reads a scenario accepts.
struct ScenarioOptions {
    std::string scenario;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;  ///< folders that override installed facts
    bool allow_path = false;
    bool strict = false;  ///< warnings are errors
};

void add_scenario_options(CLI::App& verb, ScenarioOptions& options);

void add_run(CLI::App& app, Outcome& outcome);
void add_check(CLI::App& app, Outcome& outcome);
void add_schema(CLI::App& app, Outcome& outcome);
void add_catalog(CLI::App& app, Outcome& outcome);
void add_trace(CLI::App& app, Outcome& outcome);
void add_import(CLI::App& app, Outcome& outcome);
void add_study(CLI::App& app, Outcome& outcome);
/// Kinds of `validate`, added by it.
void add_validate_fleet(CLI::App& validate, Outcome& outcome);
void add_validate_anchors(CLI::App& validate, Outcome& outcome);
void add_validate_jobs(CLI::App& validate);
void add_validate_collectives(CLI::App& validate, Outcome& outcome);
void add_validate(CLI::App& app, Outcome& outcome);
void add_validate_inference(CLI::App& validate, Outcome& outcome);
void add_validate_energy(CLI::App& validate, Outcome& outcome);
void add_validate_focus(CLI::App& validate, Outcome& outcome);
void add_validate_bill(CLI::App& validate, Outcome& outcome);
/// Kinds of `calibrate`, added by it.
void add_calibrate_collectives(CLI::App& calibrate, Outcome& outcome);
void add_validate_training(CLI::App& validate, Outcome& outcome);
void add_calibrate_training(CLI::App& calibrate, Outcome& outcome);
/// Kinds of `study`.
void add_study_training(CLI::App& study, Outcome& outcome);
void add_study_match(CLI::App& study, Outcome& outcome);
void add_study_carbon(CLI::App& study, Outcome& outcome);
void add_study_shift(CLI::App& study, Outcome& outcome);
void add_study_power(CLI::App& study, Outcome& outcome);
void add_study_pareto(CLI::App& study, Outcome& outcome);
void add_study_placement(CLI::App& study, Outcome& outcome);
void add_study_edge(CLI::App& study, Outcome& outcome);
void add_study_commitments(CLI::App& study, Outcome& outcome);
void add_study_own_rent_mix(CLI::App& study, Outcome& outcome);
void add_study_breakeven(CLI::App& study, Outcome& outcome);
void add_study_vendors(CLI::App& study, Outcome& outcome);
void add_study_order_by(CLI::App& study, Outcome& outcome);
void add_study_early_warning(CLI::App& study, Outcome& outcome);
void add_study_exit(CLI::App& study, Outcome& outcome);
void add_study_refresh(CLI::App& study, Outcome& outcome);
void add_study_stress(CLI::App& study, Outcome& outcome);
void add_study_redundancy(CLI::App& study, Outcome& outcome);
void add_study_showback(CLI::App& study, Outcome& outcome);
void add_calibrate(CLI::App& app, Outcome& outcome);
void add_bench(CLI::App& app, Outcome& outcome);
void add_explain(CLI::App& app, Outcome& outcome);
void add_reprice(CLI::App& app, Outcome& outcome);
void add_merge(CLI::App& app, Outcome& outcome);
void add_compare(CLI::App& app, Outcome& outcome);
void add_completion(CLI::App& app, Outcome& outcome);

}  // namespace orrery::cli
