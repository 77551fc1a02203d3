// `study refresh`: how old should hardware become, and when does the next one pay?
#include <CLI/CLI.hpp>
#include <memory>
#include <stdexcept>

#include "sim/report/study_refresh.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct RefreshVerb {
    StudyBase base;
    RefreshQuestion question;
    double gain = 1.25;  ///< work per watt, a year
};

void execute(RefreshVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    v.question.energy_fall = 1 - 1 / v.gain;
    try {
        const auto r = study_refresh_all(loaded->world, loaded->catalog, v.question);
        finish_study(v.base,
                     {render_refresh_text(r, terminal_width()), render_refresh_json(r),
                      render_refresh_csv(r)},
                     loaded->world);
    } catch (const std::invalid_argument& problem) {
        Diagnostics diagnostics;
        complain(diagnostics, "--pool", problem.what(), "name a pool with contract: owned");
        print(diagnostics);
        outcome.code = flags_exit_code(diagnostics);
    }
}

}  // namespace

void add_study_refresh(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<RefreshVerb>();
    CLI::App* sub =
        study.add_subcommand("refresh", "How old should hardware become before it is replaced");
    add_study_base(*sub, v->base, outcome);
    RefreshQuestion& q = v->question;
    sub->add_option("--pool", q.pool,
                    "Owned pool; default: all, the one with the most capex in full");
    sub->add_option("--rate", q.discount_rate, "Discount rate a year; default: the scenario's")
        ->check(CLI::Range(0.001, 1.0));
    sub->add_option("--price-fall", q.price_fall, "The same work costs so much less each year")
        ->check(CLI::Range(0.0, 0.9));
    sub->add_option("--gain", v->gain, "Work per watt of each year's hardware over the last's")
        ->check(CLI::Range(1.0, 10.0));
    sub->add_option("--ageing", q.ageing, "Maintenance rises by this share each year")
        ->check(CLI::Range(0.0, 3.0));
    sub->add_option("--disruption", q.disruption_usd, "USD a server replaced; default: 2 %")
        ->check(CLI::Range(0.0, 1e9));
    sub->add_option("--load", q.load, "Mean power over nameplate; default: 0.8")
        ->check(CLI::Range(0.0, 1.0));
    sub->add_option("--most", q.most_years, "Longest age tried, years")->check(CLI::Range(1, 40));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
