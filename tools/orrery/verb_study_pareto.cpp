// `study pareto`: which variants of a scenario no other beats in cost, carbon and time.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sim/report/study_pareto.hpp"
#include "tools/orrery/flags.hpp"
#include "tools/orrery/study_base.hpp"
#include "tools/orrery/terminal.hpp"

namespace orrery::cli {
namespace {

constexpr std::size_t kMaxVariants = 4096;

struct ParetoVerb {
    StudyBase base;
    std::vector<std::string> vary;
};

std::vector<Variation> variations_of(const ParetoVerb& v, Diagnostics& diagnostics) {
    std::vector<Variation> list;
    std::size_t count = 1;
    for (const std::string& text : v.vary) {
        list.push_back(parse_variation(text));
        if (list.back().values.empty()) {
            complain(diagnostics, "--vary", "\"" + text + "\" varies nothing",
                     "--vary 'pools[own].servers=4,8,12'");
        }
        count *= std::max<std::size_t>(list.back().values.size(), 1);
    }
    if (count > kMaxVariants) {
        complain(diagnostics, "--vary", fmt::format("{} variants are too many", count),
                 fmt::format("at most {}", kMaxVariants));
    }
    return list;
}

/// Each variant is read as a scenario of its own, so that everything which follows from a value
/// does.
void execute(const ParetoVerb& v, Outcome& outcome) {
    Diagnostics diagnostics;
    const std::vector<Variation> variations = variations_of(v, diagnostics);
    print(diagnostics);
    outcome.code = flags_exit_code(diagnostics);
    if (outcome.code != kOk) return;
    std::vector<World> worlds;
    for (const auto& sets : grid_of(variations)) {
        ScenarioOptions options = v.base.scenario;
        options.sets.insert(options.sets.end(), sets.begin(), sets.end());
        auto loaded = load(options, outcome);
        if (!loaded) return;
        worlds.push_back(std::move(loaded->world));
    }
    const World& first = worlds.front();
    const ParetoResult r = study_pareto(variations, worlds, v.base.variants(first));
    finish_study(v.base,
                 {render_pareto_text(r, first, terminal_width()), render_pareto_json(r, first),
                  render_pareto_csv(r, first)},
                 first);
}

}  // namespace

void add_study_pareto(CLI::App& study, Outcome& outcome) {
    auto v = std::make_shared<ParetoVerb>();
    CLI::App* sub = study.add_subcommand(
        "pareto", "Which variants no other beats in cost, carbon and time at once");
    add_study_base(*sub, v->base, outcome);
    add_study_variants(*sub, v->base);
    sub->add_option("--vary", v->vary, "path=a,b,c: a dimension of the grid; repeatable")
        ->take_all()
        ->required();
    sub->callback([v, &outcome] { execute(*v, outcome); });
}

}  // namespace orrery::cli
