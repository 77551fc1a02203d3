// `study early-warning`: do alerts on leading indicators come before the breaches they are for?
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/analysis/basis.hpp"
#include "sim/report/study_early_warning.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {
namespace {

struct WarningVerb {
    StudyBase base;
    EarlyWarningQuestion question;
    std::string every = "7 d";
    std::string ahead = "28 d";
    std::string within = "90 d";
    std::string slip = "30 d";
};

double days(const std::string& text, const char* flag, Diagnostics& d) {
    return positive(text, Measure::duration, flag, "7 d", d) / 86400;
}

void execute(WarningVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    Diagnostics d;
    EarlyWarningQuestion& q = v.question;
    q.rule.every_days = days(v.every, "--every", d);
    q.rule.look_ahead_days = days(v.ahead, "--look-ahead", d);
    q.soon_days = days(v.within, "--within", d);
    q.slip_days = days(v.slip, "--slip", d);
    const double reviews = world.horizon.seconds() / (q.rule.every_days * 86400);
    if (!d.has_errors() && reviews < q.rule.window + 1) {
        complain(d, "--every", "the run is too short for a trend over reviews so far apart",
                 "a longer horizon, or --every '1 d' --look-ahead '4 d'");
    }
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    q.options = v.base.variants(world);
    StudyPage page = early_warning_page(q, study_early_warning(world, q));
    page.rests_on = analysis::bases_sentence(world);
    finish_page(v.base, std::move(page));
}

}  // namespace

void add_study_early_warning(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<WarningVerb>();
    CLI::App* sub = study.add_subcommand(
        "early-warning", "Do alerts on leading indicators come before breaches, and how often not");
    v->base.seeds = 20;
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--every", v->every, "Between reviews: 7 d");
    sub->add_option("--look-ahead", v->ahead, "A trend that passes its limit within: 28 d");
    sub->add_option("--within", v->within, "Of the probability of a breach: 90 d");
    sub->add_option("--slip", v->slip, "Beyond its planned day a delivery is missed: 30 d");
    sub->add_option("--window", v->question.rule.window, "Reviews that a trend is fitted through")
        ->check(CLI::Range(3, 100));
    sub->add_option("--least-t", v->question.rule.least_t,
                    "Standard errors by which a trend must rise")
        ->check(CLI::Range(0.0, 100.0));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
