// `study shift`: what letting work wait for better hours brings.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_shift.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct ShiftVerb {
    StudyBase base;
    std::string signal = "average";
    std::string within;
    std::string flexible;
    std::string error;
};

void execute(const ShiftVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    ShiftQuestion q;
    q.signal = v.signal == "price"      ? Signal::price
               : v.signal == "marginal" ? Signal::marginal
                                        : Signal::average;
    if (!v.within.empty()) {
        q.within = Nanos::from_seconds(
            positive(v.within, Measure::duration, "--within", "12h", diagnostics));
    }
    if (!v.flexible.empty()) {
        q.flexible = positive(v.flexible, Measure::share, "--flex", "30%", diagnostics);
        if (q.flexible > 1) {
            complain(diagnostics, "--flex", "a share of the jobs' accelerator time", "30%");
        }
    }
    if (!v.error.empty()) {
        q.forecast_error = quantity(v.error, Measure::share, "--forecast-error", diagnostics);
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    q.options = v.base.variants(world);
    const ShiftResult r = study_shift(world, q);
    finish_study(v.base,
                 {render_shift_text(r, world, terminal_width()), render_shift_json(r, world),
                  render_shift_csv(r, world)},
                 world);
}

}  // namespace

void add_study_shift(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<ShiftVerb>();
    CLI::App* sub = study.add_subcommand(
        "shift", "What it brings to let work wait for cleaner or cheaper hours");
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--signal", v->signal, "What the answer is about: average, marginal, price")
        ->check(CLI::IsMember({"average", "marginal", "price"}));
    sub->add_option("--within", v->within, "Jobs may wait so long: 12h; default each its own");
    sub->add_option("--flex", v->flexible, "Share of the jobs' accelerator time that may: 30%");
    sub->add_option("--forecast-error", v->error, "Of the signal a day ahead: 10%");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
