// What rows of a FOCUS dataset must satisfy beyond the format of each cell.
#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "sim/ingest/focus_columns.hpp"

namespace orrery::focus {

/// A row as it is checked: cells by FocusField; columns that the file lacks are null.
struct CheckedRow {
    std::array<std::string_view, kFocusFields> cells;
    std::array<double, kFocusFields> numbers{};      ///< of numeric cells that can be read, else 0
    std::array<std::int64_t, kFocusFields> dates{};  ///< of dates likewise, s since 1970
    std::array<bool, kFocusFields> readable{};       ///< the cell is well-formed, or null
    std::array<bool, kFocusFields> present{};        ///< the file has the column
    std::string_view asset;                          ///< x_AssetId
    std::string_view brought;                        ///< x_BroughtForward
    std::string_view carried;                        ///< x_CarriedForward

    [[nodiscard]] std::string_view text(FocusField f) const { return cells[at(f)]; }
    [[nodiscard]] bool null(FocusField f) const { return cells[at(f)].empty(); }
    [[nodiscard]] double number(FocusField f) const { return numbers[at(f)]; }
    [[nodiscard]] std::int64_t date(FocusField f) const { return dates[at(f)]; }
    [[nodiscard]] bool has(FocusField f) const { return present[at(f)]; }
    /// The column is there and its cell holds something readable.
    [[nodiscard]] bool filled(FocusField f) const { return !null(f) && readable[at(f)]; }
    [[nodiscard]] bool is(FocusField f, std::string_view value) const { return text(f) == value; }

    static std::size_t at(FocusField f) { return static_cast<std::size_t>(f); }
};

struct RowRule {
    const char* id;     ///< "PricingQuantity.usage"
    FocusField column;  ///< without it the rule does not apply
    bool (*applies)(const CheckedRow&);
    bool (*holds)(const CheckedRow&);
    const char* remedy;
};
const std::vector<RowRule>& row_rules();

/// A column that must be there where another is.
struct PairRule {
    FocusField column;
    FocusField needs;
};
const std::vector<PairRule>& pair_rules();

/// A rule of the official rule file that contradicts the specification, and what is done instead.
struct Waiver {
    const char* rule;
    const char* why;
};
const std::vector<Waiver>& waivers();

/// Do unit price and quantity give the cost? To a micro-unit, or 1e-9 of it where it is large.
bool product_is(double price, double quantity, double cost);

}  // namespace orrery::focus
