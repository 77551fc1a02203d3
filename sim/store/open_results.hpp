// A results.db that is to be read, of this version of its tables. Inside sim/store only.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"
#include "sim/store/sqlite.hpp"

namespace orrery::store {

/// Throws EnvironmentError where the file is no such database.
Database open_results(const std::string& path);
Metrics read_metrics(Database& db);

}  // namespace orrery::store
