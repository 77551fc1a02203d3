// What the field tables of study files share with their reader and schema.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/table.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// Number and unit of a text, "2.35 USD/h"; nothing if it does not begin with a number.
std::optional<UnitNumber> split_number(const std::string& text);

/// A step: one kind as the key, its parameters below it.
void read_step(const Reader& r, const Node& n, const std::string& path, StepSpec& step);
const Table<InjectionSpec>& injection_table();
/// Tables of the kinds of steps, by their key.
std::vector<std::pair<std::string, TableInfo>> step_tables();
const char* kind_name(StepKind kind);

}  // namespace orrery
