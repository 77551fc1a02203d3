// Names in sentences, tables and definitions, against what the steps of the study leave.
#pragma once
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// E0916 for each name that no step can leave, with the nearest that one does. Where the study has
/// other errors too, also what its limits and conditions get wrong, with the flags of the file:
/// nothing will run that could tell later.
void check_names(const StudySpec& spec, Diagnostics& diagnostics);

}  // namespace orrery
