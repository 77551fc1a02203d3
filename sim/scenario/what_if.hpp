// `what_if:` of a scenario: the inputs that its author marks for the live page, with their ranges.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/inputs.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {

/// An input to turn; `from` and `to` are in its unit.
struct WhatIf {
    SourcePosition where;
    std::string path;
    std::string from;
    std::string to;
    std::string label;  ///< empty: the path is shown
};

const Table<WhatIf>& what_if_table();

/// The key of the scenario's table. No run depends on it, so a Scenario has it in its register of
/// origins only.
Field<Scenario> what_if_field();

/// The marks of a document; what is wrong with their shape is told where the scenario is read.
std::vector<WhatIf> read_what_if(const Node& document);

/// The input that a path means: items of lists by name or number; null where there is none.
const NumericInput* find_input(const std::vector<NumericInput>& inputs, const Node& document,
                               const std::string& path);

/// A mark that is no input (E0218), or whose range is none (E0219).
void check_marks(const std::vector<WhatIf>& marks, const std::vector<NumericInput>& inputs,
                 const Node& document, Diagnostics& diagnostics);
/// The marks of the document itself.
void check_what_if(const Node& document, const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace orrery
