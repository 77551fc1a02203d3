// Parts of a base that a study names: $(flag) in its texts, so that another base's names fit.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/study/plan/study_spec.hpp"

namespace orrery {

using PartNames = std::map<std::string, std::string>;  ///< by flag

/// Of the flags with `part:` or `from:` of a study's document: what is given, else their values.
PartNames part_names(const Node& study, const PartNames& given);
/// The document with $(flag) replaced in all its texts but the flags' own.
Node with_parts(const Node& study, const PartNames& names);

/// The study with the names of this base: those given, else the study's own where the base has
/// them, else the only entry of the list that no other part names. Else an error that says which
/// flag tells it. `from:` is what the base says there.
std::optional<StudySpec> on_parts_of(const StudySpec& spec, const Node& base,
                                     const std::vector<std::pair<std::string, std::string>>& flags,
                                     Diagnostics& diagnostics);

/// The study read again with these names.
std::optional<StudySpec> with_part_names(const StudySpec& spec, const PartNames& given,
                                         Diagnostics& diagnostics);

}  // namespace orrery
