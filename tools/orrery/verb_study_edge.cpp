// `study edge`: whether requests are better served near their users or centrally.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "sim/report/study_edge.hpp"
#include "tools/orrery/pipeline.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

struct EdgeVerb {
    ScenarioOptions scenario;
    std::string out;
    std::string format = "text";
    std::uint64_t seed = 1;
};

void execute(const EdgeVerb& v, Outcome& outcome) {
    const auto loaded = load(v.scenario, outcome);
    if (!loaded) return;
    const edge::Result result = edge::study(loaded->world, v.seed);
    const std::string json = render_edge_json(result);
    if (!v.out.empty()) {
        std::filesystem::create_directories(v.out);
        write_file(v.out + "/study.json", json);
        write_file(v.out + "/edge_cdf.csv", render_edge_csv(result));
    }
    const std::string shown = v.format == "json"  ? json
                              : v.format == "csv" ? render_edge_csv(result)
                                                  : render_edge_text(result, terminal_width());
    fmt::print("{}", shown);
}

}  // namespace

void add_study_edge(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<EdgeVerb>();
    CLI::App* sub =
        study.add_subcommand("edge", "Near the users or centrally: latency, cost, offload rule");
    sub->add_option("--base", v->scenario.scenario, "Scenario with edge sites and others")
        ->required();
    sub->add_option("-f,--overlay", v->scenario.overlays, "Overlay merged over it; repeatable");
    sub->add_option("--set", v->scenario.sets, "path=value in the base; repeatable")->take_all();
    sub->add_option("--catalog", v->scenario.catalogs,
                    "Folder of facts that override the catalog's");
    sub->add_option("--seed", v->seed, "Seed of all random streams");
    sub->add_option("-o,--out", v->out, "Folder for study.json and edge_cdf.csv");
    sub->add_option("--format", v->format)->check(CLI::IsMember({"text", "json", "csv"}));
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
