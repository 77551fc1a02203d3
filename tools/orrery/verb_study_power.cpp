// `study power`: does a scenario fit its site's power, and what would a lower cap cost?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/report/study_power.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct PowerVerb {
    StudyBase base;
    PowerQuestion question;
};

void execute(PowerVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    const bool known = v.question.site.empty() ||
                       std::any_of(world.sites.begin(), world.sites.end(),
                                   [&](const Site& site) { return site.name == v.question.site; });
    Diagnostics diagnostics;
    if (!known) {
        complain(diagnostics, "--site", "there is no site \"" + v.question.site + "\"",
                 "one of the scenario's sites");
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    v.question.options = v.base.variants(world);
    const PowerResult r = study_power(world, v.question);
    if (!r.problem.empty()) {
        Diagnostic d;
        d.path = v.base.scenario.scenario;
        d.message = r.problem + ": there is no load to hold a cap against";
        d.hint =
            "pools with servers at a site, in use; tokens of an API draw their power elsewhere";
        diagnostics.add(std::move(d));
        print(diagnostics);
        outcome.code = diagnostics.exit_code();
        return;
    }
    finish_study(v.base,
                 {render_power_text(r, world, terminal_width()), render_power_json(r, world),
                  render_power_csv(r, world)},
                 world);
}

}  // namespace

void add_study_power(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<PowerVerb>();
    CLI::App* sub = study.add_subcommand(
        "power", "Does it fit the site's power, and what would a lower cap cost");
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--site", v->question.site, "Default: the one that draws most");
    sub->add_option("--caps", v->question.shares, "Shares of the peak that are tried as caps")
        ->delimiter(',')
        ->check(CLI::Range(0.01, 10.0));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
