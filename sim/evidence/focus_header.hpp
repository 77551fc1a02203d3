// The header of a FOCUS file: which columns are there, and what is wrong with their names.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "sim/evidence/focus_validate.hpp"
#include "sim/ingest/focus_columns.hpp"

namespace orrery::focus {

struct Header {
    std::vector<int> field;                    ///< by column of the file: FocusField, or −1
    std::array<bool, kFocusFields> present{};  ///< by FocusField
    int asset = -1;                            ///< column of x_AssetId
    int brought = -1;                          ///< column of x_BroughtForward
    int carried = -1;                          ///< column of x_CarriedForward
};

/// Missing, doubled, unknown, misnamed and misplaced columns go to `out`.
Header read_header(const std::vector<std::string>& names, std::vector<FocusViolation>& out);

}  // namespace orrery::focus
