// `study carbon`: what a run emits by scope and per unit, on other grids, against a baseline.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/report/study_carbon.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

struct CarbonVerb {
    std::string base;
    std::string baseline;
    std::vector<std::string> overlays;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    std::vector<std::string> grids;
    std::string out;
    std::string format = "text";
    std::uint64_t seed = 0;
};

std::string render(const CarbonVerb& v, const CarbonResult& result) {
    if (v.format == "json") return render_carbon_json(result);
    return v.format == "csv" ? render_carbon_csv(result) : render_carbon_text(result);
}

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
    const auto scenario = read_scenario({v.base, v.overlays, v.sets}, diagnostics);
    const Catalog catalog = load_catalog(v.catalogs, diagnostics);
    check_grids(v, catalog, diagnostics);
    CarbonQuestion q;
    if (!v.baseline.empty()) q.baseline = read_scenario({v.baseline, {}, {}}, diagnostics);
    std::optional<CarbonResult> result;
    if (scenario && !diagnostics.has_errors()) {
        q.scenario = *scenario;
        q.grids = v.grids;
        q.seed = v.seed > 0 ? v.seed : scenario->seed;
        result = study_carbon(q, catalog, {data_folder(), true, today()}, diagnostics);
    }
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk || !result) return;
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", render_carbon_json(*result));
        write_file(v.out + "/study.csv", render_carbon_csv(*result));
    }
    fmt::print("{}", render(v, *result));
}

}  // namespace

void add_study_carbon(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<CarbonVerb>();
    CLI::App* sub = study.add_subcommand(
        "carbon", "CO2e by scope and per unit, on other grids, against a baseline");
    sub->add_option("--base", v->base, "Scenario")->required();
    sub->add_option("--baseline", v->baseline,
                    "Scenario that avoided emissions are counted against");
    sub->add_option("-f,--overlay", v->overlays, "Overlay merged over the base; repeatable");
    sub->add_option("--set", v->sets, "path=value in the base; repeatable")->take_all();
    sub->add_option("--catalog", v->catalogs, "Folder of facts that override the catalog's");
    sub->add_option("--grids", v->grids, "Grid zones to count the same energy in")->delimiter(',');
    sub->add_option("--seed", v->seed, "Seed of all random streams; default: the scenario's");
    sub->add_option("-o,--out", v->out, "Folder for study.json and study.csv");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json", "csv"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
