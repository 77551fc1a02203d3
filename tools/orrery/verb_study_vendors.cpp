// `study vendors`: one vendor, two, or all of a base?
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/analysis/basis.hpp"
#include "sim/report/study_vendors.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"

namespace orrery::cli {
namespace {

struct VendorVerb {
    StudyBase base;
    std::string budget;
    std::string miss;
    std::string spread = "3 y";
    std::string term = "1 y";
    bool as_is = false;
};

VendorQuestion question_of(const VendorVerb& v, const Loaded& loaded, Diagnostics& d) {
    const World& world = loaded.world;
    VendorQuestion q;
    q.scenario = loaded.scenario;
    q.options = v.base.variants(world);
    q.resize = !v.as_is;
    const double hours = world.horizon.seconds() / 3600;
    if (world.finance.budget_usd > 0) q.budget_usd_year = world.finance.budget_usd * 8760 / hours;
    if (!v.budget.empty()) {
        q.budget_usd_year = positive(v.budget, Measure::money_year, "--budget", "4000 kUSD/y", d);
    }
    if (!v.miss.empty()) {
        q.miss_usd_h = quantity(v.miss, Measure::money_hour, "--miss-cost", d);
    }
    q.spread_years = positive(v.spread, Measure::duration, "--spread", "3 y", d) / (365.25 * 86400);
    q.discount_term =
        Nanos::from_seconds(positive(v.term, Measure::duration, "--discount-term", "1 y", d));
    if (vendors_of(world).size() < 2) {
        complain(d, "--base", "the scenario deals with fewer than two vendors",
                 "pools at sites of two vendors, and deployments on both");
    }
    refuse_options(loaded.scenario, "vendors", d);
    return q;
}

void execute(VendorVerb& v, Outcome& outcome) {
    const auto loaded = load(v.base.scenario, outcome);
    if (!loaded) return;
    Diagnostics d;
    const VendorQuestion q = question_of(v, *loaded, d);
    print(d);
    outcome.code = flags_exit_code(d);
    if (outcome.code != kOk) return;
    // Age of facts was reported when the base was read.
    const CompileOptions compile{data_folder(), v.base.scenario.allow_path, ""};
    const VendorResult r = study_vendors(q, loaded->world, loaded->catalog, compile);
    StudyPage page = vendors_page(q, loaded->world, r);
    page.rests_on = analysis::bases_sentence(loaded->world);
    finish_page(v.base, std::move(page));
    if (r.best == r.alternatives.size()) outcome.code = kInfeasible;
}

}  // namespace

void add_study_vendors(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<VendorVerb>();
    CLI::App* sub = study.add_subcommand("vendors", "One vendor, two, or all of a base");
    v->base.seeds = 10;
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--budget", v->budget, "A year: 4000 kUSD/y; default the base's");
    sub->add_option("--miss-cost", v->miss, "Of an hour that misses an SLO: 5000 USD/h");
    sub->add_option("--spread", v->spread, "Years over which one-off costs are spread");
    sub->add_option("--discount-term", v->term, "Longest term of discounts that would be signed");
    sub->add_flag("--as-is", v->as_is, "Servers of vendors left out are not had elsewhere");
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
