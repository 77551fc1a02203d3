// What a stage would change from the start of the run on, before its gate decides.
#pragma once
#include <string>
#include <vector>

#include "sim/study/plan/study_spec.hpp"

namespace orrery::study {

/// Paths that the stage changes without a date of its own (`{at}`, `{date}`). A setting has one if
/// its value does, or if another setting of this stage dates the item that it belongs to; a value
/// in a piece, if one stands beside or above it, or anywhere in an item that the base does not
/// have.
std::vector<std::string> undated_changes(const StageSpec& stage, const Node& base);

/// How the language writes such a change with its date.
std::string dated_hint(const std::string& path);

}  // namespace orrery::study
