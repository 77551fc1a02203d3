// Formats of FOCUS cells: numbers, dates, units, JSON, texts that stand for nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace orrery::focus {

/// A decimal number without +, separators or currency; E notation is fine.
std::optional<double> read_number(std::string_view text);
/// "2027-01-01T00:00:00Z" → seconds since 1970; nothing else is a date.
std::optional<std::int64_t> read_date(std::string_view text);
/// "Hours", "GB-Hours", "1000 Tokens", "Units/3 Months".
bool is_unit(std::string_view text);
/// An object of JSON whose values are no objects or lists.
bool is_key_values(std::string_view text);
/// NULL, null, N/A, none, - : a null is an empty cell.
bool stands_for_null(std::string_view text);
/// x_ and then PascalCase: letters and digits, the first a capital.
bool is_custom_name(std::string_view name);

}  // namespace orrery::focus
