// What importers of CSV share: cells by column, columns that are not used, texts as YAML.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/import/import.hpp"

namespace orrery {

/// Empty where the row or the file has no such column (−1).
std::string cell(const std::vector<std::string>& cells, int column);
/// Columns of FOCUS (1.0 to 1.4) that tell nothing of prices are counted, all others named.
void note_unused_columns(const CsvReader& csv, const std::set<int>& used, ImportResult& result);
/// Any text as a YAML scalar.
std::string quoted(const std::string& text);

}  // namespace orrery
