// A scenario with what could be read of it, for checks that find further errors in the same round.
#pragma once
#include "sim/scenario/reader/reader.hpp"

namespace orrery {

/// As merged_document, also where a setting was wrong: the document is then as without it. Absent
/// where a file could not be read.
std::optional<Node> merged_document_partly(const ScenarioSources& sources,
                                           Diagnostics& diagnostics);
/// As read_scenario, and also where values were wrong: those keep their defaults. Absent where the
/// document itself cannot be read. Nothing may run from it while `diagnostics` has errors.
std::optional<Scenario> read_scenario_partly(const ScenarioSources& sources,
                                             Diagnostics& diagnostics);
/// Of a merged document; as read_scenario_node.
std::optional<Scenario> read_scenario_node_partly(const Node& root, const std::string& file,
                                                  Diagnostics& diagnostics);

}  // namespace orrery
