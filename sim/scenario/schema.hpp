// The JSON Schema (draft-07) of scenarios, from the tables that the reader uses.
#pragma once
#include <string>

namespace orrery {

std::string schema_scenario();

}  // namespace orrery
