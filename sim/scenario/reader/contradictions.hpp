// What contradicts itself in a scenario: references, duplicate names, bounds between fields.
#pragma once
#include "sim/scenario/reader/unread.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Of what could be read: references to what may stand in the part that could not are passed over.
void check_scenario(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics);
/// Of jobs, maintenance and spot markets; a part of check_scenario.
void check_jobs(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics);
/// Of links, partitions, exits and data sets; a part of check_scenario.
void check_network(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics);
/// Of data classes and APIs; likewise.
void check_places(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics);
/// Warnings of what is stated and does nothing; likewise.
void check_idle(const Scenario& scenario, Diagnostics& diagnostics);
/// What the checks say of what is allowed, and hardly meant.
void warn(Diagnostics& diagnostics, const SourcePosition& at, std::string code, std::string path,
          std::string message, std::string hint);

}  // namespace orrery
