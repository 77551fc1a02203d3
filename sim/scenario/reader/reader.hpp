// Text to Scenario: overlays, --set, validation; everything that is wrong, at once.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document/document.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

struct ScenarioSources {
    std::string file;
    std::vector<std::string> overlays;  ///< -f, in order
    std::vector<std::string> sets;      ///< --set path=value, in order
};

/// The merged document, before validation.
std::optional<Node> merged_document(const ScenarioSources& sources, Diagnostics& diagnostics);

/// What a scenario is made of, as text: the scenario, overlays, settings; each goes over those
/// before it.
struct ScenarioLayer {
    bool set = false;  ///< the text is path=value, else a document
    std::string name;  ///< stands for the file in messages
    std::string text;
};
/// Scenario, overlays and settings of the command line, in this order. Throws EnvironmentError for
/// files that cannot be read.
std::vector<ScenarioLayer> layers_of(const ScenarioSources& sources);
/// Layers over each other, before validation; reads no file.
std::optional<Node> merged_layers(const std::vector<ScenarioLayer>& layers,
                                  Diagnostics& diagnostics);
/// Of layers whose first is the scenario; reads no file.
std::optional<Scenario> read_scenario_layers(const std::vector<ScenarioLayer>& layers,
                                             Diagnostics& diagnostics);

std::optional<Scenario> read_scenario(const ScenarioSources& sources, Diagnostics& diagnostics);
/// Of a merged document; `file` is what its paths are relative to.
std::optional<Scenario> read_scenario_node(const Node& root, const std::string& file,
                                           Diagnostics& diagnostics);
/// From text: tests, generators, fuzzing. `name` stands for the file in messages.
std::optional<Scenario> read_scenario_text(std::string_view text, const std::string& name,
                                           Diagnostics& diagnostics);

/// A plain number above 0, or 0 where it is none: exchange rates are judged later, by their table.
double positive_number(const Node* node);

}  // namespace orrery
