// Equal entries that were made from one: who belongs together, and what they show in common.
#pragma once
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// Findings::groups from the names of the World; before everything that puts names in sentences.
void list_groups(const Input& in, Findings& out);

/// What a group has in common: cost, energy, carbon, utilisation, latency and service levels under
/// `*.by_group.NAME`; after the metrics of its members.
void add_groups(const Input& in, Findings& out);

/// The group that an entry is shown as, or its own name.
const std::string& shown(const Findings& f, const std::string& kind, const std::string& name);

/// What the scenario lets go where, one row for equal sites; classed data alone.
void add_data_flows(const Input& in, Findings& out);

}  // namespace orrery::analysis
