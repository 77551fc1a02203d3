// The façade's scenario: layers of text, and their way to a World.
#include "orrery/scenario.hpp"

#include <filesystem>

#include "sim/api/compiled.hpp"
#include "sim/api/problems.hpp"
#include "sim/scenario/compile/names.hpp"
#include "sim/scenario/reader/partly.hpp"
#include "sim/scenario/reader/reader.hpp"

namespace orrery::api {
namespace {

std::vector<ScenarioLayer> layers_for(const Scenario& scenario) {
    std::vector<ScenarioLayer> out;
    for (const Scenario::Layer& l : scenario.layers()) out.push_back({l.set, l.name, l.text});
    return out;
}

}  // namespace

Scenario Scenario::read(const std::string& file) {
    return guarded([&] {
        Scenario scenario;
        const ScenarioLayer layer = layers_of({file, {}, {}}).front();
        scenario.layers_.push_back({false, layer.name, layer.text});
        scenario.folder_ = std::filesystem::absolute(file).parent_path().string();
        return scenario;
    });
}

Scenario Scenario::parse(std::string text, std::string folder) {
    Scenario scenario;
    scenario.layers_.push_back({false, "scenario", std::move(text)});
    scenario.folder_ = std::move(folder);
    return scenario;
}

Scenario& Scenario::overlay(std::string text) {
    layers_.push_back({false, "overlay", std::move(text)});
    return *this;
}

Scenario& Scenario::set(const std::string& path, const std::string& value) {
    layers_.push_back({true, "set", path + "=" + value});
    return *this;
}

std::vector<Problem> Scenario::check(const Facts& facts) const {
    return guarded([&] {
        Diagnostics diagnostics;
        compiled(*this, facts, {}, diagnostics);
        return problems_of(diagnostics);
    });
}

std::optional<World> compiled(const Scenario& scenario, const Facts& facts,
                              const CompileOptions& options, Diagnostics& diagnostics) {
    const auto root = merged_layers(layers_for(scenario), diagnostics);
    if (!root) return std::nullopt;
    const std::string file = scenario.folder() + "/scenario.yaml";
    const auto read = read_scenario_node_partly(*root, file, diagnostics);
    if (read && diagnostics.has_errors()) check_names(*read, facts.catalog(), diagnostics);
    if (!read || diagnostics.has_errors()) return std::nullopt;
    return compile_world(*read, facts.catalog(), options, diagnostics);
}

}  // namespace orrery::api
