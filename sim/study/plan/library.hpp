// Disruptions by name: what `inject: {named: [...]}` takes.
#pragma once
#include <string>
#include <vector>

#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// Of a file with a list `disruptions:`.
std::vector<InjectionSpec> read_disruptions(const std::string& file, Diagnostics& diagnostics);

/// Puts the named ones before each step's own; unknown names are errors with a suggestion.
void take_named(StudySpec& spec, const std::vector<InjectionSpec>& library,
                Diagnostics& diagnostics);

}  // namespace orrery
