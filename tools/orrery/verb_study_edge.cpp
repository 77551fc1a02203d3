// `study edge`: whether requests are better served near their users or centrally.
#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_edge.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

void execute(const StudyBase& base, Outcome& outcome) {
    const auto loaded = load(base.scenario, outcome);
    if (!loaded) return;
    const World& world = loaded->world;
    const edge::Result result = edge::study(world, base.variants(world).seed);
    finish_study(base,
                 {render_edge_text(result, terminal_width()), render_edge_json(result),
                  render_edge_csv(result)},
                 world);
}

}  // namespace

void add_study_edge(CLI::App& study, Outcome& outcome) {
    auto base = std::make_shared<StudyBase>();
    base->table = "edge_cdf.csv";
    CLI::App* sub =
        study.add_subcommand("edge", "Near the users or centrally: latency, cost, offload rule");
    add_study_base(*sub, *base, outcome);
    sub->callback([base, &outcome] { execute(*base, outcome); });
}

}  // namespace orrery::cli
