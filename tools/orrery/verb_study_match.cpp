// `study match`: which model goes on which accelerator.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/report/study_match.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/study_report.hpp"

namespace orrery::cli {
namespace {

struct MatchVerb {
    std::string base;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::vector<std::string> gpus;
    std::string out;
    std::string format = "text";
    int at_most = 0;
    std::uint64_t seed = 1;
};

void execute(const MatchVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario({v.base, v.overlays, v.sets}, diagnostics);
    const Catalog catalog = load_catalog(v.catalogs, diagnostics);
    MatchResult result;
    if (scenario && !diagnostics.has_errors()) {
        const MatchQuestion q{*scenario, v.gpus, v.at_most, v.seed};
        result = study_match(q, catalog, {data_folder(), true, today()}, diagnostics);
    }
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (outcome.code != kOk) return;
    const std::string json = render_match_json(result);
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", json);
        write_study_report(v.out, json, render_match_text(result));
    }
    fmt::print("{}", v.format == "json" ? json : render_match_text(result));
    if (!result.unmatched.empty()) outcome.code = kInfeasible;
}

}  // namespace

void add_study_match(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<MatchVerb>();
    CLI::App* sub =
        study.add_subcommand("match", "Which model on which accelerator, at the least cost");
    sub->add_option("--base", v->base, "Scenario whose deployments are matched")->required();
    sub->add_option("-f,--overlay", v->overlays, "Overlay merged over the base; repeatable");
    sub->add_option("--set", v->sets, "path=value in the base; repeatable")->take_all();
    sub->add_option("--catalog", v->catalogs, "Folder of facts that override the catalog's");
    sub->add_option("--gpus", v->gpus, "Servers or accelerators, the columns of the matrix")
        ->delimiter(',')
        ->required();
    sub->add_option("--at-most", v->at_most, "Deployments on one kind; 0: any number")
        ->check(CLI::Range(0, 1000));
    sub->add_option("--seed", v->seed, "Seed of the sampled demand");
    sub->add_option("-o,--out", v->out, "Folder for report.html and study.json");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
