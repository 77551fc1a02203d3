// What is wrong with a folder that a result is read from: none there, another version, an edited
// one.
#pragma once
#include <optional>
#include <string>

#include "orrery/base/diagnostics.hpp"

namespace orrery {

/// Of the tables in results.db.
inline constexpr int kVersionOfTables = 3;

/// E0904: the folder holds no result. E0905: it is of another version. E0906: its currency is not
/// that of the scenario that it was run from. Nothing where it can be read. Throws EnvironmentError
/// where results.db is no database.
std::optional<Diagnostic> result_problem(const std::string& folder);
/// E0904: the folder holds no runs of a study that could be joined with others'.
std::optional<Diagnostic> part_problem(const std::string& folder);

}  // namespace orrery
