// `study commitments`: the best mix of on-demand, terms, spot and blocks for hourly demand.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_commitments.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_prices.hpp"

namespace orrery::cli {
namespace {

struct CommitmentVerb {
    StudyBase base;
    DemandFlags demand;
    CommitmentQuestion question;
    std::string growth;
    std::string shock;
};

CommitmentQuestion question_of(CommitmentVerb& v, const World* world, Diagnostics& d) {
    CommitmentQuestion q = v.question;
    read_demand(v.demand, v.base, world, q, d);
    if (!v.growth.empty()) q.growth = quantity(v.growth, Measure::share, "--growth", d);
    if (!v.shock.empty()) q.shock = quantity(v.shock, Measure::share, "--shock", d);
    if (q.growth <= -1) complain(d, "--growth", "demand cannot fall below nothing", "-20 %");
    if (q.shock <= 0 || q.shock >= 1) {
        complain(d, "--shock", "not between 0 and 100 %", "50 %");
    }
    if (!d.has_errors() && q.levels.empty()) {
        complain(d, "--level", "there is no commitment to weigh: none is in the scenario",
                 "--level '1 y:2.35 USD/h' (repeatable), or contracts: in the scenario");
    }
    return q;
}

void execute(CommitmentVerb& v, Outcome& outcome) {
    std::optional<Loaded> loaded;
    if (!v.base.scenario.scenario.empty()) {
        loaded = load(v.base.scenario, outcome);
        if (!loaded) return;
    }
    Diagnostics diagnostics;
    const CommitmentQuestion q = question_of(v, loaded ? &loaded->world : nullptr, diagnostics);
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    finish_page(v.base, commitments_page(q, study_commitments(q)));
}

}  // namespace

void add_study_commitments(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<CommitmentVerb>();
    CLI::App* sub = study.add_subcommand(
        "commitments", "The best mix of on-demand, terms, spot and blocks for hourly demand");
    add_study_base(*sub, v->base, outcome, false);
    add_demand_flags(*sub, v->demand);
    sub->add_option("--years", v->question.years, "Horizon; default the longest term")
        ->check(CLI::Range(1, 10));
    sub->add_option("--growth", v->growth, "Of demand, a year: 20 %");
    sub->add_option("--shock", v->shock, "Change of demand for regret and flexibility");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
