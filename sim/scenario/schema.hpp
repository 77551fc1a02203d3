// The JSON Schema (draft-07) of scenarios, from the tables that the reader uses.
#pragma once
#include <string>

namespace orrery {

struct TableInfo;

std::string schema_scenario();
/// A table's schema alone, as JSON text, to be put into others.
std::string schema_object(const TableInfo& table);
/// A whole schema of a language whose root is that table.
std::string schema_of(const TableInfo& table, const std::string& title);

}  // namespace orrery
