// The fields of the scenario language, and what is written into them to do harm.
#pragma once
#include <string>
#include <vector>

namespace orrery::hostile {

/// A field as the JSON Schema has it.
struct SchemaField {
    /// Keys from the root; "[]" is an item of a list, "{}" a value of a map with any keys.
    std::vector<std::string> steps;
    std::vector<std::string> units;  ///< usual one first; empty: a plain number
    std::string least, most;         ///< bounds of the schema; empty: it has none
    enum class Kind { number, date, text } kind = Kind::number;

    [[nodiscard]] std::string name() const;
};

/// Those of `schema scenario` with numbers or dates, in its order.
std::vector<SchemaField> numeric_fields();
/// Those that take any text.
std::vector<SchemaField> text_fields();

/// Not a number, infinities, beyond and below what numbers hold, signed zero, 2^63, 10^9 and what
/// lies at and outside of the field's bounds; each with the units that the field takes.
std::vector<std::string> edge_values(const SchemaField& field);

/// The scenario among `texts` that goes furthest along the field's steps, and the assignment, as of
/// --set, that writes the value there; what is missing on the way is made.
struct Edge {
    std::size_t text = 0;
    std::string path;           ///< what is set
    std::string before, after;  ///< around the value
};
Edge place_of(const SchemaField& field, const std::vector<std::string>& texts);

}  // namespace orrery::hostile
