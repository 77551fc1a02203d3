// A study file to a StudySpec: everything that is wrong with it, at once.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/table.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

const Table<StudySpec>& study_table();

std::optional<StudySpec> read_study(const std::string& file, Diagnostics& diagnostics);
/// With study overlays over it, what pilots left: lists merge by name, an input's law is replaced
/// as a whole, and an input that the study lacks is an error.
std::optional<StudySpec> read_study(const std::string& file,
                                    const std::vector<std::string>& overlays,
                                    Diagnostics& diagnostics);
std::optional<StudySpec> read_study_text(std::string_view text, const std::string& name,
                                         Diagnostics& diagnostics);

/// Whether a file begins as a study does: other tables may stand in the same folder.
bool is_study_file(const std::string& file);

/// What contradicts itself: names used twice, formulas over unknown metrics, steps without what
/// they need, correlations that no law has. What only follows from errors that `diagnostics` has of
/// reading is not told.
void check_study(const StudySpec& spec, Diagnostics& diagnostics);

/// JSON Schema of study files.
std::string schema_study();

}  // namespace orrery
