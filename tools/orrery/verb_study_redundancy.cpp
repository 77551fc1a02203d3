// `study redundancy`: how much is enough, and what does one nine more cost?
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_redundancy.hpp"
#include "sim/study/redundancy_load.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct RedundancyVerb {
    StudyBase base;
    double target_percent = 99.9;
    RedundancyQuestion question;
};

void execute(RedundancyVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    v.question.target = v.target_percent / 100;
    v.question.seed = v.base.seed_given ? v.base.seed : world.seed;
    if (v.question.servers == 0) {
        const CompileOptions compile{data_folder(), v.base.scenario.allow_path, ""};
        const LoadSize size =
            servers_for_load(loaded->scenario, world, loaded->catalog, compile, v.question.seed);
        v.question.servers = size.servers;
        v.question.servers_from = size.how;
    }
    const RedundancyResult r = study_redundancy(world, v.question);
    if (!r.problem.empty()) {
        Diagnostics diagnostics;
        complain(diagnostics, "--base", r.problem,
                 "failures: {mtbf: 5000 h, mttr: 24 h} of the pool, or outages: of the vendor, as "
                 "in {name: site, plane: data, prior: site/serious}");
        print(diagnostics);
        outcome.code = flags_exit_code(diagnostics);
        return;
    }
    finish_study(v.base,
                 StudyPages{render_redundancy_text(r, world, terminal_width()),
                            render_redundancy_json(r, world), render_redundancy_csv(r, world)},
                 world);
}

}  // namespace

void add_study_redundancy(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<RedundancyVerb>();
    CLI::App* sub = study.add_subcommand(
        "redundancy", "How much redundancy is enough, and what does a nine more cost");
    add_study_base(*sub, v->base, outcome);
    sub->add_option("--target", v->target_percent, "Availability in per cent")
        ->check(CLI::Range(1.0, 99.99999999));
    sub->add_option("--servers", v->question.servers,
                    "That carry the load; default: as many of the largest pool as it needs")
        ->check(CLI::Range(1, 100000));
    sub->add_option("--spares", v->question.most_spare, "Tried at each site, up to so many")
        ->check(CLI::Range(0, 100));
    sub->add_option("--years", v->question.years, "Simulated")->check(CLI::Range(20.0, 100000.0));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
