// `study stress`: what a scenario loses when a vendor, its supply or its prices fail.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_stress.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct StressVerb {
    StudyBase base;
    std::vector<std::string> injections;
    StressQuestion question;
};

void read_injections(StressVerb& v, const World& world, Diagnostics& diagnostics) {
    v.question.injections.clear();
    for (const std::string& text : v.injections) {
        const auto injection = parse_injection(text);
        if (!injection) {
            complain(diagnostics, "--inject", "\"" + text + "\" is no injection",
                     "outage:VENDOR:15h, control:…, edge:…, delay:POOL:26w, ban:VENDOR or "
                     "price:VENDOR:+40%");
        } else if (!known_target(world, *injection)) {
            complain(diagnostics, "--inject", "there is no \"" + injection->who + "\" to strike",
                     "a vendor or site of the scenario, or a pool for a delay");
        } else {
            v.question.injections.push_back(*injection);
        }
    }
}

void execute(StressVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    Diagnostics diagnostics;
    read_injections(v, world, diagnostics);
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    v.question.options = v.base.variants(world);
    const StressResult r = study_stress(world, v.question);
    finish_study(v.base,
                 StudyPages{render_stress_text(r, world, terminal_width()),
                            render_stress_json(r, world), render_stress_csv(r)},
                 world);
}

}  // namespace

void add_study_stress(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<StressVerb>();
    CLI::App* sub =
        study.add_subcommand("stress", "What is lost when a vendor, its supply or its prices fail");
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--inject", v->injections,
                    "outage:VENDOR:15h, control:, edge:, delay:POOL:26w, ban:VENDOR, "
                    "price:VENDOR:+40%; default: a library for each vendor")
        ->delimiter(',');
    sub->add_option("--at", v->question.at, "Share of the run when it strikes")
        ->check(CLI::Range(0.0, 0.999));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
