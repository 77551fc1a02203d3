// `study match`: which model goes on which accelerator.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_match.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {
namespace {

struct MatchVerb {
    std::string base;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::vector<std::string> gpus;
    StudyBase answer;
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
    finish_study(v.answer,
                 {render_match_text(result), render_match_json(result), render_match_csv(result)},
                 result.rests_on);
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
    add_study_answer(*sub, v->answer, outcome);
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
