// `study carbon`: what a run emits by scope and per unit, on other grids, against a baseline.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_carbon.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct CarbonVerb {
    StudyBase base;
    std::string baseline;
    std::vector<std::string> grids;
};

/// Zones of the catalog that a word may stand for: parts of a country, else the nearest name.
std::string zones_like(const std::string& word, const Catalog& catalog) {
    std::vector<std::string> names;
    std::string parts;
    for (const auto& [name, grid] : catalog.grids) {
        names.push_back(name);
        if (name.rfind(word + "-", 0) == 0) parts += (parts.empty() ? "" : ", ") + name;
    }
    return parts.empty() ? closest(word, names) : parts;
}

void check_grids(const CarbonVerb& v, const Catalog& catalog, Diagnostics& diagnostics) {
    for (const std::string& grid : v.grids) {
        if (catalog.grids.count(grid) > 0) continue;
        const std::string similar = zones_like(grid, catalog);
        complain(diagnostics, "--grids", "no grid zone named \"" + grid + "\" in the catalog",
                 similar.empty() ? "`orrery catalog list` prints what is known"
                                 : "did you mean " + similar + "?");
    }
}

void execute(const CarbonVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const auto scenario = read_scenario(
        {v.base.scenario.scenario, v.base.scenario.overlays, v.base.scenario.sets}, diagnostics);
    const Catalog catalog = load_catalog(v.base.scenario.catalogs, diagnostics);
    check_grids(v, catalog, diagnostics);
    CarbonQuestion q;
    if (!v.baseline.empty()) q.baseline = read_scenario({v.baseline, {}, {}}, diagnostics);
    std::optional<CarbonResult> result;
    if (scenario && !diagnostics.has_errors()) {
        q.scenario = *scenario;
        q.grids = v.grids;
        q.seed = v.base.seed_given ? v.base.seed : scenario->seed;
        result = study_carbon(q, catalog, {data_folder(), v.base.scenario.allow_path, today()},
                              diagnostics);
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    apply_strict(v.base.scenario, diagnostics, outcome);
    if (outcome.code != kOk || !result) return;
    finish_study(v.base,
                 {render_carbon_text(*result, terminal_width()), render_carbon_json(*result),
                  render_carbon_csv(*result)},
                 *scenario, catalog);
}

}  // namespace

void add_study_carbon(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<CarbonVerb>();
    CLI::App* sub = study.add_subcommand(
        "carbon", "CO2e by scope and per unit, on other grids, against a baseline");
    add_study_base(*sub, v->base, outcome);
    sub->add_option("--baseline", v->baseline,
                    "Scenario that avoided emissions are counted against");
    sub->add_option("--grids", v->grids, "Grid zones to count the same energy in")->delimiter(',');
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
