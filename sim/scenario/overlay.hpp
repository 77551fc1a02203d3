// Overlays and --set: changes of a document before it is validated.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/document/document.hpp"

namespace orrery {

/// Mappings merge key by key, lists whose items have a `name` merge by it, all else is replaced.
/// Values keep the position of the file that they come from.
void merge_overlay(Node& base, const Node& over);

/// An overlay that a calibration wrote says so at its top: `calibrated: {source: gateway.csv,
/// period: …, error: 4.1 %}`. The key is taken out, and all that the overlay sets gets the origin
/// "calibrated from gateway.csv …, error 4.1 % (FILE:line)". Other overlays come back as they are.
Node as_overlay(Node over);

/// `pools[own].servers=8`, `sites[0].pue=1.2`, `workloads[chat].slo.ttft=500 ms`,
/// `residency[+]=DE`, `workloads[*].slo.ttft=1 s` for all items. The value is YAML (flow style for
/// lists and mappings). Errors name "--set" as the file.
void apply_set(Node& root, const std::string& assignment, Diagnostics& diagnostics);

/// "pools[own].servers" and "pools[0].servers" → "pools[].servers": what kind of entry it is.
std::string without_items(const std::string& path);

/// What stands at a path of that language, or null; nothing is created.
const Node* find_path(const Node& root, const std::string& path);
/// The paths that a pattern with `[*]` stands for, each item by its name or number, in the order of
/// the text; a pattern without it is itself. Empty: no such list, or an empty one.
std::vector<std::string> paths_matching(const Node& root, const std::string& pattern);

}  // namespace orrery
