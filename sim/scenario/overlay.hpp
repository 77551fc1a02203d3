// Overlays and --set: changes of a document before it is validated.
#pragma once
#include <string>

#include "sim/scenario/document/document.hpp"

namespace orrery {

/// Mappings merge key by key, lists whose items have a `name` merge by it, all else is replaced.
/// Values keep the position of the file that they come from.
void merge_overlay(Node& base, const Node& over);

/// `pools[own].servers=8`, `sites[0].pue=1.2`, `workloads[chat].slo.ttft=500 ms`,
/// `residency[+]=DE`. The value is YAML (flow style for lists and mappings). Errors name "--set" as
/// the file.
void apply_set(Node& root, const std::string& assignment, Diagnostics& diagnostics);

}  // namespace orrery
