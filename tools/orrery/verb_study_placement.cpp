// `study placement`: where workloads and jobs run at the least cost, and what each constraint
// costs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/report/study_placement.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct PlacementVerb {
    std::string base;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::string out;
    std::string format = "text";
    double utilisation = 70;
    double budget = 0;
    bool verify = false;
    std::uint64_t seed = 1;
};

void execute(const PlacementVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario({v.base, v.overlays, v.sets}, diagnostics);
    const Catalog catalog = load_catalog(v.catalogs, diagnostics);
    placement::Result result;
    if (scenario && !diagnostics.has_errors()) {
        placement::StudyOptions options;
        options.utilisation = v.utilisation / 100;
        options.budget_usd_h = v.budget;
        options.seed = v.seed;
        options.verify = v.verify;
        result = placement::study(*scenario, catalog, {data_folder(), true, today()}, options,
                                  diagnostics);
    }
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (outcome.code != kOk) return;
    const std::string json = render_placement_json(result);
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", json);
        write_file(v.out + "/placement.csv", render_placement_csv(result));
    }
    const std::string shown = v.format == "json"  ? json
                              : v.format == "csv" ? render_placement_csv(result)
                                                  : render_placement_text(result, terminal_width());
    fmt::print("{}", shown);
    if (!result.best.feasible) outcome.code = kInfeasible;
}

}  // namespace

void add_study_placement(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<PlacementVerb>();
    CLI::App* sub = study.add_subcommand(
        "placement", "Cheapest placement under residency, latency, capacity and power");
    sub->add_option("--base", v->base, "Scenario whose workloads and jobs are placed")->required();
    sub->add_option("-f,--overlay", v->overlays, "Overlay merged over the base; repeatable");
    sub->add_option("--set", v->sets, "path=value in the base; repeatable")->take_all();
    sub->add_option("--catalog", v->catalogs, "Folder of facts that override the catalog's");
    sub->add_option("--utilisation", v->utilisation,
                    "Share of a replica's closed-form rate that is used at peak, %")
        ->check(CLI::Range(1.0, 100.0));
    sub->add_option("--budget", v->budget, "At most so many USD an hour; 0: no limit")
        ->check(CLI::NonNegativeNumber);
    sub->add_flag("--verify", v->verify, "Simulate the chosen placement");
    sub->add_option("--seed", v->seed, "Seed of the sampled demand");
    sub->add_option("-o,--out", v->out, "Folder for study.json and placement.csv");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json", "csv"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
