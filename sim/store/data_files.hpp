// The files that a scenario names, by their hashes.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/store/stored_run.hpp"

namespace orrery {

/// Those that can be read, each once, in the order of the scenario; stems of measured tables stand
/// for all files that begin with them. `data_folder` is what `data:` paths resolve under.
std::vector<StoredData> data_files(const Scenario& scenario, const std::string& data_folder);

/// Whether a piece of a scenario's text may name a file: it has one of the keys that do.
bool may_name_data(const std::string& text);

/// SHA-256 of a file; empty if it cannot be read.
std::string file_hash(const std::string& path);

}  // namespace orrery
