// Uncertain inputs tried on their base before any run: ends of their laws, paths that they share.
#pragma once
#include <string>

#include "sim/study/plan/inputs.hpp"

namespace orrery {

/// Reads the base with each input at its median and at the ends of its law: what the language
/// refuses there is refused before any run (E0911, E0914).
void try_inputs(const StudySpec& spec, const Inputs& inputs, const Node& base,
                const std::string& file, Diagnostics& diagnostics);

/// Warns (E0932) of paths that two inputs change, or an input and an axis, with what comes of it.
void warn_shared_paths(const StudySpec& spec, const Node& base, Diagnostics& diagnostics);

}  // namespace orrery
